"""Pictures of what a patch network answers: sixteen heat maps, and how often each cell is the answer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.grid import CELLS
from ai_playground.patches.networks import PATCHES
from ai_playground.pictures import Pixels

NODES = (0.0, 0.2, 0.4, 1.0)
COLORS = ((68, 1, 84), (49, 104, 142), (53, 183, 121), (253, 231, 37))
"""Of these values, purple, blue, green and yellow, as in the report; between them a straight line."""
TRUTH = (224, 49, 49)
"""Of the outline of the true cell, red as in the report."""
CELL, EDGE, GAP = 14, 2, 10
"""Side of a cell in px, of which its outline takes so many each side; room between two maps."""
LARGE = 4
"""How many times larger the map of all answers is."""


def colors_of(values: NDArray[np.floating]) -> Pixels:
    """Colours of values from 0 to 1, of any shape: uint8 (..., 3)."""
    channels = [np.interp(values, NODES, channel) for channel in np.transpose(COLORS)]
    return np.rint(np.stack(channels, axis=-1)).astype(np.uint8)


def heat_maps(probabilities: NDArray[np.floating]) -> Pixels:
    """Sixteen heat maps, laid out as their patches lie in the photo, each with its true cell outlined.

    Args:
        probabilities: (16, 16), a row for each patch; or none, (0, 16), for maps that are empty.
    """
    rows = probabilities if len(probabilities) else np.zeros((PATCHES, PATCHES))
    maps = [_outlined(_map(row), cell) for cell, row in enumerate(rows)]
    side = CELLS * CELL + GAP
    sheet = np.full((CELLS * side - GAP, CELLS * side - GAP, 3), 255, np.uint8)
    for cell, picture in enumerate(maps):
        top, left = (place * side for place in divmod(cell, CELLS))
        sheet[top : top + len(picture), left : left + len(picture)] = picture
    return sheet


def answers(counts: NDArray[np.integer]) -> Pixels:
    """How often each cell is the answer, the most frequent yellow: counts (16,), or none."""
    shares = counts / max(counts.max(), 1) if len(counts) else np.zeros(PATCHES)
    return np.asarray(_map(shares).repeat(LARGE, axis=0).repeat(LARGE, axis=1))


def _map(values: NDArray[np.floating]) -> Pixels:
    grid = colors_of(values.reshape(CELLS, CELLS))
    return np.asarray(grid.repeat(CELL, axis=0).repeat(CELL, axis=1))


def _outlined(picture: Pixels, cell: int) -> Pixels:
    top, left = (place * CELL for place in divmod(cell, CELLS))
    whole = picture[top : top + CELL, left : left + CELL]
    inner = whole[EDGE:-EDGE, EDGE:-EDGE].copy()
    whole[:] = TRUTH
    whole[EDGE:-EDGE, EDGE:-EDGE] = inner
    return picture
