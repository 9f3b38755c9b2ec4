"""The photos of the page: those that lessons 2 and 3 ship, seen at one width."""

from __future__ import annotations

from ai_playground.locations import assets_directory
from ai_playground.patches.cutting import upright_to_landscape
from ai_playground.pictures import PictureFile, Pixels, resized_to

WIDTH = 1280


def _photo(lesson: str, name: str) -> PictureFile:
    return PictureFile(name, name.capitalize(), "", assets_directory() / lesson / "photos" / f"{name}.jpg")


PHOTOS = (
    *(_photo("style", name) for name in ("temple", "rocket", "cat", "flower", "coffee", "astronaut")),
    *(_photo("cyclegan", name) for name in ("boat", "valley")),
)
"""Those that the shipped networks are asked about: they weren't trained on them."""
TRAINED_ON = tuple(_photo("cyclegan", name) for name in ("lake", "stones", "bridge", "poles"))
"""Photos that the shipped networks were trained on, so that nothing is learned from asking about them."""


def sample(name: str) -> Pixels:
    """One of `PHOTOS`, turned to the left if it is upright, `WIDTH` px wide. Raises KeyError for another."""
    pixels = upright_to_landscape({photo.name: photo for photo in PHOTOS}[name].pixels)
    return resized_to(pixels, round(pixels.shape[0] * WIDTH / pixels.shape[1]), WIDTH)
