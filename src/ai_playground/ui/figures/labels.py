"""Labels of a chart's layers: lines' right of the plot, each beside its end, markers' and rules' at these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ai_playground.ui.figures.palette import palette
from ai_playground.ui.figures.places import coordinates, seen
from ai_playground.ui.figures.plates import Words
from ai_playground.ui.figures.text import LINE, Typesetter, spread
from ai_playground.ui.layers import Layer

if TYPE_CHECKING:
    from matplotlib.path import Path
    from matplotlib.transforms import Bbox

SIZE = 14.0  # px, the labels' letters
WIDEST = 230.0  # px: longer labels go on below
BESIDE = 12.0  # px from the plot, or from a marker's middle, to a label
MARKER = 16.0  # px, a marker with its edge
# px from a marker's middle to its label: right, left, and further off, best first
PLACES = [(side, up) for up in (0, 20, -20, 40, -40, 60, -60) for side in (1, -1)]


def label_layers(axes: Any, layers: Sequence[Layer], setter: Typesetter) -> None:
    """Write the labels; lines and markers stand in `axes` already, in the order of `layers`."""
    named = [layer for layer in layers if layer.get("label")]
    beside = [layer for layer in named if layer["kind"] == "line" or layer.get("axis") == "y"]
    texts = [_text(axes, layer, setter, ha="left", va="center") for layer in beside]
    for text in texts:
        # Room for them, before their heights are known.
        text.set(transform=axes.transAxes, position=(1.0, 0.5), x=1 + BESIDE / 700)
    axes.figure.draw_without_rendering()
    axes.figure.set_layout_engine("none")
    _write_beside(axes, beside, texts)
    taken = [
        _box_around(axes.transData.transform(coordinates(axes, layer)[0]), MARKER, MARKER)
        for layer in layers
        if layer["kind"] == "marker"
    ]
    lines = [_path_of(axes, layer) for layer in layers if layer["kind"] == "line" and layer["xy"]]
    for layer in named:
        if layer["kind"] == "marker":
            _write_at_marker(axes, layer, setter, taken, lines)
        elif layer.get("axis") == "x":
            _write_at_rule(axes, layer, setter)


def _path_of(axes: Any, layer: Layer) -> Path:
    """A line in px."""
    from matplotlib.path import Path

    return Path(axes.transData.transform(coordinates(axes, layer)))


def _box_around(middle: Sequence[float], width: float, height: float) -> Bbox:
    from matplotlib.transforms import Bbox

    x, y = middle
    return Bbox.from_bounds(x - width / 2, y - height / 2, width, height)


def _write_beside(axes: Any, beside: Sequence[Layer], texts: Sequence[Any]) -> None:
    """Give the texts right of the plot their heights, in the order of what they name, and leaders to that."""
    box = axes.get_window_extent()
    found = [(end, layer, text) for layer, text in zip(beside, texts, strict=True)
             if (end := _end_of(axes, layer)) is not None]  # fmt: skip
    for text in {*texts} - {text for _, _, text in found}:
        text.remove()
    found.sort(key=lambda each: each[0][1])
    heights = [LINE * SIZE * (1 + text.get_text().count("\n")) for _, _, text in found]
    middles = spread([end[1] for end, _, _ in found], heights, box.y0 - 8, box.y1 + 8)
    for (end, layer, text), middle in zip(found, middles, strict=True):
        (x, y), (_, up) = axes.transAxes.inverted().transform([end, (0, middle)])
        start = 1 + BESIDE / box.width
        text.set_position((start, up))
        axes.plot(
            [x, start - 3 / box.width],
            [y, up],
            transform=axes.transAxes,
            color=palette().tones[layer["tone"]].line,
            linewidth=1,
            # Dotted, or it could be taken for the line going on.
            linestyle=(0, (1, 3)),
            clip_on=False,
            scalex=False,
            scaley=False,
        )


def _end_of(axes: Any, layer: Layer) -> tuple[float, float] | None:
    """Where, in px, what is seen of a line ends; None where nothing is seen of it."""
    box = axes.get_window_extent()
    if layer["kind"] == "rule":
        _, y = axes.transData.transform((axes.get_xlim()[0], layer["at"]))
        return (box.x1, float(y)) if box.y0 <= y <= box.y1 else None
    path = _path_of(axes, layer)
    if len(path) == 0:
        return None
    visible = path.cleaned(clip=box.extents, remove_nans=True)
    drawn = np.asarray(visible.vertices)[visible.codes != path.STOP]
    if len(drawn) == 0:
        return None
    # What is clipped keeps half a line's width outside.
    x, y = np.clip(drawn[-1], box.min, box.max)
    return float(x), float(y)


def _write_at_marker(
    axes: Any, layer: Layer, setter: Typesetter, taken: list[Bbox], lines: Sequence[Path]
) -> None:
    """Write a marker's name at the first place beside it that is inside and covers no other name or line."""
    plot = axes.get_window_extent()
    place = coordinates(axes, layer)
    if not seen(axes, place).any():
        return
    x, y = axes.transData.transform(place[0])
    width, height = setter.measure(Words(layer["label"], size=SIZE, bold=True)), LINE * SIZE

    def box_at(side: int, up: int) -> Bbox:
        return _box_around((x + side * (BESIDE + width / 2), y + up), width, height)

    def cost(box: Bbox) -> int:
        outside = not (plot.contains(*box.min) and plot.contains(*box.max))
        covered = sum(path.intersects_bbox(box, filled=False) for path in lines)
        return 100 * outside + 10 * sum(map(box.overlaps, taken)) + covered

    # Of equally good places the first.
    best = min((box_at(side, up) for side, up in PLACES), key=cost)
    taken.append(best)
    text = _text(axes, layer, setter, ha="left", va="center")
    middle = (best.x0, (best.y0 + best.y1) / 2)
    text.set(position=axes.transAxes.inverted().transform(middle), transform=axes.transAxes)


def _write_at_rule(axes: Any, layer: Layer, setter: Typesetter) -> None:
    """Write an upright rule's name along it, from its top down."""
    low, high = axes.get_xlim()
    if low <= layer["at"] <= high:
        text = _text(axes, layer, setter, ha="right", va="top", rotation=90)
        text.set(position=(layer["at"], 0.98), transform=axes.get_xaxis_transform())


def _text(axes: Any, layer: Layer, setter: Typesetter, **options: Any) -> Any:
    lines = setter.lines(Words(layer["label"], size=SIZE, bold=True), WIDEST)
    return axes.text(
        0,
        0,
        "\n".join(lines),
        color=palette().tones[layer["tone"]].words,
        fontsize=SIZE,
        fontweight="bold",
        parse_math=False,
        zorder=5,
        # Over lines it stays legible; an outline would turn the letters of an SVG into shapes.
        bbox={"facecolor": palette().colors["card"], "alpha": 0.75, "edgecolor": "none", "pad": 1},
        **options,
    )
