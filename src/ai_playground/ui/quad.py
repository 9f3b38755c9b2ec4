"""A picture with a four-cornered outline on it, whose corners can be dragged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.figures import Grid, Panel
from ai_playground.ui.files import FileReceiver
from ai_playground.ui.savable import Savable
from ai_playground.ui.widget import Handlers, Refused, index_in, number_in, script

FARTHEST = 0.25
"""How far outside the picture a corner can be dragged, as a share of the picture's side."""

Corners = Sequence[Sequence[float]]


class QuadEditor(FileReceiver, Savable):
    """Four handles on a picture, for mouse, finger and arrow keys; a magnifier shows what lies under one.

    Corners are shares of the picture's width and height from its top left edge; a corner outside of it lies
    below 0 or above 1.

    Parameters
    ----------
    names
        What the four corners are called, in their order.

    Attributes
    ----------
    corners
        Four pairs, or none while there is no outline.
    doubtful
        For each corner whether it is drawn as doubtful.
    aspect
        Width over height of the picture.
    caption
        Stands below, and is read out when it changes.
    invitation
        Labels a button that opens a file; a file dropped on the picture counts as much. "" for neither.
        See :class:`~ai_playground.ui.files.FileReceiver` for `on_file`, `on_refused`, `accept`, `max_bytes`.
    """

    _esm = script("files", "invitation", "sender", "save", "quad")

    picture = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    aspect = traitlets.Float(0.75, min=0.05, max=20.0).tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    corners = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    doubtful = traitlets.List(traitlets.Bool()).tag(sync=True)
    farthest = traitlets.Float(FARTHEST).tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    invitation = traitlets.Unicode().tag(sync=True)

    def __init__(self, names: Sequence[str], **traits: Any) -> None:
        super().__init__(names=list(names), **traits)

    def show(self, picture: bytes, height: int, width: int, alt: str) -> None:
        """Show another picture, an image file of this size, without an outline."""
        with self.hold_sync():
            self.picture, self.alt, self.aspect = picture, alt, width / height
            self.corners, self.doubtful = [], []

    def outline(self, corners: Corners, doubtful: Sequence[bool] = ()) -> None:
        """Draw an outline; calls no callback. Raises ValueError for anything but four pairs."""
        pairs = [[float(value) for value in corner] for corner in corners]
        if len(pairs) != 4 or any(len(pair) != 2 for pair in pairs):
            raise ValueError(f"an outline has four corners, each with x and y, not {pairs}")
        with self.hold_sync():
            self.corners = pairs
            self.doubtful = [bool(flag) for flag in doubtful] or [False] * 4

    def plate(self) -> Grid | None:
        """The picture with its outline; None before the first picture."""
        if not self.picture:
            return None
        outline = tuple((x, y) for x, y in self.corners)
        panel = Panel(self.picture, outline=outline, doubtful=tuple(self.doubtful))
        return Grid(self.alt, (panel,), note=self.caption)

    def on_move(self, callback: Callable[[int, list[list[float]], bool], object]) -> None:
        """Call ``callback(index, corners, last)`` when the visitor moved a corner.

        While it is dragged it comes at most 20 times a second, `last` False, and once more with True at the
        end; a key's move is one of its own.
        """
        self.register("move", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: move, and what the base knows."""
        return {**super().handlers(), "move": self._move}

    def _move(self, message: dict[str, Any], _buffers: object) -> None:
        if not isinstance(message.get("last"), bool):
            raise Refused
        index = index_in(message, "index", len(self.corners))
        low, high = -self.farthest, 1 + self.farthest
        place = [min(max(number_in(message, axis), low), high) for axis in ("x", "y")]
        self.corners = [place if k == index else corner for k, corner in enumerate(self.corners)]
        self.doubtful = [flag and k != index for k, flag in enumerate(self.doubtful)]
        self.emit("move", index, self.corners, message["last"])
