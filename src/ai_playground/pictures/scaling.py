"""Pictures made larger or smaller."""

from __future__ import annotations

import numpy as np

from ai_playground.pictures.errors import Pixels


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
