"""Where on a chart's axes its layers lie."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.ui.layers import Layer

FAR = 100.0  # spans of an axis: what lies further outside is drawn there, as huge numbers fail


def coordinates(axes: Any, layer: Layer) -> NDArray[np.float64]:
    """The rows (x, y) of a layer, shape (n, 2), as they are drawn; NaN has no place on a log axis."""
    xy = np.frombuffer(layer["xy"]).reshape(-1, 2).copy() if "xy" in layer else _at(layer)
    for column, axis in enumerate((axes.xaxis, axes.yaxis)):
        transform = axis.get_transform()
        low, high = transform.transform(np.array(axis.get_view_interval()))
        values = xy[:, column]
        if axis.get_scale() == "log":
            values[~(values > 0)] = np.nan
        reach = FAR * (high - low)
        with np.errstate(over="ignore"):
            near = np.clip(transform.transform(values), low - reach, high + reach)
            xy[:, column] = transform.inverted().transform(near)
    return xy


def _at(layer: Layer) -> NDArray[np.float64]:
    return np.array([[layer["x"], layer["y"]]], dtype=np.float64)


def seen(axes: Any, xy: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows lie within the axes' domains."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    x, y = xy.T
    inside: NDArray[np.bool_] = (x >= left) & (x <= right) & (y >= low) & (y <= high)
    return inside
