"""What widgets share that take files from the visitor: in pieces, and no larger than allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import traitlets

from ai_playground.ui.widget import Handlers, Refused, Widget, number_in


class FileReceiver(Widget):
    """Base of widgets that take files; one that is too large never leaves the visitor's computer.

    A file comes in pieces, because the server closes a connection that sends more than 10 MB at once. Files
    that are opened or dropped together are a lot: one comes after the other, and then comes its end.

    Attributes
    ----------
    accept
        Kinds of files the browser offers, as in HTML: ``".csv,text/csv"``, ``"image/*"``. No check of the
        content.
    max_bytes
        Largest size accepted.
    most_files
        How many files may be in a lot; the browser leaves the rest where it is.
    taken
        Whether the callbacks took the last file that arrived: it failed in none of them.
    """

    accept = traitlets.Unicode().tag(sync=True)
    max_bytes = traitlets.Int().tag(sync=True)
    most_files = traitlets.Int(1, min=1).tag(sync=True)
    taken = traitlets.Bool(False).tag(sync=True)

    def __init__(self, **traits: Any) -> None:
        self._pieces: list[bytes] = []
        super().__init__(**traits)

    def on_file(self, callback: Callable[[str, bytes], object]) -> None:
        """Call ``callback(name, content)`` with a file's bare name, without folders, and its bytes."""
        self.register("file", callback)

    def on_refused(self, callback: Callable[[str, int], object]) -> None:
        """Call ``callback(name, size)`` when a chosen file was larger than `max_bytes`."""
        self.register("refused", callback)

    def on_done(self, callback: Callable[[], object]) -> None:
        """Call ``callback()`` when the last file of a lot has come, or was refused."""
        self.register("done", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: piece, refused, done."""
        return {
            **super().handlers(),
            "piece": self._take_piece,
            "refused": self._refuse,
            "done": lambda _message, _buffers: self.emit("done"),
        }

    def _take_piece(self, message: dict[str, Any], buffers: Sequence[memoryview]) -> None:
        if len(buffers) != 1:
            raise Refused
        if message.get("first") is True:
            self._pieces = []
        self._pieces.append(bytes(buffers[0]))
        size = sum(map(len, self._pieces))
        if size <= self.max_bytes and message.get("last") is not True:
            return
        content = b"".join(self._pieces)
        self._pieces = []
        self.taken = False
        if size > self.max_bytes:  # not by our JavaScript, which checks before it reads
            self.emit("refused", bare_name(message), size)
        else:
            self.emit("file", bare_name(message), content)
            self.taken = True

    def _refuse(self, message: dict[str, Any], _buffers: object) -> None:
        self.emit("refused", bare_name(message), int(number_in(message, "size")))


def bare_name(message: dict[str, Any]) -> str:
    """The file's name without folders, cut to 200 characters."""
    name = message.get("name")
    if not isinstance(name, str):
        raise Refused
    return PurePosixPath(PureWindowsPath(name).name).name[:200]
