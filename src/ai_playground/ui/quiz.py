"""Predict, then check: a question whose answer comes from the run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.widget import Handlers, Widget, index_in, script


class Quiz(Widget):
    """A question with options; the verdict is said in words, and it can be answered again.

    Parameters
    ----------
    question
        What to predict.
    options
        The answers to choose from.
    check
        ``check(index) -> (right, explanation)``. What it raises goes to the page's banner.

    Attributes
    ----------
    verdict
        None before the first answer, else ``{"right", "text", "chosen"}``; `right` is None when the check
        failed.
    """

    _esm = script("quiz")

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    verdict = traitlets.Dict(allow_none=True).tag(sync=True)

    def __init__(
        self, question: str, options: Sequence[str], check: Callable[[int], tuple[bool, str]]
    ) -> None:
        super().__init__(question=question, options=list(options), verdict=None)
        self._check = check

    def handlers(self) -> Handlers:
        """What the browser may send: answer."""
        return {"answer": self._answer}

    def _answer(self, message: dict[str, Any], _buffers: object) -> None:
        chosen = index_in(message, "index", len(self.options))
        try:
            right, text = self._check(chosen)
        except Exception:
            self.verdict = {"right": None, "text": "The check itself failed.", "chosen": chosen}
            raise
        self.verdict = {"right": bool(right), "text": text, "chosen": chosen}
