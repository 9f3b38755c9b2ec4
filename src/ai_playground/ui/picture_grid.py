"""The results of several runs as a grid of pictures that fills one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from ai_playground.ui.figures import Grid, Panel
from ai_playground.ui.savable import Savable
from ai_playground.ui.shelf import Shelf
from ai_playground.ui.widget import Handlers, Refused, number_in, script

HERE = "What it shows"


class PictureGrid(Shelf, Savable):
    """A grid of cells, one a run: waiting, running, or finished with a picture that can be opened.

    Parameters
    ----------
    aspect
        Height over width of the pictures' places; a picture of another shape is shown whole.

    Attributes
    ----------
    row_title, column_title
        What is varied down and across, such as "Content weight"; "" where nothing is.
    rows, columns
        Its values, one a row or column; one row without a name for a single line.
    cells
        Row by row ``{"state", "progress", "figures", "remark", "alt"}``. `state` is "waiting", "running",
        "done" or "failed". :meth:`lay_out` makes them, :meth:`progress` and the others change them.
    finding, source
        What was seen, in one line below the grid, and whose experiment it was, such as "From the report".
    found
        What the grid itself shows, in a line below that; "" until there is something to say.
    opened
        Row and column of the cell that was opened last, or nothing.
    """

    _esm = script("shelf", "sender", "save", "picture_grid")

    aspect = traitlets.Float(0.75, min=0.1, max=10.0).tag(sync=True)
    row_title = traitlets.Unicode().tag(sync=True)
    column_title = traitlets.Unicode().tag(sync=True)
    rows = traitlets.List(traitlets.Unicode()).tag(sync=True)
    columns = traitlets.List(traitlets.Unicode()).tag(sync=True)
    cells = traitlets.List(traitlets.Dict()).tag(sync=True)
    finding = traitlets.Unicode().tag(sync=True)
    source = traitlets.Unicode().tag(sync=True)
    found = traitlets.Unicode().tag(sync=True)
    opened = traitlets.List(traitlets.Int()).tag(sync=True)

    def __init__(self, aspect: float = 0.75) -> None:
        super().__init__(aspect=aspect)

    def lay_out(
        self,
        rows: Sequence[str],
        columns: Sequence[str],
        *,
        row_title: str = "",
        column_title: str = "",
        finding: str = "",
        source: str = "",
    ) -> None:
        """Begin a new grid, with every cell waiting."""
        self.take_away()
        with self.hold_sync():
            self.row_title, self.column_title = row_title, column_title
            self.conclude(finding, source)
            self.rows, self.columns = list(rows), list(columns)
            waiting = {"state": "waiting", "progress": 0.0, "figures": "", "remark": "", "alt": ""}
            self.cells = [waiting] * (len(rows) * len(columns))
            self.opened = []

    def conclude(self, finding: str, source: str, found: str = "") -> None:
        """Say below the grid what was reported, by whom, and what the grid shows itself."""
        with self.hold_sync():
            self.finding, self.source, self.found = finding, source, found

    def progress(self, row: int, column: int, share: float) -> None:
        """Show that a cell's run is on, and how far it is: 0 to 1."""
        self._change(row, column, state="running", progress=min(max(float(share), 0.0), 1.0))

    def finish(
        self, row: int, column: int, picture: bytes, *, figures: str, alt: str, remark: str = ""
    ) -> None:
        """Show a cell's result: an image file, a line of figures below it, and what it shows in words."""
        self.put(f"{row},{column}", picture, at_once=True)
        self._change(row, column, state="done", progress=1.0, figures=figures, alt=alt, remark=remark)

    def tell(self, row: int, column: int, *, figures: str, remark: str = "") -> None:
        """Say other figures below a cell that has its picture."""
        self._change(row, column, figures=figures, remark=remark)

    def fail(self, row: int, column: int, reason: str) -> None:
        """Say in a few words why a cell has no result."""
        self._change(row, column, state="failed", figures=reason)

    def wait(self, row: int, column: int) -> None:
        """Show that a cell's run has not begun, or came to nothing."""
        self._change(row, column, state="waiting", progress=0.0)

    def plate(self) -> Grid | None:
        """The grid as far as it is filled; None before its first picture."""
        cells = list(self.cells)
        if not any(cell["state"] == "done" for cell in cells):
            return None
        reported = f"{self.source}: {self.finding}" if self.source and self.finding else self.finding
        return Grid(
            self.column_title or self.row_title,
            tuple(self._panel(number, cell) for number, cell in enumerate(cells)),
            note=" ".join(filter(None, (reported, self.found and f"{HERE}: {self.found}"))),
            rows=tuple(self.rows),
            columns=tuple(self.columns),
            row_title=self.row_title,
        )

    def _panel(self, number: int, cell: dict[str, Any]) -> Panel | str:
        row, column = divmod(number, len(self.columns))
        picture = self.picture(f"{row},{column}")
        if cell["state"] != "done" or picture is None:
            return ": ".join(filter(None, (cell["state"], cell["figures"])))
        return Panel(picture, " ".join(filter(None, (cell["figures"], cell["remark"]))))

    def on_open(self, callback: Callable[[int, int], object]) -> None:
        """Call ``callback(row, column)`` when a finished cell was chosen; `opened` names it already."""
        self.register("open", callback)

    def handlers(self) -> Handlers:
        """What the browser may send: open, and what the base knows."""
        return {**super().handlers(), "open": self._open}

    def _open(self, message: dict[str, Any], _buffers: object) -> None:
        row, column = number_in(message, "row"), number_in(message, "column")
        if row not in range(len(self.rows)) or column not in range(len(self.columns)):
            raise Refused
        place = [int(row), int(column)]
        if self.cells[self._index(*place)]["state"] != "done":
            raise Refused
        self.opened = place
        self.emit("open", *place)

    def _change(self, row: int, column: int, **fields: Any) -> None:
        cells = list(self.cells)
        cells[self._index(row, column)] = {**cells[self._index(row, column)], **fields}
        self.cells = cells

    def _index(self, row: int, column: int) -> int:
        if not (0 <= row < len(self.rows) and 0 <= column < len(self.columns)):
            raise IndexError(f"the grid has no cell in row {row}, column {column}")
        return row * len(self.columns) + column
