"""The working side of a job: drives the engine and obeys the orders."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections.abc import Callable, Generator
from functools import partial
from typing import Any, TypeVar

from ai_playground.jobs.gil import short_turns
from ai_playground.jobs.pace import Metronome
from ai_playground.jobs.progress import Progress, State
from ai_playground.jobs.slot import Place, RunSlot

S = TypeVar("S")

# In a shorter wait for the pace the slot is kept: giving it back and taking it again costs some 0.1 ms.
KEEP_SLOT_SECONDS = 5e-3


class Worker(Progress[S]):
    """Takes an engine's steps in whatever thread calls it; `Job` describes the parameters.

    The orders are `_wish`, `_goal`, `_metronome` and `_change`. They and the state change under the lock of
    `_changed`. A step takes no lock: the worker looks at the orders when `_attention` is set.
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
        super().__init__(max_steps, max_seconds, history_limit)
        self._make_engine = partial(engine, *args)
        self._engine: Generator[S | None, Any, Any] | None = None
        self._prepare = prepare
        self._seed = seed
        self._place: Place | None = None if slot is None else slot.place()
        self._ending = ""
        self._changed = threading.Condition()
        self._attention = threading.Event()
        self._wish = State.RUNNING  # the newest order: RUNNING, PAUSED or STOPPED
        self._goal = max_steps  # pause when so many steps are done
        self._metronome = Metronome(pace)
        self._change: Any = None
        self._change_notes: list[str] = []

    @property
    def ahead(self) -> int:
        """Waiting runs that come before this one; 0 unless queued."""
        return 0 if self._place is None else self._place.ahead

    @property
    def note(self) -> str:
        """Why it ended, and why it didn't queue, in plain words; empty if there is nothing to say."""
        return " ".join(filter(None, (self._ending, "" if self._place is None else self._place.note)))

    def _work(self) -> None:
        while not self._state.ended:
            self._run_until_rest(None)
            with self._changed:
                self._changed.wait_for(lambda: self._state is not State.PAUSED or self._wish is State.STOPPED)

    def _run_until_rest(self, on_progress: Callable[[], None] | None) -> None:
        try:
            with short_turns():
                self._run(on_progress)
        except KeyboardInterrupt:
            self._end(State.STOPPED, "It was interrupted from the keyboard.")
        except BaseException as error:  # whatever ended it must reach the one who waits
            self.error = error
            self._end(State.FAILED, f"It failed after {self.steps_done:,} steps.")

    def _run(self, on_progress: Callable[[], None] | None) -> None:
        while self._obey():
            if not self._take_slot(on_progress):
                continue
            if self._engine is None:
                if self._prepare is not None:
                    self._prepare()
                if self._seed is not None:
                    _set_seeds(self._seed)
                self._engine = self._make_engine()
            elif not self._wait_for_pace():
                ending = self._advance(self._engine, on_progress)
                if ending is not None:
                    self._end(State.DONE, ending)

    def _obey(self) -> bool:
        """Carry out the newest order; False if that, or the goal, has brought the job to rest."""
        with self._changed:
            self._attention.clear()
            if self._state.ended:
                return False
            if self._wish is State.STOPPED:
                self._end(State.STOPPED)
            elif self._wish is State.PAUSED or self.steps_done >= self._goal:
                self._rest(State.PAUSED)
            return self._state.active

    def _take_slot(self, on_progress: Callable[[], None] | None) -> bool:
        """True with the slot held; False after a while in the queue or an order."""
        if self._place is None or self._place.acquire():
            if self._state is State.QUEUED:
                self._enter(State.RUNNING)
            return True
        if self._state is State.RUNNING:
            self._clock.stop()
            self._enter(State.QUEUED)
        if on_progress is not None:
            on_progress()
        self._attention.wait(self._place.patience)
        return False

    def _wait_for_pace(self) -> bool:
        """True after a wait, ended by the time or an order; False if the step may go now."""
        delay = self._metronome.delay()
        if delay <= 0:
            return False
        if self._place is not None and delay > KEEP_SLOT_SECONDS:
            self._place.release()
        self._attention.wait(delay)
        return True

    def _plan(self, done: int) -> tuple[Any, int]:
        """What to send for the next step, and after how many steps to look at the orders again."""
        with self._changed:
            message, goal = None, self._goal
            if self._change_notes and done == 0:
                goal = 1
            elif self._change_notes:
                message, self._change = self._change, None
                self._marks.extend((done, note) for note in self._change_notes)
                self._change_notes = []
            self._metronome.beat()
            return message, goal if self._metronome.rate is None else done + 1

    def _advance(
        self, engine: Generator[S | None, Any, Any], on_progress: Callable[[], None] | None
    ) -> str | None:
        """Take steps to the next order or goal: None. Or to the end: why, empty if the engine ended."""
        step = self.steps_done
        message, goal = self._plan(step)
        send, add, ordered, now = engine.send, self._history.add, self._attention.is_set, time.perf_counter
        began = self._clock.start()
        look = began + min(self._clock.next_sample, self.max_seconds)
        while True:
            try:
                snapshot = send(message)
            except StopIteration:
                return ""
            message = None
            if snapshot is not None:
                step += 1
                if step == 1:
                    self._first_seconds = now() - began
                add(step, snapshot)
                if on_progress is not None:
                    on_progress()
            if now() >= look:
                seconds = now() - began
                if seconds >= self.max_seconds:
                    return f"It reached its limit of {self.max_seconds:g} seconds."
                self._clock.sample(seconds, step)
                look = began + min(self._clock.next_sample, self.max_seconds)
            if step >= goal:
                return f"It reached its limit of {step:,} steps." if step >= self.max_steps else None
            if ordered():
                return None

    def _enter(self, state: State) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()

    def _end(self, state: State, ending: str = "") -> None:
        with self._changed:
            try:
                if self._engine is not None:
                    self._engine.close()
            except BaseException as error:  # a failing clean-up is the engine's failure too
                state, ending, self.error = State.FAILED, "It failed while it was ending.", error
            self._engine = None
            self._ending = ending
            self._rest(state)

    def _rest(self, state: State) -> None:
        self._clock.stop()
        if self._place is not None:
            self._place.release()
        self._enter(state)


def _set_seeds(seed: int) -> None:
    import numpy as np

    random.seed(seed)
    np.random.seed(seed)
    keras: Any = sys.modules.get("keras")
    if keras is not None:
        keras.utils.set_random_seed(seed)
