"""`ai-playground corners`: what it prints, what it writes, and what it says to bad input."""

from __future__ import annotations

import json
import shlex
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.cli import main
from ai_playground.corners.command import EXAMPLES
from ai_playground.corners.frame import mean_absolute_error, to_frame
from ai_playground.corners.labels import read_label
from ai_playground.corners.presets import CURE
from ai_playground.corners.samples import SAMPLES, recorded_answers
from ai_playground.corners.settings import TrainingSettings
from ai_playground.corners.train_command import add_train_options
from ai_playground.locations import assets_directory
from ai_playground.settings import read_options

pytest.importorskip("tensorflow")
pytestmark = [pytest.mark.filterwarnings("default"), pytest.mark.usefixtures("loaded_once")]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with photos in it."""
    for sample in SAMPLES:
        (tmp_path / f"{sample.name}.jpg").write_bytes(sample.content)
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / "empty_folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def truth(name: str) -> np.ndarray:
    corners = json.loads((assets_directory() / "corners" / "samples" / "corners.json").read_text())
    return np.array(corners[name])


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_the_page_is_found_in_pixels_of_the_photo(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corners", "story.jpg", "--json"]) == 0
    (entry,) = told(capsys)
    assert entry["photo"] == "story.jpg"
    assert 0.5 < entry["confidence"] <= 1
    assert entry["confidence"] == min(entry["corner_confidences"])
    assert entry["milliseconds"] > 0
    found, expected = (to_frame(corners, 1024, 768) for corners in (entry["corners"], truth("story")))
    assert mean_absolute_error(found, expected) < 2


def test_a_photo_on_its_side_by_exif_is_answered_as_it_is_seen(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Image.open("story.jpg") as photo:
        lying = photo.transpose(Image.Transpose.ROTATE_90)
        exif = Image.Exif()
        exif[0x0112] = 6  # turn by a quarter to the right to see it upright
        lying.save("lying.jpg", exif=exif, quality=95)
    assert main(["corners", "story.jpg", "lying.jpg", "--json"]) == 0
    upright, turned = told(capsys)
    np.testing.assert_allclose(turned["corners"], upright["corners"], atol=4)


def test_a_large_photo_is_answered_in_its_own_pixels(capsys: pytest.CaptureFixture[str]) -> None:
    with Image.open("story.jpg") as photo:
        photo.resize((2304, 3072)).save("large.jpg")
    assert main(["corners", "story.jpg", "large.jpg", "--json"]) == 0
    small, large = told(capsys)
    np.testing.assert_allclose(large["corners"], np.array(small["corners"]) * 3, atol=12)


def test_a_photo_without_a_page_is_said_to_be_one_and_gets_no_flat_page(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Image.new("RGB", (300, 400), "grey").save("grey.jpg")
    assert main(["corners", "grey.jpg", "story.jpg", "--rectify", "flat", "--json"]) == 0
    grey, story = told(capsys)
    assert (grey["page"], story["page"]) == (False, True)
    assert grey["doubtful"]
    assert "rectified" not in grey
    assert [path.name for path in (folder / "flat").iterdir()] == ["story.png"]
    assert main(["corners", "grey.jpg"]) == 0
    assert "grey.jpg: no page" in capsys.readouterr().out


def test_a_flat_page_that_exists_already_costs_no_other_answer(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "flat").mkdir()
    (folder / "flat" / "notes.png").write_text("mine")
    assert main(["corners", "notes.jpg", "story.jpg", "--rectify", "flat", "--json"]) == 2
    output = capsys.readouterr()
    notes, story = json.loads(output.out)
    assert "exists already" in notes["error"]
    assert len(notes["corners"]) == 4
    assert Path(story["rectified"]).exists()
    assert (folder / "flat" / "notes.png").read_text() == "mine"
    assert output.err.count("\n") == 1


def test_a_folder_gives_an_entry_for_each_picture_and_flat_pages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["corners", ".", "--rectify", "flat", "--json"]) == 0
    entries = told(capsys)
    assert [entry["photo"] for entry in entries] == sorted(f"{sample.name}.jpg" for sample in SAMPLES)
    assert any(entry["page"] for entry in entries)
    for entry in entries:
        assert entry["page"] == ("rectified" in entry)
        if not entry["page"]:
            continue
        with Image.open(entry["rectified"]) as page:
            assert min(page.size) > 30
    with Image.open(folder / "flat" / "receipt.png") as page:
        assert page.height > 1.8 * page.width  # the receipt's true proportions are 2.4 to 1


def test_a_file_that_is_no_picture_is_told_and_the_others_go_on(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["corners", "notes.txt", "story.jpg", "missing.jpg", "--json"]) == 2
    output = capsys.readouterr()
    first, second, third = json.loads(output.out)
    assert "not a picture" in first["error"]
    assert "corners" in second
    assert "can't be read" in third["error"]
    assert output.err.count("\n") == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["empty_folder"], "holds no picture"),
        (["story.jpg", "--rectify", "notes.txt"], "can't be written"),
        ([], "required: PHOTO|DIR"),
        (["generate", "-n", "0", "new"], "a whole number from 1 to 1000000"),
        (["generate", "-n", "abc", "new"], "a whole number from 1 to 1000000"),
        (["generate", "--seed", "-1", "new"], "a whole number from 0"),
        (["generate", "."], "not empty"),
        (["train", "--photos", "empty_folder"], "holds no photo with a label"),
        (["train", "--epochs", "0"], "1 to 1000"),
    ],
)
def test_what_makes_no_sense_gets_one_line_and_code_2(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code = main(["corners", *arguments])
    except SystemExit as ended:
        code = int(ended.code or 0)
    error = capsys.readouterr().err
    assert code == 2
    assert message in error
    assert len(error.splitlines()) == 1


def test_flat_pages_of_two_folders_do_not_overwrite_each_other(folder: Path) -> None:
    for name in ("a", "b"):
        (folder / name).mkdir()
        (folder / name / "page.jpg").write_bytes(SAMPLES[0].content)
    assert main(["corners", "a", "b", "--rectify", "flat"]) == 0
    assert sorted(path.name for path in (folder / "flat").iterdir()) == ["page.png", "page_2.png"]
    assert main(["corners", "a", "--rectify", "flat"]) == 2


def test_generated_photos_come_with_labels_and_are_the_same_again(folder: Path) -> None:
    for name in ("one", "two"):
        assert main(["corners", "generate", "-n", "12", "--seed", "3", name]) == 0
    files = sorted(path.name for path in (folder / "one").iterdir())
    assert sum(name.endswith(".png") for name in files) == 12
    for name in files:
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()
        if name.endswith(".json"):
            assert read_label(folder / "one" / name).shape == (4, 2)


def test_training_tells_its_errors_and_measures_on_labelled_photos(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["corners", "generate", "-n", "6", "photos"]) == 0
    capsys.readouterr()
    knobs = ["--model", "fifths", "--sheets", "96", "--epochs", "2"]
    assert main(["corners", "train", *knobs, "--photos", "photos", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [epoch["epoch"] for epoch in result["epochs"]] == [0, 1, 2]
    assert result["held_out_mae"] > 0
    assert result["photo_mae"] > 0
    assert result["distinct_units"][:3] == [1, 1, 1]


def test_the_recorded_answer_is_what_the_shipped_network_answers(
    capsys: pytest.CaptureFixture[str],
) -> None:
    recorded = recorded_answers()[SAMPLES[0].name]
    assert main(["corners", f"{SAMPLES[0].name}.jpg", "--json"]) == 0
    (entry,) = told(capsys)
    # The photo is read at half its size here, and another processor rounds otherwise.
    np.testing.assert_allclose(entry["corners"], recorded.corners, atol=2)
    np.testing.assert_allclose(entry["corner_confidences"], recorded.confidence, atol=0.1)


def test_the_examples_of_a_training_are_the_reports_network_and_the_cure() -> None:
    commands = EXAMPLES.replace("\\\n", " ").split("its cure\n")[1].splitlines()[:2]
    parser = ArgumentParser()
    add_train_options(parser)
    report, cured = (
        read_options(TrainingSettings, parser.parse_args(shlex.split(command)[3:])) for command in commands
    )
    assert report == TrainingSettings()
    assert cured == TrainingSettings(**CURE)
