"""A trained generator at work: photos of any size in, paintings of the same size out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan.networks import moments, normalized, residual_generator, residual_layers
from ai_playground.cyclegan.weights import Weights
from ai_playground.learning.backend import compiled
from ai_playground.perceptual.precision import Arithmetic, fastest
from ai_playground.pictures import Pixels, resized_to

if TYPE_CHECKING:
    import keras

WHOLE = 1_500_000
"""Pixels of a picture that is painted in one piece."""
TILE = 768
"""Side in px of what is kept of one piece of a larger picture."""


class Painter:
    """A generator that paints.

    A large picture is painted in pieces, or it would need gigabytes. Instance normalization makes every pixel
    depend on the whole picture: pieces by themselves would differ in tone, with seams between them. So the
    means and variances come from the whole picture, reduced to `WHOLE`, and each piece is wider than what is
    kept of it by as far as a pixel sees. No seam is left.

    Args:
        weights: Of the generator.
        arithmetic: What convolutions compute in; None takes what is fastest here.
        whole, tile: Pixels of the largest picture that is painted in one piece, and the side of a piece.
    """

    def __init__(
        self,
        weights: Weights,
        arithmetic: Arithmetic | None = None,
        whole: int = WHOLE,
        tile: int = TILE,
    ) -> None:
        self.arithmetic = arithmetic or fastest()
        self._whole, self._tile = whole, tile
        # How far a pixel sees: 4 px for each convolution of a block, 15 for all others together.
        self._margin = 8 * weights.blocks + 16
        self._weights = weights
        self._generate = compiled(_called(_generator(weights, self.arithmetic)))
        self._apart: tuple[Any, Any] | None = None

    def paint(self, photo: Pixels, strength: float = 1.0) -> Pixels:
        """`photo`, uint8 (height, width, 3), as a painting of the same size.

        Args:
            photo: Of at least 16 px a side.
            strength: Share of the painting; the rest is the photo.
        """
        height, width, _ = photo.shape
        # The generator halves twice; what is missing is mirrored, and cut off again.
        padded = np.pad(photo, ((0, -height % 4), (0, -width % 4), (0, 0)), mode="reflect")
        if padded.shape[0] * padded.shape[1] <= self._whole:
            painted = to_pixels(self._generate(_scaled(padded)))[0]
        else:
            painted = self._in_pieces(padded)
        return mixed(np.asarray(painted[:height, :width]), photo, strength)

    def _in_pieces(self, photo: Pixels) -> Pixels:
        if self._apart is None:
            measuring, painting = _models(self._weights, self.arithmetic)
            self._apart = compiled(_called(measuring)), compiled(_called(painting))
        measure, paint = self._apart
        height, width, _ = photo.shape
        scale = (self._whole / (height * width)) ** 0.5
        reduced = resized_to(photo, *(max(int(side * scale) // 4 * 4, 16) for side in (height, width)))
        statistics = measure(_scaled(reduced))
        painted = np.empty_like(photo)
        for rows in _pieces(height, self._tile, self._margin):
            for columns in _pieces(width, self._tile, self._margin):
                piece = to_pixels(paint(_scaled(photo[rows.seen, columns.seen]), *statistics))[0]
                painted[rows.kept, columns.kept] = piece[rows.within, columns.within]
        return painted


def mixed(painted: Pixels, photo: Pixels, strength: float) -> Pixels:
    """A share `strength` of the painting; the rest is the photo."""
    if strength == 1.0:
        return painted
    return np.round(strength * painted + (1.0 - strength) * photo).astype(np.uint8)


def to_pixels(pictures: Any) -> Pixels:
    """-1 to 1 as 0 to 255, cut off as the authors do."""
    return ((np.asarray(pictures) + 1) / 2 * 255).clip(0, 255).astype(np.uint8)


@dataclass(frozen=True)
class _Piece:
    """Along one side: what the generator sees, what is kept of it, and where that is in what it made."""

    seen: slice
    kept: slice
    within: slice


def _pieces(length: int, tile: int, margin: int) -> Iterator[_Piece]:
    """Pieces that cover `length`, all seen at the same size, beginning at multiples of 4."""
    wide = min(tile + 2 * margin, length)
    for start in range(0, length, tile):
        first = max(min(start - margin, length - wide), 0)
        end = min(start + tile, length)
        yield _Piece(slice(first, first + wide), slice(start, end), slice(start - first, end - first))


def _scaled(photo: Pixels) -> NDArray[np.float32]:
    return photo[None].astype(np.float32) / np.float32(127.5) - np.float32(1.0)


def _called(model: keras.Model) -> Any:
    def call(*inputs: Any) -> Any:
        return model(inputs[0] if len(inputs) == 1 else list(inputs), training=False)

    return call


@contextmanager
def _computing_in(arithmetic: Arithmetic) -> Iterator[None]:
    """Layers made within compute so. Each thread has a policy of its own: this disturbs no other."""
    import keras

    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float32" if arithmetic == "float32" else "mixed_bfloat16")
    try:
        yield
    finally:
        keras.config.set_dtype_policy(before)


def _generator(weights: Weights, arithmetic: Arithmetic) -> keras.Model:
    with _computing_in(arithmetic):
        model = residual_generator(weights.filters, weights.blocks, weights.upsampling)
    model.set_weights([array.astype(np.float32) for array in weights.arrays])
    return model


def _models(weights: Weights, arithmetic: Arithmetic) -> tuple[keras.Model, keras.Model]:
    """One that measures means and variances of all layers, and one that paints with such."""
    import keras

    pictures = keras.Input((None, None, 3), name="pictures")
    found: list[Any] = []
    given: list[Any] = []

    def measured(x: Any) -> Any:
        both = moments(x)
        found.extend(both)
        return normalized(x, *both)

    def as_given(x: Any) -> Any:
        both = [keras.Input((1, 1, x.shape[-1]), dtype="float32") for _ in range(2)]
        given.extend(both)
        return normalized(x, *both)

    shape = weights.filters, weights.blocks, weights.upsampling
    with _computing_in(arithmetic):
        residual_layers(pictures, *shape, measured)
        measuring = keras.Model(pictures, found)
        painted = residual_layers(pictures, *shape, as_given)
        painting = keras.Model([pictures, *given], painted)
    arrays = [array.astype(np.float32) for array in weights.arrays]
    # Behind the last layer nothing is measured.
    measuring.set_weights(arrays[:-2])
    painting.set_weights(arrays)
    return measuring, painting
