"""The visitor's photos: into an archive and back, and what an archive may not hold."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from ai_playground.corners import own_data
from ai_playground.corners.frame import HEIGHT, WIDTH
from ai_playground.corners.labels import label_text
from ai_playground.corners.own_data import (
    MOST,
    OwnDataError,
    as_archive,
    example,
    from_archive,
    merged,
    read_archive,
)

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
    ("make", "reason"),
    [
        (lambda: b"", "no ZIP"),
        (lambda: b"nonsense", "no ZIP"),
        (lambda: _archive({}), "no labels"),
        (lambda: _archive({"a.png": _png()}), "no labels"),
        (lambda: _archive({"a.json": label_text(PAGE, "a.png", "")}), "one picture"),
        (lambda: _archive({"a.json": "{}", "a.png": _png()}), "y_label_points"),
        (
            lambda: _archive({"a.json": label_text(PAGE, "a.png", ""), "a.png": b"no picture"}),
            "not a picture",
        ),
        (
            lambda: _archive({"a.json": label_text(PAGE, "a.png", ""), "a.png": bytes(26_000_000)}),
            "larger than",
        ),
        (lambda: _archive({f"{n}.json": bytes(20_000_000) for n in range(6)}), "unpacks to more"),
        (lambda: _archive({f"{n}.json": "{}" for n in range(MOST + 1)}), "limit"),
    ],
)
def test_an_archive_that_makes_no_sense_is_refused_with_the_reason(
    make: Callable[[], bytes], reason: str
) -> None:
    content = make()
    with pytest.raises(OwnDataError, match=reason):
        from_archive(content)


def test_an_archive_that_claims_a_million_files_is_refused_before_they_are_listed() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(12_000):
            archive.writestr(f"{number}", b"")
    content = file.getvalue()
    with pytest.raises(OwnDataError, match=r"too many files: 200 photos with their labels"):
        from_archive(content)
    end = content.rindex(b"PK\5\6")
    short = content[: end + 12] + bytes(4) + content[end + 16 :]  # and says otherwise where it may
    large = short[:end] + b"PK\6\7" + bytes(16) + short[end:]
    with pytest.raises(OwnDataError, match="too many files"):
        from_archive(large)


def test_pictures_that_have_too_many_pixels_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_data, "MAX_MEGAPIXELS", 1)
    file = io.BytesIO()
    Image.new("L", (800, 800)).save(file, "PNG")
    one: dict[str, bytes | str] = {"a.json": label_text(PAGE, "a.png", ""), "a.png": file.getvalue()}
    assert len(from_archive(_archive(one))) == 1
    two = {**one, "b.json": label_text(PAGE, "b.png", ""), "b.png": file.getvalue()}
    with pytest.raises(OwnDataError, match="more than 1 megapixels together"):
        from_archive(_archive(two))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packings_that_unpack_without_a_limit_are_refused(packing: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("a.png", _png())
        archive.writestr("a.json", label_text(PAGE, "a.png", ""))
    with pytest.raises(OwnDataError, match="save the archive as plain ZIP"):
        from_archive(file.getvalue())


def test_photos_are_read_one_at_a_time_and_it_is_told_how_many_are_left() -> None:
    steps = list(read_archive(as_archive([example(f"p{n}", _photo(n), PAGE) for n in range(3)])))
    assert [(step.done, step.total) for step in steps] == [(0, 3), (1, 3), (2, 3), (3, 3)]


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
