"""A picture that changes while one looks at it."""

from __future__ import annotations

import io
from typing import Any

import ipywidgets
import numpy as np
from numpy.typing import NDArray

QUALITY = 90


class Picture(ipywidgets.Image):  # type: ignore[misc]  # ipywidgets ships no types
    """An array of pixels, `width_px` wide and no wider than the page; `alt` says what it shows."""

    def __init__(self, width_px: int, alt: str) -> None:
        # Without bytes it would be drawn as a broken picture. `tooltip`, its title, is read to the blind.
        layout = ipywidgets.Layout(visibility="hidden", max_width="100%", height="auto")
        super().__init__(format="jpeg", width=str(width_px), layout=layout, **_named(alt))
        self.add_class("aip-picture")

    def show(self, pixels: NDArray[np.uint8]) -> None:
        """Draw `pixels`, uint8 of shape (height, width, 3). Raises ValueError for anything else."""
        self.value = jpeg(pixels)
        self.layout.visibility = "visible"


def jpeg(pixels: NDArray[np.uint8]) -> bytes:
    """`pixels`, uint8 of shape (height, width, 3), as a JPEG file. Raises ValueError for anything else."""
    from PIL import Image

    array = np.asarray(pixels)
    if array.dtype != np.uint8 or array.ndim != 3 or array.shape[2] != 3 or array.size == 0:
        raise ValueError(f"pixels are uint8 of shape (height, width, 3), not {array.dtype} of {array.shape}")
    file = io.BytesIO()
    Image.fromarray(array).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _named(alt: str) -> dict[str, Any]:
    # ipywidgets 7 has no tooltip on pictures.
    return {"tooltip": alt} if ipywidgets.Image.class_traits().get("tooltip") else {}
