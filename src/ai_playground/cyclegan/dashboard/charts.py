"""What the charts show of a training: the report's four losses, what came back, how far from paintings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ai_playground.cyclegan.step import LOSSES
from ai_playground.cyclegan.study import Moment
from ai_playground.lesson.text import rounded
from ai_playground.ui.layers import Layer, Tone, line, rule

FOUR: Mapping[str, tuple[str, Tone]] = {
    "painter": ("Monet generator", "now"),
    "photographer": ("photo generator", "reference"),
    "judge_painting": ("Monet discriminator", "truth"),
    "judge_photo": ("photo discriminator", "before"),
}
"""The four that the report prints at every step, by its names for them."""
KEPT_TERMS: Mapping[str, tuple[str, Tone]] = {
    "cycle_photo": ("cycle, photo", "now"),
    "cycle_painting": ("cycle, painting", "reference"),
    "identity_photo": ("identity, photo", "truth"),
    "identity_painting": ("identity, painting", "before"),
}


def axes(
    history: Sequence[Moment], values: Sequence[float], label: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Steps across; up from 0 to the highest value."""
    steps = history[-1].steps if history else 1
    top = max((value for value in values if np.isfinite(value)), default=1.0) or 1.0
    across = {"label": "step", "log": False, "domain": [0, max(steps, 1)]}
    return across, {"label": label, "log": False, "domain": [0, 1.1 * top]}


def losses(
    history: Sequence[Moment], shown: Mapping[str, tuple[str, Tone]], unit: str = "loss"
) -> dict[str, Any]:
    """Traits of a chart of some of `step.LOSSES`, with `unit` beside its values."""
    columns = {name: [float(each.losses[LOSSES.index(name)]) for each in history] for name in shown}
    across, up = axes(history, [value for column in columns.values() for value in column], unit)
    steps = [each.step for each in history]
    # A run begins, and goes on, with a moment that has no losses: that makes no gap.
    known = {name: np.isfinite(column) for name, column in columns.items()}
    layers: list[Layer] = [
        line(np.column_stack([steps, columns[name]])[known[name]], label=label, tone=tone, width=1.8)
        for name, (label, tone) in shown.items()
        if known[name].sum() > 1
    ]
    caption = [
        [f"{label} {rounded(columns[name][-1])}", tone]
        for name, (label, tone) in shown.items()
        if history and np.isfinite(columns[name][-1])
    ]
    return {"x_axis": across, "y_axis": up, "layers": layers, "caption": caption}


def distances(
    history: Sequence[Moment], untouched: float, alike: float, before: Sequence[Moment], told: bool
) -> dict[str, Any]:
    """Traits of the chart of the distance from the paintings, with the run before in grey.

    `told` says whether the least that can be had may be shown.
    """
    values = [each.distance for each in (*history, *before)] + [untouched]
    across, up = axes(history or before, values, "Frechet distance, VGG features")
    layers: list[Layer] = [rule("y", untouched, "photos as they are")] if np.isfinite(untouched) else []
    if told and np.isfinite(alike):
        layers.append(rule("y", alike, "paintings, other squares", tone="truth"))
    if len(before) > 1:
        layers.append(line([(each.step, each.distance) for each in before], "before", "before", width=1.2))
    if len(history) > 1:
        layers.append(line([(each.step, each.distance) for each in history], "now", "painted photos"))
    caption = [[f"painted photos {rounded(history[-1].distance)}", "now"]] if history else []
    return {"x_axis": across, "y_axis": up, "layers": layers, "caption": caption}
