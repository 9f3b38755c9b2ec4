"""Goals to reach with the knobs. Each is judged by what the run did."""

from __future__ import annotations

from collections.abc import Sequence

from ai_playground.lesson.tasks import Exercise
from ai_playground.lesson.text import counted, percent, rounded
from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.exact import minimiser
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import theory

PLAIN_BATCH = ("batch", "plain", "squared", "constant")
# Points with so nearly the limit of fire and theft don't ask for another.
ALIKE = 0.1
# A slope that changes by less when the outlier goes is hardly pulled by it. So much times the threshold of
# Huber's that is asked for, it changes by more.
HARDLY, EDGE = 0.1, 1.1
# A run whose slope is so near to that of the smallest loss has got there.
NEAR = 0.01
# A quick run makes no more updates, and in its last epochs it stays where it got.
MOST, STAYS = 150, 10
# Below that share of the largest rate that momentum bears, a higher one is worth a try.
ROOM = 0.8


def asks_for_limit_of(settings: RegressionSettings) -> bool:
    """Whether the first exercise asks for the largest rate of these settings: the quiz tells the others'.

    Those are of fire and theft, and of standardised points.
    """
    others = settings.data != "fire_theft" or settings.leave_out_outlier
    return others and settings.curve == "line" and not settings.standardize


def _largest_rate(
    points: Points, settings: RegressionSettings, history: Sequence[Snapshot]
) -> tuple[bool, str]:
    if (settings.method, settings.optimizer, settings.loss, settings.schedule) != PLAIN_BATCH:
        asked = "plain gradient, constant rate, mean squared error"
        return False, f"Update after all points: {asked}. Then run again."
    if settings.standardize or settings.curve != "line":
        return False, "Take the points as they are, and a straight line: leave x as it is."
    asked_above = RegressionSettings()
    known = theory(load_points(asked_above), asked_above).stable_rate
    if abs(theory(points, settings).stable_rate / known - 1.0) < ALIKE:
        return (
            False,
            "The quiz asks for the limit of fire and theft. Take other data, or move a point far out.",
        )
    last = history[-1]
    # The rate may have been turned on the way: what it does alone is seen from there on.
    before = [each for each in history if each.learning_rate != last.learning_rate]
    first = before[-1] if before else history[0]
    rate, limit = last.learning_rate, theory(points, settings).stable_rate
    epochs = last.epoch - first.epoch
    if last.ended == "diverged" or rate >= limit:
        return False, f"{rate:g} is past the edge: each step overshoots by more."
    if epochs < 100:
        return False, f"At {rate:g} it ran for {counted(epochs, 'epoch')}. 100 show that it converges."
    share = rate / limit
    if share < 0.95:
        return False, f"It converges, but {rate:g} is only {percent(share)} of the largest stable rate."
    return True, f"{rate:g} is {percent(share, '.1')} of 2/λmax = {rounded(limit, 4)}."


def _quick(points: Points, settings: RegressionSettings, history: Sequence[Snapshot]) -> tuple[bool, str]:
    if settings.method == "exact":
        return False, "The formula needs no updates at all. Do it by descent."
    if settings.method != "batch":
        return False, "Update after all points: a pass is one update then."
    if settings.data != "fire_theft" or settings.leave_out_outlier or settings.standardize:
        return False, "Take all 42 points of fire and theft, and x as it is: standardised, one step would do."
    if settings.loss != "squared" or settings.curve != "line":
        return False, "Keep the straight line and the mean squared error, so that there is one slope to hit."
    if settings.optimizer not in ("momentum", "nesterov"):
        return False, "Choose one of the two momentum rules."
    if history[0].coefficients.any():
        return False, "Start from zero: a start next to the answer is no descent."
    last = history[-1]
    if last.ended == "diverged":
        return False, "It ran away: take a lower rate."
    exact = float(minimiser(points, settings)[1])
    off = max(abs(float(each.coefficients[1]) - exact) for each in history if each.epoch > last.epoch - STAYS)
    if off > 0.001:
        said = f"In its last {STAYS} epochs the slope was up to {off:.4f} off"
        if last.updates < MOST:
            return False, f"{said}. It may make {counted(MOST - last.updates, 'update')} more."
        if last.loss > history[0].loss:
            return False, f"{said}. The loss is above that at the start: take a lower rate."
        return False, f"{said}. {_better_momentum(points, settings)}"
    if last.updates > MOST:
        said = f"Near enough, {off:.5f} off, but after {counted(last.updates, 'update')}"
        return False, f"{said}. {MOST} will do."
    return True, f"{off:.6f} off at most in the last {STAYS} of {counted(last.updates, 'update')}."


def _better_momentum(points: Points, settings: RegressionSettings) -> str:
    """What brings a run with momentum nearer: by which carry its flat axis neither creeps nor swings.

    Along one axis both rules are a linear recurrence of two terms; at that carry its two roots are one. The
    limit of the rate is where a root of the steep axis is -1.
    """
    flat, *_, steep = theory(points, settings).eigenvalues
    rate, carry = settings.learning_rate, settings.momentum
    pace = float(rate * flat) ** 0.5
    if settings.optimizer == "nesterov":
        best, limit = (1.0 - pace) / (1.0 + pace), 2.0 * (1.0 + carry) / (steep * (1.0 + 2.0 * carry))
    else:
        best, limit = (1.0 - pace) ** 2, 2.0 * (1.0 + carry) / steep
    turn = "more momentum creeps less" if carry < best else "less momentum swings less"
    return f"The rate may be higher, and {turn}." if rate < ROOM * limit else f"{turn.capitalize()}."


def _robust(_points: Points, settings: RegressionSettings, history: Sequence[Snapshot]) -> tuple[bool, str]:
    if settings.leave_out_outlier or settings.data != "fire_theft":
        return False, "Keep all 42 points of the fire and theft data: the loss has to do the work."
    if settings.curve != "line":
        return False, "Keep the straight line: a parabola has no single slope."
    kept, gone = _with_and_without(settings)
    slope = float(history[-1].coefficients[1])
    if abs(slope - kept) > NEAR:
        where = f"The run is at a slope of {slope:.3f}, the smallest loss at {kept:.3f}"
        return False, f"{where}. Let it get there, or solve exactly; a lower rate may help."
    changes = f"With the outlier your loss has a slope of {kept:.3f}, without it {gone:.3f}"
    if abs(kept - gone) >= HARDLY:
        lower = settings.loss == "huber"
        hint = "Lower Huber's threshold, under More." if lower else "Try another loss."
        return False, f"{changes}: it still gives way by {abs(kept - gone):.4f}. {hint}"
    if settings.loss != "huber":
        return False, f"{changes}. Now with Huber's: how large may its threshold be?"
    beyond = EDGE * settings.huber_delta
    kept, gone = _with_and_without(settings.changed(huber_delta=beyond))
    if abs(kept - gone) < HARDLY:
        return False, f"{changes}. So far so good, but {beyond:.3g} would do as well: go nearer to the edge."
    return True, f"{changes}. Least squares would fall by more than a half."


def _with_and_without(settings: RegressionSettings) -> tuple[float, float]:
    """Slopes of the smallest loss over all points of fire and theft, and over those without the outlier."""
    each = (settings, settings.changed(leave_out_outlier=True))
    kept, gone = (float(minimiser(load_points(one), one)[1]) for one in each)
    return kept, gone


EXERCISES: tuple[Exercise, ...] = (
    Exercise(
        "largest_rate",
        "Find the largest rate that still converges",
        "Not of fire and theft as they are: choose other data, or move points far out. Raw x, all points in "
        "every update, plain steps, at least 100 epochs. Within 5 % of the edge counts.",
        _largest_rate,
    ),
    Exercise(
        "quick",
        f"Hit the exact slope to 0.001 in at most {MOST} updates",
        "Fire and theft, raw x, all points in every update, by a momentum rule: find rate and momentum. The "
        "text above the formulas says where Momentum's best pair is, by three numbers: κ, the condition "
        "number, stands above the loss surface; λmax is 2 over the largest rate, of which the quiz asks; "
        "λmin is λmax / κ. Nesterov's has less room: about a third of that rate, and a momentum nearer to 1. "
        f"The last {STAYS} epochs count.",
        _quick,
    ),
    Exercise(
        "robust",
        "Tame the outlier without deleting it",
        "With all 42 points in, find the largest threshold of Huber's loss at which the slope changes by "
        "less than 0.1 when the outlier goes. A lower one tames it more, but heeds less how far off the "
        "others are. Within a tenth of the edge counts.",
        _robust,
    ),
)
