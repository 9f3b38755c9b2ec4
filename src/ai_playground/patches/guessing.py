"""The guessing game: ten patches, and where each is said to come from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ai_playground.patches.grid import CELLS

ROUNDS = 10


@dataclass(frozen=True)
class Round:
    """A patch to guess: from the middle of a cell of a photo.

    Attributes:
        photo: Which photo, by name.
        cell: 0 to 15, row by row.
    """

    photo: str
    cell: int


def draw_rounds(photos: Sequence[str], seed: int) -> list[Round]:
    """`ROUNDS` patches of different photos, as far as there are so many, and of different cells."""
    rng = np.random.default_rng(seed)
    names = np.resize(rng.permutation(photos), ROUNDS)
    cells = rng.permutation(CELLS**2)[:ROUNDS]
    return [Round(str(name), int(cell)) for name, cell in zip(names, cells, strict=True)]


def in_words(cell: int) -> str:
    """A cell as people say it, such as "row 2, column 4"."""
    row, column = divmod(cell, CELLS)
    return f"row {row + 1}, column {column + 1}"


def steps_away(cell: int, other: int) -> int:
    """How many steps of a king on a chessboard lie between two cells."""
    (row, column), (other_row, other_column) = divmod(cell, CELLS), divmod(other, CELLS)
    return max(abs(row - other_row), abs(column - other_column))
