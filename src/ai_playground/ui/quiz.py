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
    name
        Short identifier of the question.
    question
        What to predict.
    options
        The answers to choose from.
    check
        ``check(index) -> (right, explanation)``. What it raises goes to the page's banner.
    wait_text
        For a check that takes seconds: what to say meanwhile. It then runs in a thread of its own, so that
        the page goes on; "" for one that answers at once.
    watch
        Does what decided the answer again, on the page's charts; None where there is nothing to see.
    takes
        How long that takes, said beside its button; "" where it is soon done.

    Attributes
    ----------
    name
        As given.
    verdict
        None before the first answer, else ``{"right", "text", "chosen"}``; `right` is None when the check
        failed or isn't over.
    """

    _esm = script("quiz")

    question = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)
    verdict = traitlets.Dict(allow_none=True).tag(sync=True)
    can_watch = traitlets.Bool().tag(sync=True)
    takes = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        name: str,
        question: str,
        options: Sequence[str],
        check: Callable[[int], tuple[bool, str]],
        wait_text: str = "",
        watch: Callable[[], None] | None = None,
        takes: str = "",
    ) -> None:
        super().__init__(
            question=question,
            options=list(options),
            verdict=None,
            can_watch=watch is not None,
            takes=takes,
        )
        self.name, self._check, self._watch = name, check, watch
        self.wait_text, self._busy = wait_text, False

    def handlers(self) -> Handlers:
        """What the browser may send: answer, watch."""
        return {"answer": self._answer, "watch": self._show}

    @property
    def answered(self) -> bool:
        """Whether there is a verdict on an answer."""
        return self.verdict is not None and self.verdict["right"] is not None

    def _show(self, _message: dict[str, Any], _buffers: object) -> None:
        # Not before: it would be the answer.
        if self._watch is not None and self.answered:
            self._watch()

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
