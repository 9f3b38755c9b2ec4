"""Gradient descent, as an iterator of snapshots."""

from __future__ import annotations

import itertools
from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import Points
from ai_playground.regression.exact import Minimum
from ai_playground.regression.losses import loss_function
from ai_playground.regression.optimizers import optimizer
from ai_playground.regression.schedules import scheduled_rate
from ai_playground.regression.settings import RegressionSettings
from ai_playground.settings import describe

FloatArray = npt.NDArray[np.float64]
Ended = Literal["", "epochs", "converged", "diverged"]

# A loss this many times the one at the start (or at zero, if the start was better) has left for good.
DIVERGENCE = 1e12
# A picture shows no more points of a path than this, and a run's history keeps hundreds of paths.
MAX_PATH = 1_000

LIVE_FIELDS = tuple(knob.name for knob in describe(RegressionSettings) if knob.live)


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """Where a descent stands after an epoch; every number in it is finite.

    Attributes:
        epoch: Passes over the points so far; 0 is the start point.
        updates: Changes of the coefficients so far.
        coefficients: Intercept, slope (, curvature) in the units of the data, float64.
        internal: The same in the coordinates in which the descent works (standardised if asked), float64.
        path: The internal coefficients after each update of this epoch, float64 (updates, 2 or 3); of more
            than 1,000 updates every second, third, ... counted from the last. After a divergence it ends
            before it.
        loss: Mean of the chosen loss over all points.
        mse: Mean of the squared residuals over all points.
        learning_rate: Rate of this epoch's updates, after the schedule.
        ended: Why this is the last snapshot; empty while it is not.
    """

    epoch: int
    updates: int
    coefficients: FloatArray
    internal: FloatArray
    path: FloatArray
    loss: float
    mse: float
    learning_rate: float
    ended: Ended = ""


def descend(
    points: Points, settings: RegressionSettings
) -> Generator[Snapshot, RegressionSettings | None, None]:
    """Fit `points` by gradient descent: yields the start point, then one snapshot for every epoch.

    A settings object sent into the generator replaces the live ones, learning rate and momentum, from the
    next epoch on. The method "exact" yields the start and then the minimiser of the chosen loss.

    A run ends when its epochs are over, when an epoch changes the loss by less than the tolerance
    ("converged"), or when the loss has grown by a factor of 1e12 or left the range of numbers ("diverged").
    """
    descent = _Descent(points, settings)
    snapshot = descent.start()
    while not snapshot.ended:
        changed = yield snapshot
        if changed is not None:
            descent.change(changed)
        snapshot = descent.epoch_after(snapshot)
    yield snapshot


class _Descent:
    """What stays the same during a run, and what the update rule remembers."""

    def __init__(self, points: Points, settings: RegressionSettings) -> None:
        self._points = points
        self._settings = settings
        self._coordinates = Coordinates.of(points, settings)
        self._features = self._coordinates.features(points.x)
        # The updates' arithmetic; losses are always computed in float64.
        self._number: Any = float if settings.dtype == "float64" else np.float32
        self._loss = loss_function(settings, self._number)
        self._rules = optimizer(settings, self._number)
        self._random = np.random.default_rng(settings.seed)
        start = self._coordinates.to_internal(np.array(settings.start))
        self._weights = [self._number(weight) for weight in start.tolist()]
        self._limit = DIVERGENCE * max(self._losses(start)[0], self._losses(np.zeros_like(start))[0])
        if settings.method == "sgd":
            self._one_pass = self._point_by_point
            number = self._number
            inputs, targets = self._features[:, 1].tolist(), points.y.tolist()
            self._samples = [(number(u), number(y)) for u, y in zip(inputs, targets, strict=True)]
        else:
            self._one_pass = self._batch_by_batch
            self._table = self._features.astype(settings.dtype)
            self._targets = points.y.astype(settings.dtype)

    def start(self) -> Snapshot:
        """The snapshot before the first epoch."""
        start = np.array(self._weights, dtype=np.float64)
        return self._snapshot(0, 0, start, start[None], scheduled_rate(self._settings, 0), "")

    def change(self, settings: RegressionSettings) -> None:
        """Take over the live fields of `settings`."""
        self._settings = self._settings.changed(**{name: getattr(settings, name) for name in LIVE_FIELDS})
        for rule in self._rules:
            rule.momentum = self._settings.momentum

    def epoch_after(self, last: Snapshot) -> Snapshot:
        """One pass over the points from where `last` stands."""
        if self._settings.method == "exact":
            return self._solved(last.learning_rate)
        # A diverging run overflows, which is found out in here. Without a yield, which would let this silence
        # out to the caller.
        with np.errstate(all="ignore"):
            return self._descended(last)

    def _solved(self, rate: float) -> Snapshot:
        best = Minimum.of(self._points, self._settings)
        internal = self._coordinates.converted(best.internal, best.coordinates)
        path = internal[None]
        return Snapshot(1, 1, best.coefficients, internal, path, best.loss, best.mse, rate, "converged")

    def _descended(self, last: Snapshot) -> Snapshot:
        epoch, size = last.epoch + 1, len(self._rules)
        rate = scheduled_rate(self._settings, last.epoch)
        path = np.array(self._one_pass(self._number(rate)), dtype=np.float64)[:, :size]
        loss = self._losses(path[-1])[0]
        ended: Ended = "epochs" if epoch == self._settings.epochs else ""
        if not (loss <= self._limit and np.isfinite(path).all()):
            ended = "diverged"
            path = path[: self._sound_updates(path)]
        elif abs(last.loss - loss) < self._settings.tolerance:
            ended = "converged"
        internal = path[-1] if len(path) else last.internal
        return self._snapshot(epoch, last.updates + len(path), internal, _thinned(path), rate, ended)

    def _point_by_point(self, rate: Any) -> list[list[Any]]:
        """The weights after each update of an epoch that looks at one point at a time."""
        samples, derivative = self._samples, self._loss.derivative
        if self._settings.shuffle:
            samples = [samples[index] for index in self._random.permutation(len(samples))]
        # Spelled out for the three possible weights: loops over them take three times as long.
        move_intercept, move_slope, *others = [rule.step for rule in self._rules]
        intercept, slope, *bends = self._weights
        move_curvature, curvature = (others[0], bends[0]) if others else (None, self._number(0.0))
        path = []
        for u, y in samples:
            pull = -derivative(y - intercept - u * (slope + u * curvature))
            intercept = move_intercept(intercept, pull, rate)
            slope = move_slope(slope, pull * u, rate)
            if move_curvature:
                curvature = move_curvature(curvature, pull * u * u, rate)
            path.append([intercept, slope, curvature])
        self._weights = path[-1][: len(self._rules)]
        return path

    def _batch_by_batch(self, rate: Any) -> list[list[Any]]:
        """The weights after each update of an epoch that looks at several points at a time."""
        settings, number = self._settings, self._number
        count = len(self._targets)
        size = count if settings.method == "batch" else settings.batch_size
        order = self._random.permutation(count) if settings.shuffle else np.arange(count)
        path = []
        for first in range(0, count, size):
            batch = order[first : first + size]
            rows = self._table[batch]
            pulls = self._loss.derivatives(self._targets[batch] - rows @ np.array(self._weights, rows.dtype))
            gradients = [number(-total / len(batch)) for total in (pulls @ rows).tolist()]
            moves = zip(self._rules, self._weights, gradients, strict=True)
            self._weights = [rule.step(weight, gradient, rate) for rule, weight, gradient in moves]
            path.append(self._weights)
        return path

    def _sound_updates(self, path: FloatArray) -> int:
        """How many updates of `path` came before the divergence."""
        sound = (self._losses(weights)[0] <= self._limit for weights in path)
        return sum(1 for _ in itertools.takewhile(bool, sound))

    def _losses(self, internal: FloatArray) -> tuple[float, float]:
        """Mean of the chosen loss and mean squared residual over all points."""
        residuals = self._points.y - self._features @ internal
        count = len(residuals)
        return float(self._loss.values(residuals).sum()) / count, float(residuals @ residuals) / count

    def _snapshot(
        self, epoch: int, updates: int, internal: FloatArray, path: FloatArray, rate: float, ended: Ended
    ) -> Snapshot:
        loss, mse = self._losses(internal)
        coefficients = self._coordinates.to_raw(internal)
        return Snapshot(epoch, updates, coefficients, internal, path, loss, mse, rate, ended)


def _thinned(path: FloatArray) -> FloatArray:
    every = -(-len(path) // MAX_PATH)
    return path if every <= 1 else path[::-1][::every][::-1].copy()
