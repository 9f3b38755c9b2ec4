"""What is left of a photo, from where its patches seem to come from: Bayes' rule over many windows.

The authors train a network for it, and so can we (`networks.rectangle_head`); it learns on photos that it
comes to know by heart, and is too sure of others. Here each window that a crop may have left is asked how
likely the patches' heat maps are, were it that one. Where the patches tell nothing, what one would say of any
photo is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.grid import CELLS, LARGEST_FACTOR, SMALLEST_FACTOR, Window

Floats = NDArray[np.float64]

FACTORS, ALONG = 17, 9
"""Sizes of windows that are asked, and places along an edge for each."""
WHOLE_SHARE = 0.5
"""Of photos that aren't cropped, before anything was seen; among the others all windows listed are alike.
One in a corner is listed twice, as the end of two edges: twice as often as `grid.draw_crop` would have it."""
EVIDENCE = 0.2
"""What one patch's word weighs: patches of one photo err together. Chosen on 57 photos of cameras that no
network was trained on, the 45 that are measured on among them."""
FLOOR = 1e-9


@dataclass(frozen=True)
class Guess:
    """What is left of a photo, as far as its patches tell.

    Attributes:
        window: In fractions of the original; the one that is expected to overlap most with the true one.
        factor: The median of its likely sides over the original's; 1 where whole is likelier than not.
        cropped: How likely it is that the photo was cropped, 0 to 1.
    """

    window: Window
    factor: float
    cropped: float


def guess(probabilities: NDArray[np.floating], x: NDArray[np.floating], y: NDArray[np.floating]) -> Guess:
    """The window that a photo's patches speak for.

    Args:
        probabilities: Of the original's cells, for each patch, (patches, 16).
        x, y: Where the patches lie in the photo, fractions, (patches,).
    """
    windows, prior, overlaps = _windows()
    likely = np.einsum("pc,wpc->wp", np.asarray(probabilities, np.float64), _cells_met(windows, x, y))
    logs = EVIDENCE * np.log(likely + FLOOR).sum(axis=1) + np.log(prior)
    posterior = np.exp(logs - logs.max())
    posterior /= posterior.sum()
    best = windows[int((overlaps @ posterior).argmax())]
    factors = windows[:, 2] - windows[:, 0]
    order = np.argsort(factors)
    middle = order[int(np.searchsorted(np.cumsum(posterior[order]), 0.5))]
    return Guess(Window(*best.tolist()), float(factors[middle]), float(1.0 - posterior[0]))


@cache
def _windows() -> tuple[Floats, Floats, Floats]:
    """Windows (windows, 4): x1, y1, x2, y2, the whole first; how likely each is; how much they overlap."""
    rows = [(0.0, 0.0, 1.0, 1.0)]
    for factor in np.linspace(SMALLEST_FACTOR, LARGEST_FACTOR, FACTORS):
        far = 1.0 - factor
        for along in np.linspace(0.0, far, ALONG):
            for x1, y1 in ((0.0, along), (far, along), (along, 0.0), (along, far)):
                rows.append((x1, y1, x1 + factor, y1 + factor))
    windows = np.array(rows)
    prior = np.full(len(rows), (1.0 - WHOLE_SHARE) / (len(rows) - 1))
    prior[0] = WHOLE_SHARE
    return windows, prior, _overlaps(windows)


def _overlaps(windows: Floats) -> Floats:
    """Intersection over union of each window with each."""
    first, second = windows[:, None], windows[None]
    sides = np.minimum(first[..., 2:], second[..., 2:]) - np.maximum(first[..., :2], second[..., :2])
    common = np.clip(sides, 0.0, None).prod(axis=-1)
    areas = (windows[:, 2:] - windows[:, :2]).prod(axis=-1)
    return np.asarray(common / (areas[:, None] + areas[None] - common))


def _cells_met(windows: Floats, x: NDArray[np.floating], y: NDArray[np.floating]) -> Floats:
    """How much each patch would be of each cell, were it cut from each window: (windows, patches, 16).

    A patch in the middle of a cell is of that cell alone, on an edge half of either.
    """
    across = _shares(windows[:, :1] + np.asarray(x) * (windows[:, 2:3] - windows[:, :1]))
    down = _shares(windows[:, 1:2] + np.asarray(y) * (windows[:, 3:] - windows[:, 1:2]))
    met = down[..., :, None] * across[..., None, :]
    return met.reshape(*met.shape[:2], CELLS * CELLS)


def _shares(places: Floats) -> Floats:
    """How much a place is of each of the four columns or rows, (..., 4)."""
    middles = (np.arange(CELLS) + 0.5) / CELLS
    inside = np.clip(places, middles[0], middles[-1])[..., None]
    return np.clip(1.0 - CELLS * np.abs(inside - middles), 0.0, 1.0)
