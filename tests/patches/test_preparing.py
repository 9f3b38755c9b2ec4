"""Photos prepared to train on: which are kept, how they are split, and what a second run does."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ai_playground.patches import preparing
from ai_playground.patches.photo_list import PARTS, Photo, PrepareError
from ai_playground.patches.preparing import prepare, split
from tests.patches.photos import write_photo


def photos_of(counts: dict[str, int]) -> list[Photo]:
    """So many photos of each camera."""
    return [
        Photo(f"{camera}-{number}.jpg", "", camera, "", 1500, 1000)
        for camera, count in counts.items()
        for number in range(count)
    ]


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_photos_of_as_many_cameras_are_split_75_15_10(seed: int) -> None:
    made = split(photos_of({f"camera {number}": 1 for number in range(100)}), [], seed)
    assert Counter(photo.part for photo in made) == {"train": 75, "validation": 15, "test": 10}


def test_another_seed_is_another_split_and_the_same_seed_the_same() -> None:
    photos = photos_of({f"camera {number}": 1 for number in range(30)})
    one, again, another = (
        [photo.part for photo in split(several, [], seed)]
        for several, seed in ((photos, 0), (photos, 0), (photos, 1))
    )
    assert one == again
    assert one != another
    assert {photo.file: photo.part for photo in split(photos[::-1], [], 0)} == {
        photo.file: part for photo, part in zip(photos, one, strict=True)
    }


@pytest.mark.parametrize("seed", range(4))
def test_no_camera_is_in_two_parts_and_shares_of_photos_are_near(seed: int) -> None:
    counts = {f"camera {number}": 1 + number**2 % 17 for number in range(40)}
    made = split(photos_of(counts), [], seed)
    assert len({(photo.camera, photo.part) for photo in made}) == 40
    have = Counter(photo.part for photo in made)
    for part, share in PARTS.items():
        assert have[part] == pytest.approx(share * len(made), abs=2)


def test_a_camera_that_took_most_photos_is_trained_on() -> None:
    made = split(photos_of({"mine": 60} | {f"camera {number}": 1 for number in range(40)}), [], 0)
    assert {photo.part for photo in made if photo.camera == "mine"} == {"train"}
    assert Counter(photo.part for photo in made) == {"train": 75, "validation": 15, "test": 10}


@pytest.mark.parametrize("cameras", [1, 2, 3])
def test_no_part_is_empty_if_there_are_as_many_cameras(cameras: int) -> None:
    made = split(photos_of({f"camera {number}": 10 for number in range(cameras)}), [], 0)
    assert len({photo.part for photo in made}) == cameras


def test_cameras_keep_their_part_when_photos_come_in() -> None:
    first = split(photos_of({f"camera {number}": 2 for number in range(20)}), [], 0)
    part_of = {photo.camera: photo.part for photo in first}
    more = [
        *(Photo(f"more {number}.jpg", "", f"camera {number}", "", 1500, 1000) for number in range(20)),
        *photos_of({f"new {number}": 1 for number in range(20)}),
    ]
    second = split(more, first, 0)
    assert all(photo.part == part_of[photo.camera] for photo in second if photo.camera in part_of)
    have = Counter(photo.part for photo in first + second)
    assert have == {"train": 60, "validation": 12, "test": 8}


def test_what_is_kept_and_why_the_others_are_not(tmp_path: Path) -> None:
    paths = [
        write_photo(tmp_path / "three_to_two.jpg", 1),
        write_photo(tmp_path / "four_to_three.jpg", 2, (1600, 1200)),
        write_photo(tmp_path / "nearly.jpg", 3, (1500, 985)),
        write_photo(tmp_path / "portrait.jpg", 4, (1000, 1500)),
        write_photo(tmp_path / "lying.jpg", 5, orientation=6),
        write_photo(tmp_path / "reduced.jpg", 6, taken=(4500, 3000)),
        write_photo(tmp_path / "small.jpg", 7, (1439, 960)),
        write_photo(tmp_path / "wide.jpg", 8, (1600, 900)),
        write_photo(tmp_path / "square.jpg", 9, (1500, 1500)),
        write_photo(tmp_path / "cropped.jpg", 10, taken=(2000, 1500)),
        Path(shutil.copy(tmp_path / "three_to_two.jpg", tmp_path / "twice.jpg")),
        tmp_path / "one_color.jpg",
        tmp_path / "text.jpg",
        tmp_path / "cut_off.jpg",
        tmp_path / "missing.jpg",
    ]
    Image.new("RGB", (1500, 1000), "grey").save(tmp_path / "one_color.jpg")
    (tmp_path / "text.jpg").write_text("no picture")
    (tmp_path / "cut_off.jpg").write_bytes((tmp_path / "wide.jpg").read_bytes()[:-3000])
    made = prepare(paths, tmp_path / "out", 0)
    kept = {"three_to_two", "four_to_three", "nearly", "portrait", "lying", "reduced"}
    assert {Path(photo.source).stem for photo in made.photos} == kept
    assert {each.path.stem: (each.kind, each.broken) for each in made.dropped} == {
        "small": ("below 1440 x 720 px", False),
        "wide": ("neither 3:2 nor 4:3", False),
        "square": ("neither 3:2 nor 4:3", False),
        "cropped": ("cropped", False),
        "twice": ("the same file twice", False),
        "one_color": ("of one color", False),
        "text": ("can't be read", True),
        "cut_off": ("can't be read", True),
        "missing": ("can't be read", True),
    }


def test_photos_are_written_lying_at_most_2048_px_wide_and_without_what_their_files_said(
    tmp_path: Path,
) -> None:
    paths = [
        write_photo(tmp_path / "portrait.jpg", 4, (1000, 1500), "Canon", "Canon EOS 5D"),
        write_photo(tmp_path / "large.jpg", 5, (3000, 2000), "Canon", "Canon EOS 5D"),
    ]
    made = prepare(paths, tmp_path / "out", 0)
    assert {(photo.camera, photo.part) for photo in made.photos} == {("canon eos 5d", "train")}
    portrait, large = made.photos
    assert (portrait.width, portrait.height, large.width, large.height) == (1500, 1000, 3000, 2000)
    with Image.open(tmp_path / "out" / "train" / large.file) as opened:
        assert opened.size == (2048, 1365)
        assert not opened.getexif()
    with Image.open(paths[0]) as before, Image.open(tmp_path / "out" / "train" / portrait.file) as after:
        turned = np.asarray(before.convert("RGB").transpose(Image.Transpose.ROTATE_90), float)
        assert np.abs(np.asarray(after) - turned).mean() < 2


def test_a_second_run_writes_nothing_anew_and_nothing_twice(tmp_path: Path) -> None:
    paths = [write_photo(tmp_path / f"{number}.jpg", number) for number in range(4)]
    first = prepare(paths, tmp_path / "out", 3)
    before = tree(tmp_path / "out")
    again = prepare(paths, tmp_path / "out", 3)
    assert (first.written, first.there, again.written, again.there) == (4, 0, 0, 4)
    assert tree(tmp_path / "out") == before
    assert len(before) == 5


def test_a_run_that_was_stopped_goes_on_with_the_same_split(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_photo(tmp_path / f"{number}.jpg", number) for number in range(5)]
    whole = prepare(paths, tmp_path / "whole", 0)

    def stopped(done: int, total: int) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(paths, tmp_path / "out", 0, stopped)
    rest = prepare(paths, tmp_path / "out", 0)
    assert rest.there >= 1
    assert rest.photos == whole.photos
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


def test_photos_of_another_folder_are_taken_in(tmp_path: Path) -> None:
    first = prepare([write_photo(tmp_path / "one.jpg", 1, make="Canon")], tmp_path / "out", 0)
    second = prepare([write_photo(tmp_path / "two.jpg", 2, make="Canon")], tmp_path / "out", 0)
    assert (second.written, second.there) == (1, 0)
    assert [photo.part for photo in second.photos] == [first.photos[0].part] * 2


def test_a_photo_that_turns_out_to_be_broken_is_not_in_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [write_photo(tmp_path / f"{number}.jpg", number) for number in range(3)]
    write = preparing._write_photo
    monkeypatch.setattr(
        preparing, "_write_photo", lambda job: "1.jpg is damaged" if job[0] == paths[1] else write(job)
    )
    made = prepare(paths, tmp_path / "out", 0)
    assert (made.written, [each.reason for each in made.dropped]) == (2, ["1.jpg is damaged"])
    listed = json.loads((tmp_path / "out" / "photos.json").read_text())
    assert sorted(each["source"] for each in listed["photos"]) == ["0.jpg", "2.jpg"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    path = write_photo(tmp_path / "photo.jpg", 0)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    with pytest.raises(PrepareError, match="is not empty"):
        prepare([path], tmp_path / "full", 0)
    with pytest.raises(PrepareError, match="is no folder"):
        prepare([path], path, 0)
    assert tree(tmp_path / "full") == {"notes.txt": b"mine"}


def test_a_folder_keeps_the_seed_it_was_split_with(tmp_path: Path) -> None:
    path = write_photo(tmp_path / "photo.jpg", 0)
    prepare([path], tmp_path / "out", 3)
    with pytest.raises(PrepareError, match="was split with seed 3"):
        prepare([path], tmp_path / "out", 4)


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"seed": 0}', '{"seed": 0, "photos": [{"file": "a.jpg"}]}']
    + [
        json.dumps({"seed": 0, "photos": [Photo(file, part, "", "", 1, 1).__dict__]})
        for file, part in (("../a.jpg", "train"), ("a.jpg", "elsewhere"))
    ],
)
def test_a_damaged_list_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "photos.json").write_text(content)
    with pytest.raises(PrepareError, match="is damaged"):
        prepare([write_photo(tmp_path / "photo.jpg", 0)], tmp_path / "out", 0)


def test_if_no_photo_will_do_it_is_said_why_and_nothing_is_written(tmp_path: Path) -> None:
    paths = [write_photo(tmp_path / f"{number}.jpg", number, (300, 200)) for number in range(2)]
    paths.append(write_photo(tmp_path / "wide.jpg", 2, (1600, 900)))
    words = "none of 3 photos will do: 2 below 1440 x 720 px, 1 neither 3:2 nor 4:3"
    with pytest.raises(PrepareError, match=words):
        prepare(paths, tmp_path / "out", 0)
    assert not (tmp_path / "out").exists()
