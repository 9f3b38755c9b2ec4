"""Labels in the paper's format: there and back, and what is wrong with a bad one."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from ai_playground.corners.labels import LabelError, label_text, picture_hash, read_label
from tests.mutants import mutants

PAGE = np.array([[20, 30], [170, 40], [160, 240], [-5.25, 230]], np.float32)


def test_a_label_comes_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "photo.json"
    path.write_text(label_text(PAGE, "photo.png", picture_hash(b"content")))
    np.testing.assert_array_equal(read_label(path), PAGE)


def test_a_label_has_the_papers_keys_and_the_pictures_hash() -> None:
    label = json.loads(label_text(PAGE, "photo.png", picture_hash(b"content")))
    assert set(label) == {
        "y_label_points",
        "y_label_image_file",
        "X_input_image_file",
        "X_input_file_hash",
    }
    assert label["X_input_file_hash"] == hashlib.md5(b"content").hexdigest()
    assert label["y_label_points"][3] == [-5.25, 230]


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_a_label_that_begins_with_another_corner_is_put_in_order(turn: int) -> None:
    label = label_text(np.roll(PAGE, turn, axis=0), "photo.png", picture_hash(b"content"))
    np.testing.assert_array_equal(read_label(label.encode()), PAGE)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "is no label"),
        ("[1, 2]", "is no label"),
        ("{}", "is no label"),
        ("[" * 50_000, "is no label"),
        ('{"y_label_points": 4}', "no list of corners"),
        ('{"y_label_points": [[1, 2], [3, 4], [5, 6]]}', "has 3 corners"),
        ('{"y_label_points": [[1], [3], [5], [6]]}', "not \\[x, y\\]"),
        ('{"y_label_points": [["a", 2], [3, 4], [5, 6], [7, 8]]}', "not \\[x, y\\]"),
        ('{"y_label_points": [[1, 2], [30, NaN], [50, 60], [7, 80]]}', "no number"),
        ('{"y_label_points": [[1, 2], [30, null], [50, 60], [7, 80]]}', "no number"),
        (f'{{"y_label_points": [[{"9" * 400}, 2], [30, 4], [50, 60], [7, 80]]}}', "far outside"),
        ('{"y_label_points": [[1e39, 2], [30, 4], [50, 60], [7, 80]]}', "far outside"),
        ('{"y_label_points": [[0, 0], [3024, 0], [3024, 4032], [0, 4032]]}', "far outside"),
        ('{"y_label_points": [[0, 0], [190, 250], [190, 0], [0, 250]]}', "crossed"),
        ('{"y_label_points": [[0, 0], [0, 250], [190, 250], [190, 0]]}', "crossed"),
    ],
)
def test_a_bad_label_is_refused_with_what_is_wrong(content: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "photo.json"
    path.write_text(content)
    with pytest.raises(LabelError, match=f"photo.json .*{reason}"):
        read_label(path)


def test_a_missing_label_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="can't be read"):
        read_label(tmp_path / "none.json")
    with pytest.raises(LabelError, match="can't be read"):
        read_label(tmp_path)


def test_of_five_thousand_damaged_labels_none_raises_anything_but_a_label_error() -> None:
    label = label_text(PAGE, "photo.png", picture_hash(b"content")).encode()
    read = 0
    for content in mutants([label, json.dumps(json.loads(label)).encode()], 5000):
        try:
            corners = read_label(content, "mutant.json")
        except LabelError:
            continue
        assert corners.shape == (4, 2)
        assert np.isfinite(corners).all()
        read += 1
    assert 100 < read < 4900
