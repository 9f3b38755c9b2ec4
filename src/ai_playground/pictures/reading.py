"""Pictures from files: whatever a camera or a browser hands over becomes upright RGB, or a clear error."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ai_playground.pictures import budget, jpeg
from ai_playground.pictures.colors import Convert, grey_and_alpha, to_srgb
from ai_playground.pictures.errors import PictureError, Pixels
from ai_playground.pictures.formats import BEGINNING, PARTS, is_heic, load_heic_reader, parts_of, readable

if TYPE_CHECKING:  # imported where it is used: a page that shows no picture goes without
    from PIL import Image

# No lesson looks at more pixels than that: a larger picture is reduced as it is read.
LONGEST_SIDE = 2048
SHORTEST_SIDE = 32
MAX_MEGAPIXELS = 40
MAX_BYTES = 40_000_000
# What makes a picture upright, for each of EXIF's orientations (Exif 2.3, tag 0x0112) but the upright one.
UPRIGHT = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
# Of these, those that lay it on its side.
TURNED = (5, 6, 7, 8)
# Each pass over a JPEG's pixels takes its time; cameras and programs write some ten.
MOST_SCANS = 100

# So much the greys of one brush may differ: formats round.
ONE_GREY = 8


@dataclass(frozen=True, eq=False)
class Reduced:
    """A picture, and what its file says of it.

    Attributes:
        pixels: uint8 of shape (height, width, 3), upright sRGB.
        height: Of the picture in the file, upright, in px.
        width: Of the same.
        parts: How many pages or frames the file holds; `pixels` is the first.
        part: What those are called.
    """

    pixels: Pixels
    height: int
    width: int
    parts: int = 1
    part: str = "frame"

    def remark(self, name: str) -> str:
        """What the user should know of the file called `name`, as a sentence; empty if nothing."""
        return f"{name} has {self.parts} {self.part}s; this is the first." if self.parts > 1 else ""


@dataclass(frozen=True, eq=False)
class Mask:
    """Where something applies, from a picture.

    Attributes:
        pixels: uint8 of shape (height, width), 255 where it applies fully.
        drawn_in_alpha: Whether it is what isn't transparent, as all that is visible has one grey.
    """

    pixels: Pixels
    drawn_in_alpha: bool


def read_picture(source: bytes | Path, name: str = "") -> Pixels:
    """Read a picture as upright sRGB, the longer side at most `LONGEST_SIDE` px: see `read_reduced`."""
    return read_reduced(source, name).pixels


def read_reduced(source: bytes | Path, name: str = "", longest_side: int = LONGEST_SIDE) -> Reduced:
    """Read a picture as upright sRGB, no larger than it is needed.

    EXIF rotation and colour profiles are applied, transparency stands on white, 16 bits become 8, and of
    several pages or frames it is the first. A JPEG is decoded at the smallest size that keeps `longest_side`,
    so only other formats meet the limit of `MAX_MEGAPIXELS`. Nothing is unpacked that would take more than
    `budget.MEMORY`.

    Args:
        source: The file's content or its path.
        name: What to call it in errors. Defaults to the path's name.
        longest_side: What a larger picture's longer side is reduced to, in px.

    Raises:
        PictureError: no picture, truncated, too large or too small.
    """
    return _read(source, name, longest_side, to_srgb)


def read_mask(source: bytes | Path, name: str = "") -> Mask:
    """Read where something applies: white where it does, black and transparent where it doesn't.

    A shape of one grey on nothing, as it is drawn with a single brush, applies where it isn't transparent,
    whatever that grey is.

    Raises:
        PictureError: as `read_reduced`.
    """
    on_black, alpha, _ = np.moveaxis(_read(source, name, LONGEST_SIDE, grey_and_alpha).pixels, -1, 0)
    seen = alpha >= 128
    greys = on_black[seen] * (255.0 / alpha[seen])
    one_grey = greys.size == 0 or np.ptp(greys) <= ONE_GREY
    if one_grey and alpha.min() < alpha.max():
        return Mask(alpha, drawn_in_alpha=True)
    return Mask(on_black, drawn_in_alpha=False)


def _read(
    source: bytes | Path, name: str, longest_side: int, colors: Callable[[Image.Image], Convert]
) -> Reduced:
    from PIL import Image, UnidentifiedImageError

    name = name or (source.name if isinstance(source, Path) else "This file")
    content = source if isinstance(source, bytes) else _read_bytes(source, name)
    if len(content) > MAX_BYTES:
        raise PictureError(f"{name} is larger than {MAX_BYTES // 10**6} MB. Save it smaller, as a JPEG.")
    if is_heic(content[:BEGINNING]):
        load_heic_reader(name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow warns of sizes that the limit below refuses
            return _whole(content, name, longest_side, colors)
    except UnidentifiedImageError:
        raise PictureError(f"{name} is not a picture that can be read: take a JPEG, PNG or WebP.") from None
    except (Image.DecompressionBombError, MemoryError):
        raise _too_large(name) from None
    except PictureError:
        raise
    except Exception as error:  # each decoder has errors of its own
        raise PictureError(f"{name} is damaged or cut off: save or download it again.") from error


def _read_bytes(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise PictureError(f"{name} can't be read: {error.strerror}.") from error


def _whole(content: bytes, name: str, longest_side: int, colors: Callable[[Image.Image], Convert]) -> Reduced:
    """The picture, if it is whole; a JPEG may lack its end mark."""
    try:
        return _decoded(content, name, longest_side, colors)
    except OSError:
        if not (content.startswith(jpeg.BEGIN) and jpeg.has_every_scan(content)):
            raise
        ended, longer = (_decoded(each, name, longest_side, colors) for each in jpeg.with_end_mark(content))
        if not np.array_equal(ended.pixels, longer.pixels):
            raise
        return ended


def _decoded(
    content: bytes, name: str, longest_side: int, colors: Callable[[Image.Image], Convert]
) -> Reduced:
    from PIL import ExifTags, Image

    formats = ["HEIF"] if is_heic(content[:BEGINNING]) else readable()
    with Image.open(io.BytesIO(content), formats=formats) as image:
        width, height = image.size
        if min(width, height) < SHORTEST_SIDE:
            raise PictureError(
                f"{name} is {width} x {height} px. Each side needs {SHORTEST_SIDE} px or more."
            )
        image.draft("RGB", _wanted(width, height, longest_side))
        _refuse_if_too_large(image, content, name, longest_side)
        image.load()
        # Asked after the pixels: a PNG may say it behind them, and a TIFF is turned by its reader.
        orientation = image.getexif().get(ExifTags.Base.Orientation, 1)
        upright = _reduced(image, colors(image), min(longest_side / max(image.size), 1.0))
        kind = image.format or ""
    del image  # its pixels are no longer needed, and there may be many
    if orientation in UPRIGHT:
        upright = upright.transpose(Image.Transpose[UPRIGHT[orientation]])
        if orientation in TURNED:
            height, width = width, height
    return Reduced(np.asarray(upright), height, width, parts_of(content), PARTS.get(kind, "frame"))


def _wanted(width: int, height: int, longest_side: int) -> tuple[int, int]:
    """The size to ask a JPEG for: that, or more, it is decoded at, by halves of its own."""
    halves = 0
    while (width >> halves) * (height >> halves) > MAX_MEGAPIXELS * 1e6:
        halves += 1
    # In proportion: a panorama's shorter side would keep it from being reduced.
    share = longest_side / max(width, height)
    return min(round(width * share), width >> halves), min(round(height * share), height >> halves)


def _refuse_if_too_large(image: Image.Image, content: bytes, name: str, longest_side: int) -> None:
    if image.width * image.height > MAX_MEGAPIXELS * 1e6:
        raise _too_large(name)
    if budget.memory_needed(image, content, longest_side) > budget.MEMORY:
        raise PictureError(
            f"{name} would take more than {budget.MEMORY // 2**20} MB of memory to unpack. Make it smaller, "
            "or save it as a plain (not progressive) JPEG."
        )
    if image.format == "JPEG" and jpeg.scans(content) > MOST_SCANS:
        raise PictureError(f"{name} comes in more than {MOST_SCANS} passes. Save it anew, as a plain JPEG.")


def _reduced(image: Image.Image, convert: Convert, share: float) -> Image.Image:
    """A picture in RGB, its sides `share` (at most 1) as long, in two passes as Pillow does it.

    The first goes across, some rows at a time, and makes their colors right; the second goes down.
    """
    from PIL import Image

    width, height = (max(round(side * share), 1) for side in image.size)
    narrow = Image.new("RGB", (width, image.height))
    for top in range(0, image.height, budget.ROWS):
        rows = convert(image.crop((0, top, image.width, min(top + budget.ROWS, image.height))))
        narrow.paste(_scaled(rows, width, rows.height), (0, top))
    return narrow if narrow.height == height else _scaled(narrow, width, height)


def _scaled(image: Image.Image, width: int, height: int) -> Image.Image:
    from PIL import Image

    return image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _too_large(name: str) -> PictureError:
    return PictureError(
        f"{name} has more than {MAX_MEGAPIXELS} megapixels. Save it as a JPEG, or make it smaller."
    )
