"""Quiz and exercises of the lesson. Every answer is checked by running the engine, not from a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ai_playground.lesson.tasks import Answer, Exercise, Question
from ai_playground.lesson.text import counted
from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import Snapshot, descend
from ai_playground.regression.exact import minimiser
from ai_playground.regression.experiments import LECTURE
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import theory


def _slope(last: Snapshot) -> float:
    return float(last.coefficients[1])


def _fall(runs: Sequence[Snapshot]) -> float:
    """By which share the slope of the second run lies below the first's."""
    return 1.0 - _slope(runs[1]) / _slope(runs[0])


def _stable_rates() -> tuple[float, float]:
    """Largest stable rates on the raw fires and on the standardised ones."""
    both = (LECTURE, LECTURE.changed(standardize=True))
    raw, scaled = (theory(load_points(settings), settings).stable_rate for settings in both)
    return raw, scaled


QUESTIONS: tuple[Question[Snapshot], ...] = (
    Question(
        "ten_times_the_epochs",
        "Ten times as many epochs at the lecture's rate, one point at a time. The slope will",
        (Answer("reach the exact 1.313"), Answer("settle near 1.62 and stay there"), Answer("run away")),
        ({"epochs": 1000},),
        lambda runs: 1 if abs(_slope(runs[0]) - 1.62) < 0.01 else 0,
        lambda runs: (
            f"It settles at {_slope(runs[0]):.3f} and stays. Each point pulls the line its own way, and the "
            "last points of a pass always have the last word. A smaller or shrinking rate, or all points at "
            "once, mends it."
        ),
    ),
    Question(
        "leave_out",
        "Leave out one point of the 42, the one at 39.7 fires and 147 thefts. The exact slope",
        (Answer("hardly changes"), Answer("falls by about a tenth"), Answer("falls by about a half")),
        ({"method": "exact"}, {"method": "exact", "leave_out_outlier": True}),
        lambda runs: 2 if _fall(runs) > 0.4 else 1,
        lambda runs: (
            f"From {_slope(runs[0]):.3f} to {_slope(runs[1]):.3f}: minus {_fall(runs):.0%}. A squared error "
            "gives a point that is 80 thefts off as much say as 64 points that are 10 off."
        ),
    ),
    Question(
        "standardise",
        "Standardise the fires: subtract the mean, divide by the spread. The largest stable rate",
        (Answer("grows more than a hundredfold"), Answer("stays the same"), Answer("shrinks")),
        (),
        lambda _runs: 0 if _stable_rates()[1] / _stable_rates()[0] > 100 else 1,
        lambda _runs: (
            f"From {_stable_rates()[0]:.5f} to {_stable_rates()[1]:.3f}. The largest stable rate is 2 over "
            "the largest curvature of the surface. Along the slope that is twice the mean of fires squared: "
            "about 500 raw, 2 standardised."
        ),
    ),
)


def run_for(changes: Mapping[str, Any]) -> Snapshot:
    """The end of the run that a question asks for."""
    settings = LECTURE.changed(**changes)
    *_, last = descend(load_points(settings), settings)
    return last


PLAIN_BATCH = ("batch", "plain", "squared", "constant")


def _largest_rate(points: Points, settings: RegressionSettings, last: Snapshot) -> tuple[bool, str]:
    if (settings.method, settings.optimizer, settings.loss, settings.schedule) != PLAIN_BATCH:
        return False, "Update after all points: plain gradient, constant rate, squared loss. Then run again."
    if settings.epochs < 100:
        return False, "Let it run for at least 100 epochs, or it can't show that it converges."
    limit = theory(points, settings).stable_rate
    share = settings.learning_rate / limit
    if share >= 1.0 or last.ended == "diverged":
        return False, f"{settings.learning_rate:g} is past the edge: each step overshoots by more."
    if share < 0.95:
        return (
            False,
            f"It converges, but {settings.learning_rate:g} is only {share:.0%} of the largest stable rate.",
        )
    return True, f"{settings.learning_rate:g} is {share:.1%} of 2/λmax = {limit:.6f}."


def _quick(points: Points, settings: RegressionSettings, last: Snapshot) -> tuple[bool, str]:
    if settings.method == "exact":
        return False, "The formula needs no updates at all. Do it by descent."
    if settings.loss != "squared" or settings.curve != "line":
        return False, "Keep the straight line and the squared loss, so that there is one slope to hit."
    if settings.start != LECTURE.start:
        return False, "Start from zero: a start next to the answer is no descent."
    off = abs(float(last.coefficients[1] - minimiser(points, settings)[1]))
    if off > 0.001:
        return False, f"The slope is still {off:.4f} off. A round surface helps: standardise the inputs."
    if last.updates > 200:
        return False, f"Near enough, {off:.5f} off, but after {counted(last.updates, 'update')}. 200 will do."
    return True, f"{off:.6f} off after {counted(last.updates, 'update')}."


def _robust(_points: Points, settings: RegressionSettings, last: Snapshot) -> tuple[bool, str]:
    if settings.leave_out_outlier or settings.data != "fire_theft":
        return False, "Keep all 42 points of the fire and theft data: the loss has to do the work."
    if settings.curve != "line":
        return False, "Keep the straight line: a parabola has no single slope."
    if settings.loss == "squared" or settings.start != LECTURE.start:
        return False, "Start from zero, and let a loss other than the squared one do the work."
    reference_settings = settings.changed(leave_out_outlier=True, loss="squared")
    target = float(minimiser(load_points(reference_settings), reference_settings)[1])
    off = abs(float(last.coefficients[1]) - target)
    slope = f"{last.coefficients[1]:.3f}"
    if off > 0.1:
        return False, f"Your slope is {slope}; without the outlier it is {target:.3f}. Try another loss."
    return True, f"{slope}, against {target:.3f} with the outlier taken out by hand."


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        "largest_rate",
        "Find the largest rate that still converges",
        "Full batch, plain descent. Within 5 % of the edge counts: 2 over the largest eigenvalue.",
        _largest_rate,
    ),
    Exercise(
        "quick",
        "Hit the exact slope to 0.001 in at most 200 updates",
        "Any method of descent, any optimizer.",
        _quick,
    ),
    Exercise(
        "robust",
        "Tame the outlier without deleting it",
        "Get within 0.1 of the slope that the other 41 points have, with all 42 in.",
        _robust,
    ),
)
