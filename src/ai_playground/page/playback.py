"""How a run is watched: at which speed, and which of its moments."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Speed:
    """How fast a run is played: `pace` gives steps per second for the page's present settings."""

    name: str
    label: str
    pace: Callable[[], float | None]


FULL_SPEED = Speed("full", "Full speed", lambda: None)


class Timeline:
    """Points at a moment of a run's history of (step, snapshot): the newest, or one that was sought."""

    def __init__(self) -> None:
        # The step, not a place in the history: that is thinned while a run is on.
        self._step: int | None = None

    def follow(self) -> None:
        """Point at the newest moment, whichever that is."""
        self._step = None

    def seek(self, place: int, history: Sequence[tuple[int, Any]]) -> None:
        """Point at that entry of `history`; the last means to follow."""
        self._step = None if place >= len(history) - 1 else history[max(place, 0)][0]

    def place_in(self, history: Sequence[tuple[int, Any]]) -> int:
        """Index of the entry that is pointed at: the last one up to its step; -1 without any."""
        if self._step is None:
            return len(history) - 1
        return max(bisect.bisect_right(history, self._step, key=lambda entry: entry[0]) - 1, 0)
