"""What tests of networks and losses share: a VGG16 of few channels, and pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ai_playground.perceptual.architectures import ARCHITECTURES, Pooling
from ai_playground.perceptual.network import Convolution, Vgg
from ai_playground.pictures import Pixels

ARCHITECTURE = ARCHITECTURES["random"]


def narrow_convolutions(seed: int = 0) -> list[Convolution]:
    """Kernels and biases of a VGG16 with 4 to 8 channels."""
    random = np.random.default_rng(seed)
    channels, convolutions = 3, []
    for name in ARCHITECTURE.layers:
        width = {"1": 4, "2": 6}.get(name[5], 8)
        kernel = random.normal(0.0, np.sqrt(2.0 / (9 * channels)), (3, 3, channels, width))
        bias = random.normal(0.0, 5.0, width)
        convolutions.append((kernel.astype(np.float32), bias.astype(np.float32)))
        channels = width
    return convolutions


def narrow_vgg(pooling: Pooling = "average", dtype: Any = tf.float32, seed: int = 0) -> Vgg:
    """A network whose features are computed in no time."""
    return Vgg(narrow_convolutions(seed), ARCHITECTURE, pooling, dtype)


def noise(seed: int, height: int = 48, width: int = 64) -> Pixels:
    """Every pixel drawn by itself."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def scene(height: int = 48, width: int = 64) -> Pixels:
    """A picture with an edge, a ramp and a disc."""
    down, across = np.mgrid[:height, :width]
    disc = (down - height / 3) ** 2 + (across - width / 2) ** 2 < (height / 5) ** 2
    ramp = 40 + 150 * across / width
    picture = np.stack([ramp, np.where(down > height / 2, 200, 60), np.where(disc, 240, 30)], axis=-1)
    return picture.astype(np.uint8)


def stripes(height: int = 48, width: int = 64) -> Pixels:
    """A texture of two colours."""
    down, across = np.mgrid[:height, :width]
    dark = ((down + 2 * across) // 6 % 2).astype(bool)
    return np.where(dark[..., None], (30, 60, 160), (240, 200, 40)).astype(np.uint8)


def as_tensor(picture: Pixels, dtype: Any = tf.float32) -> Any:
    """A picture as the networks take it."""
    return tf.constant(picture[None] / 255.0, dtype)


def pooled(values: NDArray[np.float64], pooling: Pooling) -> NDArray[np.float64]:
    """The formulas of the three poolings in numpy; an odd last row or column is left out."""
    rows, columns = values.shape[0] // 2, values.shape[1] // 2
    squares = values[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2, -1)
    results: dict[Pooling, NDArray[np.float64]] = {
        "max": squares.max(axis=(1, 3)),
        "average": 2.0 * squares.mean(axis=(1, 3)),
        "l2": 1.56 * np.sqrt((squares**2).mean(axis=(1, 3)) + 2.5e-5),
    }
    return results[pooling]
