"""Draws pictures in rows and columns with matplotlib, each with its label."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.ui.figures.palette import palette
from ai_playground.ui.figures.plates import Box, Grid, Panel, Words
from ai_playground.ui.figures.text import LINE, Typesetter

SIZE = 14.0  # px, letters
GAP = 14.0  # px between two pictures
HIGHEST = 620.0  # px, of a picture that stands alone: with its title it fits a slide
VEIL = 0.55  # how much of a cell's brightness covers the picture, as in `photo_map.css`
LINES: dict[str, Any] = {"solid": "-", "dashed": (0, (5, 2.5)), "dotted": (0, (1, 1.5))}
# Where a box's label stands in it, so that those of different lines don't meet: to the right, at the bottom.
CORNERS = {"solid": (False, False), "dashed": (False, True), "dotted": (True, False)}


def _tallest(grid: Grid) -> float:
    """Height over width of the tallest picture of the grid."""
    return max(_shape(panel) for panel in grid.panels if isinstance(panel, Panel))


def layout_of(grid: Grid, width: float) -> tuple[float, float, float]:
    """Width and height of each picture in px on a grid of `width` px, and the height of all of it."""
    columns, rows = len(grid.columns), len(grid.rows)
    aspect = _tallest(grid)
    cell = (width - _names(grid) - GAP * (columns - 1)) / columns
    cell = min(cell, HIGHEST / aspect)
    height = cell * aspect
    return cell, height, _head(grid) + rows * (height + _foot(grid)) + GAP * (rows - 1)


def draw_grid(figure: Any, grid: Grid, setter: Typesetter, box: tuple[float, float, float, float]) -> None:
    """Draw `grid` on an empty figure, within `box`: left, top, right and bottom in px from the top left."""
    left, top, right, _ = box
    width, height, _ = layout_of(grid, right - left)
    names = _names(grid)
    block = names + len(grid.columns) * width + (len(grid.columns) - 1) * GAP
    # A grid that is narrower than the page stands in its middle.
    left += max((right - left - block) / 2, 0.0) + names
    for column, name in enumerate(grid.columns):
        setter.put(Words(name, size=SIZE, bold=True), left + column * (width + GAP), top)
    y = top + _head(grid)
    for number, panel in enumerate(grid.panels):
        row, column = divmod(number, len(grid.columns))
        x, above = left + column * (width + GAP), y + row * (height + _foot(grid) + GAP)
        if column == 0 and grid.rows[row]:
            name = f"{grid.row_title} {grid.rows[row]}".strip()
            setter.paragraph(Words(name, size=SIZE, bold=True), x - names, above, names - GAP)
        if isinstance(panel, str):
            setter.paragraph(Words(panel, "mute", SIZE), x, above, width)
            continue
        _draw_panel(figure, panel, setter, (x, above, width, height))
        setter.paragraph(Words(panel.label, "mute", SIZE), x, above + height + 6, width)


def _draw_panel(figure: Any, panel: Panel, setter: Typesetter, place: tuple[float, ...]) -> None:
    x, top, width, height = place
    pixels = _pixels(panel)
    drawn = min(height, width * pixels.shape[0] / pixels.shape[1])
    across = drawn * pixels.shape[1] / pixels.shape[0]
    x += (width - across) / 2
    axes = figure.add_axes(
        (x / setter.width, 1 - (top + drawn) / setter.height, across / setter.width, drawn / setter.height)
    )
    axes.set_axis_off()
    axes.imshow(pixels, extent=(0, 1, 1, 0), aspect="auto")
    if panel.cells or panel.cell_labels:
        _draw_cells(axes, panel.cells, panel.cell_labels)
    for box in panel.boxes:
        _draw_box(axes, box)
    if panel.outline:
        colors = palette().colors
        corners = np.array(panel.outline)
        axes.fill(
            *corners.T, facecolor=colors["now-wash"], edgecolor=colors["now"], linewidth=2.5, clip_on=False
        )
        for corner, doubtful in zip(corners, panel.doubtful or [False] * len(corners), strict=True):
            inside, ring = ("doubt", "ink") if doubtful else ("light", "now")
            axes.plot(
                *corner, "o", color=colors[inside], markeredgecolor=colors[ring],
                markersize=14, markeredgewidth=2.5, clip_on=False,
            )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(1, 0))


def _draw_cells(axes: Any, cells: Sequence[float], labels: Sequence[str]) -> None:
    """A square grid's cells, dark where they are unlikely and bright where they are likely."""
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Rectangle

    colors = palette().colors
    dark, bright = (np.array(to_rgb(colors[name])) for name in ("unlikely", "likely"))
    count = round(max(len(cells), len(labels)) ** 0.5)
    for number in range(count * count):
        x, y = number % count / count, number // count / count
        if cells:
            color = dark + cells[number] * (bright - dark)
            axes.add_patch(Rectangle((x, y), 1 / count, 1 / count, facecolor=(*color, VEIL), linewidth=0))
        if labels and labels[number]:
            _tag(axes, labels[number], x + 0.5 / count, y + 0.5 / count, ha="center", va="center")


def _draw_box(axes: Any, box: Box) -> None:
    """A rectangle with a light edge, so that it is seen on every picture."""
    from matplotlib.patches import Rectangle

    tone = palette().tones[box.tone]
    place, width, height = (box.x1, box.y1), box.x2 - box.x1, box.y2 - box.y1
    for color, thick, line in (
        (palette().colors["light"], 5.0, LINES["solid"]),
        (tone.line, 2.5, LINES[box.line]),
    ):
        axes.add_patch(
            Rectangle(place, width, height, fill=False, edgecolor=color, linewidth=thick, linestyle=line)
        )
    if box.label:
        right, bottom = CORNERS[box.line]
        x = box.x2 - 0.01 if right else box.x1 + 0.01
        y = box.y2 - 0.02 if bottom else box.y1 + 0.02
        sides = {"ha": "right" if right else "left", "va": "bottom" if bottom else "top"}
        _tag(axes, box.label, x, y, tone.words, **sides)


def _tag(axes: Any, text: str, x: float, y: float, color: str = "", **options: Any) -> None:
    """Words on a picture."""
    colors = palette().colors
    behind = {"facecolor": colors["tag"], "edgecolor": "none", "boxstyle": "round,pad=0.2"}
    axes.text(
        x, y, text, color=color or colors["ink"], fontsize=SIZE, parse_math=False, bbox=behind, **options
    )


def _pixels(panel: Panel) -> NDArray[np.uint8]:
    from matplotlib.colors import to_rgb
    from PIL import Image

    if isinstance(panel.picture, float):
        well = np.rint(255 * np.array(to_rgb(palette().colors["well"]))).astype(np.uint8)
        return np.broadcast_to(well, (60, max(round(60 * panel.picture), 1), 3))
    if not isinstance(panel.picture, bytes):
        return panel.picture
    with Image.open(io.BytesIO(panel.picture)) as image:
        return np.asarray(image.convert("RGB"))


def _shape(panel: Panel) -> float:
    """Height over width; of a file only the beginning is read for it."""
    from PIL import Image

    if isinstance(panel.picture, float):
        return 1 / panel.picture
    if not isinstance(panel.picture, bytes):
        return float(panel.picture.shape[0] / panel.picture.shape[1])
    with Image.open(io.BytesIO(panel.picture)) as image:
        return float(image.height / image.width)


def _names(grid: Grid) -> float:
    """Width of the rows' names."""
    return 120.0 if any(grid.rows) else 0.0


def _head(grid: Grid) -> float:
    """Height of the columns' names."""
    return LINE * SIZE + 6.0 if any(grid.columns) else 0.0


def _foot(grid: Grid) -> float:
    """Height of the pictures' labels."""
    return (
        2 * LINE * SIZE + 8 if any(isinstance(panel, Panel) and panel.label for panel in grid.panels) else 0.0
    )
