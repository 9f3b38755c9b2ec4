"""A picture that changes while one looks at it."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from ai_playground.ui.figures import Grid, Panel
from ai_playground.ui.savable import Savable
from ai_playground.ui.widget import script

QUALITY = 90


class Picture(Savable):
    """An array of pixels, `width_px` wide and no wider than the page; `alt` says what it shows.

    `caption` stands below it: how to read it.

    Attributes
    ----------
    image
        The bytes of the JPEG file shown; none before the first :meth:`show`.
    """

    _esm = script("sender", "save", "picture")

    image = traitlets.Bytes().tag(sync=True)
    width_px = traitlets.Int().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    _pixels: NDArray[np.uint8] | None = None

    def __init__(self, width_px: int, alt: str, caption: str = "") -> None:
        super().__init__(width_px=width_px, alt=alt, caption=caption)

    def show(self, pixels: NDArray[np.uint8]) -> None:
        """Draw `pixels`, uint8 of shape (height, width, 3). Raises ValueError for anything else."""
        self.image = jpeg(pixels)
        self._pixels = pixels

    def plate(self) -> Grid | None:
        """The picture under what it shows; None before the first one."""
        if not self.image or self._pixels is None:
            return None
        # Not the JPEG file: that is for the way to the page.
        return Grid(self.alt[:1].upper() + self.alt[1:], (Panel(self._pixels),), note=self.caption)


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """`pixels`, uint8 of shape (height, width, 3), as a JPEG file. Raises ValueError for anything else."""
    return _file(pixels, "JPEG", quality=QUALITY)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The same as a PNG file, which loses nothing."""
    return _file(pixels, "PNG")


def _file(pixels: NDArray[np.uint8], kind: str, **how: Any) -> bytes:
    from PIL import Image

    array = np.asarray(pixels)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or array.size == 0:
        raise ValueError(f"pixels are uint8 of shape (height, width, 3), not {array.dtype} of {array.shape}")
    file = io.BytesIO()
    Image.fromarray(array).save(file, kind, **how)
    return file.getvalue()
