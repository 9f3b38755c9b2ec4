"""What a camera wrote into a photo's file (Exif 2.3): its name, and how many pixels it took."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Taken:
    """What the camera says.

    Attributes:
        camera: Make and model, in lower case; empty if it doesn't say.
        sides: Longer and shorter side of the photo as it was taken, in px; None if it doesn't say.
    """

    camera: str = ""
    sides: tuple[int, int] | None = None


def taken(path: Path) -> Taken:
    """What the camera of a photo says in its file; of what is missing or makes no sense, nothing."""
    from PIL import ExifTags, Image

    from ai_playground.pictures.formats import readable

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=readable()) as image:
                exif = image.getexif()
                inner = exif.get_ifd(ExifTags.IFD.Exif)
    except Exception:  # each decoder has errors of its own, and a photo can do without
        return Taken()
    make, model = (_words(exif.get(tag)) for tag in (ExifTags.Base.Make, ExifTags.Base.Model))
    # "canon", "canon eos 5d": the maker often is in the model's name already.
    named = model if make and model.split()[:1] == make.split()[:1] else f"{make} {model}".strip()
    sides = [inner.get(tag) for tag in (ExifTags.Base.ExifImageWidth, ExifTags.Base.ExifImageHeight)]
    known = [side for side in sides if isinstance(side, int) and side > 0]
    return Taken(named, (max(known), min(known)) if len(known) == len(sides) else None)


def _words(value: object) -> str:
    return " ".join(value.replace("\0", " ").lower().split()) if isinstance(value, str) else ""
