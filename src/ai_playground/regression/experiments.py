"""The experiments of the blog post that started this lesson, each with what it reported.

Source: the posts "Dangers of Tunable Parameters in TensorFlow" and "A Crack in the TensorFlow
Platform" (2017), which refit an example of Stanford's course CS 20SI.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ai_playground.lesson.findings import Verdict, Word, word_for
from ai_playground.lesson.text import counted
from ai_playground.regression.data import Points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.exact import Minimum
from ai_playground.regression.settings import RegressionSettings
from ai_playground.settings import Preset

Engine = Literal["descent", "keras"]


@dataclass(frozen=True)
class Outcome:
    """What a finished run has to show for itself.

    Attributes:
        coefficients: Where the run ended: intercept, slope(, curvature), in the data's own units.
        exact: The exact minimiser of the same loss over the same points.
        mse: Mean squared residual of the run.
        exact_mse: Mean squared residual of the exact minimiser.
        line_mse: Mean squared residual of the exact straight line over the same points.
        epochs: Passes over the data.
        ended: "epochs", "converged" or "diverged".
        seconds: Time the engine worked.
    """

    coefficients: NDArray[np.float64]
    exact: NDArray[np.float64]
    mse: float
    exact_mse: float
    line_mse: float
    epochs: int
    ended: str
    seconds: float

    @classmethod
    def of(cls, points: Points, settings: RegressionSettings, last: Snapshot, seconds: float) -> Outcome:
        """What a run that ended with `last` has to show."""
        exact = Minimum.of(points, settings)
        line = Minimum.of(points, settings.changed(curve="line"))
        return cls(
            coefficients=last.coefficients,
            exact=exact.coefficients,
            mse=last.mse,
            exact_mse=exact.mse,
            line_mse=line.mse,
            epochs=last.epoch,
            ended=last.ended,
            seconds=seconds,
        )

    @property
    def slope(self) -> float:
        """Change of thefts per fire, at zero fires where the curve is a parabola."""
        return float(self.coefficients[1])

    @property
    def exact_slope(self) -> float:
        """The slope of the exact minimiser."""
        return float(self.exact[1])


@dataclass(frozen=True)
class Experiment:
    """One run of the blog post.

    Attributes:
        name: Short identifier.
        label: What is run, for people.
        settings: The knobs it is run with.
        reported: What the author reported, as a figure or in few words.
        figures: Reported figures by name ("slope", "intercept"), digits as printed in the post.
        judge: Compares a finished run with the report. Defaults to comparing the figures.
        engine: Which engine runs it.
    """

    name: str
    label: str
    settings: RegressionSettings
    reported: str
    figures: Mapping[str, str] = field(default_factory=dict)
    judge: Callable[[Outcome], Verdict] | None = None
    engine: Engine = "descent"

    def yours(self, outcome: Outcome) -> str:
        """The run's figures, with as many digits as the report printed, or as many as tell runs apart."""
        names = ("intercept", "slope", "curvature")
        found = {name: float(value) for name, value in zip(names, outcome.coefficients, strict=False)}
        shown = ("slope", "intercept") if len(found) == 2 else ("curvature", "slope")
        return ", ".join(f"{name} {found[name]:.{self._decimals(name)}f}" for name in shown)

    def _decimals(self, name: str) -> int:
        return len(self.figures[name].partition(".")[2]) if name in self.figures else 4

    def compare(self, outcome: Outcome) -> Verdict:
        """Judge a finished run against the report."""
        if outcome.ended == "diverged" and self.name != "too_high":
            return Verdict("differs", "The run diverged.")
        return self.judge(outcome) if self.judge else _compare_figures(self.figures, outcome)


def _compare_figures(figures: Mapping[str, str], outcome: Outcome) -> Verdict:
    ours = {"intercept": float(outcome.coefficients[0]), "slope": float(outcome.coefficients[1])}
    if all(agrees_as_printed(ours[name], printed) for name, printed in figures.items()):
        return Verdict("same", "Every printed digit agrees.")
    worst = max(abs(ours[name] / float(printed) - 1.0) for name, printed in figures.items())
    return Verdict(word_for(worst, same=0.0, close=0.05), f"Off by {worst:.1%} at most.")


def agrees_as_printed(value: float, printed: str) -> bool:
    """Whether `value`, rounded to as many digits, is the decimal number `printed`."""
    decimals = len(printed.partition(".")[2])
    return f"{value:.{decimals}f}" == printed


def _barely_moved(outcome: Outcome) -> Verdict:
    off = outcome.slope / outcome.exact_slope - 1.0
    note = f"Still {off:.0%} above the exact slope: the last points of each pass pull it back every time."
    return Verdict("same" if off > 0.1 else "differs", note)


def _reasonable(outcome: Outcome) -> Verdict:
    off = abs(outcome.slope / outcome.exact_slope - 1.0)
    return Verdict("same" if off < 0.05 else "differs", f"Within {off:.1%} of the exact slope.")


def _circles(outcome: Outcome) -> Verdict:
    if outcome.ended == "diverged":
        return Verdict("same", f"It left the surface after {counted(outcome.epochs, 'epoch')}.")
    excess = outcome.mse / outcome.exact_mse - 1.0
    note = f"It ends {excess:.0%} above the smallest possible squared error."
    return Verdict("same" if excess > 0.05 else "differs", note)


def _parabola_gains(outcome: Outcome) -> Verdict:
    word: Word = "same" if outcome.mse < outcome.line_mse else "differs"
    return Verdict(word, f"Squared error {outcome.mse:.1f}, against {outcome.line_mse:.1f} for the line.")


def _parabola_flips(outcome: Outcome) -> Verdict:
    curvature = float(outcome.coefficients[2])
    word: Word = "same" if curvature < 0 else "differs"
    bend = "down" if curvature < 0 else "up"
    return Verdict(word, f"One point less and the parabola bends {bend}: curvature {curvature:+.4f}.")


def _few_epochs(outcome: Outcome) -> Verdict:
    off = abs(outcome.slope - outcome.exact_slope)
    note = f"{off:.1g} from the exact slope after {counted(outcome.epochs, 'epoch')}."
    return Verdict("same" if off < 1e-3 * abs(outcome.exact_slope) else "differs", note)


LECTURE = RegressionSettings(method="sgd", learning_rate=0.001, epochs=100)

# What `keras_dense` does, as knobs; there, epochs count batches of 128.
ESTIMATOR = LECTURE.changed(
    method="minibatch",
    batch_size=128,
    shuffle=True,
    optimizer="ftrl",
    learning_rate=0.2,
    epochs=2000,
    dtype="float32",
)
ESTIMATED = {"slope": "1.50674927", "intercept": "13.47268105"}

EXPERIMENTS: tuple[Experiment, ...] = (
    Experiment(
        "exact",
        "The exact formula",
        LECTURE.changed(method="exact"),
        "slope 1.31345600492, intercept 16.9951572327",
        {"slope": "1.31345600492", "intercept": "16.9951572327"},
    ),
    Experiment(
        "lecture",
        "The lecture's descent: 0.001, 100 epochs",
        # In single precision, as TensorFlow's placeholders had it: the last digit shows it.
        LECTURE.changed(dtype="float32"),
        "slope 1.71838, intercept 15.7892",
        {"slope": "1.71838", "intercept": "15.7892"},
    ),
    Experiment(
        "more_epochs",
        "Ten times the epochs, same rate",
        LECTURE.changed(epochs=1000),
        "did not help much",
        judge=_barely_moved,
    ),
    Experiment(
        "slow",
        "0.00001 for 10,000 epochs",
        LECTURE.changed(learning_rate=1e-5, epochs=10_000),
        "a reasonable result, after 5 minutes",
        judge=_reasonable,
    ),
    Experiment(
        "too_high",
        "Too high a rate: 0.002",
        LECTURE.changed(learning_rate=0.002),
        "circles the solution",
        judge=_circles,
    ),
    Experiment(
        "adaptive",
        "An adaptive rate: Adam on all points",
        LECTURE.changed(method="batch", optimizer="adam", learning_rate=1.0, epochs=200),
        "adapts, so needs few epochs",
        judge=_few_epochs,
    ),
    Experiment(
        "parabola",
        "A parabola instead of a line",
        LECTURE.changed(method="exact", curve="parabola"),
        "a smaller squared error",
        judge=_parabola_gains,
    ),
    Experiment(
        "parabola_without",
        "The parabola without the outlier",
        LECTURE.changed(method="exact", curve="parabola", leave_out_outlier=True),
        "a completely different picture",
        judge=_parabola_flips,
    ),
    Experiment(
        "estimator",
        "TensorFlow's own estimator, today in Keras: 2,000 steps",
        ESTIMATOR,
        "slope 1.50674927, intercept 13.47268105",
        ESTIMATED,
        engine="keras",
    ),
    # The estimator kept its state in a folder, and a second call of `fit` went on from there. The figures in
    # the post fit two calls far better than one; the post doesn't say how often it was called.
    Experiment(
        "estimator_twice",
        "The same, called twice on its folder: 4,000 steps",
        ESTIMATOR.changed(epochs=4000),
        "slope 1.50674927, intercept 13.47268105",
        ESTIMATED,
        engine="keras",
    ),
)


# The knobs as they come are the lecture's.
PRESETS = (
    Preset(
        "lecture",
        "The lecture's run",
        "Misses the exact slope by 31 %; run on for ever, it still misses it by 23 %.",
        {},
    ),
    Preset(
        "diverge",
        "See it diverge",
        "One notch above the largest stable rate: every step overshoots more.",
        {"method": "batch", "learning_rate": 0.0041, "epochs": 300},
    ),
    Preset(
        "slow",
        "Slow and right",
        "A hundredth of the rate, a hundred times the epochs.",
        {"learning_rate": 1e-5, "epochs": 10_000},
    ),
    Preset(
        "shrink",
        "Shrink the rate",
        "Starts as fast as the lecture's run, then lets it settle.",
        {"schedule": "inverse_time", "epochs": 1000},
    ),
    Preset(
        "adaptive",
        "Adaptive",
        "Adam finds the exact line in 200 steps.",
        {"method": "batch", "optimizer": "adam", "learning_rate": 1.0, "epochs": 200},
    ),
    Preset(
        "standardise",
        "Rescale first",
        "With standardised fires the surface is round, and 25 plain steps do.",
        {"method": "batch", "standardize": True, "learning_rate": 0.4, "epochs": 25},
    ),
)
