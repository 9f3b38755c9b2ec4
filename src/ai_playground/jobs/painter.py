"""Paints the page while a job runs: never twice at once, not too often, and always the final state."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ai_playground.jobs.job import Job
from ai_playground.jobs.threads import end_at_exit, runs_in_foreground

# A resting job is looked at this often to see whether another one took its place.
REST_SECONDS = 1.0


class Painter:
    """Calls `paint`, which shows the newest state of things, and is the only one to call it.

    Args:
        paint: Takes no arguments; runs in whatever thread asks, one at a time.
        hertz: Most paints a second while a job runs.
        on_error: Gets what `paint` raises, once for each new message until a paint succeeds. None: it is
            raised in the thread that painted.

    Attributes:
        asked: How many paints were asked for so far.
    """

    def __init__(
        self,
        paint: Callable[[], None],
        hertz: float = 10.0,
        on_error: Callable[[Exception], object] | None = None,
    ) -> None:
        self._paint = paint
        self._period = 1 / hertz
        self._on_error = on_error
        self._last_message = ""
        self._job: Job[Any] | None = None
        # Re-entrant, as a paint that sets a trait may wake a callback that asks for a paint.
        self._painting = threading.RLock()
        self._in_paint = False
        self._counting = threading.Lock()
        self.asked = 0
        self._answered = 0
        self._last = float("-inf")

    def watch(self, job: Job[Any]) -> None:
        """Paint in the background when `job` has changed, and after its end. Drops the job watched before."""
        self._job = job
        thread = threading.Thread(target=self._follow, args=(job,), name="painter", daemon=True)
        thread.start()
        end_at_exit(thread, self._forget)

    def run(self, job: Job[Any], steps: int | None = None) -> None:
        """Start or resume `job`, or let it take `steps` steps, and keep the page painted.

        In the background or, where only the caller can paint (`runs_in_foreground`), here until it rests.
        """
        if runs_in_foreground():
            self.paint_now()
            job.run_in_foreground(self.paint_if_due, steps)
            self.paint_now()
            return
        if self._job is not job:
            self.watch(job)
        if steps is not None:
            job.step(steps)
        else:
            job.start()
            job.resume()

    def paint_now(self) -> None:
        """Paint in this thread, after a paint at work. Requests that wait for it together get one paint."""
        with self._counting:
            self.asked += 1
            mine = self.asked
        with self._painting:
            # Nothing to do inside a paint, nor if a paint that began after this request has shown it already.
            if self._in_paint or self._answered >= mine:
                return
            self._answered = self.asked
            self._in_paint = True
            self._last = time.perf_counter()
            try:
                self._paint()
                self._last_message = ""
            except Exception as error:
                self._show_error(error)
            finally:
                self._in_paint = False

    def paint_if_due(self) -> None:
        """Paint if the last paint is 1 / hertz seconds ago: between the steps of a foreground run."""
        if time.perf_counter() - self._last >= self._period:
            self.paint_now()

    @contextmanager
    def held(self) -> Iterator[None]:
        """While this is held nothing is painted, so that what belongs together can change together."""
        with self._painting:
            yield

    def _forget(self) -> None:
        self._job = None

    def _show_error(self, error: Exception) -> None:
        if self._on_error is None:
            raise error
        message = f"{type(error).__name__}: {error}"
        if message != self._last_message:
            self._last_message = message
            self._on_error(error)

    def _follow(self, job: Job[Any]) -> None:
        shown: tuple[object, ...] = ()
        while self._job is job:
            # Read before the paint, so that what changes meanwhile is painted next time. Whole seconds are in
            # it as a sign of life in slow steps, for the reader and against the culling of idle kernels.
            state = job.state
            now = (state, job.steps_done, job.ahead, len(job.marks), int(job.seconds))
            if now != shown:
                shown = now
                self.paint_now()
            if state.ended:
                return
            # A slow paint leaves the engine at least half the time.
            took = time.perf_counter() - self._last
            time.sleep(max(self._period - took, min(took, self._period), 0.0))
            if state.resting:
                job.wait_for_change(state, REST_SECONDS)
