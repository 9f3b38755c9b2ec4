"""What a photo's file says of the camera that took it."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from ai_playground.pictures.camera import Taken, taken
from tests.patches.photos import write_photo


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("Canon", "Canon EOS 5D", "canon eos 5d"),
        ("Apple", "iPhone 4S", "apple iphone 4s"),
        ("NIKON CORPORATION", "NIKON D70", "nikon d70"),
        ("  SONY ", "DSC-W7\0\0", "sony dsc-w7"),
        ("", "QV-R51", "qv-r51"),
        ("Leica", "", "leica"),
        ("", "", ""),
    ],
)
def test_a_camera_is_called_by_make_and_model_and_the_make_but_once(
    make: str, model: str, camera: str, tmp_path: Path
) -> None:
    path = write_photo(tmp_path / "photo.jpg", 0, (90, 60), make, model)
    assert taken(path) == Taken(camera)


def test_sides_are_those_at_which_it_was_taken_the_longer_first(tmp_path: Path) -> None:
    path = write_photo(tmp_path / "photo.jpg", 0, (90, 60), taken=(2000, 3000))
    assert taken(path).sides == (3000, 2000)


def test_a_file_that_says_nothing_or_nonsense_costs_no_error(tmp_path: Path) -> None:
    Image.new("RGB", (40, 40)).save(tmp_path / "plain.png")
    (tmp_path / "none.jpg").write_text("no picture")
    content = write_photo(tmp_path / "photo.jpg", 0, (90, 60), "Canon", "Canon EOS 5D").read_bytes()
    place = content.index(b"Exif")
    damaged = content[: place + 6] + b"\xff" * 24 + content[place + 30 :]
    (tmp_path / "damaged.jpg").write_bytes(damaged)
    for name in ("plain.png", "none.jpg", "damaged.jpg", "missing.jpg"):
        assert taken(tmp_path / name) == Taken()
