"""A visitor's files that take long to read: read in the background, with progress and Cancel."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol, TypeVar

import ipywidgets

from ai_playground.jobs import Job, Painter, State
from ai_playground.page.layout import button, stack
from ai_playground.ui.banner import Banner

MAX_SECONDS = 120.0


class HowFar(Protocol):
    """What a reader yields: how many of its parts are read."""

    @property
    def done(self) -> int:
        """Parts that are read."""
        ...

    @property
    def total(self) -> int:
        """Parts in all."""
        ...


F = TypeVar("F", bound=HowFar)
Content = TypeVar("Content")


class Reading:
    """Reads one file or lot of files at a time; a new one takes the place of one that is being read.

    Args:
        banner: Where it is explained what can't be read.
        what: What the parts of a file are called.
        most: Parts that a file has at most.

    Attributes:
        widget: How far it is and a button to cancel, there while something is read.
    """

    def __init__(self, banner: Banner, what: str, most: int) -> None:
        self._banner, self._what, self._most = banner, what, most
        self._job: Job[Any] | None = None
        self._ended = True
        self._take: Callable[[Any], None] = lambda _read: None
        self._said = ipywidgets.HTML()
        self._painter = Painter(self._paint, on_error=banner.show_error)
        self.widget = stack("aip-tools", self._said, button(banner, "Cancel", self.cancel))
        self._show(False)

    def start(
        self, reader: Callable[[Content], Generator[F, Any, Any]], content: Content, take: Callable[[F], None]
    ) -> None:
        """Read `content`; what `reader` yields last is given to `take` unless it is cancelled before."""
        self.cancel()
        self._take, self._ended = take, False
        self._job = Job(reader, content, max_steps=self._most + 2, max_seconds=MAX_SECONDS, history_limit=2)
        self._painter.run(self._job)

    def cancel(self) -> None:
        """Stop reading, if anything is read, and take nothing of it."""
        if self._job is not None:
            self._job.stop()

    def wait(self, timeout: float) -> None:
        """Wait until nothing is read any more and paint it. Raises what the reader did, or TimeoutError."""
        if self._job is not None:
            try:
                self._job.wait(timeout)
            finally:
                self._painter.paint_now()

    def _paint(self) -> None:
        job = self._job
        if job is None or self._ended:
            return
        if not job.state.ended:
            read = job.snapshot
            count = "" if read is None else f" {read.done} of {read.total}"
            self._said.value = f"Reading{count} {self._what} ..."
            self._show(True)
            return
        self._ended = True
        self._show(False)
        if job.error is not None:
            self._banner.show_error(job.error)
        elif job.state is State.STOPPED:
            self._banner.show("Cancelled: nothing of it was taken.", tone="note")
        elif job.snapshot is None or job.snapshot.done < job.snapshot.total:
            self._banner.show(f"That took more than {MAX_SECONDS:.0f} seconds: nothing of it was taken.")
        else:
            self._take(job.snapshot)

    def _show(self, shown: bool) -> None:
        self.widget.layout.display = "" if shown else "none"
