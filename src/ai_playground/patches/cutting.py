"""What the networks are shown of a photo: sixteen patches and a thumbnail."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.grid import CELLS, Window, centres
from ai_playground.patches.networks import PATCH_SIDE, THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH
from ai_playground.pictures import PictureError, Pixels, resized_to

NARROWEST, WIDEST = 1024, 2048
"""Widths that patches are cut at, px: as the networks were trained."""
SMALLEST_SIDE = CELLS * PATCH_SIDE
"""Of a photo, px: four patches beside each other."""
FLATTEST = 2.5
"""Width over height of a photo at most: what is flatter is no photo but a panorama, of many photos."""


def upright_to_landscape(pixels: Pixels) -> Pixels:
    """The photo, or the photo turned by a quarter to the left where it is higher than wide."""
    height, width = pixels.shape[:2]
    return np.ascontiguousarray(np.rot90(pixels)) if height > width else pixels


def prepared(pixels: Pixels) -> Pixels:
    """The photo as it is cut: wider than high, `NARROWEST` to `WIDEST` px wide.

    Raises:
        PictureError: it is smaller than four patches each way, or a panorama.
    """
    pixels = upright_to_landscape(pixels)
    height, width = pixels.shape[:2]
    if height < SMALLEST_SIDE:
        raise PictureError(
            f"The photo is {width} x {height} px; it needs {SMALLEST_SIDE} px each way, four patches."
        )
    if width > FLATTEST * height:
        raise PictureError(
            f"The photo is {width / height:.1f} times as wide as high, a panorama: no lens took it at once."
        )
    return _scaled(pixels)


def _scaled(pixels: Pixels) -> Pixels:
    """The photo `NARROWEST` to `WIDEST` px wide."""
    height, width = pixels.shape[:2]
    new = int(np.clip(width, NARROWEST, WIDEST))
    return resized_to(pixels, max(round(height * new / width), SMALLEST_SIDE), new)


def prepared_part(pixels: Pixels, window: Window) -> Pixels:
    """What a window leaves of a prepared photo, as it is cut: as wide as one, and never turned.

    Raises:
        PictureError: it is smaller than four patches each way.
    """
    part = cut(pixels, window)
    height, width = part.shape[:2]
    if min(height, width) < SMALLEST_SIDE:
        raise PictureError(
            f"What is left is {width} x {height} px; it needs {SMALLEST_SIDE} px each way, four patches."
        )
    return _scaled(part)


def cut(pixels: Pixels, window: Window) -> Pixels:
    """What a window leaves of a photo, in the photo's own pixels."""
    height, width = pixels.shape[:2]
    return pixels[
        round(window.y1 * height) : round(window.y2 * height),
        round(window.x1 * width) : round(window.x2 * width),
    ]


def patch_at(pixels: Pixels, x: float, y: float) -> Pixels:
    """The patch whose middle is there, in fractions, or the nearest within the photo; (96, 96, 3)."""
    left, top = _corner(pixels, x, y)
    return pixels[top : top + PATCH_SIDE, left : left + PATCH_SIDE]


def patch_window(pixels: Pixels, x: float, y: float) -> Window:
    """What part of the photo `patch_at` cuts out."""
    height, width = pixels.shape[:2]
    left, top = _corner(pixels, x, y)
    return Window(left / width, top / height, (left + PATCH_SIDE) / width, (top + PATCH_SIDE) / height)


def _corner(pixels: Pixels, x: float, y: float) -> tuple[int, int]:
    """Left and top of the patch there, px."""
    height, width = pixels.shape[:2]
    left, top = (
        int(np.clip(round(place * side - PATCH_SIDE / 2), 0, side - PATCH_SIDE))
        for place, side in ((x, width), (y, height))
    )
    return left, top


def patches_of(pixels: Pixels) -> NDArray[np.uint8]:
    """The patches in the middles of a prepared photo's cells, row by row: (16, 96, 96, 3)."""
    return np.stack([patch_at(pixels, x, y) for x, y in zip(*centres(), strict=True)])


def thumbnail_of(pixels: Pixels) -> Pixels:
    """The whole photo, squeezed to (149, 224, 3)."""
    return resized_to(pixels, THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH)
