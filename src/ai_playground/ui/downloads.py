"""Buttons that hand the visitor a file: picture, data, settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.sender import File, FileSender
from ai_playground.ui.widget import Handlers, item_in, script


class Downloads(FileSender):
    """One button a file; the file is made when it is asked for.

    Parameters
    ----------
    items
        ``{"name", "label"}``.
    produce
        ``produce(name) -> (filename, mime type, content)``. What it raises goes to the page's banner.
        What takes long may say in `doing` how far it is.

    Attributes
    ----------
    doing
        What is said beside the buttons while a file is made.
    """

    _esm = script("sender", "downloads")

    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    doing = traitlets.Unicode().tag(sync=True)

    def __init__(self, items: Sequence[dict[str, str]], produce: Callable[[str], File]) -> None:
        super().__init__(items=list(items))
        self._produce = produce

    def handlers(self) -> Handlers:
        """What the browser may send: download."""
        return {"download": self._download}

    def _download(self, message: dict[str, Any], _buffers: object) -> None:
        name = item_in(message, self.items)["name"]
        self.hand_over(message, lambda: self._made(name))

    def _made(self, name: str) -> File:
        try:
            return self._produce(name)
        finally:
            self.doing = ""
