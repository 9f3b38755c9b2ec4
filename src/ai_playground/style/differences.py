"""When two figures differ: what is less apart than here can't be told apart. It is our choice."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

# Of the style gap, in points of percent.
POINTS = 2.0
# Of an error, a loss or a length, as a share of the larger.
SHARE = 0.05
# Of structural similarity.
LIKENESS = 0.02


def larger(one: float, other: float, least: float) -> bool | None:
    """Whether `one` is larger than `other`; None where they are less than `least` apart."""
    return None if abs(one - other) < least else one > other


def larger_share(one: float, other: float) -> bool | None:
    """The same of errors, losses or lengths, none of them below 0, by `SHARE`."""
    return larger(one, other, SHARE * max(one, other)) if one != other else None


def all_of(*held: bool | None) -> bool | None:
    """Whether all of it holds: False where some clearly doesn't, else None where some can't be told."""
    return False if False in held else None if None in held else True


def rises(values: Sequence[float], least: float) -> bool | None:
    """Whether a row of values rises from end to end without a fall of `least`; None where nothing changes."""
    if max(values) - min(values) < least or len(set(values)) == 1:
        return None
    fallen = any(before - after >= least for before, after in itertools.pairwise(values))
    return not fallen and values[-1] - values[0] >= least


def falls(values: Sequence[float], least: float) -> bool | None:
    """The same of a fall from end to end."""
    return rises([-value for value in values], least)
