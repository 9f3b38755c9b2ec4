"""Pictures from files: whatever a camera or a browser hands over becomes upright RGB, or a clear error."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:  # imported where it is used: a page that shows no picture goes without
    from PIL import Image

# No lesson looks at more pixels than that: a larger picture is reduced as it is read.
LONGEST_SIDE = 2048
SHORTEST_SIDE = 32
MAX_MEGAPIXELS = 40
MAX_BYTES = 40 * 2**20
# The others that Pillow knows are no photographs, and its reader of PostScript starts a program.
FORMATS = ("AVIF", "BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
# EXIF's orientations that lay a picture on its side (Exif 2.3, tag 0x0112).
TURNED = (5, 6, 7, 8)

Pixels = NDArray[np.uint8]


class PictureError(ValueError):
    """A picture that can't be used; the message says why and how to mend it."""


@dataclass(frozen=True)
class Reduced:
    """A picture, and the size its file gives it.

    Attributes:
        pixels: uint8 of shape (height, width, 3), upright sRGB.
        height: Of the picture in the file, upright, in px.
        width: Of the same.
    """

    pixels: Pixels
    height: int
    width: int


def read_picture(source: bytes | Path, name: str = "") -> Pixels:
    """Read a picture as upright sRGB, the longer side at most `LONGEST_SIDE` px: see `read_reduced`."""
    return read_reduced(source, name).pixels


def read_reduced(source: bytes | Path, name: str = "", longest_side: int = LONGEST_SIDE) -> Reduced:
    """Read a picture as upright sRGB, no larger than it is needed.

    EXIF rotation and colour profiles are applied, transparency stands on white, 16 bits become 8, an
    animation gives its first frame. A JPEG is decoded at the smallest size that keeps `longest_side`, so
    only other formats meet the limit of `MAX_MEGAPIXELS`.

    Args:
        source: The file's content or its path.
        name: What to call it in errors. Defaults to the path's name.
        longest_side: What a larger picture's longer side is reduced to, in px.

    Raises:
        PictureError: no picture, truncated, too large or too small.
    """
    from PIL import Image, UnidentifiedImageError

    name = name or (source.name if isinstance(source, Path) else "This file")
    content = source if isinstance(source, bytes) else _read_bytes(source, name)
    if len(content) > MAX_BYTES:
        raise PictureError(f"{name} is larger than {MAX_BYTES // 2**20} MB. Save it smaller, as a JPEG.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of sizes that the limit below refuses
            with Image.open(io.BytesIO(content), formats=_formats()) as image:
                return _upright_rgb(image, name, longest_side)
    except UnidentifiedImageError:
        raise PictureError(f"{name} is not a picture that can be read: take a JPEG, PNG or WebP.") from None
    except Image.DecompressionBombError:
        raise _too_large(name) from None
    except PictureError:
        raise
    except Exception as error:  # each decoder has errors of its own
        raise PictureError(f"{name} is damaged or cut off: save or download it again.") from error


def resized(picture: Pixels, longest_side: int) -> Pixels:
    """`picture` with its longer side at `longest_side` px, the shorter in proportion and at least 1 px."""
    height, width = picture.shape[:2]
    factor = longest_side / max(height, width)
    return resized_to(picture, max(round(height * factor), 1), max(round(width * factor), 1))


def resized_to(picture: Pixels, height: int, width: int) -> Pixels:
    """`picture` with exactly `height` x `width` px; Lanczos, which averages where it shrinks."""
    from PIL import Image

    if picture.shape[:2] == (height, width):
        return picture
    return np.asarray(Image.fromarray(picture).resize((width, height), Image.Resampling.LANCZOS))


def _formats() -> list[str]:
    from PIL import Image

    Image.init()
    return [name for name in FORMATS if name in Image.OPEN]  # an older Pillow has no AVIF


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PictureError(f"{name} can't be read: {error.strerror}.") from error


def _upright_rgb(image: Image.Image, name: str, longest_side: int) -> Reduced:
    from PIL import ExifTags, Image, ImageOps

    width, height = image.size
    if min(width, height) < SHORTEST_SIDE:
        raise PictureError(f"{name} is {width} x {height} px. Each side needs {SHORTEST_SIDE} px or more.")
    # In proportion: a panorama's shorter side would keep it from being reduced.
    share = longest_side / max(width, height)
    image.draft("RGB", (round(width * share), round(height * share)))
    if image.width * image.height > MAX_MEGAPIXELS * 1e6:
        raise _too_large(name)
    if image.getexif().get(ExifTags.Base.Orientation, 1) in TURNED:
        height, width = width, height
    upright = _as_srgb(_to_8_bit(ImageOps.exif_transpose(image)))
    upright.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS, reducing_gap=3.0)
    return Reduced(np.asarray(upright), height, width)


def _to_8_bit(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode.startswith("I") or image.mode == "F":  # grey of 16 or more bits; Pillow would clip it
        values = np.asarray(image, np.float64)
        top = 65535.0 if image.mode.startswith("I;16") or values.max() > 255 else 255.0
        return Image.fromarray(np.uint8(np.clip(values / top, 0, 1) * 255 + 0.5))
    return image


def _as_srgb(image: Image.Image) -> Image.Image:
    from PIL import Image, ImageCms

    profile = image.info.get("icc_profile")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("RGB")
    if image.mode == "P":
        image = image.convert("RGB")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
            if converted is not None:
                return converted
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that can't be read is no reason to refuse the picture
    return image.convert("RGB")


def _too_large(name: str) -> PictureError:
    return PictureError(
        f"{name} has more than {MAX_MEGAPIXELS} megapixels. Save it as a JPEG, or make it smaller."
    )
