"""The colors of a picture, a part at a time: whatever a file holds becomes sRGB, or grey beside alpha."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

if TYPE_CHECKING:  # imported where it is used: a page that shows no picture goes without
    from PIL import Image, ImageCms

Convert: TypeAlias = "Callable[[Image.Image], Image.Image]"
"""Takes a part of a picture and gives one of mode RGB, of the same size."""

TRANSPARENT = ("RGBA", "LA", "PA", "La", "RGBa")
# Modes that a profile of colors describes.
WITH_PROFILE = ("RGB", "CMYK", "L")


def to_srgb(image: Image.Image) -> Convert:
    """How the parts of `image`, which is loaded, become sRGB on white."""
    to_8_bit = _to_8_bit(image)
    apply_profile = _profile_applied(image)

    def convert(part: Image.Image) -> Image.Image:
        from PIL import Image

        part = to_8_bit(part)
        if part.mode in TRANSPARENT or "transparency" in part.info:
            part = part.convert("RGBA")
            white = Image.new("RGBA", part.size, "white")
            part = Image.alpha_composite(white, part).convert("RGB")
        if part.mode == "P":
            part = part.convert("RGB")
        return apply_profile(part).convert("RGB")

    return convert


def grey_and_alpha(image: Image.Image) -> Convert:
    """How the parts of `image`, which is loaded, become grey on black as red, and alpha as green."""
    to_8_bit = _to_8_bit(image)

    def convert(part: Image.Image) -> Image.Image:
        from PIL import Image

        part = to_8_bit(part).convert("RGBA")
        alpha = part.getchannel("A")
        on_black = Image.composite(part, Image.new("RGBA", part.size, "black"), alpha).convert("L")
        return Image.merge("RGB", (on_black, alpha, Image.new("L", part.size)))

    return convert


def _to_8_bit(image: Image.Image) -> Convert:
    """For grey of 16 bits and more, which Pillow would clip; its white is told from the whole picture."""
    if not (image.mode.startswith("I") or image.mode == "F"):
        return lambda part: part
    if image.mode.startswith("I;16"):
        white = 65535.0
    else:
        highest = image.getextrema()[1]
        assert isinstance(highest, int | float)
        white = 65535.0 if highest > 255 else 255.0 if highest > 1 or image.mode == "I" else 1.0

    def convert(part: Image.Image) -> Image.Image:
        from PIL import Image

        shares = np.nan_to_num(np.asarray(part, np.float32) / np.float32(white), posinf=1.0)
        return Image.fromarray(np.uint8(np.clip(shares, 0, 1) * 255 + 0.5))

    return convert


def _profile_applied(image: Image.Image) -> Convert:
    profile = image.info.get("icc_profile")
    if not profile:
        return lambda part: part
    transforms: dict[str, ImageCms.ImageCmsTransform | None] = {}

    def convert(part: Image.Image) -> Image.Image:
        from PIL import ImageCms

        if part.mode not in WITH_PROFILE:
            return part
        if part.mode not in transforms:
            transforms[part.mode] = _transform(profile, part.mode)
        transform = transforms[part.mode]
        return part if transform is None else ImageCms.applyTransform(part, transform) or part

    return convert


def _transform(profile: bytes, mode: str) -> ImageCms.ImageCmsTransform | None:
    """From a profile to sRGB; None if it can't be read or doesn't fit: no reason to refuse a picture."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError):
        return None
