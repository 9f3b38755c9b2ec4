"""Networks and a batch so small that a step takes no time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.networks import Sizes, patch_network, rectangle_head, thumbnail_network
from ai_playground.patches.step import Networks, Told

SIZES = Sizes((1, 1), (16, 24), True)
"""With 2 or 8 channels before it, TensorFlow 2.21 (oneDNN) writes past its memory in the gradient of a 1 x 1
convolution of stride 2."""


def networks(told: Told = "both") -> Networks:
    """The three, or two, each as the large ones are made."""
    patches, thumbnail = told != "thumbnail", told != "patches"
    return Networks(
        patch_network(SIZES) if patches else None,
        thumbnail_network(SIZES) if thumbnail else None,
        rectangle_head(patches, thumbnail),
    )


def batch(photos: int = 2, seed: int = 0) -> tuple[NDArray[np.generic], ...]:
    """Patches, thumbnails, cells and rectangles, as a step takes them."""
    rng = np.random.default_rng(seed)
    rectangles = np.tile(np.array([0, 1, 0, 1, 0], np.float32), (photos, 1))
    rectangles[::2] = 0.3, 0.9, 0.0, 0.6, 1
    coarse = rng.integers(0, 256, (photos, 16, 12, 12, 3), dtype=np.uint8)
    return (
        coarse.repeat(8, axis=2).repeat(8, axis=3),
        rng.integers(0, 256, (photos, 149, 224, 3), dtype=np.uint8),
        rng.integers(0, 16, (photos, 16), dtype=np.int32),
        rectangles,
    )
