"""The layers of a :class:`~ai_playground.ui.chart.Chart`: plain dictionaries that travel to the browser.

Coordinates are in the units of the chart's axes and travel as float64 bytes, row by row: x, y, x, y, ...
What is not finite is never drawn; in a line it makes a gap.

Tones say what a layer is, on every chart alike: "now" (the model now), "reference" (the exact answer),
"truth" (right, given), "before" (the run before), "row1" to "row5" (members of a row, such as a network's
layers from shallow to deep), "ink" and "mute" (everything else).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

Layer = dict[str, Any]
Row = Literal["row1", "row2", "row3", "row4", "row5"]
Tone = Literal["ink", "mute", "now", "reference", "truth", "before", Row]

ROW: tuple[Row, ...] = get_args(Row)
TONES = ("ink", "mute", "now", "reference", "truth", "before", *ROW)
MAX_POINTS = 5_000
MAX_VERTICES = 20_000
BUCKETS = 400


def points(xy: ArrayLike, tone: Tone = "ink", name: str = "", muted: Sequence[int] = ()) -> Layer:
    """Dots, one for each row of `xy`, shape (n, 2). In an editable chart the first such layer can be edited.

    `name` stands above the values when a dot is pointed at; the dots at the indices `muted` are drawn hollow.
    Raises ValueError for another shape and for more than MAX_POINTS dots.
    """
    array = _pairs(xy)
    if len(array) > MAX_POINTS:
        raise ValueError(f"a chart shows at most {MAX_POINTS:,} points, not {len(array):,}: draw a sample")
    hollow = [int(index) for index in muted]
    return {"kind": "points", "xy": array.tobytes(), "tone": _tone(tone), "name": name, "muted": hollow}


def line(
    xy: ArrayLike,
    tone: Tone = "now",
    label: str = "",
    dash: bool = False,
    width: float = 2.5,
    opacity: float = 1.0,
) -> Layer:
    """A line through the rows of `xy`, shape (n, 2); `label` at its end, `width` in px, `opacity` 0 to 1.

    A curve whose x never turns back is thinned to what a screen can show (see :func:`decimate`). Any other
    path is drawn as it is. Raises ValueError for another shape and for more than MAX_VERTICES rows left.
    """
    array = decimate(_pairs(xy))
    _check_vertices(array)
    return {
        "kind": "line",
        "xy": array.tobytes(),
        "tone": _tone(tone),
        "label": label,
        "dash": bool(dash),
        "width": float(width),
        "opacity": float(opacity),
        "flat": False,
    }


def bar(y: float, x: float, tone: Tone, width: float) -> Layer:
    """A bar from 0 to `x` at the height `y`, `width` in px: it ends where it says, without a round cap."""
    return {**line(np.array([[0.0, y], [x, y]]), tone, width=width), "flat": True}


def contours(xy: ArrayLike, offsets: Sequence[int], tone: Tone = "reference") -> Layer:
    """Many thin lines in one layer: `xy`, shape (n, 2), has them end to end, `offsets` the row of each start.

    Raises ValueError for another shape, for an offset outside 0 .. n, and for more than MAX_VERTICES rows.
    """
    array = _pairs(xy)
    _check_vertices(array)
    starts = [int(offset) for offset in offsets]
    if any(not 0 <= start <= len(array) for start in starts):
        raise ValueError(f"offsets must lie in 0 .. {len(array)}")
    return {"kind": "contours", "xy": array.tobytes(), "offsets": starts, "tone": _tone(tone)}


def marker(x: float, y: float, label: str = "", tone: Tone = "reference") -> Layer:
    """One larger dot with a label beside it."""
    return {"kind": "marker", "x": float(x), "y": float(y), "label": label, "tone": _tone(tone)}


def rule(
    axis: Literal["x", "y"], at: float, label: str = "", tone: Tone = "mute", dash: bool = True
) -> Layer:
    """A line across the whole chart where `axis` has the value `at`. Raises ValueError for another axis."""
    if axis not in ("x", "y"):
        raise ValueError(f"axis must be 'x' or 'y', not {axis!r}")
    return {
        "kind": "rule",
        "axis": axis,
        "at": float(at),
        "label": label,
        "tone": _tone(tone),
        "dash": bool(dash),
    }


def decimate(xy: NDArray[np.float64], buckets: int = BUCKETS) -> NDArray[np.float64]:
    """Thin a curve to the lowest and the highest point in each of `buckets` equal steps of x.

    What is left, at most ``2 * buckets + 2`` of the rows of `xy` (shape (n, 2)) in their order, looks the
    same on a screen no wider than the buckets: every extreme stays, and so do the first and the last row. A
    gap (y not finite) stays where it fills a bucket. Short curves, and paths whose x turns back or isn't
    finite, come back as they are.
    """
    x, y = xy.T
    turns = not (np.all(x[:-1] <= x[1:]) or np.all(x[:-1] >= x[1:]))
    if len(x) <= 2 * buckets + 2 or turns or not np.isfinite(x).all() or x[0] == x[-1]:
        return xy
    # Scaled before subtracting, so that the span of huge values doesn't overflow.
    span = x[-1] / buckets - x[0] / buckets
    bucket = np.minimum(((x / buckets - x[0] / buckets) / span * buckets).astype(np.intp), buckets - 1)
    opens = np.diff(bucket, prepend=-1) > 0
    starts, rank = np.flatnonzero(opens), np.cumsum(opens) - 1
    drawn = np.isfinite(y)
    low, high = np.where(drawn, y, np.inf), np.where(drawn, y, -np.inf)
    keep = np.zeros(len(x), dtype=bool)
    keep[[0, -1]] = True
    keep[_first_in_each(rank, low == np.minimum.reduceat(low, starts)[rank])] = True
    keep[_first_in_each(rank, high == np.maximum.reduceat(high, starts)[rank])] = True
    return xy[keep]


def _first_in_each(rank: NDArray[np.intp], chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Index of the first chosen row of each rank; `rank` is sorted."""
    rows = np.flatnonzero(chosen)
    return rows[np.diff(rank[rows], prepend=-1) > 0]


def _pairs(xy: ArrayLike) -> NDArray[np.float64]:
    array = np.ascontiguousarray(xy, dtype=np.float64)
    if array.size == 0:
        array = array.reshape(0, 2)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(f"coordinates must have the shape (n, 2), not {array.shape}")
    return array


def _check_vertices(array: NDArray[np.float64]) -> None:
    if len(array) > MAX_VERTICES:
        raise ValueError(f"a path has at most {MAX_VERTICES:,} vertices, not {len(array):,}: thin it first")


def _tone(tone: str) -> str:
    if tone not in TONES:
        raise ValueError(f"tone must be one of {', '.join(TONES)}, not {tone!r}")
    return tone
