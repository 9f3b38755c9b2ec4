"""The reading side of a job: what is known of its run."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

from ai_playground.jobs.clock import Clock
from ai_playground.jobs.history import History

S = TypeVar("S")


class State(StrEnum):
    """States of a job: from idle to running, between queued, running and paused, then one of three ends."""

    IDLE = "idle"
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"

    @property
    def active(self) -> bool:
        """Queued or running."""
        return self in (State.QUEUED, State.RUNNING)

    @property
    def ended(self) -> bool:
        """Done, stopped or failed, for good."""
        return self in (State.DONE, State.STOPPED, State.FAILED)


class Progress(Generic[S]):
    """What is known of a run; any thread may read it at any time, without a lock.

    max_steps, max_seconds: limits of the run, at least 1 and more than 0. history_limit: at least 2.
    Raises ValueError for a number out of range.
    """

    def __init__(self, max_steps: int, max_seconds: float, history_limit: int) -> None:
        for name, value, least in (("max_steps", max_steps, 1), ("history_limit", history_limit, 2)):
            if value < least:
                raise ValueError(f"{name} must be at least {least}, not {value}")
        if not max_seconds > 0:
            raise ValueError(f"max_seconds must be more than 0, not {max_seconds}")
        self.max_steps = max_steps
        self.max_seconds = max_seconds
        self.error: BaseException | None = None
        self._state = State.IDLE
        self._history: History[S] = History(history_limit)
        self._clock = Clock()
        self._first_seconds = 0.0
        self._marks: list[tuple[int, str]] = []

    @property
    def state(self) -> State:
        """The state now; pause and stop show when they are carried out."""
        return self._state

    @property
    def snapshot(self) -> S | None:
        """The newest snapshot, None before the first step."""
        newest = self._history.newest
        return None if newest is None else newest[1]

    @property
    def steps_done(self) -> int:
        """Number of snapshots so far."""
        newest = self._history.newest
        return 0 if newest is None else newest[0]

    @property
    def history(self) -> list[tuple[int, S]]:
        """(step, snapshot) pairs, steps counted from 1: the first, the newest and an even choice between."""
        return self._history.entries()

    @property
    def marks(self) -> list[tuple[int, str]]:
        """(step, note) of each change, where step is the last one done before it."""
        return list(self._marks)

    @property
    def seconds(self) -> float:
        """Seconds of running: waits for the pace count; pauses, the queue and `prepare` don't."""
        return self._clock.seconds

    @property
    def seconds_since_first(self) -> float:
        """`seconds` since the first snapshot, before which an engine loads what it needs; 0 without one."""
        return self.seconds - self._first_seconds if self.steps_done else 0.0

    @property
    def steps_per_second(self) -> float:
        """Speed over about the last two seconds of running, or the last few steps if they take longer."""
        return self._clock.speed(self.steps_done)

    @property
    def seconds_left(self) -> float | None:
        """Most seconds of running to come, by both limits; None before the first step and after the end."""
        if self.steps_done == 0 or self._state.ended:
            return None
        by_steps = (self.max_steps - self.steps_done) / max(self.steps_per_second, 1e-9)
        return max(0.0, min(by_steps, self.max_seconds - self.seconds))
