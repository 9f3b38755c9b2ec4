"""What reading a picture costs in memory, told from its beginning, before anything is unpacked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from ai_playground.pictures.jpeg import coefficient_bytes

if TYPE_CHECKING:  # imported where it is used: a page that shows no picture goes without
    from PIL import Image

MEMORY = 400 * 2**20
"""Bytes that reading one picture may take, beside its file."""

ROWS = 256
"""Rows of a picture whose colors are made right together."""
# Copies of them on the way there.
COPIES_OF_ROWS = 5

# Bytes for a pixel in Pillow's memory; colors are held in four, and so is grey beside transparency.
BYTES_IN_PILLOW = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16L": 2, "I;16B": 2, "I;16N": 2}
OTHERWISE_IN_PILLOW = 4
# Bytes that a format's decoder holds for each pixel while it works, beside Pillow's; measured by
# benchmarks/picture_bombs.py. BMP: of a compressed one.
BYTES_IN_DECODER = {"AVIF": 13, "BMP": 2, "GIF": 1, "HEIF": 12, "PPM": 4, "WEBP": 13}
# The tag by which a TIFF says how it is to be turned; its reader makes a copy for that.
ORIENTATION = 274
# A profile of colors, unpacked: its tables become floats.
TIMES_ITS_PROFILE = 4


def memory_needed(image: Image.Image, content: bytes, longest_side: int) -> int:
    """Bytes that it takes to unpack a picture and to reduce it to `longest_side` px.

    Args:
        image: Opened, asked for the size it is wanted at (`draft`), not loaded.
        content: Its file.
        longest_side: Of the result, in px.
    """
    pixels = image.width * image.height
    unpacked = pixels * BYTES_IN_PILLOW.get(image.mode, OTHERWISE_IN_PILLOW)
    profile = TIMES_ITS_PROFILE * len(image.info.get("icc_profile") or b"")
    share = min(longest_side / max(image.size), 1.0)
    reducing = OTHERWISE_IN_PILLOW * (share * pixels + COPIES_OF_ROWS * ROWS * image.width)
    return int(unpacked + profile + max(_decoder(image, content, unpacked), reducing))


def _decoder(image: Any, content: bytes, unpacked: int) -> int:
    """What the format's decoder holds beside the picture."""
    if image.format == "JPEG":
        return coefficient_bytes(content)
    if image.format == "TIFF":
        return max(_strip(image), unpacked if image.tag_v2.get(ORIENTATION, 1) != 1 else 0)
    return int(image.width * image.height) * BYTES_IN_DECODER.get(image.format or "", 0)


def _strip(image: Any) -> int:
    """What a TIFF's strip or tile takes, which is unpacked as one."""
    tags = image.tag_v2

    def number(tag: int, otherwise: int) -> int:
        value = tags.get(tag, otherwise)
        found = value[0] if isinstance(value, tuple) else value
        return max(int(found), 1) if math.isfinite(found) else 1

    bits = tags.get(258, (1,))
    bytes_a_pixel = max(sum(bits if isinstance(bits, tuple) else (bits,)) / 8, 1)
    rows = min(number(278, image.height), image.height)
    whole = max(image.width * rows, number(322, 1) * number(323, 1))
    return int(whole * bytes_a_pixel)
