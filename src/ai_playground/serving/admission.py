"""Whether there is room for one more visitor: memory that lessons really take, and memory that is free."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ai_playground.lesson.catalogue import lesson_of

OTHER_MEMORY = 150_000_000
"""Counted for a notebook that is no lesson, in bytes."""
FEWEST = 2
"""So many come in however little memory there is: one visitor, and one more while a page is loaded anew."""


@dataclass(frozen=True)
class Occupant:
    """A kernel that runs, in bytes: what its lesson takes at most in usual runs, and what it takes now."""

    declared: int
    taken: int


def declared_memory(notebook: str) -> int:
    """Return how many bytes a kernel of the notebook at this address takes at most in usual runs."""
    lesson = lesson_of(notebook)
    return OTHER_MEMORY if lesson is None else lesson.memory


def has_room(needed: int, occupants: Iterable[Occupant], free: int) -> bool:
    """Whether a kernel that comes to take `needed` bytes fits into `free` bytes.

    Those who are here have a right to the rest of what their lessons take: they may not have run yet.
    """
    occupants = list(occupants)
    owed = sum(max(occupant.declared - occupant.taken, 0) for occupant in occupants)
    return len(occupants) < FEWEST or needed <= free - owed
