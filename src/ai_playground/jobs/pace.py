"""Slow motion: when the next step of a paced run is due."""

from __future__ import annotations

import time

# A run that is late by less catches up, so that its average holds; one that is later goes on from now.
CATCH_UP_SECONDS = 0.1


class Metronome:
    """Beats `rate` > 0 times a second, else ValueError; with None it is always due."""

    def __init__(self, rate: float | None) -> None:
        if rate is not None and not rate > 0:
            raise ValueError(f"pace must be more than 0 steps per second, not {rate}")
        self.rate = rate
        self._due = 0.0  # by time.perf_counter()

    def delay(self) -> float:
        """Seconds until the next beat, 0.0 or less if it is due."""
        return 0.0 if self.rate is None else self._due - time.perf_counter()

    def beat(self) -> None:
        """Count the beat that is due and fix the one after."""
        if self.rate is not None:
            now = time.perf_counter()
            self._due = (now if now - self._due > CATCH_UP_SECONDS else self._due) + 1 / self.rate
