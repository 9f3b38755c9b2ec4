"""A run in the background: start, pause, resume, step, change, stop and wait."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, Generic, TypeVar

from ai_playground.jobs.progress import Progress, State
from ai_playground.jobs.slot import RunSlot
from ai_playground.jobs.threads import end_at_exit
from ai_playground.jobs.worker import Orders, Worker

S = TypeVar("S")


class Job(Generic[S]):
    """One run of `engine(*args)`, in a background thread or, by `run_in_foreground`, in the caller's.

    A step is one snapshot of the engine. Any thread may call any method; all answer at once but `wait`,
    `wait_for_change` and `run_in_foreground`. A call that makes no sense in the present state does nothing,
    so double clicks are safe. A job runs once: after its end `start` does nothing; make another then.

    Args:
        engine: Generator function. What `change` is given is sent into it at a yield, as its live settings.
            While it prepares its first snapshot it may yield None, which is no step: there it can be paused
            and stopped.
        args: What the engine is called with.
        max_steps: Limit of steps that ends the run as done and says so, at least 1. An engine that gives
            fewer ends by itself, with nothing to say.
        max_seconds: Limit of `seconds` that ends the run as done, more than 0.
        seed: Set in the worker for `random` and numpy, and for Keras if it is imported; None leaves them
            alone.
        history_limit: Most entries of `history`, at least 2; longer runs are thinned to it.
        slot: Queue to compute in, left while paused or waiting for the pace; None never queues.
        prepare: Called once in the worker, in the slot, before seed and first step: for the device, and for
            what Keras keeps per thread.
        pace: Steps per second, see the property.

    Raises:
        ValueError: For a number out of range.
    """

    def __init__(
        self,
        engine: Callable[..., Generator[S | None, Any, Any]],
        *args: Any,
        max_steps: int,
        max_seconds: float = 3600.0,
        seed: int | None = None,
        history_limit: int = 400,
        slot: RunSlot | None = None,
        prepare: Callable[[], object] | None = None,
        pace: float | None = None,
    ) -> None:
        self._progress: Progress[S] = Progress(max_steps, max_seconds, history_limit)
        self._orders = Orders(max_steps, pace)
        self._place = None if slot is None else slot.place()
        set_up = partial(_set_up, partial(engine, *args), prepare, seed)
        self._worker = Worker(set_up, self._orders, self._progress, self._place)
        self._thread: threading.Thread | None = None

    @property
    def state(self) -> State:
        """The state now; pause and stop show when they are carried out."""
        return self._progress.state

    @property
    def snapshot(self) -> S | None:
        """The newest snapshot, None before the first step."""
        return self._progress.snapshot

    @property
    def loading(self) -> bool:
        """Whether the first snapshot is still to come: what computes it may have to be loaded."""
        return self.snapshot is None and not self.state.ended

    @property
    def steps_done(self) -> int:
        """Number of snapshots so far."""
        return self._progress.steps_done

    @property
    def max_steps(self) -> int:
        """The limit of steps."""
        return self._progress.max_steps

    @property
    def history(self) -> list[tuple[int, S]]:
        """(step, snapshot) pairs, steps counted from 1: the first, the newest and an even choice between."""
        return self._progress.history.entries()

    @property
    def marks(self) -> list[tuple[int, str]]:
        """(step, note) of each change, where step is the last one done before it."""
        return list(self._progress.marks)

    @property
    def seconds(self) -> float:
        """Seconds of running: waits for the pace count; pauses, the queue and `prepare` don't."""
        return self._progress.clock.seconds

    @property
    def seconds_since_first(self) -> float:
        """`seconds` since the first snapshot, before which an engine loads what it needs; 0 without one."""
        return self.seconds - self._progress.first_seconds if self.steps_done else 0.0

    @property
    def steps_per_second(self) -> float:
        """Speed over about the last two seconds of running, or the last few steps if they take longer."""
        return self._progress.steps_per_second

    @property
    def seconds_left(self) -> float | None:
        """Most seconds of running to come, by both limits; None before the first step and after the end."""
        return self._progress.seconds_left

    @property
    def error(self) -> BaseException | None:
        """What the engine raised; None unless the job failed."""
        return self._progress.error

    @property
    def ahead(self) -> int:
        """Waiting runs that come before this one; 0 unless queued."""
        return 0 if self._place is None else self._place.ahead

    @property
    def note(self) -> str:
        """Why it ended, and why it didn't queue, in plain words; empty if there is nothing to say."""
        unqueued = "" if self._place is None else self._place.note
        return " ".join(filter(None, (self._progress.ending, unqueued)))

    @property
    def pace(self) -> float | None:
        """Steps per second, more than 0, or None: as fast as it goes. A new pace holds at once."""
        return self._orders.metronome.rate

    @pace.setter
    def pace(self, steps_per_second: float | None) -> None:
        with self._orders.changed:
            self._orders.set_pace(steps_per_second)

    def start(self) -> None:
        """Run, from idle."""
        with self._orders.changed:
            if self.state is State.IDLE:
                self._ensure_thread()
                self._set_off(self.max_steps)

    def pause(self) -> None:
        """Pause after the step at work, or leave the queue, from running or queued."""
        with self._orders.changed:
            if not self.state.resting and self._orders.wish is State.RUNNING:
                self._orders.get_to(State.PAUSED)

    def resume(self) -> None:
        """Run on, from paused or from a pause that is ordered but not reached."""
        with self._orders.changed:
            if self.state is State.PAUSED:
                self._ensure_thread()
                self._set_off(self.max_steps)
            elif not self.state.resting and self._orders.wish is State.PAUSED:
                self._orders.goal = self.max_steps
                self._orders.get_to(State.RUNNING)

    def step(self, n: int = 1) -> None:
        """Take exactly `n` more steps and pause, from idle or paused. ValueError if n < 1."""
        if n < 1:
            raise ValueError(f"n must be at least 1, not {n}")
        with self._orders.changed:
            if self.state in (State.IDLE, State.PAUSED):
                self._ensure_thread()
                self._set_off(self.steps_done + n)

    def stop(self) -> None:
        """End as stopped, within one step, from any state but an end."""
        with self._orders.changed:
            if self.state.ended:
                return
            self._orders.get_to(State.STOPPED)
            if self._thread is None and self.state.resting:  # nobody is at work who could do it
                self._worker.end(State.STOPPED)

    def change(self, settings: Any, note: str) -> None:
        """Send `settings` into the engine at its next step and put `note` in `marks`.

        A change before the first step waits for it, as no generator can be sent anything earlier. Of several
        changes before one step the newest counts; the notes of all are kept.
        """
        with self._orders.changed:
            if not self.state.ended:
                self._orders.change(settings, note)

    def wait(self, timeout: float | None = None) -> S | None:
        """Wait until the job rests (idle, paused or ended) and return the newest snapshot, None without one.

        Raises the engine's exception if the job failed; TimeoutError if it doesn't rest in `timeout` seconds.
        """
        with self._orders.changed:
            if not self._orders.changed.wait_for(self._rests, timeout):
                raise TimeoutError(f"still {self.state} after {timeout} s, {self.steps_done} steps done")
        if self.error is not None:
            raise self.error
        return self.snapshot

    def wait_for_change(self, state: State, timeout: float) -> None:
        """Wait until the job's state is another than `state`, at most `timeout` seconds."""
        with self._orders.changed:
            self._orders.changed.wait_for(lambda: self.state is not state, timeout)

    def run_in_foreground(
        self, on_progress: Callable[[], None] | None = None, steps: int | None = None
    ) -> None:
        """Run in the calling thread, from idle or paused, to the end or for `steps` >= 1 steps and pause.

        `on_progress` is called after each step and while queued. KeyboardInterrupt ends the job as stopped. A
        failure is not raised here but told by `state`, `error` and `wait`, as in the background. Does nothing
        once the job has a thread of its own.
        """
        if steps is not None and steps < 1:
            raise ValueError(f"steps must be at least 1, not {steps}")
        with self._orders.changed:
            if self._thread is not None or self.state not in (State.IDLE, State.PAUSED):
                return
            self._set_off(self.max_steps if steps is None else self.steps_done + steps)
        if threading.current_thread() is not threading.main_thread():
            end_at_exit(threading.current_thread(), self.stop)
        self._worker.run_until_rest(on_progress)

    def _rests(self) -> bool:
        # A stop ordered in a pause is still to be carried out.
        return self.state.ended or (self.state.resting and self._orders.wish is not State.STOPPED)

    def _set_off(self, goal: int) -> None:
        self._orders.goal = min(goal, self.max_steps)
        self._progress.state = State.RUNNING
        self._orders.get_to(State.RUNNING)

    def _ensure_thread(self) -> None:
        if self._thread is None:
            # A daemon, so that a kernel can end while its job runs. It waits for the lock its starter holds.
            thread = threading.Thread(target=self._work, name="job", daemon=True)
            thread.start()
            end_at_exit(thread, self.stop)
            self._thread = thread

    def _work(self) -> None:
        # A method of the job, so that the thread keeps it: only a job that is still there can be stopped at
        # the interpreter's exit.
        while not self.state.ended:
            self._worker.run_until_rest()
            with self._orders.changed:
                self._orders.changed.wait_for(self._is_called)

    def _is_called(self) -> bool:
        return self.state is not State.PAUSED or self._orders.wish is State.STOPPED


def _set_up(
    make_engine: Callable[[], Generator[S | None, Any, Any]],
    prepare: Callable[[], object] | None,
    seed: int | None,
) -> Generator[S | None, Any, Any]:
    if prepare is not None:
        prepare()
    if seed is not None:
        _set_seeds(seed)
    return make_engine()


def _set_seeds(seed: int) -> None:
    import numpy as np

    random.seed(seed)
    np.random.seed(seed)
    keras: Any = sys.modules.get("keras")
    if keras is not None:
        keras.utils.set_random_seed(seed)
