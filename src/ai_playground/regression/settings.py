"""The knobs of the regression lesson."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ai_playground.settings import Settings, knob

Dataset = Literal["fire_theft", "line", "outliers", "heteroscedastic", "collinear", "own"]
Curve = Literal["line", "parabola"]
Loss = Literal["squared", "absolute", "huber"]
Method = Literal["sgd", "minibatch", "batch", "exact"]
OptimizerName = Literal["plain", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "ftrl"]
Schedule = Literal["constant", "inverse_time", "exponential", "cosine"]
DType = Literal["float64", "float32"]

LOSS_LABELS: Mapping[Loss, str] = {
    "squared": "Mean squared error",
    "absolute": "Mean absolute error",
    "huber": "Mean Huber loss",
}


class RegressionSettings(Settings):
    """What to fit, to which data, and how; the defaults are the lecture's run."""

    method: Method = knob(
        "sgd",
        "how many points each update looks at",
        group="Descent",
        label="Update after",
        labels={
            "sgd": "Every point",
            "minibatch": "A few",
            "batch": "All points",
            "exact": "Never: solve exactly",
        },
    )
    learning_rate: float = knob(
        0.001,
        "what the gradient is multiplied by to make a step downhill",
        group="Descent",
        ge=1e-7,
        le=10.0,
        log=True,
        live=True,
    )
    epochs: int = knob(100, "passes over all points", group="Descent", ge=1, le=100_000, log=True)
    batch_size: int = knob(
        8, "points in one update that looks at a few", group="Descent", ge=1, le=1_000, log=True
    )
    optimizer: OptimizerName = knob(
        "plain",
        "the rule that turns a gradient into a step; FTRL, of TensorFlow's old estimator, adds up all the "
        "gradients so far",
        group="Descent",
        labels={
            "plain": "Plain gradient",
            "momentum": "Momentum",
            "nesterov": "Nesterov momentum",
            "adagrad": "AdaGrad",
            "rmsprop": "RMSprop",
            "adam": "Adam",
            "ftrl": "FTRL",
        },
    )
    momentum: float = knob(
        0.9,
        "part of the last step that carries over (both momentum rules)",
        group="Descent",
        ge=0.0,
        le=0.999,
        live=True,
    )
    schedule: Schedule = knob(
        "constant",
        "how the learning rate changes from epoch to epoch",
        group="Descent",
        labels={"inverse_time": "1 / time", "cosine": "Cosine, down to zero"},
    )
    standardize: bool = knob(
        False,
        "descend on (x - mean) / standard deviation, which lies around 0, instead of raw x",
        group="Descent",
        label="Standardise x",
    )
    decay: float = knob(
        0.01,
        "speed of the 1 / time and exponential schedules, per epoch",
        group="Descent",
        ge=1e-6,
        le=10.0,
        log=True,
        more=True,
    )
    shuffle: bool = knob(
        False,
        "a new order of the points for every epoch; the lecture keeps theirs",
        group="Descent",
        more=True,
    )
    data: Dataset = knob(
        "fire_theft",
        "the points to fit",
        group="Data",
        labels={
            "fire_theft": "Fire and theft, Chicago",
            "line": "Points around a line",
            "outliers": "A line with outliers",
            "heteroscedastic": "Spread grows with x",
            "collinear": "Far from x = 0",
            "own": "Your own points",
        },
    )
    leave_out_outlier: bool = knob(
        False, "fit fire and theft without the point (39.7, 147)", group="Data", label="Leave out the outlier"
    )
    points: int = knob(
        60,
        "how many points to generate",
        group="Data",
        label="Number of points",
        ge=5,
        le=2_000,
        log=True,
        more=True,
    )
    noise: float = knob(
        10.0,
        "standard deviation of y around the generated line; where it grows with x, the one at x = 20; "
        "outliers are lifted by another 100",
        group="Data",
        ge=0.0,
        le=50.0,
        more=True,
    )
    curve: Curve = knob("line", "what is fitted to the points", group="Model")
    loss: Loss = knob(
        "squared",
        "what a miss costs: its square, its size, or Huber's blend, which takes the square of small misses "
        "and the size of large ones",
        group="Model",
        labels={str(loss): label for loss, label in LOSS_LABELS.items()},
    )
    huber_delta: float = knob(
        10.0,
        "miss at which the Huber loss turns from squared to absolute, in units of y",
        group="Model",
        label="Huber threshold",
        ge=0.01,
        le=1_000.0,
        log=True,
        more=True,
    )
    start_slope: float = knob(
        0.0, "slope before the first step", group="Start and stop", ge=-1_000.0, le=1_000.0, more=True
    )
    start_intercept: float = knob(
        0.0, "intercept before the first step", group="Start and stop", ge=-1_000.0, le=1_000.0, more=True
    )
    start_curvature: float = knob(
        0.0,
        "factor of x squared before the first step (parabola)",
        group="Start and stop",
        ge=-10.0,
        le=10.0,
        more=True,
    )
    tolerance: float = knob(
        0.0,
        "stop when an epoch changes the loss by less than this; 0: never",
        group="Start and stop",
        ge=0.0,
        le=1.0,
        more=True,
    )
    dtype: DType = knob(
        "float64",
        "precision of the descent's arithmetic",
        group="Start and stop",
        label="Precision",
        labels={"float64": "Double (float64)", "float32": "Single (float32)"},
        more=True,
    )
    seed: int = knob(
        42,
        "fixes generated points and shuffled orders",
        group="Start and stop",
        ge=0,
        le=9_999,
        more=True,
    )

    @property
    def degree(self) -> int:
        """Degree of the fitted polynomial: 1 or 2."""
        return 1 if self.curve == "line" else 2

    @property
    def start(self) -> tuple[float, ...]:
        """Where descent starts: intercept, slope (, curvature), in the units of the data."""
        return (self.start_intercept, self.start_slope, self.start_curvature)[: self.degree + 1]
