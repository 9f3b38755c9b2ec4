"""The experiments of the blog post that started this lesson, each with what it reported.

Source: the posts "Dangers of Tunable Parameters in TensorFlow" and "A Crack in the TensorFlow
Platform" (2017), which refit an example of Stanford's course CS 20SI.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ai_playground.lesson.findings import Verdict
from ai_playground.regression import outcome as judges
from ai_playground.regression.engines import Engine
from ai_playground.regression.outcome import Outcome, figures_agree
from ai_playground.regression.settings import RegressionSettings


@dataclass(frozen=True)
class Experiment:
    """One run of the blog post, or one of ours that tries what it claims.

    Attributes:
        name: Short identifier.
        label: What is run, for people.
        settings: The knobs it is run with.
        reported: What the author reported, as a figure or in few words.
        figures: Reported figures by name ("slope", "intercept"), digits as printed in the post.
        judge: Compares a finished run with the report. Defaults to comparing the figures.
        engine: Which engine runs it.
        note: Said beside it before it is run, such as that its settings aren't the author's.
    """

    name: str
    label: str
    settings: RegressionSettings
    reported: str
    figures: Mapping[str, str] = field(default_factory=dict)
    judge: Callable[[Outcome], Verdict] | None = None
    engine: Engine = "descent"
    note: str = ""

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
        if outcome.ended == "diverged":
            return Verdict("differs", "The run diverged.")
        return self.judge(outcome) if self.judge else figures_agree(self.figures, outcome)


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

ADAPTABLE = (
    "“adaptable learning rates where they are higher when moving quickly and then they dynamically reduce to "
    "zero in on a solution”"
)

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
        "“didn't greatly improve the result”",
        judge=judges.barely_moved,
        note="How many more he took, he didn't say.",
    ),
    Experiment(
        "smaller_rate",
        "A smaller rate: 0.0005",
        LECTURE.changed(learning_rate=5e-4),
        "“improved the result”",
        judge=judges.improved,
        note="Which rate he took, he didn't say: here is half of the lecture's.",
    ),
    Experiment(
        "smaller_rate_longer",
        "The same rate for 1,000 epochs",
        LECTURE.changed(learning_rate=5e-4, epochs=1000),
        "“and then also doing more iterations solved the problems”",
        judge=judges.reasonable,
        note="He goes on that he needed 0.00001 and 10,000, the next row. Ours is half the lecture's rate "
        "and ten times its epochs; it takes luck with the rate, 0.0003 ends 8 % off.",
    ),
    Experiment(
        "slow",
        "0.00001 for 10,000 epochs",
        LECTURE.changed(learning_rate=1e-5, epochs=10_000),
        "“to get a reasonable result I needed to” go there; 5 minutes",
        judge=judges.reasonable,
        note="The row above is about as good in a tenth of the epochs, nearer by the slope "
        "and a little farther by the mean squared error; but its rate is a lucky one: 0.0003 ends 8 % off, "
        "mean squared error 365.9.",
    ),
    Experiment(
        "too_high",
        "Too high a rate, ours: 0.002",
        LECTURE.changed(learning_rate=0.002),
        "“circling the solution”",
        judge=judges.circles,
        note="He said it of the lecture's 0.001; 0.002 shows it better.",
    ),
    Experiment(
        "adaptive",
        "An adaptable rate, ours: AdaGrad at 1.0",
        LECTURE.changed(optimizer="adagrad", learning_rate=1.0, epochs=1000),
        ADAPTABLE,
        judge=judges.zeroes_in,
        note="He ran none. AdaGrad divides by the root of all squared gradients so far: its steps shrink. "
        "Only the second half of his sentence is tried, not that rates are higher when moving quickly.",
    ),
    Experiment(
        "adaptive_adam",
        "An adaptable rate, ours: Adam at 1.0",
        LECTURE.changed(optimizer="adam", learning_rate=1.0, epochs=1000),
        "nothing: does such a rule zero in, too?",
        judge=judges.stays_off,
        note="He ran none. Adam divides by the size of recent gradients: its steps needn't shrink, so it "
        "isn't the kind he describes.",
    ),
    Experiment(
        "lower_right",
        "The exact line at the lower right",
        LECTURE.changed(method="exact"),
        "“represents the lower right data better”, “much less impetus” for a parabola",
        judge=judges.better_at_the_lower_right,
        note="Where the lower right begins, he didn't say: ours are beyond 15 and beyond 25 fires.",
    ),
    Experiment(
        "parabola",
        "A parabola instead of a line",
        LECTURE.changed(method="exact", curve="parabola"),
        "“a better result as far as the least squares error because it nearly goes through the point on the "
        "upper right”",
        judge=judges.beside_the_outlier,
        note="This is the least squares parabola; the instructor's own, which he speaks of, isn't run.",
    ),
    Experiment(
        "overfitting",
        "The same parabola at points it didn't see",
        LECTURE.changed(method="exact", curve="parabola"),
        "“already overfitting”, he felt",
        judge=judges.overfits,
    ),
    Experiment(
        "parabola_without",
        "The parabola without the outlier",
        LECTURE.changed(method="exact", curve="parabola", leave_out_outlier=True),
        "“completely different”",
        judge=judges.bends_down,
    ),
    Experiment(
        "lasso",
        "“The L1 solution”, if it was scikit-learn's Lasso",
        LECTURE.changed(method="exact"),
        "“very close to least squares”",
        judge=judges.near_least_squares,
        engine="lasso",
        note="Lasso, scikit-learn's L1, minimises half the mean square, plus 1 for each unit of slope.",
    ),
    Experiment(
        "least_absolute",
        "“The L1 solution”, if it was least absolute misses",
        LECTURE.changed(method="exact", loss="absolute"),
        "“very close to least squares”",
        judge=judges.near_least_squares,
        note="The sum of the misses' sizes, not of their squares, is the smallest. scikit-learn, which he "
        "took, has had a regression of its own for it since 2021; SGDRegressor could be set to it before.",
    ),
    Experiment(
        "estimator",
        "The counterpart in Keras of TensorFlow's own estimator: 2,000 steps",
        ESTIMATOR,
        "slope 1.50674927, intercept 13.47268105",
        ESTIMATED,
        engine="keras",
        note="His lines ask for 2,000 steps. One call of them doesn't reproduce his figures. The estimator "
        "itself needs TensorFlow 1 and an old Python, and isn't run here.",
    ),
    # The estimator kept its state in a folder, and a second call of `fit` went on from there. The figures in
    # the post fit two calls far better than one; the post doesn't say how often it was called.
    Experiment(
        "estimator_twice",
        "The same, if it was called twice: 4,000 steps",
        ESTIMATOR.changed(epochs=4000),
        "slope 1.50674927, intercept 13.47268105",
        ESTIMATED,
        engine="keras",
        note="A second call goes on from the first. How often he called it, he doesn't say.",
    ),
)
