"""The authors' networks in numpy, by PyTorch's definitions; a picture is (height, width, 3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def convolution(x: Floats, kernel: Floats, bias: Floats, stride: int = 1, zeros: int = 0) -> Floats:
    """Cross-correlation with a kernel (rows, columns, in, out) and `zeros` rows of padding on every side."""
    x = np.pad(x, ((zeros, zeros), (zeros, zeros), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(x, kernel.shape[:2], axis=(0, 1))
    return np.asarray(np.einsum("ijcyx,yxco->ijo", windows[::stride, ::stride], kernel) + bias)


def transposed_convolution(x: Floats, kernel: Floats, bias: Floats) -> Floats:
    """Kernel (rows, columns, out, in), stride 2, padding 1, output_padding 1: each pixel stamps it."""
    height, width, _ = x.shape
    size = kernel.shape[0]
    stamped = np.zeros((2 * height + size, 2 * width + size, kernel.shape[2]))
    for row in range(height):
        for column in range(width):
            stamped[2 * row : 2 * row + size, 2 * column : 2 * column + size] += kernel @ x[row, column]
    return stamped[1 : 2 * height + 1, 1 : 2 * width + 1] + bias


def instance_norm(x: Floats) -> Floats:
    """Each channel by itself, with the biased variance."""
    return np.asarray((x - x.mean((0, 1))) / np.sqrt(x.var((0, 1)) + 1e-5))


def reflected(x: Floats, pixels: int) -> Floats:
    """Mirrored without repeating the edge."""
    return np.pad(x, ((pixels, pixels), (pixels, pixels), (0, 0)), mode="reflect")


def generator(x: Floats, weights: Sequence[Floats], blocks: int) -> Floats:
    """The residual generator with transposed convolutions; kernel and bias of each layer in turn."""
    pairs = _pairs(weights)
    x = _relu(instance_norm(convolution(reflected(x, 3), *next(pairs))))
    for _ in range(2):
        x = _relu(instance_norm(convolution(x, *next(pairs), stride=2, zeros=1)))
    for _ in range(blocks):
        inner = _relu(instance_norm(convolution(reflected(x, 1), *next(pairs))))
        x = x + instance_norm(convolution(reflected(inner, 1), *next(pairs)))
    for _ in range(2):
        x = _relu(instance_norm(transposed_convolution(x, *next(pairs))))
    return np.tanh(convolution(reflected(x, 3), *next(pairs)))


def discriminator(x: Floats, weights: Sequence[Floats]) -> Floats:
    """The patch discriminator with three convolutions between first and last."""
    pairs = _pairs(weights)
    x = _leaky(convolution(x, *next(pairs), stride=2, zeros=1))
    for stride in (2, 2, 1):
        x = _leaky(instance_norm(convolution(x, *next(pairs), stride=stride, zeros=1)))
    return convolution(x, *next(pairs), zeros=1)


def _pairs(weights: Sequence[Floats]) -> Iterator[tuple[Floats, Floats]]:
    return iter(list(zip(weights[::2], weights[1::2], strict=True)))


def _relu(x: Floats) -> Floats:
    return np.maximum(x, 0)


def _leaky(x: Floats) -> Floats:
    return np.where(x > 0, x, 0.2 * x)
