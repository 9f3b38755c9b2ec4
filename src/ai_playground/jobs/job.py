"""A run in the background: start, pause, resume, step, change, stop and wait."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from ai_playground.jobs.ending import end_at_exit
from ai_playground.jobs.pace import Metronome
from ai_playground.jobs.progress import State
from ai_playground.jobs.worker import Worker

S = TypeVar("S")


class Job(Worker[S]):
    """One run of `engine(*args)`, in a background thread or, by `run_in_foreground`, in the caller's.

    A step is one snapshot of the engine. Any thread may call any method; all answer at once but `wait`,
    `wait_for_change` and `run_in_foreground`. A call that makes no sense in the present state does nothing,
    so double clicks are safe. A job runs once: after its end `start` does nothing; make another then.

    Parameters
    ----------
    engine
        Generator function. What `change` is given is sent into it at a yield, as its live settings. While it
        prepares its first snapshot it may yield None, which is no step: there it can be paused and stopped.
    max_steps, max_seconds
        Limits that end the run as done, at least 1 and more than 0; see `seconds` for what counts.
    seed
        Set in the worker for `random` and numpy, and for Keras if it is imported; None leaves them alone.
    history_limit
        Most entries of `history`, at least 2.
    slot
        Queue to compute in, left while paused or waiting for the pace; None never queues.
    prepare
        Called once in the worker, in the slot, before seed and first step: for the device, and for what Keras
        keeps per thread.
    pace
        Steps per second, see the property.

    Raises
    ------
    ValueError
        For a number out of range.
    """

    _thread: threading.Thread | None = None

    @property
    def pace(self) -> float | None:
        """Steps per second, more than 0, or None: as fast as it goes. A new pace holds at once."""
        return self._metronome.rate

    @pace.setter
    def pace(self, steps_per_second: float | None) -> None:
        with self._changed:
            self._metronome = Metronome(steps_per_second)
            self._attention.set()

    def start(self) -> None:
        """Run, from idle."""
        with self._changed:
            if self._state is State.IDLE:
                self._ensure_thread()
                self._set_off(self.max_steps)

    def pause(self) -> None:
        """Pause after the step at work, or leave the queue, from running or queued."""
        with self._changed:
            if self._state.active and self._wish is State.RUNNING:
                self._order(State.PAUSED)

    def resume(self) -> None:
        """Run on, from paused or from a pause that is ordered but not reached."""
        with self._changed:
            if self._state is State.PAUSED:
                self._ensure_thread()
                self._set_off(self.max_steps)
            elif self._state.active and self._wish is State.PAUSED:
                self._goal = self.max_steps
                self._order(State.RUNNING)

    def step(self, n: int = 1) -> None:
        """Take exactly `n` more steps and pause, from idle or paused. ValueError if n < 1."""
        if n < 1:
            raise ValueError(f"n must be at least 1, not {n}")
        with self._changed:
            if self._state in (State.IDLE, State.PAUSED):
                self._ensure_thread()
                self._set_off(self.steps_done + n)

    def stop(self) -> None:
        """End as stopped, within one step, from any state but an end."""
        with self._changed:
            if self._state.ended:
                return
            self._order(State.STOPPED)
            if self._thread is None and not self._state.active:  # no worker to do it
                self._end(State.STOPPED)

    def change(self, settings: Any, note: str) -> None:
        """Send `settings` into the engine at its next step and put `note` in `marks`.

        A change before the first step waits for it, as no generator can be sent anything earlier. Of several
        changes before one step the newest counts; the notes of all are kept.
        """
        with self._changed:
            if not self._state.ended:
                self._change = settings
                self._change_notes.append(note)
                self._attention.set()

    def wait(self, timeout: float | None = None) -> S | None:
        """Wait until the job rests (idle, paused or ended) and return the newest snapshot, None without one.

        Raises the engine's exception if the job failed; TimeoutError if it is active after `timeout` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(self._rests, timeout):
                raise TimeoutError(f"still {self._state} after {timeout} s, {self.steps_done} steps done")
        if self.error is not None:
            raise self.error
        return self.snapshot

    def wait_for_change(self, state: State, timeout: float) -> None:
        """Wait until the job's state is another than `state`, at most `timeout` seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._state is not state, timeout)

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
        with self._changed:
            if self._thread is not None or self._state not in (State.IDLE, State.PAUSED):
                return
            self._set_off(self.max_steps if steps is None else self.steps_done + steps)
        if threading.current_thread() is not threading.main_thread():
            end_at_exit(threading.current_thread(), self.stop)
        self._run_until_rest(on_progress)

    def _rests(self) -> bool:
        # A stop ordered in a pause is still to be carried out.
        return self._state.ended or not (self._state.active or self._wish is State.STOPPED)

    def _set_off(self, goal: int) -> None:
        self._goal = min(goal, self.max_steps)
        self._state = State.RUNNING
        self._order(State.RUNNING)

    def _ensure_thread(self) -> None:
        if self._thread is None:
            # A daemon, so that a kernel can end while its job runs. It waits for the lock its starter holds.
            thread = threading.Thread(target=self._work, name="job", daemon=True)
            thread.start()
            end_at_exit(thread, self.stop)
            self._thread = thread

    def _order(self, wish: State) -> None:
        self._wish = wish
        self._attention.set()
        self._changed.notify_all()
