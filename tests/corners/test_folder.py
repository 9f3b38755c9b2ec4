"""Many photos: which are taken, what is left out, names that can't be shown, flat pages of full size.

A stand-in answers for the network, so that the page is known.
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.cli import main
from ai_playground.corners import locate
from ai_playground.corners.locate import Found
from ai_playground.jobs import device
from ai_playground.pictures import Pixels

# The page of a test's photo, as shares of its width and height.
PAGE = np.array([[0.1, 0.1], [0.9, 0.1], [0.9, 0.9], [0.1, 0.9]], np.float32)


class StandIn:
    """Sees `PAGE` in every photo."""

    page = PAGE

    def locate(self, photos: list[Pixels]) -> list[Found]:
        sizes = [(photo.shape[1], photo.shape[0]) for photo in photos]
        pages = [(self.page * size).astype(np.float32) for size in sizes]
        return [Found(page, np.ones(4, np.float32), possible=True) for page in pages]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder."""
    monkeypatch.setattr(locate, "Locator", StandIn)
    monkeypatch.setattr(device, "configure", lambda: "a stand-in")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def photo(width: int = 60, height: int = 80, file_format: str = "JPEG", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(file, file_format, **options)
    return file.getvalue()


def test_a_folder_is_searched_by_content_and_what_is_left_out_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = folder / "mixed"
    photos.mkdir()
    for name in ("a.jfif", "b.JPE", "c.jfi", "photo without an ending"):
        (photos / name).write_bytes(photo())
    for name in ("._a.jfif", ".DS_Store", "Thumbs.db"):
        (photos / name).write_bytes(b"\0\5\x16\7")
    (photos / "notes.txt").write_text("no picture")
    (photos / "more").mkdir()
    assert main(["corners", "mixed", "--json"]) == 0
    output = capsys.readouterr()
    names = [Path(entry["photo"]).name for entry in json.loads(output.out)]
    assert names == ["a.jfif", "b.JPE", "c.jfi", "photo without an ending"]
    assert output.err == (
        "ai-playground corners: left out mixed/more (a folder: name it to have its photos), "
        "mixed/notes.txt (no picture)\n"
    )


def test_of_many_files_that_are_left_out_some_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jpg").write_bytes(photo())
    for number in range(40):
        (folder / f"{number:02d}.txt").write_text("no picture")
    assert main(["corners", "."]) == 0
    assert capsys.readouterr().err.endswith("04.txt (no picture), 35 more\n")


def test_a_damaged_photo_in_a_folder_is_told_and_not_left_out(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.jpg").write_bytes(photo())
    (folder / "b.jpg").write_bytes(photo()[:100])
    assert main(["corners", ".", "--json"]) == 2
    good, bad = json.loads(capsys.readouterr().out)
    assert good["page"]
    assert "b.jpg is" in bad["error"]


def test_the_pages_of_a_scan_are_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    more = [Image.new("RGB", (60, 80), color) for color in ("red", "blue")]
    (folder / "scan.tif").write_bytes(photo(file_format="TIFF", save_all=True, append_images=more))
    assert main(["corners", "scan.tif"]) == 0
    assert "(scan.tif has 3 pages; this is the first.)" in capsys.readouterr().out
    assert main(["corners", "scan.tif", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["remark"] == "scan.tif has 3 pages; this is the first."


@pytest.mark.parametrize(
    ("width", "height", "page"),
    [
        (2500, 3500, (2250, 3150)),  # larger than a lesson's pictures
        (200, 1400, (180, 1260)),  # a receipt
        (1400, 200, (1260, 180)),
    ],
)
def test_a_flat_page_has_all_pixels_that_the_photo_shows_of_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, width: int, height: int, page: tuple[int, int]
) -> None:
    monkeypatch.setattr(StandIn, "page", (PAGE - 0.1) * 9 / 8 + 0.05)  # nine tenths of each side
    (folder / "photo.jpg").write_bytes(photo(width, height))
    assert main(["corners", "photo.jpg", "--rectify", "flat"]) == 0
    with Image.open(folder / "flat" / "photo.png") as flat:
        assert flat.size == page


HARMFUL = {
    "not UTF-8": b"caf\xe9.jpg",
    "two lines": b"one\ntwo.jpg",
    "turns a terminal red": b"\x1b[31mred.jpg",
    "runs backwards": "gpj\u202e.jpg".encode(),
    "not ASCII": "日本é.jpg".encode(),
}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "latin-1"])
@pytest.mark.parametrize("as_json", [False, True])
def test_a_name_that_cannot_be_written_is_escaped_and_the_batch_is_finished(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, as_json: bool
) -> None:
    (folder / "photos").mkdir()
    for name in HARMFUL.values():
        Path("photos", os.fsdecode(name)).write_bytes(photo())
    Path("photos", os.fsdecode(b"bad\xff\n.jpg")).write_bytes(b"damaged")
    Path("photos", os.fsdecode(b"notes\xff\n.txt")).write_bytes(b"no picture")
    out, err = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding))
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(err, encoding))
    options = ["--json"] if as_json else []
    assert main(["corners", "photos", "--rectify", "flat", *options]) == 2
    sys.stdout.flush()
    sys.stderr.flush()
    shown, told = out.getvalue(), err.getvalue()
    assert len(list((folder / "flat").iterdir())) == len(HARMFUL)
    assert not {*b"\x1b\r"} & {*shown, *told}
    left_out, bad = told.splitlines()
    assert b"notes\\udcff\\n.txt (no picture)" in left_out
    assert b"bad\\udcff\\n.jpg is not a picture" in bad
    if as_json:
        named = {os.fsencode(entry["photo"]) for entry in json.loads(shown)}
        assert {b"photos/" + name for name in HARMFUL.values()} < named
    else:
        assert shown.count(b"\n") == len(HARMFUL) + 1
        assert "\u202e".encode() not in shown
        assert b"caf\\udce9.jpg: " in shown
        assert b"one\\ntwo.jpg: " in shown


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
@pytest.mark.parametrize("verb", ["corners", "style", "regression"])
def test_every_command_escapes_the_name_of_a_file_that_is_missing(
    capsys: pytest.CaptureFixture[str], verb: str
) -> None:
    name = os.fsdecode(b"caf\xe9\n\x1b[31m.jpg")
    arguments = {"corners": [name], "style": [name, name, "-o", "a.png"], "regression": ["--data", name]}
    try:
        code = main([verb, *arguments[verb]])
    except SystemExit as ended:
        code = int(str(ended.code))
    assert code == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "caf\\udce9\\n\\x1b[31m.jpg" in told
