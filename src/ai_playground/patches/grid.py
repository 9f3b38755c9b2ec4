"""Where things are in a photo: the grid of sixteen cells, windows that are cut out, and where patches lie.

All places are fractions: x from 0 at the left to 1 at the right, y from 0 at the top to 1 at the bottom. A
photo that was cropped has a window of its original; cells always are the original's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

CELLS = 4
"""Of the grid, each way."""
SMALLEST_FACTOR, LARGEST_FACTOR = 0.5, 0.9
"""What a crop's width is of its original's; the same of its height."""


@dataclass(frozen=True)
class Window:
    """What is left of an original: a rectangle in fractions of it. The whole is the default."""

    x1: float = 0.0
    y1: float = 0.0
    x2: float = 1.0
    y2: float = 1.0

    @property
    def factor(self) -> float:
        """Its side over that of the original, the mean of both sides."""
        return (self.x2 - self.x1 + self.y2 - self.y1) / 2

    @property
    def area(self) -> float:
        """In fractions of the original's; 0 if a side is turned around."""
        return max(self.x2 - self.x1, 0.0) * max(self.y2 - self.y1, 0.0)

    def in_original(
        self, x: NDArray[np.floating], y: NDArray[np.floating]
    ) -> tuple[NDArray[np.floating], NDArray[np.floating]]:
        """Where a place of the window is in the original."""
        return self.x1 + x * (self.x2 - self.x1), self.y1 + y * (self.y2 - self.y1)

    def overlap(self, other: Window) -> float:
        """Intersection over union of both, 0 to 1."""
        common = Window(
            max(self.x1, other.x1), max(self.y1, other.y1), min(self.x2, other.x2), min(self.y2, other.y2)
        ).area
        together = self.area + other.area - common
        return common / together if together else 0.0


WHOLE = Window()


def draw_crop(rng: np.random.Generator) -> Window:
    """A window that touches one edge, as the paper draws it: size, edge and place along it are uniform."""
    factor = rng.uniform(SMALLEST_FACTOR, LARGEST_FACTOR)
    at_edge, along, edge = 1.0 - factor, rng.uniform(0.0, 1.0 - factor), rng.integers(4)
    x1, y1 = ((0.0, along), (at_edge, along), (along, 0.0), (along, at_edge))[edge]
    return Window(x1, y1, x1 + factor, y1 + factor)


def best_constant(windows: Sequence[Window]) -> tuple[float, float]:
    """What the best answer that is always the same comes to: error of the factor, and mean overlap.

    Chosen with these windows in sight, which is more than a network is allowed. Of rectangles those around
    the middle are tried.
    """
    x1, y1, x2, y2 = np.array([(each.x1, each.y1, each.x2, each.y2) for each in windows]).T
    margins = np.linspace(0.0, 0.25, 11)[:, None]

    def shared(low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
        """How much of each window's side the sides with these margins have in common with it."""
        common: NDArray[np.float64] = np.minimum(1.0 - margins, high) - np.maximum(margins, low)
        return common.clip(0.0)

    # An axis for the margins at the sides, one for those above and below, one for the windows.
    common = shared(x1, x2)[:, None] * shared(y1, y2)
    sides = 1.0 - 2.0 * margins
    together = sides[:, None] * sides + (x2 - x1) * (y2 - y1) - common
    factors = np.array([each.factor for each in windows])
    return (
        float(np.abs(factors - np.median(factors)).mean()),
        float((common / together).mean(axis=-1).max()),
    )


def cell_of(x: NDArray[np.floating], y: NDArray[np.floating]) -> NDArray[np.int64]:
    """The cell that holds a place of the original: 0 to 15, row by row."""
    column, row = (
        np.clip((place * CELLS).astype(np.int64), 0, CELLS - 1) for place in map(np.asarray, (x, y))
    )
    return row * CELLS + column


def centres() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """x and y of the sixteen cells' middles, row by row."""
    middles = (np.arange(CELLS) + 0.5) / CELLS
    return np.tile(middles, CELLS), np.repeat(middles, CELLS)
