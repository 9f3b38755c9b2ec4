"""Draws a chart's axes and layers with matplotlib."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ai_playground.ui.figures.labels import label_layers
from ai_playground.ui.figures.palette import palette
from ai_playground.ui.figures.places import coordinates, seen
from ai_playground.ui.figures.plates import Axis, Plot, Words
from ai_playground.ui.figures.text import Typesetter
from ai_playground.ui.layers import Layer

TICKS = 14.0  # px, their letters

Options = dict[str, Any]
"""What matplotlib is told of a layer's place and name."""


def draw_plot(figure: Any, plot: Plot, setter: Typesetter, box: tuple[float, float, float, float]) -> None:
    """Draw `plot` on an empty figure, within `box`: left, top, right and bottom in px from the top left."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    left, top, right, bottom = box
    place = (left / setter.width, 1 - bottom / setter.height)
    size = ((right - left) / setter.width, (bottom - top) / setter.height)
    figure.set_layout_engine(ConstrainedLayoutEngine(rect=(*place, *size), w_pad=0, h_pad=0))
    axes = figure.add_subplot()
    _draw_axes(axes, plot, setter)
    for number, layer in enumerate(plot.layers):
        options = {"zorder": 2 + number / len(plot.layers), "gid": f"{layer['kind']}-{number}"}
        _DRAW[layer["kind"]](axes, layer, options)
    label_layers(axes, plot.layers, setter)


def _draw_axes(axes: Any, plot: Plot, setter: Typesetter) -> None:
    mute = palette().tones["mute"].words
    for name, axis in (("x", plot.x_axis), ("y", plot.y_axis)):
        log = bool(axis.get("log"))
        axes.set(**{f"{name}scale": "log" if log else "linear", f"{name}lim": axis["domain"]})
        drawn = getattr(axes, f"{name}axis")
        if axis.get("names"):
            drawn.set_ticks(range(len(axis["names"])), axis["names"])
        elif not log:
            _set_ticks(drawn, axis)
        drawn.get_offset_text().set(color=mute, fontsize=TICKS)
    axes.grid(color=palette().colors["grid"], linewidth=1.0)
    axes.set_axisbelow(True)
    axes.tick_params(which="both", length=0, pad=8, labelsize=TICKS, labelcolor=mute)
    axes.spines[:].set_visible(False)
    texts = [_broken(axis["label"], setter) for axis in (plot.x_axis, plot.y_axis)]
    # Both names lie flat, as on the page: the one at the end of its axis, the other on top of it.
    style: dict[str, Any] = {"color": mute, "fontsize": TICKS, "parse_math": False}
    axes.set_xlabel(texts[0], loc="right", labelpad=6, **style)
    axes.set_title(texts[1], loc="left", pad=10, **style)
    if plot.equal_units:
        axes.set_aspect("equal")


def _broken(label: object, setter: Typesetter) -> str:
    return "\n".join(setter.lines(Words(str(label), size=TICKS), 0.8 * setter.width))


def _set_ticks(drawn: Any, axis: Axis) -> None:
    """Round ticks: written out where that is short, else as a plain number times or beyond another one."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator, ScalarFormatter

    low, high = axis["domain"]
    far, span = max(abs(low), abs(high)), high - low
    drawn.set_major_locator(MaxNLocator(7, steps=[1, 2, 5, 10]))
    if far < 1e7 and 1e-4 * far < span and span > 1e-3:
        drawn.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.8g}".replace("-", "−")))
    else:
        drawn.set_major_formatter(ScalarFormatter(useMathText=True))


def _points(axes: Any, layer: Layer, options: Options) -> None:
    xy = coordinates(axes, layer)
    color = palette().tones[layer["tone"]].line
    hollow = np.isin(np.arange(len(xy)), layer["muted"])
    inside = seen(axes, xy)
    kinds = ((~hollow & inside, color, ""), (hollow & inside, palette().colors["card"], "-hollow"))
    for chosen, face, kind in kinds:
        if chosen.any():
            # Dots aren't clipped, so that one on the border is whole.
            axes.plot(
                *xy[chosen].T,
                "o",
                color=color,
                markerfacecolor=face,
                markersize=9,
                markeredgewidth=0 if face == color else 1.5,
                alpha=0.62 if face == color else 0.9,
                clip_on=False,
                **{**options, "gid": options["gid"] + kind},
            )


def _line(axes: Any, layer: Layer, options: Options) -> None:
    axes.plot(
        *coordinates(axes, layer).T,
        color=palette().tones[layer["tone"]].line,
        linewidth=layer["width"],
        solid_capstyle="butt" if layer["flat"] else "round",
        alpha=layer["opacity"],
        dashes=(2.8, 2) if layer["dash"] else (None, None),
        **options,
    )


def _contours(axes: Any, layer: Layer, options: Options) -> None:
    from matplotlib.collections import LineCollection

    parts = np.split(coordinates(axes, layer), layer["offsets"])
    lines = LineCollection(
        [part for part in parts if len(part) > 1],
        colors=palette().tones[layer["tone"]].line,
        linewidths=1.25,
        alpha=0.55,
        **options,
    )
    axes.add_collection(lines, autolim=False)


def _marker(axes: Any, layer: Layer, options: Options) -> None:
    xy = coordinates(axes, layer)
    if seen(axes, xy).any():
        axes.plot(
            *xy.T,
            "o",
            color=palette().tones[layer["tone"]].line,
            markersize=13,
            markeredgecolor=palette().colors["card"],
            markeredgewidth=2,
            clip_on=False,
            **options,
        )


def _rule(axes: Any, layer: Layer, options: Options) -> None:
    draw = axes.axvline if layer["axis"] == "x" else axes.axhline
    draw(
        layer["at"],
        color=palette().tones[layer["tone"]].line,
        linewidth=1.5,
        dashes=(4.7, 3.3) if layer["dash"] else (None, None),
        **options,
    )


_DRAW: dict[str, Callable[[Any, Layer, Options], None]] = {
    "points": _points,
    "line": _line,
    "contours": _contours,
    "marker": _marker,
    "rule": _rule,
}
