"""Draws pictures in rows and columns with matplotlib, each with its label."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.ui.figures.palette import palette
from ai_playground.ui.figures.plates import Panel, Sheet, Words
from ai_playground.ui.figures.text import LINE, Typesetter

SIZE = 14.0  # px, letters
GAP = 14.0  # px between two pictures
HIGHEST = 620.0  # px, of a picture that stands alone: with its title it fits a slide


def _tallest(sheet: Sheet) -> float:
    """Height over width of the tallest picture of the sheet."""
    return max(_shape(panel) for panel in sheet.panels if isinstance(panel, Panel))


def layout_of(sheet: Sheet, width: float) -> tuple[float, float, float]:
    """Width and height of each picture in px on a sheet of `width` px, and the height of all of it."""
    columns, rows = len(sheet.columns), len(sheet.rows)
    aspect = _tallest(sheet)
    cell = (width - _names(sheet) - GAP * (columns - 1)) / columns
    cell = min(cell, HIGHEST / aspect)
    height = cell * aspect
    return cell, height, _head(sheet) + rows * (height + _foot(sheet)) + GAP * (rows - 1)


def draw_sheet(figure: Any, sheet: Sheet, setter: Typesetter, box: tuple[float, float, float, float]) -> None:
    """Draw `sheet` on an empty figure, within `box`: left, top, right and bottom in px from the top left."""
    left, top, right, _ = box
    width, height, _ = layout_of(sheet, right - left)
    names = _names(sheet)
    block = names + len(sheet.columns) * width + (len(sheet.columns) - 1) * GAP
    # A sheet that is narrower than the page stands in its middle.
    left += max((right - left - block) / 2, 0.0) + names
    for column, name in enumerate(sheet.columns):
        setter.put(Words(name, size=SIZE, bold=True), left + column * (width + GAP), top)
    y = top + _head(sheet)
    for number, panel in enumerate(sheet.panels):
        row, column = divmod(number, len(sheet.columns))
        x, above = left + column * (width + GAP), y + row * (height + _foot(sheet) + GAP)
        if column == 0 and sheet.rows[row]:
            name = f"{sheet.row_title} {sheet.rows[row]}".strip()
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


def _pixels(panel: Panel) -> NDArray[np.uint8]:
    from PIL import Image

    if not isinstance(panel.picture, bytes):
        return panel.picture
    with Image.open(io.BytesIO(panel.picture)) as image:
        return np.asarray(image.convert("RGB"))


def _shape(panel: Panel) -> float:
    """Height over width; of a file only the beginning is read for it."""
    from PIL import Image

    if not isinstance(panel.picture, bytes):
        return float(panel.picture.shape[0] / panel.picture.shape[1])
    with Image.open(io.BytesIO(panel.picture)) as image:
        return float(image.height / image.width)


def _names(sheet: Sheet) -> float:
    """Width of the rows' names."""
    return 120.0 if any(sheet.rows) else 0.0


def _head(sheet: Sheet) -> float:
    """Height of the columns' names."""
    return LINE * SIZE + 6.0 if any(sheet.columns) else 0.0


def _foot(sheet: Sheet) -> float:
    """Height of the pictures' labels."""
    return (
        2 * LINE * SIZE + 8
        if any(isinstance(panel, Panel) and panel.label for panel in sheet.panels)
        else 0.0
    )
