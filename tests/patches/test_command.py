"""`ai-playground patches`: what it prints, what it writes, and what it says to bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.cli import main
from ai_playground.lesson.text import percent
from ai_playground.patches import locating
from ai_playground.patches.grid import WHOLE
from ai_playground.patches.lens import through
from ai_playground.patches.measured import AS_TAKEN, PHOTOS_MEASURED, TOLD_AS_TAKEN
from ai_playground.patches.rectangle import Guess
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import read_picture
from tests.patches.asked import Always
from tests.patches.photos import write_photo

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with a photo, and a folder of photos of three cameras."""
    write_photo(tmp_path / "photo.jpg", 0, (300, 200))
    (tmp_path / "photos").mkdir()
    for number, camera in enumerate(["Canon EOS 5D", "NIKON D70", "DSC-W7"] * 2):
        write_photo(tmp_path / "photos" / f"{number}.jpg", number, model=camera)
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_photo_goes_through_the_lens_that_the_options_say(capsys: pytest.CaptureFixture[str]) -> None:
    knobs = [
        "--red",
        "0.9",
        "--blue=-0.3",
        "--vignetting",
        "0.8",
        "--noise",
        "3",
        "--noise-seed",
        "4",
        "--grey",
    ]
    assert main(["patches", "lens", "photo.jpg", "-o", "seen.png", *knobs, "--json"]) == 0
    lens = LensSettings(red=0.9, blue=-0.3, vignetting=0.8, noise=3, noise_seed=4, grey=True)
    expected = through(read_picture(Path("photo.jpg")), lens)
    np.testing.assert_array_equal(read_picture(Path("seen.png")), expected)
    result = told(capsys)
    assert (result["photo"], result["output"]) == ("photo.jpg", "seen.png")
    assert (result["width"], result["height"]) == (300, 200)
    assert LensSettings(**result["settings"]) == lens


def test_a_lens_without_options_is_that_of_the_page() -> None:
    assert main(["patches", "lens", "photo.jpg", "-o", "seen.png"]) == 0
    expected = through(read_picture(Path("photo.jpg")), LensSettings())
    np.testing.assert_array_equal(read_picture(Path("seen.png")), expected)


def test_a_jpeg_is_written_where_one_is_asked_for_and_no_file_is_left_beside_it(folder: Path) -> None:
    before = files(folder)
    assert main(["patches", "lens", "photo.jpg", "-o", "seen.JPG"]) == 0
    with Image.open("seen.JPG") as opened:
        assert (opened.format, opened.size) == ("JPEG", (300, 200))
    assert files(folder) - before == {"seen.JPG"}


def test_a_photo_that_is_too_large_is_reduced_and_it_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_photo(folder / "large.jpg", 1, (5000, 100))
    assert main(["patches", "lens", "large.jpg", "-o", "seen.png", "--json"]) == 0
    output = capsys.readouterr()
    assert output.err == "ai-playground patches: large.jpg is reduced from 5000 x 100 px\n"
    result = json.loads(output.out)
    assert (result["width"], result["height"]) == (4096, 82)


def test_a_file_that_is_there_is_replaced_only_on_demand() -> None:
    assert main(["patches", "lens", "photo.jpg", "-o", "seen.png", "--red", "1"]) == 0
    before = Path("seen.png").read_bytes()
    assert main(["patches", "lens", "photo.jpg", "-o", "seen.png", "--red", "0"]) == 2
    assert Path("seen.png").read_bytes() == before
    assert main(["patches", "lens", "photo.jpg", "-o", "seen.png", "--red", "0", "--overwrite"]) == 0
    assert Path("seen.png").read_bytes() != before


def test_photos_are_prepared_beside_a_list_and_nothing_else_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(folder)
    assert main(["patches", "prepare", "photos", "out", "--json"]) == 0
    output = capsys.readouterr()
    result = json.loads(output.out)
    assert output.err == ""
    two = {"photos": 2, "cameras": 1}
    assert result["parts"] == {"train": two, "validation": two, "test": two}
    assert (result["photos"], result["cameras"], result["without_camera"]) == (6, 3, 0)
    assert (result["written"], result["there_already"], result["dropped"]) == (6, 0, [])
    listed = json.loads(Path(result["list"]).read_text())["photos"]
    photos = {f"out/{photo['part']}/{photo['file']}" for photo in listed}
    assert files(folder) - before == {"out/photos.json", *photos}
    assert main(["patches", "prepare", "photos", "out", "--json"]) == 0
    again = told(capsys)
    assert (again["written"], again["there_already"], again["photos"]) == (0, 6, 6)


def test_one_broken_file_among_many_is_named_left_out_and_counted(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "photos" / "broken\x1b[2J.jpg").write_bytes(b"\xff\xd8\xff no more")
    write_photo(folder / "photos" / "small.jpg", 9, (300, 200))
    (folder / "photos" / "notes.txt").write_text("no picture")
    assert main(["patches", "prepare", "photos", "out"]) == 2
    output = capsys.readouterr()
    lines = output.out.splitlines()
    assert lines[0] == "6 photos of 3 cameras in out: 2 train, 2 validation, 2 test"
    assert lines[1] == "6 written, 0 there already, 2 dropped"
    assert any("broken\\x1b[2J.jpg" in line for line in lines)
    assert "    photos/small.jpg: 300 x 200 px" in lines
    assert "notes.txt (no picture)" in output.err
    assert output.err.endswith("1 of 8 photos can't be read\n")


def test_many_that_are_dropped_are_named_in_the_json_only(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number in range(8):
        write_photo(folder / "photos" / f"small{number}.jpg", 20 + number, (300, 200))
    assert main(["patches", "prepare", "photos", "out"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2] == "  8 below 1440 x 720 px"
    assert lines[-1] == "    and 3 more (--json names all)"
    assert main(["patches", "prepare", "photos", "out", "--json"]) == 0
    assert len(told(capsys)["dropped"]) == 8


def test_fewer_cameras_than_parts_and_photos_without_a_camera_are_told(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "few").mkdir()
    for number in range(3):
        write_photo(folder / "few" / f"{number}.jpg", number, model="iPhone 5")
    assert main(["patches", "prepare", "few", "one_camera"]) == 0
    words = "no photos for validation and test: no camera is in two parts, and the photos are of 1 camera\n"
    assert capsys.readouterr().err == f"ai-playground patches: {words}"
    write_photo(folder / "few" / "3.jpg", 3)
    assert main(["patches", "prepare", "few", "two_cameras"]) == 0
    error = capsys.readouterr().err
    assert "no photos for test: " in error
    assert "1 of 4 photos don't say which camera took them" in error


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lens", "photo.jpg"], "required: -o/--output"),
        (["lens", "photo.jpg", "-o", "seen.gif"], "must end in .png or .jpg"),
        (["lens", "photo.jpg", "-o", "photo.jpg", "--overwrite"], "is the photo to read"),
        (["lens", "photo.jpg", "-o", "no/folder/seen.png"], "can't be written"),
        (["lens", "notes.txt", "-o", "seen.png"], "not a picture"),
        (["lens", "missing.jpg", "-o", "seen.png"], "can't be read"),
        (["lens", "photo.jpg", "-o", "seen.png", "--red", "2"], "2 is not within -1 to 1"),
        (["lens", "photo.jpg", "-o", "seen.png", "--jpeg", "9"], "9 is not within 10 to 100"),
        (["locate", "photo.jpg"], "it needs 384 px each way"),
        (["locate", "photo.jpg", "--at", "0.5"], "two numbers from 0 to 1"),
        (["locate", "photo.jpg", "--at", "0.5,0.5", "--grid"], "not allowed with argument"),
        (["crop", "notes.txt"], "not a picture"),
        (["prepare", "empty", "out"], "empty holds no picture"),
        (["prepare", "missing", "out"], "none of 1 photos will do: 1 can't be read"),
        (["prepare", "photos"], "required: OUT"),
        (["prepare", "photos", "photos"], "photos is not empty"),
        (["prepare", "photos", "notes.txt"], "notes.txt is no folder"),
        (["prepare", "photos", "notes.txt/out"], "can't be written"),
        (["prepare", "photos", "out", "--seed", "-1"], "a whole number from 0"),
    ],
)
def test_what_makes_no_sense_gets_one_line_and_code_2(
    arguments: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = files(folder)
    try:
        code = main(["patches", *arguments])
    except SystemExit as ended:
        code = int(ended.code or 0)
    error = capsys.readouterr().err
    assert code == 2
    assert message in error
    assert len(error.splitlines()) == 1
    assert files(folder) == before


def test_where_patches_come_from_is_asked_of_the_cells_middles_or_of_one_place(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("tensorflow")
    assert main(["patches", "photos/0.jpg", "--json"]) == 0
    entries = told(capsys)
    assert [entry["cell"] for entry in entries] == list(range(16))
    assert all(sum(entry["probabilities"]) == pytest.approx(1, abs=1e-4) for entry in entries)
    assert main(["patches", "locate", "photos/0.jpg", "--at", "0.875,0.1", "--json"]) == 0
    (entry,) = told(capsys)
    assert (entry["cell"], len(entry["probabilities"])) == (3, 16)


def test_what_was_cropped_is_a_rectangle_within_the_original(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tensorflow")
    assert main(["patches", "crop", "photos/0.jpg", "--json"]) == 0
    result = told(capsys)
    x1, y1, x2, y2 = result["rectangle"]
    assert 0 <= x1 < x2 <= 1
    assert 0 <= y1 < y2 <= 1
    # The rectangle overlaps most, the factor is the median: they needn't agree.
    assert 0.5 <= result["crop_factor"] <= 1
    assert 0 <= result["probability_cropped"] <= 1


@pytest.mark.parametrize(
    ("guess", "ending"),
    [
        (Guess(WHOLE, 1.0, 0.3), "It is more likely whole than not."),
        (Guess(WHOLE, 0.85, 0.65), "Its side over the original's (median of what is likely): 0.85."),
    ],
)
def test_the_rectangle_is_called_what_it_is_and_a_whole_photo_has_no_smaller_side(
    guess: Guess, ending: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("tensorflow")
    monkeypatch.setattr(locating, "Locator", lambda _weights: Always(guess))
    assert main(["patches", "crop", "photos/0.jpg"]) == 0
    words = capsys.readouterr().out.strip()
    told = f"cropped with a probability of {percent(guess.cropped)}. The rectangle expected to overlap most"
    assert told in words
    assert words.endswith(ending)


@pytest.mark.parametrize("verb", ["locate", "crop"])
def test_help_says_how_little_is_told_of_photos_as_taken(
    verb: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["patches", verb, "--help"])
    told = " ".join(capsys.readouterr().out.split())
    assert f"{PHOTOS_MEASURED} photos as their cameras took them" in told
    share = f"{percent(AS_TAKEN)}, by" if verb == "locate" else f"{percent(TOLD_AS_TAKEN)} are rightly"
    assert share in told


def test_every_example_of_the_help_runs(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tensorflow")
    write_photo(folder / "photo.jpg", 0, (900, 600))
    with pytest.raises(SystemExit):
        main(["patches", "--help"])
    examples = capsys.readouterr().out.partition("examples:")[2].replace("\\\n", " ")
    commands = [line.split("|")[0].split()[1:] for line in examples.splitlines() if "ai-playground" in line]
    assert len(commands) == 7
    for command in commands:
        assert main(command) == 0
