"""What the page says beside the knobs: limits from theory, knobs without effect, what a run will cost."""

from __future__ import annotations

import math
from typing import Any

from ai_playground.lesson.text import about, counted, floored, rounded
from ai_playground.regression.data import Points
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import Theory
from ai_playground.settings import describe

# Knobs in these groups act on a descent; without one they do nothing, but for two of them.
DESCENT_GROUPS = ("Descent", "Start and stop")
NOT_OF_DESCENT = ("method", "seed")
(LEAST_RATE,) = (knob.minimum or 0.0 for knob in describe(RegressionSettings) if knob.name == "learning_rate")
ALIKE = 0.1
"""Rates that differ by less than this share are as good as the same for whoever looks for one of them."""


def updates_of(points: Points, settings: RegressionSettings) -> int:
    """How many updates a run of all its epochs makes."""
    per_epoch = {
        "sgd": len(points),
        "minibatch": math.ceil(len(points) / settings.batch_size),
        "batch": 1,
        "exact": 0,
    }
    return settings.epochs * per_epoch[settings.method]


def cost_of(updates: int, updates_per_second: float) -> str:
    """What a run will cost, in a sentence, from the speed of an earlier run (0 if there was none)."""
    duration = f", {about(updates / updates_per_second)} at full speed" if updates_per_second else ""
    return f"{counted(updates, 'update')}{duration}. Press Run."


def notes_for(
    theory: Theory, settings: RegressionSettings, *, told: bool, few_told: bool
) -> dict[str, dict[str, Any]]:
    """Lines that stand under a knob in place of its help, with a value to set where theory names one.

    Args:
        theory: Of the points under these settings.
        settings: The knobs.
        told: Whether the largest rate, all points at once, may be said, as the page asks for it. Before,
            one of fewer points that is about the same isn't, either.
        few_told: Whether that of fewer points at a time may be said: see `asked_by`.
    """
    if settings.loss != "squared" or settings.optimizer != "plain" or settings.method == "exact":
        return {}
    if settings.schedule != "constant":
        return {}  # a rate that falls may begin above the limit
    size = {"sgd": 1, "minibatch": settings.batch_size}.get(settings.method, len(theory.y))
    if size < len(theory.y):
        if settings.shuffle:
            return {"learning_rate": {"text": "No limit is computed for ever new orders.", "action": None}}
        limit = theory.stable_rate_of(size)
        if not few_told or (not told and abs(limit / theory.stable_rate - 1) < ALIKE):
            return {}
        others = f" (all points at once: {_limit(theory.stable_rate)})" if told else ""
        points = "one point" if size == 1 else counted(size, "point")
        text = f"Stable below {_limit(limit)}, {points} at a time in the order of the data{others}."
        return {"learning_rate": {"text": text, "action": None}}
    if not told:
        return {}
    # Where the axes differ much, the best rate is so near to the limit that few digits don't tell them apart.
    for digits in range(4, 12):
        limit, best = floored(theory.stable_rate, digits), floored(theory.optimal_rate, digits)
        if best < limit:
            break
    text = f"Stable below {rounded(limit, digits)}, all points at once."
    if best < LEAST_RATE:
        return {"learning_rate": {"text": f"{text} The best is less than this knob has.", "action": None}}
    return {"learning_rate": {"text": text, "action": "Set to the best", "value": best}}


def _limit(rate: float) -> str:
    """As it may be said: what lies below this lies below the limit."""
    return rounded(floored(rate, 3))


def asked_by(settings: RegressionSettings) -> str:
    """The question that the largest rate of a few points at a time would answer.

    At the lecture's it tells that more epochs don't run away; on standardised x that such rates grow.
    """
    return "standardise" if settings.standardize else "ten_times_the_epochs"


def untold_rates(*, told: bool, few_told: bool, end_told: bool) -> frozenset[str]:
    """Names in the result's `theory` that the page still asks for.

    Args:
        told: Whether the largest rate, all points at once, may be said. It follows from the best one, and
            that of one point at a time may be about the same.
        few_told: Whether that of one point at a time may be said.
        end_told: Whether it may be said where a run settles.
    """
    asked = {
        "stable_rate": told,
        "optimal_rate": told,
        "sgd_stable_rate": told and few_told,
        "sgd_limit": end_told,
    }
    return frozenset(name for name, may_be_said in asked.items() if not may_be_said)


def disabled_knobs(settings: RegressionSettings) -> dict[str, str]:
    """Knobs that do nothing under these settings, and why."""
    reasons: dict[str, str] = {}
    if settings.data != "fire_theft":
        reasons["leave_out_outlier"] = "Only fire and theft has this point"
    if settings.data in ("fire_theft", "own"):
        reasons |= dict.fromkeys(("points", "noise"), "Only for generated points")
        if not settings.shuffle or settings.method in ("batch", "exact"):
            reasons["seed"] = "Only for generated points and shuffled orders"
    if settings.loss != "huber":
        reasons["huber_delta"] = "Only for the Huber loss"
    if settings.curve != "parabola":
        reasons["start_curvature"] = "Only for the parabola"
    if settings.method == "exact":
        knobs = (knob for knob in describe(RegressionSettings) if knob.group in DESCENT_GROUPS)
        of_descent = [knob.name for knob in knobs if knob.name not in NOT_OF_DESCENT]
        return reasons | dict.fromkeys(of_descent, "The formula needs no descent")
    if settings.method != "minibatch":
        reasons["batch_size"] = "Only for a few points at a time"
    if settings.optimizer not in ("momentum", "nesterov"):
        reasons["momentum"] = "Only for the two momentum rules"
    if settings.schedule not in ("inverse_time", "exponential"):
        reasons["decay"] = "Only for the 1 / time and exponential schedules"
    if settings.method == "batch":
        reasons["shuffle"] = "An update after all points knows no order"
    return reasons
