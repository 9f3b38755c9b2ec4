"""The photos of the page: those that lessons 2 and 3 ship, seen at one width."""

from __future__ import annotations

from ai_playground.locations import assets_directory
from ai_playground.patches.cutting import upright_to_landscape
from ai_playground.pictures import PictureFile, Pixels, resized_to

WIDTH = 1280


def _photo(lesson: str, name: str, about: str) -> PictureFile:
    return PictureFile(name, name.capitalize(), about, assets_directory() / lesson / "photos" / f"{name}.jpg")


PHOTOS = (
    _photo("style", "temple", "photograph by danielbuechele, CC BY 2.0"),
    _photo("style", "rocket", "photograph by SpaceX, public domain"),
    _photo("style", "cat", "photograph by Stéfan van der Walt, CC0"),
    _photo("style", "flower", "photograph by vultilion, CC BY 2.0"),
    _photo("style", "coffee", "photograph by Rachel Michetti, CC0"),
    _photo("style", "astronaut", "photograph by NASA, public domain"),
    _photo("cyclegan", "boat", "taken with a Panasonic DMC-FZ5, metadata-extractor collection"),
    _photo("cyclegan", "lake", "taken with a Samsung S730, metadata-extractor collection"),
    _photo("cyclegan", "valley", "taken with a Nikon E990, metadata-extractor collection"),
    _photo("cyclegan", "stones", "taken with a Canon PowerShot A20, metadata-extractor collection"),
    _photo("cyclegan", "bridge", "taken with a HP PhotoSmart C812, metadata-extractor collection"),
    _photo("cyclegan", "poles", "taken with a Sony DSC-P12, metadata-extractor collection"),
)


def sample(name: str) -> Pixels:
    """A photo turned to the left if it is upright, 1280 px wide. Raises KeyError if there is none."""
    pixels = upright_to_landscape({photo.name: photo for photo in PHOTOS}[name].pixels)
    return resized_to(pixels, round(pixels.shape[0] * WIDTH / pixels.shape[1]), WIDTH)
