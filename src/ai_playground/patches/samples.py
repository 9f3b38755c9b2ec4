"""The photos of the page: those that lessons 2 and 3 ship, seen at one width."""

from __future__ import annotations

from ai_playground.locations import assets_directory
from ai_playground.patches.cutting import upright_to_landscape
from ai_playground.pictures import PictureFile, Pixels, resized_to

WIDTH = 1280


def _photo(lesson: str, name: str, about: str) -> PictureFile:
    return PictureFile(name, name.capitalize(), about, assets_directory() / lesson / "photos" / f"{name}.jpg")


_COLLECTION = "metadata-extractor collection"

PHOTOS = (
    _photo("style", "temple", "photograph by danielbuechele, CC BY 2.0"),
    _photo("style", "rocket", "photograph by SpaceX, public domain"),
    _photo("style", "cat", "photograph by Stéfan van der Walt, CC0"),
    _photo("style", "flower", "photograph by vultilion, CC BY 2.0"),
    _photo("style", "coffee", "photograph by Rachel Michetti, CC0"),
    _photo("style", "astronaut", "photograph by NASA, public domain"),
    _photo("cyclegan", "boat", f"taken with a Panasonic DMC-FZ5, {_COLLECTION}"),
    _photo("cyclegan", "valley", f"taken with a Nikon E990, {_COLLECTION}"),
)
"""Those that the shipped networks are asked about: they weren't trained on them."""
TRAINED_ON = (
    _photo("cyclegan", "lake", f"taken with a Samsung S730, {_COLLECTION}"),
    _photo("cyclegan", "stones", f"taken with a Canon PowerShot A20, {_COLLECTION}"),
    _photo("cyclegan", "bridge", f"taken with a HP PhotoSmart C812, {_COLLECTION}"),
    _photo("cyclegan", "poles", f"taken with a Sony DSC-P12, {_COLLECTION}"),
)
"""Photos that the shipped networks were trained on, so that nothing is learned from asking about them."""


def sample(name: str, width: int = WIDTH) -> Pixels:
    """A photo that ships, turned to the left if it is upright, `width` px wide. KeyError for another name."""
    photos = {photo.name: photo for photo in (*PHOTOS, *TRAINED_ON)}
    pixels = upright_to_landscape(photos[name].pixels)
    return resized_to(pixels, round(pixels.shape[0] * width / pixels.shape[1]), width)
