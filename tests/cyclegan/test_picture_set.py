"""Folders to train on: what is used of them, and what is said of the rest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ai_playground.cyclegan import picture_set
from ai_playground.cyclegan.picture_set import read_folder
from ai_playground.pictures.folder import FolderError
from tests.cyclegan.test_tfrecord import example, jpeg, write
from tests.cyclegan.tiny import pictures


def save(path: Path, side: int = 48, mode: str = "RGB") -> Path:
    Image.fromarray(pictures(1, side)[0]).convert(mode).save(path)
    return path


def test_grey_transparent_and_large_pictures_are_made_alike(tmp_path: Path) -> None:
    save(tmp_path / "a_grey.png", mode="L")
    save(tmp_path / "b_clear.png", mode="RGBA")
    Image.fromarray(np.zeros((120, 300, 3), np.uint8)).save(tmp_path / "c_large.jpg")
    found = read_folder(tmp_path, size=60, crop=32, fewest=3)
    assert [picture.shape for picture in found.pictures] == [(48, 48, 3), (48, 48, 3), (60, 150, 3)]
    assert {picture.dtype.name for picture in found.pictures} == {"uint8"}
    assert (found.skipped, found.left_out, found.remark()) == ([], "", "")


def test_what_can_not_be_used_is_named_and_counted(tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / f"{number}.png")
    (tmp_path / "broken.jpg").write_bytes(jpeg()[:200])
    save(tmp_path / "tiny.png", side=20)
    save(tmp_path / "small.png", side=32)
    (tmp_path / "notes.txt").write_text("no picture")
    found = read_folder(tmp_path, size=60, crop=68, fewest=2)
    assert len(found.pictures) == 3
    broken, small, tiny = found.skipped
    assert broken.startswith("broken.jpg")
    assert small == "small.png is 32 x 32 px: too small for squares of 68 px"
    assert tiny.startswith("tiny.png is 20 x 20 px")
    assert found.remark().startswith("skipped 3 of 6: broken.jpg")
    assert "notes.txt (no picture)" in found.left_out


def test_of_many_broken_files_some_are_named_and_all_are_counted(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"{number}.jpg").write_bytes(b"no picture")
    for number in range(2):
        save(tmp_path / f"whole{number}.png")
    remark = read_folder(tmp_path, size=60, crop=32, fewest=2).remark()
    assert remark.startswith("skipped 9 of 11: 0.jpg")
    assert "4.jpg" in remark
    assert "5.jpg" not in remark
    assert remark.endswith("and 4 more")


def test_records_are_read_as_pictures_are_and_broken_ones_are_counted(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow")
    whole = [example(image=jpeg(seed)) for seed in range(2)]
    broken = example(image=jpeg()[:200], image_name=b"name7")
    write(tmp_path / "monet00.tfrec", whole[0], broken, example(target=b"monet"), whole[1])
    found = read_folder(tmp_path, size=60, crop=32, fewest=2)
    assert len(found.pictures) == 2
    damaged, without = found.skipped
    assert damaged.startswith("monet00.tfrec, record 2 (name7)")
    assert without == "monet00.tfrec, record 3: it has no `image`"
    assert found.left_out == ""


def test_a_folder_may_hold_both(tmp_path: Path) -> None:
    pytest.importorskip("tensorflow")
    write(tmp_path / "monet00.tfrec", example(image=jpeg()))
    save(tmp_path / "a.png")
    found = read_folder(tmp_path, size=60, crop=32, fewest=2)
    assert (len(found.pictures), found.left_out) == (2, "")


def test_folders_without_enough_pictures_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="nowhere is no folder"):
        read_folder(tmp_path / "nowhere", 60, 32, 2)
    with pytest.raises(FolderError, match="holds no picture"):
        read_folder(tmp_path, 60, 32, 2)
    save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"")
    with pytest.raises(FolderError, match=r"1 picture to train on; 2 are needed; skipped 1 of 2: b\.png"):
        read_folder(tmp_path, 60, 32, 2)


def test_more_than_memory_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        save(tmp_path / f"{number}.png")
    monkeypatch.setattr(picture_set, "available_memory", lambda: 20_000)
    with pytest.raises(FolderError, match="more pictures than fit into memory"):
        read_folder(tmp_path, 60, 32, 2)
