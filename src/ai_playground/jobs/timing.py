"""Time in a job: how long it ran and how fast, and when the next step of slow motion is due."""

from __future__ import annotations

import time
from collections import deque

# Speed is taken over the newest few samples, so that a first step that compiles is soon forgotten.
SAMPLE_SECONDS = 0.5
SAMPLES = 5

# A paced run that is late by less catches up, so that its average holds; one that is later goes on from now.
CATCH_UP_SECONDS = 0.1


class Clock:
    """A stopwatch that remembers how far the run was when. One thread drives it, any may read."""

    def __init__(self) -> None:
        self._time: tuple[float, float | None] = (0.0, None)  # seconds banked, and since when it runs
        self._samples: deque[tuple[float, int]] = deque([(0.0, 0)], maxlen=SAMPLES)

    @property
    def seconds(self) -> float:
        """Seconds it ran, pauses left out."""
        banked, since = self._time
        return banked if since is None else banked + time.perf_counter() - since

    @property
    def next_sample(self) -> float:
        """Seconds of running at which the next sample is due."""
        return self._samples[-1][0] + SAMPLE_SECONDS

    def start(self) -> float:
        """Run on. Returns the `time.perf_counter()` at which a run without pauses would have begun."""
        banked, since = self._time
        if since is None:
            since = time.perf_counter()
            self._time = (banked, since)
        return since - banked

    def stop(self) -> None:
        """Hold, until `start`."""
        self._time = (self.seconds, None)

    def sample(self, seconds: float, steps: int) -> None:
        """Remember that `steps` were done after `seconds` of running."""
        self._samples.append((seconds, steps))

    def speed(self, steps: int) -> float:
        """Steps per second over the newest samples, or since the start, with `steps` done, without any."""
        samples = list(self._samples)
        if len(samples) < 2:
            return steps / max(self.seconds, 1e-9)
        (first_seconds, first_steps), (last_seconds, last_steps) = samples[0], samples[-1]
        return (last_steps - first_steps) / (last_seconds - first_seconds)


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
