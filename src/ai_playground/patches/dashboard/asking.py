"""Asks the networks what a photo is of its original, in the background: the first question loads them."""

from __future__ import annotations

from collections.abc import Callable

from ai_playground.jobs import Job, Painter, RunSlot, device
from ai_playground.patches.crop_game import Asked, ask
from ai_playground.patches.grid import Window
from ai_playground.patches.rectangle import Guess
from ai_playground.pictures import Pixels
from ai_playground.ui import Banner

ASKING = "The network is being asked. The first time TensorFlow is loaded, which takes some seconds."
MAX_SECONDS = 300.0


class Asking:
    """One question at a time; a new one takes the place of one that waits for its answer.

    Args:
        banner: Where it is explained what went wrong.
        locator: Gives who is asked.
        slot: The queue to compute in.
    """

    def __init__(self, banner: Banner, locator: Callable[[], Asked], slot: RunSlot) -> None:
        self._banner, self._locator, self._slot = banner, locator, slot
        self._job: Job[Guess] | None = None
        self._take: Callable[[Guess | None], object] | None = None
        self._painter = Painter(self._paint, on_error=banner.show_error)

    def ask(self, seen: Pixels, window: Window, take: Callable[[Guess | None], object]) -> None:
        """Ask of a photo's window; `take` gets the answer, or None where none came. Not if it is dropped."""
        self.drop()
        self._take = take
        self._job = Job(
            ask,
            self._locator,
            seen,
            window,
            max_steps=2,
            max_seconds=MAX_SECONDS,
            history_limit=2,
            slot=self._slot,
            prepare=device.configure,
        )
        self._painter.run(self._job)

    def drop(self) -> None:
        """Forget the question that waits for its answer, if there is one."""
        self._take = None
        if self._job is not None:
            self._job.stop()

    def wait(self, timeout: float) -> None:
        """Wait for the answer and show it. Raises what asking did, or TimeoutError."""
        if self._job is not None:
            try:
                self._job.wait(timeout)
            finally:
                self._painter.paint_now()

    def _paint(self) -> None:
        job, take = self._job, self._take
        if job is None or take is None or not job.state.ended:
            return
        self._take = None
        if job.error is not None:
            self._banner.show_error(job.error)
        take(job.snapshot)
