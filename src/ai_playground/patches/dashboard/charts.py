"""Axes, layers and captions of the training's charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from ai_playground.lesson.text import rounded
from ai_playground.patches.cues import CHANCE
from ai_playground.patches.run_figures import ALWAYS_SURE, knows_nothing
from ai_playground.patches.study_exam import Moment
from ai_playground.patches.study_settings import StudySettings
from ai_playground.ui.layers import Layer, Tone, line, rule

Curve = tuple[str, Tone, Callable[[Moment], float]]


def losses(history: Sequence[Moment], settings: StudySettings) -> dict[str, Any]:
    """Traits of the chart of losses; what a network has none of isn't drawn.

    Args:
        history: Of the run.
        settings: Of the run; its flaws decide how large the loss of one that knows nothing is.
    """
    names: tuple[tuple[str, Tone], ...] = (
        ("cells", "now"),
        ("rectangle", "reference"),
        ("cropped or not", "truth"),
    )
    curves = [(label, tone, partial(_loss, place)) for place, (label, tone) in enumerate(names)]
    if settings.network == "thumbnail":
        return _traits(history, curves, "loss", [])
    nothing = knows_nothing(settings)
    return _traits(history, curves, "loss", [rule("y", nothing, "knows nothing")], at_least=1.1 * nothing)


def shares(history: Sequence[Moment], before: Sequence[Moment]) -> dict[str, Any]:
    """Traits of the chart of patches that were put right, with the run before in grey."""
    curves: list[Curve] = [
        ("learned from", "reference", lambda each: 100 * each.trained),
        ("held out", "now", lambda each: 100 * each.held_out),
    ]
    earlier = _line(before, "before", "before", lambda each: 100 * each.held_out)
    below = [rule("y", 100 * CHANCE, "chance"), *earlier]
    without = "A thumbnail has no patches to put into cells."
    return _traits(history, curves, "%", below, before, at_least=400 * CHANCE, without=without)


def spreads(history: Sequence[Moment], before: Sequence[Moment]) -> dict[str, Any]:
    """Traits of the chart of how much answers differ, with the run before in grey."""
    curves: list[Curve] = [("spread", "now", lambda each: each.spread)]
    earlier = _line(before, "before", "before", lambda each: each.spread)
    sure = [rule("y", ALWAYS_SURE, "always sure")] if _of_patches(history) else []
    below = [*sure, *earlier]
    return _traits(history, curves, "standard deviation", below, before, at_least=ALWAYS_SURE)


def rectangles(history: Sequence[Moment]) -> dict[str, Any]:
    """Traits of the chart of rectangles: overlap and error of the factor, beside the best constant answer."""
    curves: list[Curve] = [
        ("overlap", "now", lambda each: 100 * each.overlap),
        ("factor off", "reference", lambda each: 100 * each.factor_error),
    ]
    rules: list[Layer] = []
    if history and np.isfinite(history[-1].overlap):
        rules = [
            rule("y", 100 * history[-1].constant_overlap, "best constant, overlap"),
            rule("y", 100 * history[-1].constant_factor_error, "best constant, factor"),
        ]
    without = "The network for patches names no rectangle. The other two do."
    return _traits(history, curves, "%", rules, at_least=100.0, without=without)


def _traits(
    history: Sequence[Moment],
    curves: Sequence[Curve],
    label: str,
    below: Sequence[Layer],
    before: Sequence[Moment] = (),
    at_least: float = 0.0,
    without: str = "",
) -> dict[str, Any]:
    known = [
        (name, tone, value)
        for name, tone, value in curves
        if any(np.isfinite(value(each)) for each in history)
    ]
    values = [value(each) for _, _, value in known for each in history]
    top = max((value for value in values if np.isfinite(value)), default=1.0)
    steps = next((run[-1].steps for run in (history, before) if run), 1)
    caption = [
        [f"{name} {rounded(value(history[-1]), 2)}", tone]
        for name, tone, value in known
        if np.isfinite(value(history[-1]))
    ]
    return {
        "x_axis": {"label": "step", "log": False, "domain": [0, steps]},
        "y_axis": {"label": label, "log": False, "domain": [0, max(1.1 * top, at_least) or 1.0]},
        "layers": [
            *below,
            *(layer for name, tone, value in known for layer in _line(history, name, tone, value)),
        ],
        "caption": caption if caption or not history else [[without, "before"]],
    }


def _loss(place: int, moment: Moment) -> float:
    """A moment's loss in this place of `study_exam.LOSSES`; NaN where its network has none of it."""
    return float(moment.losses[place])


def _line(history: Sequence[Moment], name: str, tone: Tone, value: Callable[[Moment], float]) -> list[Layer]:
    points = [(each.step, value(each)) for each in history if np.isfinite(value(each))]
    return [line(points, tone, name, width=1.2 if tone == "before" else 1.8)] if len(points) > 1 else []


def _of_patches(history: Sequence[Moment]) -> bool:
    return bool(history) and bool(np.isnan(history[-1].overlap))
