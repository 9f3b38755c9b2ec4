"""What a finished run has to show, and how that compares with what the author of the blog reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ai_playground.lesson.findings import Verdict, Word, word_for
from ai_playground.lesson.text import counted, percent, signed
from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import FIRE_THEFT_OUTLIER, Points
from ai_playground.regression.descent import Snapshot, descend
from ai_playground.regression.exact import Minimum, left_out_misses, minimiser
from ai_playground.regression.settings import RegressionSettings

# Fires per 1000 housing units from which on a point is on the right.
LOWER_RIGHT = (15.0, 25.0)


@dataclass(frozen=True)
class Outcome:
    """What a finished run has to show for itself.

    Attributes:
        points: The points fitted.
        coefficients: Where the run ended: intercept, slope(, curvature), in the data's own units.
        slopes: The slope after each update of the last epoch, in the data's own units.
        exact: The exact minimiser of the same loss over the same points.
        least_squares: The exact least squares line over the same points.
        mse: Mean squared residual of the run.
        exact_mse: Mean squared residual of the exact minimiser.
        line_mse: Mean squared residual of the least squares line.
        epochs: Passes over the data.
        ended: "epochs", "converged" or "diverged".
    """

    points: Points
    coefficients: NDArray[np.float64]
    slopes: NDArray[np.float64]
    exact: NDArray[np.float64]
    least_squares: NDArray[np.float64]
    mse: float
    exact_mse: float
    line_mse: float
    epochs: int
    ended: str

    @classmethod
    def of(cls, points: Points, settings: RegressionSettings, last: Snapshot) -> Outcome:
        """What a run that ended with `last` has to show."""
        exact = Minimum.of(points, settings)
        line = Minimum.of(points, settings.changed(curve="line", loss="squared"))
        return cls(
            points=points,
            coefficients=last.coefficients,
            slopes=Coordinates.of(points, settings).to_raw(last.path)[:, 1],
            exact=exact.coefficients,
            least_squares=line.coefficients,
            mse=last.mse,
            exact_mse=exact.mse,
            line_mse=line.mse,
            epochs=last.epoch,
            ended=last.ended,
        )

    @property
    def slope(self) -> float:
        """Change of thefts per fire, at zero fires where the curve is a parabola."""
        return float(self.coefficients[1])

    @property
    def exact_slope(self) -> float:
        """The slope of the exact minimiser."""
        return float(self.exact[1])


def figures_agree(figures: Mapping[str, str], outcome: Outcome) -> Verdict:
    """Whether the run's figures are those printed: `figures` by name, as printed."""
    ours = {"intercept": float(outcome.coefficients[0]), "slope": float(outcome.coefficients[1])}
    if all(agrees_as_printed(ours[name], printed) for name, printed in figures.items()):
        return Verdict("same", "Every printed digit agrees.")
    worst = max(abs(ours[name] / float(printed) - 1.0) for name, printed in figures.items())
    return Verdict(word_for(worst, same=0.0, close=0.05), f"Off by {percent(worst, '.1')} at most.")


def agrees_as_printed(value: float, printed: str) -> bool:
    """Whether `value`, rounded to as many digits, is the decimal number `printed`."""
    decimals = len(printed.partition(".")[2])
    return f"{value:.{decimals}f}" == printed


def barely_moved(outcome: Outcome) -> Verdict:
    """More epochs were said not to help much: the slope is still more than a tenth too high."""
    off = outcome.slope / outcome.exact_slope - 1.0
    note = f"Still {percent(off)} above the exact slope: every pass overshoots at far-out points."
    return Verdict("same" if off > 0.1 else "differs", note)


def improved(outcome: Outcome) -> Verdict:
    """A smaller rate was said to improve the result: the squared error is below the lecture's run's."""
    lecture = _lectures_run(outcome.points)
    better = outcome.mse < lecture.mse
    note = (
        f"Mean squared error {outcome.mse:.1f}, against {lecture.mse:.1f} for the lecture's run and "
        f"{outcome.exact_mse:.1f} for the exact line."
    )
    return Verdict("same" if better else "differs", note)


def reasonable(outcome: Outcome) -> Verdict:
    """Said to be reasonable, or to solve the problems: within a twentieth of the exact slope."""
    off = abs(outcome.slope / outcome.exact_slope - 1.0)
    note = (
        f"{percent(off, '.1')} from the exact slope; mean squared error {outcome.mse:.1f}, against "
        f"{outcome.exact_mse:.1f} for the exact line."
    )
    return Verdict("same" if off < 0.05 else "differs", note)


def circles(outcome: Outcome) -> Verdict:
    """Said to circle the solution: within a pass the slope swings around it, wider than it is itself."""
    low, high = float(outcome.slopes.min()), float(outcome.slopes.max())
    around = low < outcome.exact_slope < high and high - low > abs(outcome.exact_slope)
    note = f"Within its last pass the slope swings between {signed(low)} and {signed(high)}."
    return Verdict("same" if around else "differs", note)


def zeroes_in(outcome: Outcome) -> Verdict:
    """Said to zero in on the solution: within a two-hundredth of the exact slope."""
    off = abs(outcome.slope - outcome.exact_slope)
    low, high = float(outcome.slopes.min()), float(outcome.slopes.max())
    note = (
        f"{off:.1g} from the exact slope after {counted(outcome.epochs, 'epoch')}; within the last it still "
        f"swings between {signed(low)} and {signed(high)}."
    )
    return Verdict("same" if off < 5e-3 * abs(outcome.exact_slope) else "differs", note)


def stays_off(outcome: Outcome) -> Verdict:
    """As :func:`zeroes_in`, of a rule whose steps needn't shrink: nothing was said of such, so no verdict."""
    found = zeroes_in(outcome)
    return Verdict("", f"{found.note} How far off it stays is set by its rate.")


def better_at_the_lower_right(outcome: Outcome) -> Verdict:
    """Said to represent the lower right better: a smaller squared error there than the lecture's line has.

    The point on the upper right is no part of it. Where it begins wasn't said: it has to be so of both places
    tried. How a parabola does there is told, too.
    """
    lecture = _lectures_run(outcome.points).coefficients
    parabola = minimiser(outcome.points, RegressionSettings(curve="parabola"))
    better, notes = True, []
    for start in LOWER_RIGHT:
        ours, theirs, bent = (
            _mse_between(outcome.points, start, FIRE_THEFT_OUTLIER[0], each)
            for each in (outcome.coefficients, lecture, parabola)
        )
        better = better and ours < theirs
        count = int(_between(outcome.points, start, FIRE_THEFT_OUTLIER[0]).sum())
        notes.append(
            f"{counted(count, 'point')} beyond {start:g} fires {ours:.0f}, {theirs:.0f} and {bent:.0f}"
        )
    said = (
        "Mean squared errors of this line, the lecture's and a parabola, without the point on the upper right"
    )
    return Verdict("same" if better else "differs", f"{said}: {'; '.join(notes)}.")


def near_least_squares(outcome: Outcome) -> Verdict:
    """Said to be very close to least squares: the slope within a fiftieth of it, or, to be close, a tenth."""
    slope = float(outcome.least_squares[1])
    off = abs(outcome.slope / slope - 1.0)
    return Verdict(
        word_for(off, same=0.02, close=0.1),
        f"{percent(off, '.1')} from the least squares slope, {slope:.3f}.",
    )


def beside_the_outlier(outcome: Outcome) -> Verdict:
    """A parabola was said to have the smaller error, as it nearly goes through the outlier: no verdict.

    It was said of another parabola. That a least squares one has no larger error can't fail; how far it and
    the line miss that point is told.
    """
    outlier_x, outlier_y = FIRE_THEFT_OUTLIER
    bent, straight = (
        outlier_y - float(np.polyval(each[::-1], outlier_x))
        for each in (outcome.coefficients, outcome.least_squares)
    )
    return Verdict(
        "",
        f"Mean squared error {outcome.mse:.1f}, against {outcome.line_mse:.1f} for the line: no exact one "
        f"has more. At {outlier_x:g} fires it passes {bent:.0f} below the point, the line {straight:.0f}.",
    )


def overfits(outcome: Outcome) -> Verdict:
    """A parabola was said to overfit: it predicts points that it didn't see worse than the line does.

    The same if by two standard errors of the points' differences or more; close if by less.
    """
    count = len(outcome.points)
    parabola, line = (left_out_misses(outcome.points, degree) ** 2 for degree in (2, 1))
    more = float((parabola - line).mean())
    error = float((parabola - line).std(ddof=1)) / count**0.5
    word: Word = "same" if more >= 2.0 * error else "close" if more > 0.0 else "differs"
    note = (
        f"Each point predicted from the other {count - 1}: mean squared error {parabola.mean():.0f} by "
        f"parabolas, {line.mean():.0f} by lines. The difference is {more:.0f} ± {error:.0f} (one standard "
        "error)"
    )
    told = f": it points his way, but {count} points can't tell." if word == "close" else "."
    return Verdict(word, note + told)


def bends_down(outcome: Outcome) -> Verdict:
    """Without the outlier the picture was said to be another: the parabola bends down instead of up."""
    curvature = float(outcome.coefficients[2])
    word: Word = "same" if curvature < 0 else "differs"
    bend = "down" if curvature < 0 else "up"
    return Verdict(word, f"One point less and the parabola bends {bend}: curvature {curvature:+.4f}.")


def _lectures_run(points: Points) -> Snapshot:
    *_, last = descend(points, RegressionSettings())
    return last


def _mse_between(points: Points, low: float, high: float, coefficients: NDArray[np.float64]) -> float:
    """Mean squared residual of a curve at the points whose x lies between."""
    residuals = points.y - np.polyval(coefficients[::-1], points.x)
    return float((residuals[_between(points, low, high)] ** 2).mean())


def _between(points: Points, low: float, high: float) -> NDArray[np.bool_]:
    """Which of the points have an x between."""
    return (points.x > low) & (points.x < high)
