"""The photographs of the page, and how the shipped painters paint them, recorded."""

from __future__ import annotations

from pathlib import Path

from ai_playground.locations import assets_directory
from ai_playground.pictures import PictureFile, Pixels, read_reduced
from ai_playground.pictures.reading import LONGEST_SIDE

_FOLDER = assets_directory() / "cyclegan"


def _photo(name: str, label: str, camera: str) -> PictureFile:
    about = f"taken with a {camera}, metadata-extractor collection"
    return PictureFile(name, label, about, _FOLDER / "photos" / f"{name}.jpg")


PHOTOS = (
    _photo("boat", "Boat", "Panasonic DMC-FZ5"),
    _photo("lake", "Lake", "Samsung S730"),
    _photo("valley", "Valley", "Nikon E990"),
    _photo("stones", "Stones", "Canon PowerShot A20"),
    _photo("bridge", "Bridge", "HP PhotoSmart C812"),
    _photo("poles", "Poles", "Sony DSC-P12"),
)


def painted_file(photo: str, painter: str) -> Path:
    """Where the recorded painting of one of `PHOTOS` lies."""
    return _FOLDER / "painted" / f"{photo}_{painter}.jpg"


def recorded_painting(photo: str, painter: str) -> Pixels:
    """One of `PHOTOS` as a painter of `painters.PAINTERS` painted it, by name."""
    path = painted_file(photo, painter)
    return read_reduced(path, path.name, LONGEST_SIDE).pixels
