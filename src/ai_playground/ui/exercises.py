"""Exercises, each with a check that tells right from wrong and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.widget import Handlers, Widget, item_in, script


class Exercises(Widget):
    """Numbered exercises with a Check button each.

    Parameters
    ----------
    items
        ``{"name", "title", "text"}``.
    check
        ``check(name) -> (done, explanation)``, asked about the page as it is now. What it raises goes to
        the banner.

    Attributes
    ----------
    verdicts
        Exercise name to ``{"right", "text"}`` for those that were checked; `right` is None when the check
        failed.
    """

    _esm = script("exercises")

    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    verdicts = traitlets.Dict().tag(sync=True)

    def __init__(self, items: Sequence[dict[str, str]], check: Callable[[str], tuple[bool, str]]) -> None:
        super().__init__(items=list(items))
        self._check = check

    def handlers(self) -> Handlers:
        """What the browser may send: check."""
        return {"check": self._judge}

    def _judge(self, message: dict[str, Any], _buffers: object) -> None:
        name = item_in(message, self.items)["name"]
        try:
            right, text = self._check(name)
        except Exception:
            self.verdicts = {**self.verdicts, name: {"right": None, "text": "The check itself failed."}}
            raise
        self.verdicts = {**self.verdicts, name: {"right": bool(right), "text": text}}
