"""Asks the networks what a photo is of its original, in the background: the first question loads them."""

from __future__ import annotations

from collections.abc import Callable

from ai_playground.jobs import Job, Painter, device
from ai_playground.patches.crop_game import Asked, ask
from ai_playground.patches.grid import Window
from ai_playground.patches.rectangle import Guess
from ai_playground.pictures import Pixels
from ai_playground.ui.banner import Banner

ASKING = "The network is being asked. The first time TensorFlow is loaded, which takes some seconds."
MAX_SECONDS = 300.0
Take = Callable[[Guess | None], object]


class Asking:
    """One question at a time; a new one takes the place of one that waits for its answer.

    Args:
        banner: Where it is explained what went wrong.
        locator: Gives who is asked. A question takes a tenth of a second, so it waits for no training.
    """

    def __init__(self, banner: Banner, locator: Callable[[], Asked]) -> None:
        self._banner, self._locator = banner, locator
        # In one, as another thread paints: never an old job with who waits for the new one's answer.
        self._question: tuple[Job[Guess], Take] | None = None
        self._painter = Painter(self._paint, on_error=banner.show_error)

    def ask(self, seen: Pixels, window: Window, take: Take) -> None:
        """Ask of a photo's window; `take` gets the answer, or None where none came. Not if it is dropped."""
        self.drop()
        job = Job(
            ask,
            self._locator,
            seen,
            window,
            max_steps=2,
            max_seconds=MAX_SECONDS,
            history_limit=2,
            prepare=device.configure,
        )
        self._question = job, take
        self._painter.run(job)

    def drop(self) -> None:
        """Forget the question that waits for its answer, if there is one."""
        with self._painter.held():
            question, self._question = self._question, None
        if question is not None:
            question[0].stop()

    def wait(self, timeout: float) -> None:
        """Wait until an answer that is waited for is shown.

        Raises what asking did if it comes to that meanwhile, or TimeoutError.
        """
        question = self._question
        try:
            if question is not None:
                question[0].wait(timeout)
        finally:
            self._painter.paint_now()

    def _paint(self) -> None:
        if self._question is None:
            return
        job, take = self._question
        if not job.state.ended:
            return
        self._question = None
        if job.error is not None:
            self._banner.show_error(job.error)
        take(job.snapshot)
