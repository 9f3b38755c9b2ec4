"""What widgets share that hand the visitor a file: it goes to the one view that asked for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ai_playground.ui.widget import Widget, number_in

Work = Callable[[], None]
File = tuple[str, str, bytes]
"""File name, media type, content."""


class FileSender(Widget):
    """Base of widgets that make a file when they are asked for it."""

    _work_with: Callable[[Work], object] | None = None

    def work_with(self, run: Callable[[Work], object]) -> None:
        """Call ``run(work)`` to have a file made, so that what takes long doesn't hold up the page."""
        self._work_with = run

    def hand_over(self, message: dict[str, Any], make: Callable[[], File]) -> None:
        """Send the file that `make` makes, in answer to a message.

        What it raises goes where the errors of callbacks go; the browser is told that nothing comes.
        """
        ticket = number_in(message, "ticket") if "ticket" in message else None

        def work() -> None:
            answer: dict[str, Any] = {"type": "no-file", "ticket": ticket}
            buffers: list[bytes] = []
            try:
                filename, mime, content = make()
                answer, buffers = {**answer, "type": "file", "filename": filename, "mime": mime}, [content]
            except Exception as error:
                self.show_error(error)
            finally:
                self.send(answer, buffers=buffers)

        (self._work_with or _at_once)(work)


def _at_once(work: Work) -> None:
    work()
