"""The visitor's photos: into an archive and back, and what an archive may not hold."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from ai_playground.corners.frame import HEIGHT, WIDTH
from ai_playground.corners.labels import label_text
from ai_playground.corners.own_data import MOST, OwnDataError, as_archive, example, from_archive, merged

PAGE = np.array([[20, 30], [170, 40], [160, 240], [30, 230]], np.float32)


def _photo(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)


def _archive(entries: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def _png() -> bytes:
    file = io.BytesIO()
    Image.fromarray(_photo()).save(file, "PNG")
    return file.getvalue()


def test_an_archive_brings_back_the_same_pixels_and_corners() -> None:
    kept = [example("one", _photo(1), PAGE), example("two", _photo(2), PAGE + 3)]
    again = from_archive(as_archive(kept))
    assert [each.name for each in again] == ["one", "two"]
    for before, after in zip(kept, again, strict=True):
        np.testing.assert_array_equal(after.picture, before.picture)
        np.testing.assert_allclose(after.corners, before.corners, atol=0.005)


def test_a_name_can_not_lead_out_of_the_archives_folder() -> None:
    name = example("../../etc/pass wd", _photo(), PAGE).name
    assert name == "etc_pass_wd"
    assert example("...", _photo(), PAGE).name == "photo"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no ZIP"),
        (b"nonsense", "no ZIP"),
        (_archive({}), "no labels"),
        (_archive({"a.png": _png()}), "no labels"),
        (_archive({"a.json": label_text(PAGE, "a.png", "")}), "one picture"),
        (_archive({"a.json": "{}", "a.png": _png()}), "y_label_points"),
        (_archive({"a.json": label_text(PAGE, "a.png", ""), "a.png": b"no picture"}), "not a picture"),
        (_archive({"a.json": label_text(PAGE, "a.png", ""), "a.png": bytes(26_000_000)}), "larger than"),
        (_archive({f"{n}.json": bytes(20_000_000) for n in range(6)}), "unpacks to more"),
        (_archive({f"{n}.json": "{}" for n in range(MOST + 1)}), "limit"),
    ],
)
def test_an_archive_that_makes_no_sense_is_refused_with_the_reason(content: bytes, reason: str) -> None:
    with pytest.raises(OwnDataError, match=reason):
        from_archive(content)


def test_an_archive_cut_off_is_refused() -> None:
    content = as_archive([example("one", _photo(), PAGE)])
    with pytest.raises(OwnDataError, match="no ZIP"):
        from_archive(content[: len(content) // 2])


def test_a_damaged_entry_is_refused() -> None:
    content = bytearray(_archive({"a.json": label_text(PAGE, "a.png", ""), "a.png": _png()}))
    start = content.index(b"a.json") + len("a.json")
    content[start : start + 40] = b"\xff" * 40
    with pytest.raises(OwnDataError, match="damaged"):
        from_archive(bytes(content))


def test_what_macos_adds_to_an_archive_is_passed_over() -> None:
    ours: dict[str, bytes | str] = {"mine/a.json": label_text(PAGE, "a.png", ""), "mine/a.png": _png()}
    theirs = {"__MACOSX/mine/._a.json": b"\0\5", "__MACOSX/mine/._a.png": b"\0\5", "mine/._a.json": b"\0\5"}
    assert [each.name for each in from_archive(_archive({**ours, **theirs}))] == ["mine_a"]


def test_a_large_photo_of_a_camera_is_reduced_to_the_frame() -> None:
    file = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 256, (1024, 768, 3), np.uint8)
    Image.fromarray(noise).save(file, "PNG")
    assert file.tell() > 1_000_000
    (photo,) = from_archive(_archive({"a.json": label_text(PAGE, "a.png", ""), "a.png": file.getvalue()}))
    assert photo.picture.shape == (HEIGHT, WIDTH, 3)


def test_the_same_photo_again_replaces_its_corners_and_another_of_its_name_is_kept() -> None:
    kept = [example("one", _photo(1), PAGE), example("two", _photo(2), PAGE)]
    found = merged(kept, [example("one", _photo(1), PAGE + 1), example("one", _photo(3), PAGE)])
    assert [each.name for each in found] == ["one", "two", "one"]
    np.testing.assert_array_equal(found[0].corners, PAGE + 1)
