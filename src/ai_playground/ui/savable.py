"""Views that the visitor can save as a file, as they are at that moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import traitlets

from ai_playground.ui.figures import FORMATS, Plate
from ai_playground.ui.sender import File, FileSender
from ai_playground.ui.widget import Handlers, Refused

Begin = Callable[[Plate, str], Callable[[], File]]


class Savable(FileSender):
    """Base of views with a Save button; a page offers it with :meth:`offer_saving`.

    Attributes
    ----------
    formats
        What the view can be saved as; none, and there is no button.
    """

    formats = traitlets.List(traitlets.Unicode()).tag(sync=True)
    _begin: Begin | None = None

    def plate(self) -> Plate | None:
        """What is shown now, to be drawn later; None where nothing is shown yet."""
        raise NotImplementedError

    def offer_saving(self, begin: Begin) -> None:
        """Show the button; ``begin(plate, format)``, called when it is used, gives what makes the file later.

        What that raises goes where the errors of callbacks go.
        """
        self._begin = begin
        self.formats = list(FORMATS)

    def handlers(self) -> Handlers:
        """What the browser may send: save, and what the base knows."""
        return {**super().handlers(), "save": self._save}

    def _save(self, message: dict[str, Any], _buffers: object) -> None:
        begin, kind = self._begin, message.get("format")
        if begin is None or kind not in self.formats:
            raise Refused
        # Now, as the next moment may show something else.
        plate = self.plate()
        self.hand_over(message, _nothing if plate is None else begin(plate, str(kind)))


def _nothing() -> File:
    raise ValueError("There is nothing to save here yet.")
