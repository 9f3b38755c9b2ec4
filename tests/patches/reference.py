"""A residual network in numpy, as He et al. and PyTorch define it; a picture is (height, width, channels)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.networks import Sizes

Floats = NDArray[np.float64]
Weights = Mapping[str, list[Floats]]


def windows(x: Floats, size: int, stride: int) -> Floats:
    """Every `stride`-th square of so many px, half of it beyond the edge at most, where zeros are."""
    around = size // 2
    x = np.pad(x, ((around, around), (around, around), (0, 0)))
    return np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))[::stride, ::stride]


def convolved(x: Floats, weights: Weights, name: str, stride: int) -> Floats:
    """A convolution without biases, and batch normalization by the averages that were kept."""
    (kernel,) = weights[f"{name}_convolution"]
    x = np.einsum("ijcyx,yxco->ijo", windows(x, len(kernel), stride), kernel)
    scale, shift, mean, variance = weights[f"{name}_norm"]
    return np.asarray((x - mean) / np.sqrt(variance + 1e-5) * scale + shift)


def relu(x: Floats) -> Floats:
    return np.maximum(x, 0.0)


def embedding(x: Floats, sizes: Sizes, weights: Weights) -> Floats:
    """The 64 numbers of a picture."""
    x = relu(convolved(x, weights, "first", 2))
    if sizes.pooled:
        x = windows(x, 3, 2).max(axis=(-2, -1))
    for stage, blocks in enumerate(sizes.blocks):
        for block in range(blocks):
            name, stride = f"stage{stage}_block{block}", 2 if stage and not block else 1
            inner = relu(convolved(x, weights, f"{name}_a", stride))
            inner = convolved(inner, weights, f"{name}_b", 1)
            across = f"{name}_across"
            x = convolved(x, weights, across, stride) if f"{across}_norm" in weights else x
            x = relu(x + inner)
    kernel, bias = weights["embedding"]
    return np.asarray(x.mean(axis=(0, 1)) @ kernel + bias)
