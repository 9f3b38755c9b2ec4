"""Changes to all pictures, real and made, that a discriminator sees (DiffAugment, Zhao et al. 2020).

A discriminator that has few paintings learns them by heart. Here none looks the same twice; and as the
changes have gradients, the generator learns through them, and its own pictures don't take them on.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BRIGHTNESS, SATURATION, CONTRAST, SHIFT, CUTOUT = 0.5, 1.0, 0.5, 0.125, 0.5
"""Largest changes, as in the authors' code: added to pictures from -1 to 1 the first, to a factor of 1 the
next two, shares of a side the last two."""
NUMBERS = 8
"""Drawn for each picture: brightness, saturation, contrast, shift down and to the right, middle of the square
that is cut out, down and to the right, and its side."""


def draw(rng: np.random.Generator, pictures: int, strength: float) -> NDArray[np.float32]:
    """The numbers of several pictures, (pictures, `NUMBERS`); with strength 0 nothing is changed."""
    drawn = rng.uniform(-1.0, 1.0, (pictures, NUMBERS))
    drawn *= (BRIGHTNESS, SATURATION, CONTRAST, SHIFT, SHIFT, 1.0, 1.0, 0.0)
    drawn[:, :5] *= strength
    drawn[:, 5:7] = (drawn[:, 5:7] + 1.0) / 2
    drawn[:, 7] = CUTOUT * strength
    return drawn.astype(np.float32)


def change(pictures: Any, numbers: Any) -> Any:
    """(pictures, height, width, 3), -1 to 1, each changed by its numbers; what is missing is grey."""
    from keras import ops

    brightness, saturation, contrast, down, right, row, column, side = (
        ops.reshape(numbers[:, index], (-1, 1, 1, 1)) for index in range(NUMBERS)
    )
    x = pictures + brightness
    grey = ops.mean(x, axis=3, keepdims=True)
    x = grey + (1.0 + saturation) * (x - grey)
    level = ops.mean(x, axis=(1, 2, 3), keepdims=True)
    x = level + (1.0 + contrast) * (x - level)
    height, width = pictures.shape[1:3]
    x = ops.einsum("bij,bjwc->biwc", _shift(down, height), x)
    x = ops.einsum("bij,bhjc->bhic", _shift(right, width), x)
    return ops.where(
        _within(row, side, height, (1, -1, 1, 1)) & _within(column, side, width, (1, 1, -1, 1)), 0.0, x
    )


def _shift(share: Any, length: int) -> Any:
    """Matrices (pictures, length, length) that move a column of pixels by a share of it, in whole pixels."""
    from keras import ops

    places = ops.arange(length, dtype="float32")
    pixels = ops.round(ops.reshape(share, (-1, 1, 1)) * length)
    return ops.cast(places[None, None, :] == places[None, :, None] - pixels, "float32")


def _within(middle: Any, side: Any, length: int, shape: tuple[int, ...]) -> Any:
    from keras import ops

    places = ops.reshape((ops.arange(length, dtype="float32") + 0.5) / length, shape)
    return ops.abs(places - middle) < side / 2
