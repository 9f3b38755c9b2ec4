"""From points, runs and theory to the layers of the lesson's three charts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.lesson.text import counted, rounded
from ai_playground.regression.dashboard.directions import axes_layers, parts_layers
from ai_playground.regression.dashboard.problem import Curve, Problem
from ai_playground.regression.data import FIRE_THEFT_OUTLIER
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.engines import NAMES, steps_of
from ai_playground.regression.losses import mean_loss
from ai_playground.regression.result import ROUNDING
from ai_playground.regression.settings import LOSS_LABELS, RegressionSettings
from ai_playground.regression.theory import shown_axes
from ai_playground.ui.layers import Layer, Tone, line, marker, points, rule

FloatArray = NDArray[np.float64]
Caption = list[list[str]]
Axis = dict[str, Any]
Told = Callable[[str], bool]
"""Whether what answers the question of this name may be shown."""

CURVE_SAMPLES = 120
PATHS = (
    "The thick line joins where the run stood after each epoch. The thin one goes through every single "
    "update of two epochs, the first and the newest."
)
# A parabola has three coefficients, and its surface shows two of them.
OF_LINES = (
    "Condition number: how many times more the surface curves along its steep axis than along its flat one. "
    "The axes are at right angles, and look so where a unit is as long up as across."
)
OF_PARABOLAS = (
    "Condition number: how many times more the loss, over all three coefficients, curves along its steepest "
    "axis than along its flattest. That of this surface is smaller."
)
BEST_INTERCEPT = "The surface has the best intercept at each place, not the run's."


def data_axes(problem: Problem) -> tuple[Axis, Axis]:
    """Axes of the scatter chart: all points, the one left out too, and zero where it is near."""
    data = problem.data
    extra = [FIRE_THEFT_OUTLIER] if _leaves_out(problem.settings) else []
    x = np.append(data.x, [point[0] for point in extra])
    y = np.append(data.y, [point[1] for point in extra])
    return _axis(data.x_label, x), _axis(data.y_label, y)


def _leaves_out(settings: RegressionSettings) -> bool:
    return settings.data == "fire_theft" and settings.leave_out_outlier


def data_layers(
    problem: Problem, shown: Snapshot | None, before: Curve | None, x_domain: Sequence[float]
) -> list[Layer]:
    """The points, the exact curve, the run's curve and the one before it."""
    x = np.linspace(x_domain[0], x_domain[1], CURVE_SAMPLES if problem.settings.degree == 2 else 2)
    layers = [points(np.column_stack([problem.data.x, problem.data.y]), name=problem.data.title)]
    if before is not None:
        layers.append(_curve(x, before.coefficients, "before", "before", width=1.5))
    layers.append(_curve(x, problem.exact, "reference", f"exact {headline(problem.exact)[1]}", dash=True))
    if shown is not None:
        label = f"{way(problem)} {headline(shown.coefficients)[1]}"
        layers.append(_curve(x, shown.coefficients, "now", label, width=3.0))
    if _leaves_out(problem.settings):
        layers.append(marker(*FIRE_THEFT_OUTLIER, "left out", "mute"))
    return layers


def surface_axes(problem: Problem) -> tuple[Axis, Axis]:
    """Axes of the loss surface, named after the coordinates in which descent works."""
    suffix = ", x standardised" if problem.settings.standardize else ""
    across, up = ("slope", "intercept") if problem.settings.degree == 1 else ("slope at zero", "curvature")
    return (
        {"label": across + suffix, "domain": list(problem.window[0])},
        {"label": up + suffix, "domain": list(problem.window[1])},
    )


def surface_hint(problem: Problem) -> str:
    """What the loss surface shows, in words."""
    straight = problem.settings.curve == "line"
    said = [PATHS] if straight else [PATHS, BEST_INTERCEPT]
    if problem.settings.loss == "squared":
        said.append(OF_LINES if straight else OF_PARABOLAS)
    return " ".join(said)


def surface_layers(problem: Problem, history: Sequence[Snapshot], told: Told) -> list[Layer]:
    """The minimum, and the path the run took; the lines of equal loss are the backdrop."""
    layers: list[Layer] = axes_layers(problem)
    columns = list(shown_axes(problem.settings))
    if history:
        stands, updates = path_of(history)
        layers.append(line(updates[:, columns], "now", width=1.0, opacity=0.45))
        layers.append(line(stands[:, columns], "now", width=2.5))
        layers.append(_marker(stands[-1, columns], way(problem), "now"))
    if (limit := problem.settles_at) is not None and told("ten_times_the_epochs"):
        layers.append(_marker(limit[columns], "settles here", "mute"))
    layers.append(_marker(problem.coordinates.to_internal(problem.exact)[columns], "minimum", "reference"))
    return layers


def path_of(history: Sequence[Snapshot]) -> tuple[FloatArray, FloatArray]:
    """The path through parameter space, internal coordinates: from epoch to epoch, and inside two of them.

    Returns the stand after each kept epoch, and the updates of the first and of the newest epoch, with a
    gap (NaN) between: all updates of all epochs would be one solid patch.
    """
    stands = np.array([snapshot.internal for snapshot in history])
    first = np.concatenate([stands[:1], history[min(1, len(history) - 1)].path])
    newest = np.concatenate([stands[-2:-1], history[-1].path])
    gap = np.full((1, stands.shape[1]), np.nan)
    return stands, np.concatenate([first, gap, newest])


def loss_title(settings: RegressionSettings) -> str:
    """What the loss chart is called: what is minimised, from the smallest there is on."""
    return f"{LOSS_LABELS[settings.loss]} above its minimum"


def loss_axes(problem: Problem, curves: Sequence[Curve], unit: str = "epoch") -> tuple[Axis, Axis]:
    """Axes of the loss chart: epochs asked for, and whole decades of excess loss."""
    excess = np.concatenate([curve.excess for curve in curves]) if curves else np.array([problem.exact_loss])
    excess = excess[np.isfinite(excess)]
    top = 10.0 ** np.ceil(np.log10(excess.max()) + 0.05)
    bottom = min(10.0 ** np.floor(np.log10(excess.min())), top / 1000.0)
    epochs = max([float(problem.settings.epochs), *(float(curve.epochs[-1]) for curve in curves)])
    if problem.settings.method == "exact":
        epochs = max([1.0, *(float(curve.epochs[-1]) for curve in curves)])
    return (
        {"label": unit, "domain": [0.0, epochs]},
        {"label": "excess loss", "log": True, "domain": [float(bottom), float(top)]},
    )


def loss_layers(
    problem: Problem,
    now: Curve | None,
    before: Sequence[Curve],
    marks: Sequence[tuple[int, str]],
    history: Sequence[Snapshot],
    told: Told,
) -> list[Layer]:
    """Excess loss over epochs: earlier runs grey, this run orange, changes in mid-run as rules.

    Of a run on all points its parts along the surface's axes, too; what foretells where a run ends, or how
    its parts shrink, once the question of it is answered.
    """
    layers = [
        line(np.column_stack([curve.epochs, curve.excess]), "before", curve.label, width=1.5)
        for curve in before
    ]
    limit = problem.settles_at
    if limit is not None and told("ten_times_the_epochs"):
        level = problem.excess(mean_loss(problem.data, problem.settings, limit, problem.coordinates))
        layers.append(rule("y", level, "theory: settles here", "mute"))
    layers += [rule("x", float(epoch), note, "mute") for epoch, note in marks]
    layers += parts_layers(problem, history, law=told("standardise") and not marks)
    if now is not None:
        layers.append(line(np.column_stack([now.epochs, now.excess]), "now", "this run"))
    return layers


def captions(
    problem: Problem, shown: Snapshot | None, before: Curve | None
) -> tuple[Caption, Caption, Caption]:
    """Newest values above each chart, in the tones of what they belong to."""
    data: Caption = []
    surface: Caption = []
    if shown is not None and shown.ended == "diverged":
        surface.append([f"diverged after {counted(shown.updates, 'update')}", "now"])
    elif problem.settings.loss == "squared":
        number = problem.theory.condition_number
        surface.append(
            [f"condition number {number:,.0f}" if number < 1e6 else f"condition number {number:.1e}", "mute"]
        )
    loss: Caption = []
    if shown is not None:
        data.append([" ".join(headline(shown.coefficients)), "now"])
        loss.append([f"this run {rounded(problem.excess(shown.loss), 4)}", "now"])
    if before is not None:
        loss.append([f"run before {rounded(before.excess[-1], 4)}", "before"])
    return data, surface, loss


def descriptions(problem: Problem, shown: Snapshot | None) -> tuple[str, str, str]:
    """Each chart in a sentence, for those who can't see it."""
    points_text = (
        f"{len(problem.data)} points of {problem.data.title} with the exact fit, {_formula(problem.exact)}"
    )
    if shown is None:
        return points_text, "Loss surface with its minimum.", "No run yet."
    one, several = steps_of(problem.engine)
    steps = f"{shown.epoch:,} {one if shown.epoch == 1 else several}"
    return (
        f"{points_text}, and the run's fit, {_formula(shown.coefficients)}.",
        f"Loss surface with its minimum and the path of {counted(shown.updates, 'update')}.",
        f"Excess loss over {steps}, now {rounded(problem.excess(shown.loss), 4)}.",
    )


def way(problem: Problem) -> str:
    """How the run on the page gets to its curve, in a word."""
    by_formula = problem.engine == "descent" and problem.settings.method == "exact"
    return "formula" if by_formula else NAMES[problem.engine]


def headline(coefficients: FloatArray) -> tuple[str, str]:
    """Name and value of the coefficient that tells curves apart: the slope, or the curvature."""
    return ("slope" if len(coefficients) == 2 else "curvature"), _number(float(coefficients[-1]))


def _formula(coefficients: FloatArray) -> str:
    intercept, slope, *curvature = (float(value) for value in coefficients)
    bent = f" {_signed(curvature[0])}x²" if curvature else ""
    return f"y = {_number(intercept)} {_signed(slope)}x{bent}"


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {_number(abs(value))}"


def _marker(place: FloatArray, label: str, tone: Tone) -> Layer:
    return marker(float(place[0]), float(place[1]), label, tone)


def _curve(
    x: FloatArray, coefficients: FloatArray, tone: Tone, label: str, *, dash: bool = False, width: float = 2.5
) -> Layer:
    y = np.polyval(coefficients[::-1], x)
    return line(np.column_stack([x, y]), tone, label, dash=dash, width=width)


def _axis(label: str, values: FloatArray) -> Axis:
    low, high = float(values.min()), float(values.max())
    span = high - low or max(abs(high), 1.0)
    starts_at_zero = 0.0 <= low < 0.5 * span
    return {"label": label, "domain": [0.0 if starts_at_zero else low - 0.06 * span, high + 0.06 * span]}


def _number(value: float) -> str:
    if ROUNDING < abs(value) < 0.1:
        digits = rounded(value)
    else:
        digits = f"{value:.3f}" if abs(value) < 1000 else f"{value:.2e}"
    return digits.replace("-", "−")
