"""What is known of a run: its state, its snapshots, its speed."""

from __future__ import annotations

from enum import StrEnum
from typing import Generic, TypeVar

from ai_playground.jobs.timing import Clock

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
        """The run is on: queued, running or paused."""
        return self in (State.QUEUED, State.RUNNING, State.PAUSED)

    @property
    def resting(self) -> bool:
        """Nothing happens without an order: idle, paused or ended."""
        return self not in (State.QUEUED, State.RUNNING)

    @property
    def ended(self) -> bool:
        """Done, stopped or failed, for good."""
        return self in (State.DONE, State.STOPPED, State.FAILED)


class History(Generic[S]):
    """A bounded memory of a run: the first snapshot, the newest and an even choice between.

    One thread adds; others may read without a lock, as the list is appended to or replaced in one go.

    Args:
        limit: Most snapshots it holds, at least 2.

    Attributes:
        newest: (step, snapshot) of the newest snapshot; None without one.
    """

    def __init__(self, limit: int) -> None:
        self.newest: tuple[int, S] | None = None
        self._limit = limit
        self._kept: list[tuple[int, S]] = []
        self._stride = 1
        self._next_kept = 1

    def add(self, step: int, snapshot: S) -> None:
        """Add the snapshot of `step`, which counts from 1 without gaps. Amortised cost is constant."""
        newest = (step, snapshot)
        if step == self._next_kept:
            self._keep(newest)
        self.newest = newest

    def entries(self) -> list[tuple[int, S]]:
        """(step, snapshot) pairs in order of step."""
        newest, entries = self.newest, list(self._kept)
        if newest is not None and entries[-1][0] < newest[0]:
            entries.append(newest)
        return entries

    def _keep(self, entry: tuple[int, S]) -> None:
        # Kept are steps 1, 1 + stride, 1 + 2 * stride, ...; one place of the limit is left for the newest.
        if len(self._kept) == self._limit - 1:
            self._kept = self._kept[::2]
            self._stride *= 2
        if len(self._kept) < self._limit - 1 and (entry[0] - 1) % self._stride == 0:
            self._kept.append(entry)
        self._next_kept = self._stride * -(-entry[0] // self._stride) + 1


class Progress(Generic[S]):
    """How far a run is. Its worker writes it; any thread may read it at any time, without a lock.

    Args:
        max_steps: Limit of the run's steps, at least 1.
        max_seconds: Limit of its seconds of running, more than 0.
        history_limit: Most snapshots that `history` holds, at least 2.

    Attributes:
        state: The state now. Changed under the lock of the orders only, see `Orders.changed`.
        history: The snapshots that are kept.
        clock: Runs while the engine does.
        first_seconds: Seconds of running at the first snapshot.
        marks: (step, note) of each change, where step is the last one done before it.
        error: What the engine raised.
        ending: Why the run ended, in plain words; empty if there is nothing to say.

    Raises:
        ValueError: For a number out of range.
    """

    def __init__(self, max_steps: int, max_seconds: float, history_limit: int) -> None:
        for name, value, least in (("max_steps", max_steps, 1), ("history_limit", history_limit, 2)):
            if value < least:
                raise ValueError(f"{name} must be at least {least}, not {value}")
        if not max_seconds > 0:
            raise ValueError(f"max_seconds must be more than 0, not {max_seconds}")
        self.max_steps = max_steps
        self.max_seconds = max_seconds
        self.state = State.IDLE
        self.history: History[S] = History(history_limit)
        self.clock = Clock()
        self.first_seconds = 0.0
        self.marks: list[tuple[int, str]] = []
        self.error: BaseException | None = None
        self.ending = ""

    @property
    def snapshot(self) -> S | None:
        """The newest snapshot, None before the first step."""
        newest = self.history.newest
        return None if newest is None else newest[1]

    @property
    def steps_done(self) -> int:
        """Number of snapshots so far."""
        newest = self.history.newest
        return 0 if newest is None else newest[0]

    @property
    def steps_per_second(self) -> float:
        """Speed over about the last two seconds of running, or the last few steps if they take longer."""
        return self.clock.speed(self.steps_done)

    @property
    def seconds_left(self) -> float | None:
        """Most seconds of running to come, by both limits; None before the first step and after the end."""
        if self.steps_done == 0 or self.state.ended:
            return None
        by_steps = (self.max_steps - self.steps_done) / max(self.steps_per_second, 1e-9)
        return max(0.0, min(by_steps, self.max_seconds - self.clock.seconds))
