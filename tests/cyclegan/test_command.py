"""`ai-playground cyclegan`: paintings on disk, figures, and what it says to bad input."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.cli import main
from ai_playground.cyclegan.painting import Painter
from ai_playground.cyclegan.weights import shipped
from ai_playground.locations import assets_directory
from tests.cyclegan.torch_writer import authors_state, name, state, write_zip

pytest.importorskip("tensorflow")
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with two photos, a broken one and a text in `photos`."""
    photos = tmp_path / "photos"
    photos.mkdir()
    with Image.open(assets_directory() / "corners" / "samples" / "story.jpg") as photo:
        photo.resize((64, 48)).save(photos / "a.jpg", quality=95)
        photo.resize((50, 70)).save(photos / "b.png")
    (photos / "broken.jpg").write_bytes((photos / "a.jpg").read_bytes()[:200])
    (photos / "notes.txt").write_text("no picture")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_a_photo_becomes_a_painting_of_its_size(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cyclegan", "paint", "photos/b.png", "-o", "monet.png", "--json"]) == 0
    (entry,) = told(capsys)
    assert (entry["photo"], entry["output"]) == ("photos/b.png", "monet.png")
    assert (entry["width"], entry["height"]) == (50, 70)
    assert entry["milliseconds"] > 0
    photo, painted = (np.asarray(Image.open(each)) for each in ("photos/b.png", "monet.png"))
    np.testing.assert_array_equal(painted, Painter(shipped("monet")).paint(photo))


def test_a_folder_goes_on_where_it_was_stopped_and_names_what_it_could_not_read(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    arguments = ["cyclegan", "photos", "-o", "out", "--painter", "ukiyoe", "--json"]
    assert main(arguments) == 2
    captured = capsys.readouterr()
    first, second, broken = json.loads(captured.out)
    assert [first["output"], second["output"]] == ["out/a.png", "out/b.png"]
    assert "broken.jpg" in broken["photo"]
    assert broken["error"]
    assert "notes.txt (no picture)" in captured.err
    assert "1 of 3 photos can't be painted" in captured.err
    (folder / "out" / "b.png").unlink()
    before = (folder / "out" / "a.png").stat().st_mtime_ns
    assert main(arguments) == 2
    first, second, _ = told(capsys)
    assert first["skipped"]
    assert "skipped" not in second
    assert (folder / "out" / "a.png").stat().st_mtime_ns == before
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["a.png", "b.png"]


def test_all_paintings_of_a_batch_come_in_one_file(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "photos" / "broken.jpg").unlink()
    assert main(["cyclegan", "paint", "photos", "--zip", "all.zip", "--strength", "0", "--json"]) == 0
    assert [entry["output"] for entry in told(capsys)] == ["all.zip/a.png", "all.zip/b.png"]
    with zipfile.ZipFile("all.zip") as archive, archive.open("b.png") as file:
        np.testing.assert_array_equal(np.asarray(Image.open(file)), np.asarray(Image.open("photos/b.png")))
    assert main(["cyclegan", "paint", "photos", "--zip", "all.zip"]) == 2
    assert "there already" in capsys.readouterr().err


def test_a_full_disk_leaves_no_half_painting(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, _content: bytes) -> int:
        path.touch()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert main(["cyclegan", "paint", "photos/a.jpg", "-o", "out"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert list((folder / "out").iterdir()) == []


def test_the_authors_network_paints_and_its_direction_is_told(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    write_zip(folder / "style_monet.pth", authors_state(2, 1))
    assert main(["cyclegan", "paint", "photos/a.jpg", "-o", "x.png", "--weights", "style_monet.pth"]) == 0
    assert "style_monet.pth turns photos into paintings (monet)" in capsys.readouterr().err
    with Image.open("x.png") as painted:
        assert painted.size == (64, 48)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-o", "x.png", "--weights", "missing.pth"], "missing.pth can't be read"),
        (["-o", "x.png", "--weights", "missing.npz"], "missing.npz is missing"),
        (["-o", "x.png", "--weights", "evil.pth"], "asks for os.system"),
        (["-o", "x.png", "--weights", "evil.pth", "--back"], "holds one direction"),
        (["-o", "photos/a.jpg"], "would be overwritten"),
        (["-o", "nowhere/x.png"], "No such file or directory"),
    ],
)
def test_what_can_not_be_done_is_said(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    write_zip(folder / "evil.pth", {}, state({"weight": name("os", "system") + b"(X\x04\x00\x00\x00truetR"}))
    assert main(["cyclegan", "paint", "photos/a.jpg", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_several_photos_do_not_go_into_one_picture(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cyclegan", "paint", "photos", "-o", "x.png"]) == 2
    assert "one file for 3 photos" in capsys.readouterr().err


def test_scores_are_zero_for_a_folder_and_itself_and_say_what_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["cyclegan", "score", "photos", "photos", "--json"]) == 0
    captured = capsys.readouterr()
    figures = json.loads(captured.out)
    assert figures["frechet_distance"] == pytest.approx(0.0, abs=1e-6)
    assert figures["memorization"] == pytest.approx(0.0, abs=1e-6)
    assert figures["kid_std"] is None
    assert figures["mifid"] >= 0
    assert figures["mifid_threshold"] == 0.0125
    assert (figures["n_real"], figures["n_generated"]) == (2, 2)
    assert "VGG16" in figures["features"]
    assert figures["sizes"] == "64 x 48, 50 x 70"
    assert "broken.jpg" in captured.err
    assert "differ in size or format" in captured.err


def test_the_threshold_of_a_mifid_is_told_and_can_be_set(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cyclegan", "score", "photos", "photos"]) == 0
    told = capsys.readouterr().out
    assert "memorization       0.000 from the nearest real picture\n" in told
    assert "(threshold of the memorization: 0.0125)" in told
    assert "+-" not in told
    assert re.search(r"kernel distance    -\d.*\n +below 0, as an estimate may be", told)
    assert main(["cyclegan", "score", "photos", "photos", "--mifid-threshold", "0.02"]) == 0
    assert "(threshold of the memorization: 0.02)" in capsys.readouterr().out


def test_a_spread_is_told_with_the_pictures_that_each_subset_has(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    for number in range(2):
        with Image.open(folder / "photos" / "a.jpg") as photo:
            photo.rotate(90 * (number + 1)).save(folder / "photos" / f"turned{number}.png")
    assert main(["cyclegan", "score", "photos", "photos"]) == 0
    assert re.search(r"\(\+- \d+\.\d{4} over subsets of 2 pictures\)", capsys.readouterr().out)


def test_a_folder_of_one_picture_has_no_score(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "one").mkdir()
    (folder / "photos" / "b.png").rename(folder / "one" / "b.png")
    assert main(["cyclegan", "score", "one", "photos"]) == 2
    assert "fewer than 2" in capsys.readouterr().err
