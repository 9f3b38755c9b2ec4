"""What was decided about a visitor's table, and what they may decide otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.widget import Handlers, Refused, Widget, index_in, script


class TableChoice(Widget):
    """A line of text; below it the columns to choose x and y from, or the answers to a question.

    Attributes
    ----------
    text
        What was decided, or the question; "" shows nothing at all.
    columns
        What the columns are called. Fewer than three leave nothing to choose, and nothing is offered.
    chosen
        Indices of x and y among them.
    answers
        What the buttons below a question say; the columns are hidden meanwhile.
    """

    _esm = script("table_choice")

    text = traitlets.Unicode("").tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    chosen = traitlets.List(traitlets.Int(), [0, 1]).tag(sync=True)
    answers = traitlets.List(traitlets.Unicode()).tag(sync=True)

    def on_choose(self, callback: Callable[[int, int], object]) -> None:
        """Call ``callback(x, y)`` with indices when other columns were chosen; it sets `chosen`."""
        self.register("choose", callback)

    def on_answer(self, callback: Callable[[int], object]) -> None:
        """Call ``callback(index)`` when one of the `answers` was given."""
        self.register("answer", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: choose, answer."""
        return {**super().handlers(), "choose": self._choose, "answer": self._answer}

    def _choose(self, message: dict[str, Any], _buffers: Sequence[memoryview]) -> None:
        if message.get("axis") not in ("x", "y") or len(self.columns) < 3:
            raise Refused
        x, y = self.chosen
        index = index_in(message, "index", len(self.columns))
        one, other = (index, y) if message["axis"] == "x" else (x, index)
        # The column of the other axis: both change places.
        self.emit("choose", *((y, x) if one == other else (one, other)))

    def _answer(self, message: dict[str, Any], _buffers: Sequence[memoryview]) -> None:
        self.emit("answer", index_in(message, "index", len(self.answers)))
