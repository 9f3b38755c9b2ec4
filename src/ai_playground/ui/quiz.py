"""Predict, then check: a question whose answer comes from the run."""

from __future__ import annotations

import threading
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
    wait_text
        For a check that takes seconds: what to say meanwhile. It then runs in a thread of its own, so that
        the page goes on; "" for one that answers at once.

    Attributes
    ----------
    verdict
        None before the first answer, else ``{"right", "text", "chosen"}``; `right` is None when the check
        failed or isn't over.
    """

    _esm = script("quiz")

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    verdict = traitlets.Dict(allow_none=True).tag(sync=True)

    def __init__(
        self,
        question: str,
        options: Sequence[str],
        check: Callable[[int], tuple[bool, str]],
        wait_text: str = "",
    ) -> None:
        super().__init__(question=question, options=list(options), verdict=None)
        self._check = check
        self.wait_text, self._busy = wait_text, False

    def handlers(self) -> Handlers:
        """What the browser may send: answer."""
        return {"answer": self._answer}

    def _answer(self, message: dict[str, Any], _buffers: object) -> None:
        chosen = index_in(message, "index", len(self.options))
        if not self.wait_text:
            self._judge(chosen)
        elif not self._busy:
            self._busy = True
            self.verdict = {"right": None, "text": self.wait_text, "chosen": chosen}
            threading.Thread(target=self._judge_apart, args=(chosen,), name="quiz", daemon=True).start()

    def _judge_apart(self, chosen: int) -> None:
        try:
            self._judge(chosen)
        except Exception as error:
            self.show_error(error)
        finally:
            self._busy = False

    def _judge(self, chosen: int) -> None:
        try:
            right, text = self._check(chosen)
        except Exception:
            self.verdict = {"right": None, "text": "The check itself failed.", "chosen": chosen}
            raise
        self.verdict = {"right": bool(right), "text": text, "chosen": chosen}
