"""Draws boxes and the lines between them with matplotlib."""

from __future__ import annotations

from typing import Any

from ai_playground.ui.figures.palette import palette
from ai_playground.ui.figures.plates import Graph

NAME, OP = 14.0, 12.0
"""px, letters of the two lines of a box."""
ARROW = 7.0  # px, the length of a line's head


def draw_graph(figure: Any, graph: Graph, box: tuple[float, float, float, float], height: float) -> None:
    """Draw `graph` in the middle of `box`, which is as high as it, on an empty figure `height` px high."""
    from matplotlib.patches import FancyBboxPatch, PathPatch
    from matplotlib.path import Path

    left, top, right, _ = box
    page, (width, tall) = right + left, graph.size
    start = (page - width) / 2
    axes = figure.add_axes((start / page, 1 - (top + tall) / height, width / page, tall / height))
    axes.set_axis_off()
    axes.set(xlim=(0, width), ylim=(tall, 0))
    colors = palette().colors
    for points in graph.lines:
        path = Path(points, [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)])
        axes.add_patch(PathPatch(path, fill=False, edgecolor=colors["mute"], linewidth=1.25, clip_on=False))
        x, y = points[-1]
        head = [(x - 4, y), (x + 4, y), (x, y + ARROW)]
        axes.fill(*zip(*head, strict=True), color=colors["mute"], linewidth=0)
    for x, y, across, down, name, op in graph.boxes:
        shape = FancyBboxPatch(
            (x, y),
            across,
            down,
            boxstyle="round,pad=0,rounding_size=6",
            facecolor=colors["wash"],
            edgecolor=colors["wash-edge"],
        )
        axes.add_patch(shape)
        middle = x + across / 2
        style: dict[str, Any] = {"ha": "center", "va": "center", "parse_math": False}
        axes.text(middle, y + 0.31 * down, name, fontsize=NAME, color=colors["ink"], **style)
        axes.text(middle, y + 0.70 * down, op, fontsize=OP, color=colors["mute"], **style)
