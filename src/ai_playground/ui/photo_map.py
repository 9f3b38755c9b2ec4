"""A photo as a map: what is where on it, and a place, a cell or a part of it that the visitor picks."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.figures import Box, Grid, Panel
from ai_playground.ui.files import FileReceiver
from ai_playground.ui.savable import Savable
from ai_playground.ui.widget import Handlers, Refused, index_in, number_in, script

CELLS = 4
"""Of the grid, each way."""
NAMED = 0.005
"""A probability from here on is written into its cell."""
SAME_SHAPE = 1e-3
"""So far may a window's sides differ, in fractions of the photo's, and it still has the photo's shape."""
Sides = tuple[float, float, float, float]
LOOKS: dict[str, tuple[str, str]] = {
    "true": ("truth", "solid"),
    "guess": ("reference", "dotted"),
    "network": ("now", "dashed"),
}
"""Tone and line of what is true, what the visitor says and what the network says; as in `photo_map.css`."""
WORDS = {"true": "true", "guess": "you", "network": "network"}
"""What a cell of each kind is marked with."""


class PhotoMap(FileReceiver, Savable):
    """A photo, or the empty frame of one, with things on it, for mouse, finger, keys and screen readers.

    Places are fractions of the photo's sides, from its top left corner. What is on it is drawn in kinds:
    "true", "guess" (what the visitor says) and "network".

    Attributes
    ----------
    picture, alt
        An image file, none for an empty frame, and what it shows, in words.
    aspect
        Width over height.
    caption
        Stands below, and is read out when it changes.
    invitation
        Labels a button that opens a file; a file dropped on the picture counts as much. "" for neither.
        See :class:`~ai_playground.ui.files.FileReceiver` for `on_file`, `on_refused`, `accept`, `max_bytes`.
    grid
        Whether the lines of 4 x 4 cells are drawn.
    cells
        How bright each of sixteen cells is, row by row, 0 to 1, or none; the photo shows through.
    cell_labels
        What stands in the cells; none, or sixteen, "" for nothing.
    marks
        ``{"cell", "kind"}`` of cells that are outlined.
    patch
        ``{"x1", "y1", "x2", "y2"}`` of a small piece that is outlined; empty for none.
    windows
        ``{"x1", "y1", "x2", "y2", "kind", "label"}`` of rectangles.
    mode
        What a click or a drag does: "" nothing, "cell" picks a cell, "place" a place, "window" draws and
        moves `window`.
    window, window_kind
        x1, y1, x2, y2 of the visitor's own rectangle; empty means all of the photo. And what it is.
    keep_shape, smallest
        Whether that has the photo's shape, and its shortest sides.
    """

    _esm = script("files", "invitation", "sender", "save", "photo_map")

    picture = traitlets.Bytes().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    aspect = traitlets.Float(1.5, min=0.05, max=20.0).tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)
    invitation = traitlets.Unicode().tag(sync=True)
    grid = traitlets.Bool(False).tag(sync=True)
    cells = traitlets.List(traitlets.Float(min=0.0, max=1.0)).tag(sync=True)
    cell_labels = traitlets.List(traitlets.Unicode()).tag(sync=True)
    marks = traitlets.List(traitlets.Dict()).tag(sync=True)
    patch = traitlets.Dict().tag(sync=True)
    windows = traitlets.List(traitlets.Dict()).tag(sync=True)
    mode = traitlets.Enum(["", "cell", "place", "window"], "").tag(sync=True)
    window = traitlets.List(traitlets.Float()).tag(sync=True)
    window_kind = traitlets.Enum(list(LOOKS), "guess").tag(sync=True)
    keep_shape = traitlets.Bool(True).tag(sync=True)
    smallest = traitlets.Float(0.1, min=0.01, max=1.0).tag(sync=True)

    @traitlets.validate("cells", "cell_labels")
    def _sixteen(self, proposal: dict[str, Any]) -> list[Any]:
        values: list[Any] = proposal["value"]
        if len(values) not in (0, CELLS * CELLS):
            raise traitlets.TraitError(f"a map has {CELLS * CELLS} cells or none, not {len(values)}")
        return values

    @traitlets.validate("marks", "windows")
    def _known_kinds(self, proposal: dict[str, Any]) -> list[dict[str, Any]]:
        things: list[dict[str, Any]] = proposal["value"]
        for thing in things:
            if thing["kind"] not in LOOKS:
                raise traitlets.TraitError(f"{thing['kind']!r} is none of the kinds {', '.join(LOOKS)}")
        return things

    def show(self, picture: bytes, height: int, width: int, alt: str) -> None:
        """Show another photo, an image file of this size, with nothing on it; b"" is an empty frame of it."""
        with self.hold_sync():
            self.picture, self.alt, self.aspect = picture, alt, width / height
            self.clear()

    def clear(self) -> None:
        """Take away what is on the photo: cells, marks, patch, windows and the visitor's own."""
        with self.hold_sync():
            self.cells, self.cell_labels, self.marks = [], [], []
            self.patch, self.windows, self.window = {}, [], []

    def heat(self, probabilities: Sequence[float]) -> None:
        """Show how likely each of sixteen cells is, with its percentage where that isn't 0; sums of 1.

        A cell's brightness is the square root: what is half as likely as chance (6 %) is told from nothing.
        """
        with self.hold_sync():
            self.cells = [math.sqrt(value) for value in probabilities]
            self.cell_labels = [f"{100 * value:.0f} %" if value >= NAMED else "" for value in probabilities]

    def plate(self) -> Grid | None:
        """The photo with what is on it; None where there is neither."""
        boxes = [_box(_cell_sides(mark["cell"]), mark["kind"], WORDS[mark["kind"]]) for mark in self.marks]
        boxes += [_box(_sides(window), window["kind"], window["label"]) for window in self.windows]
        if self.patch:
            boxes.append(Box(*_sides(self.patch)))
        if self.mode == "window" and self.window:
            x1, y1, x2, y2 = self.window
            boxes.append(_box((x1, y1, x2, y2), self.window_kind, WORDS[self.window_kind]))
        if not self.picture and not boxes:
            return None
        panel = Panel(
            self.picture or self.aspect,
            boxes=tuple(boxes),
            cells=tuple(self.cells),
            cell_labels=tuple(self.cell_labels),
        )
        return Grid(self.alt, (panel,), note=self.caption)

    def on_cell(self, callback: Callable[[int], object]) -> None:
        """Call ``callback(cell)`` with the cell that the visitor picked: 0 to 15, row by row."""
        self.register("cell", callback)

    def on_place(self, callback: Callable[[float, float], object]) -> None:
        """Call ``callback(x, y)`` with the place that the visitor picked."""
        self.register("place", callback)

    def on_window(self, callback: Callable[[float, float, float, float], object]) -> None:
        """Call ``callback(x1, y1, x2, y2)`` when the visitor has drawn, moved or sized the window."""
        self.register("window", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: cell, place, window, and what the bases know."""
        return {
            **super().handlers(),
            "cell": self._pick_cell,
            "place": self._pick_place,
            "window": self._take_window,
        }

    def _pick_cell(self, message: dict[str, Any], _buffers: object) -> None:
        self._only_in("cell")
        self.emit("cell", index_in(message, "cell", CELLS * CELLS))

    def _pick_place(self, message: dict[str, Any], _buffers: object) -> None:
        self._only_in("place")
        self.emit("place", *(_fraction(message, axis) for axis in ("x", "y")))

    def _take_window(self, message: dict[str, Any], _buffers: object) -> None:
        self._only_in("window")
        x1, y1, x2, y2 = (_fraction(message, side) for side in ("x1", "y1", "x2", "y2"))
        across, down = x2 - x1, y2 - y1
        if min(across, down) < self.smallest - SAME_SHAPE:
            raise Refused
        if self.keep_shape and abs(across - down) > SAME_SHAPE:
            raise Refused
        self.window = [x1, y1, x2, y2]
        self.emit("window", x1, y1, x2, y2)

    def _only_in(self, mode: str) -> None:
        """Raise Refused for a message that belongs to another mode: the page has gone on meanwhile."""
        if self.mode != mode:
            raise Refused


def _fraction(message: dict[str, Any], key: str) -> float:
    return min(max(number_in(message, key), 0.0), 1.0)


def _cell_sides(cell: int) -> Sides:
    row, column = divmod(cell, CELLS)
    return column / CELLS, row / CELLS, (column + 1) / CELLS, (row + 1) / CELLS


def _sides(thing: dict[str, Any]) -> Sides:
    return thing["x1"], thing["y1"], thing["x2"], thing["y2"]


def _box(sides: Sides, kind: str, label: str) -> Box:
    tone, line = LOOKS[kind]
    return Box(*sides, tone, line, label)
