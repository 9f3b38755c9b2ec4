"""The photos of the page: those that lessons 2 and 3 ship, seen at one width."""

from __future__ import annotations

from ai_playground.locations import assets_directory
from ai_playground.patches.cutting import upright_to_landscape
from ai_playground.pictures import PictureFile, Pixels, resized_to

WIDTH = 1280


def _photo(lesson: str, name: str) -> PictureFile:
    return PictureFile(name, name.capitalize(), "", assets_directory() / lesson / "photos" / f"{name}.jpg")


PHOTOS = tuple(
    _photo(lesson, name)
    for lesson, names in (
        ("style", ("temple", "rocket", "cat", "flower", "coffee", "astronaut")),
        ("cyclegan", ("boat", "lake", "valley", "stones", "bridge", "poles")),
    )
    for name in names
)


def sample(name: str) -> Pixels:
    """A photo turned to the left if it is upright, 1280 px wide. Raises KeyError if there is none."""
    pixels = upright_to_landscape({photo.name: photo for photo in PHOTOS}[name].pixels)
    return resized_to(pixels, round(pixels.shape[0] * WIDTH / pixels.shape[1]), WIDTH)
