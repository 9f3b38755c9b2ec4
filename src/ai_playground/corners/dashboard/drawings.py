"""Pictures of what a network does: its outlines on photos, its weights as a map of colours."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.frame import HEIGHT, Quad
from ai_playground.corners.ruled_sheet import Labelled
from ai_playground.pictures import Pixels

GAP = 8
TRUTH, FOUND = (43, 138, 62), (217, 72, 15)
"""The page's colours of what is true and of what is found now."""
MAP_SIDE = 384


def predictions(shown: Labelled, found: Quad | None) -> Pixels:
    """Pictures side by side with their true outline and, if there is one, the one found.

    Returns:
        uint8 of shape (HEIGHT, width, 3).
    """
    tiles = []
    for index, (picture, true) in enumerate(zip(shown.pictures, shown.corners, strict=True)):
        tile = picture.copy()
        outlines = [(true, TRUTH, 1), *([(found[index], FOUND, 2)] if found is not None else [])]
        for corners, color, thick in outlines:
            # Far off at first: OpenCV counts in 16ths of a pixel, in 32 bits.
            points = np.clip(corners - 0.5, -1e4, 1e4) * 16
            cv2.polylines(tile, [points.astype(np.int32)], True, color, thick, cv2.LINE_AA, 4)
        tiles += [tile, np.full((HEIGHT, GAP, 3), 255, np.uint8)]
    return np.concatenate(tiles[:-1], axis=1)


def strongest(kernel: NDArray[np.float32]) -> float:
    """The size of the weight that has the strongest colour."""
    return float(np.abs(kernel).max())


def weights(kernel: NDArray[np.float32]) -> Pixels:
    """A dense layer's kernel: blue below zero, white at zero, red above.

    Each unit is a column of its own, with a white line beside it: seen also where all weights are alike.
    """
    share = np.clip(kernel / max(strongest(kernel), 1e-12), -1, 1)[..., None]
    blue, red = np.array([31, 95, 214]), np.array([217, 72, 15])
    tint = np.where(share < 0, blue, red)
    picture = 255 + (tint - 255) * np.abs(share)
    side = max(MAP_SIDE // max(kernel.shape), 1)
    enlarged = np.kron(picture, np.ones((side, side, 1))).astype(np.uint8)
    if side > 1:
        enlarged[:, side - 1 :: side] = 255
    return enlarged
