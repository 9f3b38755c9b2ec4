"""Smooth random fields: the stuff of which paper, wood, stone and light are made."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

Field = NDArray[np.float32]


def smooth_field(rng: np.random.Generator, height: int, width: int, cells: tuple[int, int]) -> Field:
    """Values around 0 with standard deviation about 1, changing over a grid of `cells` (down, across)."""
    return cv2.resize(
        rng.standard_normal(cells, np.float32), (width, height), interpolation=cv2.INTER_LINEAR
    ).astype(np.float32, copy=False)


def rough_field(rng: np.random.Generator, height: int, width: int, roughness: float) -> Field:
    """A sum of smooth fields over four octaves; each finer one is `roughness` times as strong."""
    total = np.zeros((height, width), np.float32)
    strength, cells = 1.0, 4
    for _ in range(4):
        total += np.float32(strength) * smooth_field(rng, height, width, (cells, cells * 3 // 4))
        strength, cells = strength * roughness, cells * 4
    return total


def tinted(field: Field, color: NDArray[np.float32], depth: float) -> NDArray[np.uint8]:
    """A picture of `color` (RGB, 0 to 255) whose lightness follows `field`, by `depth` for each unit."""
    return between(field, color * np.float32(1 - 3 * depth), color * np.float32(1 + 3 * depth))


def between(field: Field, low: NDArray[np.float32], high: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A picture with the colour `low` where `field` is -3 or less, `high` where it is 3 or more.

    The field is taken in 256 steps, so that a table of colours does the work.
    """
    levels = cv2.convertScaleAbs(np.maximum(field, -3), alpha=42.5, beta=127.5)
    share = np.linspace(0, 1, 256, dtype=np.float32)[:, None, None]
    return cv2.applyColorMap(levels, clipped(low + share * (high - low))).astype(np.uint8, copy=False)


def lit(picture: NDArray[np.uint8], gain: Field, tint: ArrayLike = (1, 1, 1)) -> NDArray[np.float32]:
    """A picture, (height, width, 3), in light of strength `gain`, (height, width), and colour `tint`.

    Returns:
        Light, float, 0 to 255 where gain and tint are 1. OpenCV multiplies three channels by three many
        times faster than numpy spreads one over them.
    """
    light = cv2.merge([gain * part for part in np.asarray(tint, np.float32)])
    return np.asarray(cv2.multiply(picture, light, dtype=cv2.CV_32F), np.float32)


def clipped(picture: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Float values, 0 to 255, as bytes."""
    return cv2.convertScaleAbs(np.maximum(picture, 0)).astype(np.uint8, copy=False)
