"""Cells of a photo's grid, drawn into its pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.grid import CELLS
from ai_playground.pictures import Pixels
from ai_playground.ui.figures.palette import palette
from ai_playground.ui.photo_map import LOOKS

Color = tuple[int, int, int]

DIMMED = 0.45
"""How much of a photo is seen behind heat maps."""
ROOM = 0.12
"""Of a cell's side, left free around the heat map on it."""
BETWEEN = (255, 255, 255)
"""The color of the lines between cells."""


def outlined(photo: Pixels, cells: list[tuple[int, str]], width: int) -> Pixels:
    """The photo with outlines of cells, each of a kind that a `PhotoMap` has, in its color.

    Of two on one cell the later lies within the earlier.
    """
    drawn = photo.copy()
    inset: dict[int, int] = {}
    for cell, kind in cells:
        away = inset.get(cell, 0)
        inset[cell] = away + width
        _frame(drawn, *_bounds(photo, cell, away), _color_of(kind), width)
    return drawn


def sixteen_maps(photo: Pixels, maps: NDArray[np.float32]) -> Pixels:
    """On each cell of a photo the heat map of the patch from its middle, with the true cell outlined.

    Args:
        photo: uint8 (height, width, 3).
        maps: (16, 16), a row for each patch.
    """
    drawn = (photo * np.float32(DIMMED)).astype(np.uint8)
    colors = palette().colors
    dark, bright = (np.array(_rgb(colors[name]), np.float32) for name in ("unlikely", "likely"))
    for cell, likely in enumerate(maps):
        top, bottom, left, right = _bounds(photo, cell, 0)
        away = round(ROOM * min(bottom - top, right - left))
        rows = np.linspace(top + away, bottom - away, CELLS + 1).astype(int)
        columns = np.linspace(left + away, right - away, CELLS + 1).astype(int)
        for inner, value in enumerate(np.sqrt(likely)):
            row, column = divmod(inner, CELLS)
            sides = rows[row], rows[row + 1] - 1, columns[column], columns[column + 1] - 1
            drawn[sides[0] : sides[1], sides[2] : sides[3]] = dark + value * (bright - dark)
            if inner == cell:
                _frame(drawn, *sides, _color_of("true"), max(2, away // 5))
    return drawn


def how_often(counts: NDArray[np.integer], photo: Pixels) -> Pixels:
    """On each cell of a photo how often it is the answer: counts (16,), the most frequent bright."""
    drawn = np.empty_like(photo)
    dark, bright = (np.array(_rgb(palette().colors[name]), np.float32) for name in ("unlikely", "likely"))
    for cell, share in enumerate(counts / max(counts.max(), 1)):
        top, bottom, left, right = _bounds(photo, cell, 0)
        drawn[top:bottom, left:right] = np.rint(dark + share * (bright - dark))
        _frame(drawn, top, bottom, left, right, BETWEEN, 1)
    return drawn


def _color_of(kind: str) -> Color:
    tone, _ = LOOKS[kind]
    return _rgb(palette().tones[tone].line)


def _rgb(color: str) -> Color:
    """A color such as #e8590c as three numbers, 0 to 255."""
    red, green, blue = bytes.fromhex(color[1:])
    return red, green, blue


def _frame(drawn: Pixels, top: int, bottom: int, left: int, right: int, color: Color, width: int) -> None:
    drawn[top : top + width, left:right] = color
    drawn[bottom - width : bottom, left:right] = color
    drawn[top:bottom, left : left + width] = color
    drawn[top:bottom, right - width : right] = color


def _bounds(photo: Pixels, cell: int, away: int) -> tuple[int, int, int, int]:
    height, width = photo.shape[:2]
    row, column = divmod(cell, CELLS)
    return (
        row * height // CELLS + away,
        (row + 1) * height // CELLS - away,
        column * width // CELLS + away,
        (column + 1) * width // CELLS - away,
    )
