"""What the lesson asks before it shows. Every answer is decided by the engine, not by a key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np

from ai_playground.lesson.tasks import Answer, Question
from ai_playground.lesson.text import percent, signed
from ai_playground.regression.axes import Axes
from ai_playground.regression.data import FIRE_THEFT_OUTLIER, Points, load_points
from ai_playground.regression.descent import Snapshot, descend
from ai_playground.regression.exact import leverages, minimiser
from ai_playground.regression.exercises import EXERCISES
from ai_playground.regression.experiments import LECTURE
from ai_playground.regression.theory import theory

__all__ = ["EXERCISES", "ORDERS", "QUESTIONS", "run_for"]

# Seeds of the shuffled runs.
ORDERS = tuple(range(6))
YEARS = np.arange(1990.0, 2021.0)


def run_for(changes: Mapping[str, Any]) -> Snapshot:
    """The end of the run that a question asks for."""
    settings = LECTURE.changed(**changes)
    *_, last = descend(load_points(settings), settings)
    return last


def _slopes(runs: Sequence[Snapshot]) -> list[float]:
    return [float(run.coefficients[1]) for run in runs]


def _fall(runs: Sequence[Snapshot]) -> float:
    """By which share the slope of the second run lies below the first's."""
    first, second = _slopes(runs)
    return 1.0 - second / first


@cache
def _fires() -> Points:
    return load_points(LECTURE)


@cache
def _exact_slope() -> float:
    return float(minimiser(_fires(), LECTURE)[1])


def _off(slope: Any) -> float:
    return abs(float(slope) - _exact_slope())


@cache
def _stable_rates() -> tuple[float, float]:
    """Largest stable rates of the full batch, on the raw fires and on the standardised ones."""
    both = (LECTURE, LECTURE.changed(standardize=True))
    raw, scaled = (theory(_fires(), settings).stable_rate for settings in both)
    return raw, scaled


@cache
def _outlier() -> int:
    return int(np.argmax(_fires().y))


@cache
def _moved_to_the_middle() -> tuple[float, float]:
    """Exact slopes of the other 41 points, and of all 42 with the outlier moved to the mean of their x."""
    others = _fires().without(_outlier())
    moved = _fires().moved(_outlier(), float(others.x.mean()), FIRE_THEFT_OUTLIER[1])
    first, second = (float(minimiser(points, LECTURE)[1]) for points in (others, moved))
    return first, second


@cache
def _steps_for(x: tuple[float, ...]) -> tuple[float, float]:
    """Condition number of a line over raw x, and the steps in which the whole error shrinks to a tenth.

    At the best constant rate a step of the full batch leaves (number - 1) / (number + 1) of the slowest part.
    """
    points = Points(np.array(x), np.zeros(len(x)))
    number = theory(points, LECTURE.changed(data="own")).condition_number
    return number, float(np.log(10.0) / -np.log1p(-2.0 / (number + 1.0)))


def _why_it_stops_short(run: Snapshot) -> str:
    swings = run.path[:, 1]
    before, after = swings[_outlier() - 1 : _outlier() + 1]
    return (
        f"It reaches {run.coefficients[1]:.3f} and stays. Each step follows one point, and far-out points "
        f"are overshot: the one at {FIRE_THEFT_OUTLIER[0]} fires throws the slope from {signed(before)} to "
        f"{signed(after)}, in every pass from then on. Where a pass stops decides: this one swings between "
        f"{signed(swings.min())} and {signed(swings.max())}."
    )


def _why_it_passes_by(half: Snapshot, small: Snapshot) -> str:
    axes = Axes.of(theory(_fires(), LECTURE), minimiser(_fires(), LECTURE))
    flat, steep = axes.errors(small.internal) / axes.errors(np.array(LECTURE.start))
    return (
        f"It came up from 0 and went past 1.313, to {small.coefficients[1]:.3f}. The intercept is still at "
        f"{small.coefficients[0]:.1f}, and the best line through zero is about that steep. Along the loss "
        f"surface's steep axis {percent(steep, '.1')} of the error is left, along its flat one "
        f"{percent(flat)}. Half the lecture's rate does better, {half.coefficients[1]:.3f}. Which rate is "
        "best hangs on the number of epochs; see the chart below the quiz (with more of them once the first "
        "question is answered)."
    )


def _why_it_turns(runs: Sequence[Snapshot]) -> str:
    first, second = _slopes(runs)
    lever = leverages(_fires().x)
    miss = _fires().y[_outlier()] - float(np.polyval(runs[0].coefficients[::-1], FIRE_THEFT_OUTLIER[0]))
    return (
        f"From {first:.3f} to {second:.3f}: minus {percent(_fall(runs))}. A squared error costs the square "
        f"of a miss, but pulls in proportion to it, and this point is {miss:.0f} thefts off. And it pulls at "
        f"a long lever, far from the mean of {_fires().x.mean():.1f} fires: lift it by 1, and the line "
        f"rises there by {lever[_outlier()]:.3f}, its leverage. Of all points that is {lever.mean():.3f} on "
        "average."
    )


def _why_years(_runs: Sequence[Snapshot]) -> str:
    number, steps = _steps_for(tuple(YEARS.tolist()))
    fires, fire_steps = _steps_for(tuple(_fires().x.tolist()))
    return (
        f"About {steps / 1e9:.0f} billion. The condition number, how many times more the loss curves along "
        f"its steep axis than along its flat one, is {number / 1e9:.0f} billion; for the fires it is "
        f"{fires:.0f}, and {fire_steps:.0f} steps do. Standardise the years, and one step does."
    )


QUESTIONS: tuple[Question[Snapshot], ...] = (
    Question(
        "ten_times_the_epochs",
        "In 100 epochs the lecture's descent gets to a slope of 1.718, where 1.313 is exact. Give it 1,000 "
        "epochs and change nothing else. The slope",
        (
            Answer(
                "comes to 1.313",
                "At 1.313 the pulls of all points cancel, but each single step follows one of them.",
            ),
            Answer("stops short of 1.313 and stays there"),
            Answer(
                "runs away",
                "That takes a higher rate: at this one every pass shrinks what is left of its way.",
            ),
        ),
        ({"epochs": 1000},),
        lambda runs: 2 if runs[0].ended == "diverged" else 0 if _off(_slopes(runs)[0]) < 0.1 else 1,
        lambda runs: _why_it_stops_short(runs[0]),
    ),
    Question(
        "smaller_rate",
        "Start again from zero: 100 epochs, but a hundredth of the rate, 0.00001. Compared with 1.718, the "
        "slope ends",
        (
            Answer("nearer to 1.313", "Steps so small do end nearer to it, but in many more epochs."),
            Answer("at 1.718 again", "How far a run has come depends on its rate, too."),
            Answer("further away from 1.313"),
        ),
        ({"learning_rate": 5e-4}, {"learning_rate": 1e-5}),
        lambda runs: int(np.searchsorted([-0.01, 0.01], _off(_slopes(runs)[1]) - _off(1.718))),
        lambda runs: _why_it_passes_by(*runs),
    ),
    Question(
        "new_orders",
        "The lecture's rate, 1,000 epochs, but each epoch takes the points in a new order. Six such runs, "
        "each with other orders, end with slopes",
        (
            Answer(
                "within 0.25 of 1.313, all of them",
                "New orders take away what one order does to every pass, not the swings within a pass.",
            ),
            Answer(
                "less than 0.5 apart, but not there",
                "So it would be if the rate alone kept them away. Each order pulls towards a place of its "
                "own, and the next epoch has another order.",
            ),
            Answer("more than 0.5 apart"),
        ),
        tuple({"epochs": 1000, "shuffle": True, "seed": seed} for seed in ORDERS),
        lambda runs: 2 if np.ptp(_slopes(runs)) > 0.5 else 1 if max(map(_off, _slopes(runs))) > 0.25 else 0,
        lambda runs: (
            f"From {signed(min(_slopes(runs)))} to {signed(max(_slopes(runs)))}. In ever new orders, as "
            "long as no line meets all points, descent by single points at a fixed rate never comes to rest: "
            "not even from epoch to epoch. See the chart below the quiz."
        ),
    ),
    Question(
        "fast_decay",
        "Let the rate shrink fast: by almost a tenth with every epoch (exponential, 0.1). After 1,000 epochs "
        "the slope",
        (
            Answer(
                "has come to 1.313",
                "The circles do shrink away. But so do the steps, and all that are to come add up to too "
                "little.",
            ),
            Answer("is stuck on its way"),
            Answer(
                "still circles",
                "To circle it must go on moving, and after 100 epochs the rate is a 20,000th of what it was.",
            ),
        ),
        tuple({"schedule": "exponential", "decay": 0.1, "epochs": epochs} for epochs in (100, 1000)),
        lambda runs: 0 if _off(_slopes(runs)[1]) < 0.05 else 1 if abs(_fall(runs)) < 1e-3 else 2,
        lambda runs: (
            f"After 100 epochs {_slopes(runs)[0]:.3f}, after 1,000 {_slopes(runs)[1]:.3f}: frozen, for ever. "
            "A shrinking rate gets there if all rates add up to infinity, and their squares don't (Robbins "
            "and Monro 1951). So 1 / time gets there in the end: with decay 0.01 after 20,000 epochs "
            "(1.311), with 0.1 not by then (1.402)."
        ),
    ),
    Question(
        "leave_out",
        "Leave out one point of the 42, the one at 39.7 fires and 147 thefts. The exact slope",
        (
            Answer("hardly changes", "One of 42 has a 42nd of the say only where all pull alike."),
            Answer("falls by about a tenth", "So it would, were the point 8 thefts off instead of 78."),
            Answer("falls by about a half"),
        ),
        ({"method": "exact"}, {"method": "exact", "leave_out_outlier": True}),
        lambda runs: 2 if _fall(runs) > 0.4 else 1 if _fall(runs) > 0.05 else 0,
        _why_it_turns,
    ),
    Question(
        "moved_outlier",
        "Put that point back, but at 12.03 fires, the mean of the other 41, with all of its 147 thefts. The "
        "exact slope of the 42 is",
        (
            Answer("the same as where it was", "A miss alone doesn't turn a line; it takes a lever, too."),
            Answer("in between", "It pulls harder than ever, but only upwards."),
            Answer("the same as without it"),
        ),
        (),
        lambda _runs: 2 if abs(_moved_to_the_middle()[1] - _moved_to_the_middle()[0]) < 1e-9 else 1,
        lambda _runs: (
            f"{_moved_to_the_middle()[1]:.3f} again. In the middle of the others it lifts the line as a "
            "whole and doesn't turn it: how far off a point is counts times how far out it is."
        ),
        transfers=True,
    ),
    Question(
        "standardise",
        "Standardise the fires: subtract their mean, divide by their spread. The largest rate at which "
        "descent on all points still converges",
        (
            Answer("grows"),
            Answer("stays the same", "The points stay, but a step of the slope is one in other units."),
            Answer("shrinks", "The numbers shrink, and with them the curvature. The rate may then grow."),
        ),
        tuple({"method": "batch", "learning_rate": 0.4, "standardize": each} for each in (False, True)),
        lambda _runs: int(np.searchsorted([-1.01, -0.99], -_stable_rates()[1] / _stable_rates()[0])),
        lambda _runs: (
            f"From {_stable_rates()[0]:.5f} to {_stable_rates()[1]:.3f}: it is 2/λ, where λ is the largest "
            "curvature of the loss surface. A step multiplies the error along an axis of the surface by "
            "1 − rate × curvature, and beyond 2/λ that is below −1. A run on all points now shows the "
            "factors in the chart of the loss."
        ),
    ),
    Question(
        "one_step",
        "Standardised fires, all points, plain steps, a rate of 0.5. To reach the exact slope to six digits "
        "it takes",
        (
            Answer("1 step"),
            Answer("about 10 steps", "So at 0.4 or 0.6, where each step leaves a fifth of the error."),
            Answer("about 200 steps", "Many small steps are for narrow valleys. This surface is round."),
        ),
        ({"method": "batch", "standardize": True, "learning_rate": 0.5, "epochs": 1},),
        lambda runs: 0 if _off(_slopes(runs)[0]) < 1e-6 else 1,
        lambda runs: (
            f"After {runs[0].updates} step the slope is {_slopes(runs)[0]:.6f}. Standardised, both axes have "
            "a curvature of 2, and 1 − 0.5 × 2 = 0: of the error nothing is left."
        ),
    ),
    Question(
        "years",
        "Another table: x is the year, 1990 to 2020, as it is. All points, plain steps, the best constant "
        "rate. Until every part of the error is a tenth of what it was, it takes",
        (
            Answer("hundreds of steps", "So with the fires, about as far from zero as they spread."),
            Answer(
                "about a million steps",
                "It is worse: far from zero the steep axis gets steeper, and the flat one flatter, too.",
            ),
            Answer("more than a billion steps"),
        ),
        (),
        lambda _runs: int(np.searchsorted([1e4, 1e9], _steps_for(tuple(YEARS.tolist()))[1])),
        _why_years,
        transfers=True,
    ),
)
