"""The working side of a job: the orders that it gets, and what drives the engine and obeys them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from ai_playground.jobs.progress import Progress, State
from ai_playground.jobs.slot import Place
from ai_playground.jobs.threads import short_turns
from ai_playground.jobs.timing import Metronome

S = TypeVar("S")

# In a shorter wait for the pace the slot is kept: giving it back and taking it again costs some 0.1 ms.
KEEP_SLOT_SECONDS = 5e-3


class Orders:
    """What a worker shall do. Any thread gives orders, and holds the lock of `changed` meanwhile.

    A step takes no lock: the worker looks at its orders when `unread` is set.

    Args:
        goal: Pause when so many steps are done.
        pace: Steps per second, more than 0, else ValueError; None: as fast as it goes.

    Attributes:
        changed: Its lock guards the orders and the state of the job; notified when either changed.
        unread: Set while there are orders that the worker has not looked at.
        wish: The state to get to: RUNNING, PAUSED or STOPPED.
        metronome: Says when the next step is due.
        notes: What the changes say that are not in the engine yet.
    """

    def __init__(self, goal: int, pace: float | None) -> None:
        self.changed = threading.Condition()
        self.unread = threading.Event()
        self.wish = State.RUNNING
        self.goal = goal
        self.metronome = Metronome(pace)
        self.notes: list[str] = []
        self._settings: Any = None

    def get_to(self, wish: State) -> None:
        """Order the job into the state `wish`."""
        self.wish = wish
        self.unread.set()
        self.changed.notify_all()

    def set_pace(self, pace: float | None) -> None:
        """Order another pace. ValueError unless it is more than 0 or None."""
        self.metronome = Metronome(pace)
        self.unread.set()

    def change(self, settings: Any, note: str) -> None:
        """Order that `settings` be sent into the engine, in place of those that were not sent yet."""
        self._settings = settings
        self.notes.append(note)
        self.unread.set()

    def take_change(self) -> tuple[Any, list[str]]:
        """The newest settings and the notes of all changes, which are in the engine then."""
        settings, notes = self._settings, self.notes
        self._settings, self.notes = None, []
        return settings, notes


class Worker(Generic[S]):
    """Takes an engine's steps in whatever thread calls `run_until_rest`, one at a time.

    Args:
        set_up: Makes the engine. Called once, in the slot, by the thread that works.
        orders: What it obeys.
        progress: Where it puts down what it has done.
        place: Its place in the queue for the machine; None never queues.
    """

    def __init__(
        self,
        set_up: Callable[[], Generator[S | None, Any, Any]],
        orders: Orders,
        progress: Progress[S],
        place: Place | None,
    ) -> None:
        self._set_up, self._orders, self._progress, self._place = set_up, orders, progress, place
        self._engine: Generator[S | None, Any, Any] | None = None

    def run_until_rest(self, on_progress: Callable[[], None] | None = None) -> None:
        """Work until the job rests. `on_progress` is called after each step and while queued."""
        try:
            with short_turns():
                self._run(on_progress)
        except KeyboardInterrupt:
            self.end(State.STOPPED, "It was interrupted from the keyboard.")
        except BaseException as error:  # whatever ended it must reach the one who waits
            self._progress.error = error
            self.end(State.FAILED, f"It failed after {self._progress.steps_done:,} steps.")

    def end(self, state: State, ending: str = "") -> None:
        """Close the engine and end the job as `state`, or as failed if the engine won't be closed."""
        with self._orders.changed:
            try:
                if self._engine is not None:
                    self._engine.close()
            except BaseException as error:  # a failing clean-up is the engine's failure too
                state, ending, self._progress.error = State.FAILED, "It failed while it was ending.", error
            self._engine = None
            self._progress.ending = ending
            self._rest(state)

    def _run(self, on_progress: Callable[[], None] | None) -> None:
        while self._obey():
            if not self._take_slot(on_progress):
                continue
            if self._engine is None:
                self._engine = self._set_up()
            elif not self._wait_for_pace():
                ending = self._advance(self._engine, on_progress)
                if ending is not None:
                    self.end(State.DONE, ending)

    def _obey(self) -> bool:
        """Carry out the newest order; False if that, or the goal, has brought the job to rest."""
        orders, progress = self._orders, self._progress
        with orders.changed:
            orders.unread.clear()
            if progress.state.ended:
                return False
            if orders.wish is State.STOPPED:
                self.end(State.STOPPED)
            elif orders.wish is State.PAUSED or progress.steps_done >= orders.goal:
                self._rest(State.PAUSED)
            return not progress.state.resting

    def _take_slot(self, on_progress: Callable[[], None] | None) -> bool:
        """True with the slot held; False after a while in the queue or an order."""
        state = self._progress.state
        if self._place is None or self._place.acquire():
            if state is State.QUEUED:
                self._enter(State.RUNNING)
            return True
        if state is State.RUNNING:
            self._progress.clock.stop()
            self._enter(State.QUEUED)
        if on_progress is not None:
            on_progress()
        self._orders.unread.wait(self._place.patience)
        return False

    def _wait_for_pace(self) -> bool:
        """True after a wait, ended by the time or an order; False if the step may go now."""
        delay = self._orders.metronome.delay()
        if delay <= 0:
            return False
        if self._place is not None and delay > KEEP_SLOT_SECONDS:
            self._place.release()
        self._orders.unread.wait(delay)
        return True

    def _plan(self, done: int) -> tuple[Any, int]:
        """What to send for the next step, and after how many steps to look at the orders again."""
        orders = self._orders
        with orders.changed:
            message, goal = None, orders.goal
            if orders.notes and done == 0:
                goal = 1
            elif orders.notes:
                message, notes = orders.take_change()
                self._progress.marks.extend((done, note) for note in notes)
            orders.metronome.beat()
            return message, goal if orders.metronome.rate is None else done + 1

    def _advance(
        self, engine: Generator[S | None, Any, Any], on_progress: Callable[[], None] | None
    ) -> str | None:
        """Take steps to the next order or goal: None. Or to the end: why, empty if the engine ended."""
        progress, clock = self._progress, self._progress.clock
        step = progress.steps_done
        message, goal = self._plan(step)
        send, add, ordered = engine.send, progress.history.add, self._orders.unread.is_set
        now, began = time.perf_counter, clock.start()
        look = began + min(clock.next_sample, progress.max_seconds)
        while True:
            try:
                snapshot = send(message)
            except StopIteration:
                return ""
            message = None
            if snapshot is not None:
                step += 1
                if step == 1:
                    progress.first_seconds = now() - began
                add(step, snapshot)
                if on_progress is not None:
                    on_progress()
            if now() >= look:
                seconds = now() - began
                if seconds >= progress.max_seconds:
                    return f"It reached its limit of {progress.max_seconds:g} seconds."
                clock.sample(seconds, step)
                look = began + min(clock.next_sample, progress.max_seconds)
            if step >= goal:
                return f"It reached its limit of {step:,} steps." if step >= progress.max_steps else None
            if ordered():
                return None

    def _rest(self, state: State) -> None:
        self._progress.clock.stop()
        if self._place is not None:
            self._place.release()
        self._enter(state)

    def _enter(self, state: State) -> None:
        with self._orders.changed:
            self._progress.state = state
            self._orders.changed.notify_all()
