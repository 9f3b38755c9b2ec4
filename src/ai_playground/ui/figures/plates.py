"""What is to be drawn, as a view shows it at one moment: nothing in it changes any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.ui.layers import Layer

Axis = dict[str, Any]
Caption = tuple[tuple[str, str], ...]
Outline = tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Plot:
    """A chart; see :class:`~ai_playground.ui.chart.Chart` for its parts.

    Attributes
    ----------
    title, caption
        What stands above: the title, then pairs of a text and its tone.
    x_axis, y_axis
        Label, domain, and whether it is logarithmic.
    layers
        From the one behind all others to the one before them.
    aspect
        Height over width on the page.
    equal_units
        Whether a unit is as long across as up.
    note
        How to read it.
    """

    title: str
    caption: Caption
    x_axis: Axis
    y_axis: Axis
    layers: tuple[Layer, ...]
    aspect: float = 0.62
    equal_units: bool = False
    note: str = ""

    def texts(self) -> tuple[str, ...]:
        """All that is written on it."""
        axes = (str(axis["label"]) for axis in (self.x_axis, self.y_axis))
        labels = (str(layer.get("label", "")) for layer in self.layers)
        return (self.title, self.note, *_texts_of(self.caption), *axes, *labels)


@dataclass(frozen=True)
class Box:
    """A rectangle on a picture; sides are shares of the picture's.

    Attributes
    ----------
    x1, y1, x2, y2
        Left, top, right and bottom.
    tone, line
        Its colour and its line: "solid", "dashed" or "dotted".
    label
        What stands in it.
    """

    x1: float
    y1: float
    x2: float
    y2: float
    tone: str = "ink"
    line: str = "solid"
    label: str = ""


@dataclass(frozen=True, eq=False)
class Panel:
    """One picture of a grid.

    Attributes
    ----------
    picture
        An image file (JPEG, PNG), or pixels: uint8 of shape (height, width, 3), or width over height of an
        empty frame.
    label
        Stands below it.
    outline
        Corners (x, y) of a polygon drawn over it, as shares of its width and height; none for none.
    doubtful
        For each corner whether it is marked as doubtful.
    boxes
        Rectangles on it.
    cells, cell_labels
        How bright the cells of a square grid over it are, row by row, 0 to 1, and what stands in them; none
        for none.
    """

    picture: bytes | NDArray[np.uint8] | float
    label: str = ""
    outline: Outline = ()
    doubtful: tuple[bool, ...] = ()
    boxes: tuple[Box, ...] = ()
    cells: tuple[float, ...] = ()
    cell_labels: tuple[str, ...] = ()

    def texts(self) -> tuple[str, ...]:
        """All that is written on it."""
        return (self.label, *(box.label for box in self.boxes), *self.cell_labels)


@dataclass(frozen=True, eq=False)
class Grid:
    """Pictures in rows and columns.

    Attributes
    ----------
    title, caption, note
        As those of a plot.
    panels
        Row by row; a text, such as "waiting", where there is no picture.
    rows, columns
        Names of the rows and of the columns; empty texts for none.
    row_title
        What is varied from row to row.
    """

    title: str
    panels: tuple[Panel | str, ...]
    caption: Caption = ()
    note: str = ""
    rows: tuple[str, ...] = ("",)
    columns: tuple[str, ...] = ("",)
    row_title: str = ""

    def texts(self) -> tuple[str, ...]:
        """All that is written on it."""
        labels = (
            text for panel in self.panels for text in ((panel,) if isinstance(panel, str) else panel.texts())
        )
        names = (self.row_title, *self.rows, *self.columns)
        return (self.title, self.note, *_texts_of(self.caption), *names, *labels)


@dataclass(frozen=True, eq=False)
class Graph:
    """Boxes with lines from one to the next.

    Attributes
    ----------
    title, caption, note
        As those of a plot.
    size
        Width and height in px.
    boxes
        Left, top, width, height, and two lines of text each.
    lines
        Points (x, y) of Bézier curves: a start, and for each curve two points that bend it and its end.
    """

    title: str
    size: tuple[float, float]
    boxes: tuple[tuple[float, float, float, float, str, str], ...]
    lines: tuple[tuple[tuple[float, float], ...], ...]
    caption: Caption = ()
    note: str = ""

    def texts(self) -> tuple[str, ...]:
        """All that is written on it."""
        names = (text for *_, name, op in self.boxes for text in (name, op))
        return (self.title, self.note, *_texts_of(self.caption), *names)


def _texts_of(caption: Caption) -> tuple[str, ...]:
    return tuple(text for text, _ in caption)


Plate = Plot | Grid | Graph


@dataclass(frozen=True)
class Words:
    """A piece of text to set.

    Attributes
    ----------
    text, tone, size, bold
        What, in which tone's colour for words, in px of a page that is 960 px wide.
    """

    text: str
    tone: str = "ink"
    size: float = 14.0
    bold: bool = False
