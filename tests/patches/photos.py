"""Files of photos, made up: each of another picture, with what a camera writes into them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import ExifTags, Image


def write_photo(
    path: Path,
    seed: int,
    size: tuple[int, int] = (1500, 1000),
    make: str = "",
    model: str = "",
    taken: tuple[int, int] | None = None,
    orientation: int = 1,
) -> Path:
    """A photo of large squares, `size` px wide and high."""
    coarse = np.random.default_rng(seed).integers(0, 256, (8, 12, 3), dtype=np.uint8)
    exif = Image.Exif()
    tags = {ExifTags.Base.Make: make, ExifTags.Base.Model: model}
    exif.update({tag: text for tag, text in tags.items() if text})
    exif[ExifTags.Base.Orientation] = orientation
    if taken:
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        inner[ExifTags.Base.ExifImageWidth], inner[ExifTags.Base.ExifImageHeight] = taken
    picture = Image.fromarray(coarse).resize(size, Image.Resampling.NEAREST)
    picture.save(path, exif=exif, quality=80)
    return path
