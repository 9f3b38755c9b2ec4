"""What the page's charts show of a run: the terms of the loss, and how far each layer is from the style."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ai_playground.lesson.text import rounded
from ai_playground.style.transfer import Snapshot
from ai_playground.ui import layers
from ai_playground.ui.layers import Layer, Tone

# No chart goes lower than this share of its highest value: a term that is 0 has no place on a log axis.
FLOOR = 1e-4
TERMS: tuple[tuple[str, Tone], ...] = (
    ("content", "reference"),
    ("style", "truth"),
    ("total variation", "mute"),
)


def loss_axes(history: Sequence[Snapshot]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Steps across; up the weighted terms, logarithmic."""
    values = [value for snapshot in history for value in (snapshot.loss, *snapshot.weighted)]
    return _axes(history, values, "weighted loss")


def loss_layers(history: Sequence[Snapshot], marks: Sequence[tuple[int, str]]) -> list[Layer]:
    """The loss and its three terms, with rules where the size or a weight changed."""
    if not history:
        return []
    floor = loss_axes(history)[1]["domain"][0]
    drawn = _rules(history, marks)
    for number, (name, tone) in enumerate(TERMS):
        points = [(snapshot.step, max(snapshot.weighted[number], floor)) for snapshot in history]
        if any(snapshot.weighted[number] > floor for snapshot in history):
            drawn.append(layers.line(points, tone, name, width=1.5))
    return [*drawn, layers.line([(each.step, each.loss) for each in history], "now", "loss")]


def depth_axes(history: Sequence[Snapshot]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Steps across; up the relative error of each layer's Gram matrix, logarithmic."""
    values = [value for snapshot in history for value in style_errors(snapshot)]
    return _axes(history, values, "relative error")


def depth_layers(history: Sequence[Snapshot]) -> list[Layer]:
    """One line for each style layer: the deeper, the further on in the row of tones, and the thicker."""
    if not history:
        return []
    floor = depth_axes(history)[1]["domain"][0]
    errors = [style_errors(snapshot) for snapshot in history]
    names = list(history[-1].layers.style)
    return [
        layers.line(
            [(snapshot.step, max(row[number], floor)) for snapshot, row in zip(history, errors, strict=True)],
            layers.ROW[number * len(layers.ROW) // len(names)],
            short(name),
            width=1.0 + 1.5 * (number + 1) / len(names),
        )
        for number, name in enumerate(names)
    ]


def style_errors(snapshot: Snapshot) -> list[float]:
    """Relative error of each style layer, the styles averaged by their shares."""
    return [float(np.dot(snapshot.layers.blend, column)) for column in zip(*snapshot.style, strict=True)]


def captions(shown: Snapshot | None) -> list[list[list[str]]]:
    """Last values above each chart."""
    if shown is None:
        return [[], []]
    terms = [("loss", "now", shown.loss)]
    terms += [(name, tone, value) for (name, tone), value in zip(TERMS, shown.weighted, strict=True)]
    return [[[f"{name} {rounded(value)}", tone] for name, tone, value in terms], []]


def short(layer: str) -> str:
    """A layer's name as the papers have it: block4_conv2 becomes 4_2."""
    return layer.removeprefix("block").replace("_conv", "_") if layer.startswith("block") else layer


def _axes(
    history: Sequence[Snapshot], values: Sequence[float], label: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    steps = history[-1].steps if history else 1
    top = max((value for value in values if math.isfinite(value)), default=1.0) or 1.0
    low = min((value for value in values if value > top * FLOOR), default=top / 10)
    up = {"label": label, "log": True, "domain": [low / 1.3, top * 1.3]}
    return {"label": "step", "log": False, "domain": [0, max(steps, 1)]}, up


def _rules(history: Sequence[Snapshot], marks: Sequence[tuple[int, str]]) -> list[Layer]:
    rules = [
        layers.rule("x", now.step, f"{now.size} px", "mute")
        for before, now in itertools.pairwise(history)
        if now.size != before.size
    ]
    return [*rules, *(layers.rule("x", step, note, "now") for step, note in marks)]
