"""What the charts show of the loss surface's axes: where they lie, and how the error along each shrinks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ai_playground.regression.axes import Axes
from ai_playground.regression.dashboard.problem import Problem
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import shown_axes
from ai_playground.ui.layers import Layer, Tone, line

Names = tuple[tuple[str, Tone], ...]

# From the flattest axis to the steepest; on a round surface the coefficients are as good axes as any.
APART: Names = (("flat axis", "row5"), ("steep axis", "row2"))
ALIKE: Names = (("intercept axis", "row5"), ("slope axis", "row2"))
LAW_SAMPLES = 200


def axes_layers(problem: Problem) -> list[Layer]:
    """The axes through the minimum, from edge to edge of the part of the surface that is shown."""
    if problem.axes is None:
        return []
    columns = list(shown_axes(problem.settings))
    centre = problem.axes.minimum[columns]
    room = np.array([min(centre[i] - low, high - centre[i]) for i, (low, high) in enumerate(problem.window)])
    layers = []
    for (name, tone), direction in zip(_names(problem.axes), problem.axes.directions[columns].T, strict=True):
        with np.errstate(divide="ignore"):
            reach = float((room / np.abs(direction)).min())
        ends = centre + np.outer([-reach, reach], direction)
        layers.append(line(ends, tone, name, dash=True, width=1.0))
    return layers


def parts_layers(problem: Problem, history: Sequence[Snapshot], *, law: bool) -> list[Layer]:
    """The parts of a run's excess loss along the axes, which add up to it, for a run on all points.

    With `law` the parts that (1 - rate * curvature)^k foretells as well, dashed: of a plain run at one rate.
    """
    axes, settings = problem.axes, problem.settings
    if axes is None or settings.method != "batch" or not history:
        return []
    law = law and obeys_the_law(settings)
    epochs = np.array([snapshot.epoch for snapshot in history], dtype=np.float64)
    parts = axes.parts(axes.errors(np.array([snapshot.internal for snapshot in history])))
    layers = [
        line(np.column_stack([epochs, part]), tone, "" if law else name, width=1.5)
        for part, (name, tone) in zip(parts.T, _names(axes), strict=True)
    ]
    if law:
        steps = np.linspace(0.0, settings.epochs, min(settings.epochs, LAW_SAMPLES) + 1).round()
        foretold = axes.parts(axes.errors_after(history[0].internal, settings.learning_rate, steps))
        factors = axes.factors(settings.learning_rate)
        for part, factor, (name, tone) in zip(foretold.T, factors, _names(axes), strict=True):
            label = f"{name}: error × {_factor(factor)} a step"
            layers.append(line(np.column_stack([steps, part]), tone, label, dash=True, width=1.5))
    return layers


def obeys_the_law(settings: RegressionSettings) -> bool:
    """Whether a run on all points multiplies the error along each axis by the same factor in every step."""
    return (settings.optimizer, settings.schedule) == ("plain", "constant")


def _names(axes: Axes) -> Names:
    return ALIKE if axes.round else APART


def _factor(value: float) -> str:
    return f"{value:.4g}".replace("-", "−")
