"""What can be known about a descent before it runs: stable rates, where it settles, the shape of the loss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
import numpy.typing as npt

from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import Points
from ai_playground.regression.exact import Minimum
from ai_playground.regression.losses import loss_function
from ai_playground.regression.settings import RegressionSettings

FloatArray = npt.NDArray[np.float64]
Window = tuple[tuple[float, float], tuple[float, float]]

# The search for the stable rate first tries so many rates, each so much higher than the one before; then in
# each round so many between two of the round before.
FIRST_RATES, RATE_STEP = 24, 1.02
SEARCH_WIDTHS = (8, 8, 8, 8, 8, 8)

# Points along each side of the loss surface's grid, halved for many points; its contour lines.
GRID, MANY_POINTS = 96, 1_000
LEVELS = 10
LEVEL_FACTOR = 2.0
# Until the best intercept of a parabola under Huber's loss is found; ten or so are usual.
MAX_NEWTON_STEPS = 60


@dataclass(frozen=True, eq=False)
class Theory:
    """Rates and limits of plain descent on the mean squared loss, in the coordinates in which it works.

    Attributes:
        coordinates: The way between these coordinates and the units of the data.
        features: The powers of the (standardised) x, float64 (n, p).
        y: What they predict, float64 (n,).
        hessian: Second derivatives of the mean squared loss, float64 (p, p).
        eigenvalues: Its eigenvalues, ascending, float64 (p,): curvatures of the loss along its axes.
    """

    coordinates: Coordinates
    features: FloatArray
    y: FloatArray
    hessian: FloatArray
    eigenvalues: FloatArray

    @property
    def condition_number(self) -> float:
        """Largest over smallest eigenvalue: at small rates the slow direction takes so many times longer."""
        return float(self.eigenvalues[-1] / self.eigenvalues[0])

    @property
    def stable_rate(self) -> float:
        """Full-batch descent converges at rates below this: 2 / the largest eigenvalue."""
        return float(2.0 / self.eigenvalues[-1])

    @property
    def optimal_rate(self) -> float:
        """The rate at which full-batch descent converges fastest: 2 / (smallest + largest eigenvalue)."""
        return float(2.0 / (self.eigenvalues[0] + self.eigenvalues[-1]))

    @cached_property
    def sgd_stable_rate(self) -> float:
        """Descent point by point, in order, settles down at rates below this."""
        return self.stable_rate_of(1)

    def stable_rate_of(self, size: int) -> float:
        """Descent on `size` points at a time, in order, settles down at rates below this.

        A pass multiplies the distance to where it settles by the product of (I - rate H), one factor for each
        batch, where H are the second derivatives of its mean squared loss; the last batch may be smaller.
        Below this rate, all eigenvalues of that matrix are inside the unit circle. Higher up they may be
        again, and a gap of less than 2 % between such rates may be passed over.
        """
        firsts = np.arange(0, len(self.y), size)
        counts = np.diff(firsts, append=len(self.y))
        outer = self.features[:, :, None] * self.features[:, None, :]
        hessians = 2.0 * np.add.reduceat(outer, firsts) / counts[:, None, None]
        # Up to this rate every factor shrinks or keeps; far above it every determinant grows.
        rates = 2.0 / np.linalg.eigvalsh(hessians)[:, -1].max() * RATE_STEP ** np.arange(FIRST_RATES)
        while (stable := _log_spectral_radius(hessians, rates) < 0.0).all():
            rates = rates * rates[-1] / rates[0]
        for width in SEARCH_WIDTHS:
            first_unstable = max(int(np.argmin(stable)), 1)
            rates = np.linspace(rates[first_unstable - 1], rates[first_unstable], width)
            stable = _log_spectral_radius(hessians, rates) < 0.0
        return float(rates[0])

    def sgd_limit(self, rate: float) -> FloatArray:
        """Where descent point by point, in order, stands after every pass once it has settled, float64 (p,).

        It circles: each point pulls the coefficients its way. The pass as a whole is an affine map, and this
        is its fixed point; the minimum of the loss only in the limit of small rates.

        Raises:
            ValueError: if `rate` is not between 0 and :attr:`sgd_stable_rate`.
        """
        if not 0.0 < rate < self.sgd_stable_rate:
            raise ValueError(f"Descent point by point settles only at rates below {self.sgd_stable_rate:g}.")
        shrink, shift = self._pass(rate)
        return np.asarray(np.linalg.solve(np.eye(len(shift)) - shrink, shift), dtype=np.float64)

    def sgd_after(self, start: FloatArray, rate: float, epochs: int) -> FloatArray:
        """Where descent point by point, in order, stands after so many epochs, float64 (p,).

        Each pass does the same to the distance from where it settles. Raises ValueError as
        :meth:`sgd_limit` does.
        """
        limit = self.sgd_limit(rate)
        shrink, _ = self._pass(rate)
        return np.asarray(limit + np.linalg.matrix_power(shrink, epochs) @ (start - limit), dtype=np.float64)

    def _pass(self, rate: float) -> tuple[FloatArray, FloatArray]:
        """The affine map of a pass over the points: what it multiplies the weights by, and what it adds."""
        size = self.features.shape[1]
        shrink, shift = np.eye(size), np.zeros(size)
        for row, y in zip(self.features, self.y, strict=True):
            step = 2.0 * rate * row
            shrink -= np.outer(step, row @ shrink)
            shift += step * (y - row @ shift)
        return shrink, shift

    def sgd_limit_of(self, settings: RegressionSettings) -> FloatArray | None:
        """Where a run with these settings settles, float64 (p,), or None if theory can't tell.

        It can for plain steps on the squared loss, point by point, in order, at a constant and stable rate.
        """
        plain = settings.optimizer == "plain" and settings.loss == "squared"
        in_order = settings.method == "sgd" and not settings.shuffle and settings.schedule == "constant"
        if not (plain and in_order and settings.learning_rate < self.sgd_stable_rate):
            return None
        return self.sgd_limit(settings.learning_rate)


def theory(points: Points, settings: RegressionSettings) -> Theory:
    """What theory says about descent on these points, in the coordinates that `settings` ask for."""
    coordinates = Coordinates.of(points, settings)
    features = coordinates.features(points.x)
    # Singular values, squared, are the eigenvalues with all their digits; the Hessian itself would lose half.
    singular = np.asarray(np.linalg.svd(features, compute_uv=False), dtype=np.float64)
    eigenvalues = 2.0 / len(points) * singular[::-1] ** 2
    hessian = 2.0 / len(points) * features.T @ features
    return Theory(coordinates, features, points.y, hessian, eigenvalues)


def loss_window(points: Points, settings: RegressionSettings) -> Window:
    """Ranges of the two coefficients that are worth seeing: the contour line through the start, and a margin.

    Across: slope. Up: intercept, for a parabola the curvature. In the coordinates in which descent works.
    """
    known = theory(points, settings)
    best = Minimum.of(points, settings)
    centre = known.coordinates.converted(best.internal, best.coordinates)
    away = known.coordinates.to_internal(np.array(settings.start)) - centre
    # The line {d: d' H d / 2 = e} reaches sqrt(2 e (1 / H)_jj) far along axis j.
    excess = max(0.5 * float(away @ known.hessian @ away), 0.2 * best.mse, 1e-12)
    _, singular, axes = np.linalg.svd(known.features, full_matrices=False)
    inverse = 0.5 * len(points) * ((axes / singular[:, None]) ** 2).sum(axis=0)
    reach = 1.1 * np.sqrt(2.0 * excess * inverse)
    across, up = shown_axes(settings)
    return (
        (float(centre[across] - reach[across]), float(centre[across] + reach[across])),
        (float(centre[up] - reach[up]), float(centre[up] + reach[up])),
    )


def shown_axes(settings: RegressionSettings) -> tuple[int, int]:
    """Which coefficients the picture shows, across and up: slope and intercept, or slope and curvature."""
    return (1, 0) if settings.degree == 1 else (1, 2)


def surface(points: Points, settings: RegressionSettings, window: Window, size: int) -> FloatArray:
    """The mean of the chosen loss on a grid over `window`, float64 (size, size).

    Rows go up the second coefficient of :func:`shown_axes`, columns across the first. For a parabola every
    value is the smallest that any intercept gives.
    """
    loss = loss_function(settings)
    features = Coordinates.of(points, settings).features(points.x)
    across, up = shown_axes(settings)
    (left, right), (bottom, top) = window
    columns = np.linspace(left, right, size)[:, None] * features[:, across]
    heights = np.empty((size, size))
    for row, value in enumerate(np.linspace(bottom, top, size)):
        residuals = points.y - value * features[:, up] - columns
        if settings.degree == 2:
            residuals = residuals - _best_intercepts(residuals, settings)
        heights[row] = loss.values(residuals).mean(axis=1)
    return heights


def contour_lines(points: Points, settings: RegressionSettings, window: Window) -> list[FloatArray]:
    """Lines of equal loss as polylines (k, 2) of the coefficients across and up.

    Their excess over the smallest loss halves from line to line: the floor of a long valley shows, too.
    """
    import contourpy

    size = GRID if len(points) <= MANY_POINTS else GRID // 2
    heights = surface(points, settings, window, size)
    excess = heights - Minimum.of(points, settings).loss
    across, up = (np.linspace(*ends, size) for ends in window)
    generator = contourpy.contour_generator(across, up, excess)
    levels = float(excess.max()) / LEVEL_FACTOR ** np.arange(1, LEVELS + 1)
    return [line for level in levels for line in cast("list[FloatArray]", generator.lines(level))]


def _log_spectral_radius(hessians: FloatArray, rates: FloatArray) -> FloatArray:
    """Logarithm of the spectral radius of a pass over batches with these Hessians, for each of the rates."""
    product = np.eye(hessians.shape[1]) - rates[:, None, None, None] * hessians
    log_scale = np.zeros(len(rates))
    while (count := product.shape[1]) > 1:
        # Later points act on the left. Neighbours are multiplied pair by pair: few, large operations.
        pairs = product[:, 1::2] @ product[:, 0 : count - 1 : 2]
        product = np.concatenate([pairs, product[:, -1:]], axis=1) if count % 2 else pairs
        scale = np.maximum(np.abs(product).max(axis=(2, 3), keepdims=True), 1e-300)
        product = product / scale
        log_scale += np.log(scale).sum(axis=(1, 2, 3))
    radii: FloatArray = np.abs(np.linalg.eigvals(product[:, 0])).max(axis=1)
    with np.errstate(divide="ignore"):  # a pass that forgets everything has the radius 0
        return log_scale + np.log(radii)


def _best_intercepts(residuals: FloatArray, settings: RegressionSettings) -> FloatArray:
    """For each row of residuals the constant that, taken off, minimises their loss; as a column."""
    if settings.loss == "squared":
        return np.asarray(residuals.mean(axis=1, keepdims=True), dtype=np.float64)
    middle = np.asarray(np.median(residuals, axis=1, keepdims=True), dtype=np.float64)
    if settings.loss == "absolute":
        return middle
    threshold = settings.huber_delta
    # The best one lies within a threshold of the median. Newton's steps, kept inside a shrinking bracket;
    # an error of 1e-5 thresholds changes the loss, flat there, by 1e-10 of itself.
    low, high = middle - threshold, middle + threshold
    for _ in range(MAX_NEWTON_STEPS):
        left = residuals - middle
        pull = np.clip(left, -threshold, threshold).sum(axis=1, keepdims=True)
        near = (np.abs(left) <= threshold).sum(axis=1, keepdims=True)
        low, high = np.where(pull >= 0.0, middle, low), np.where(pull <= 0.0, middle, high)
        step = middle + pull / np.maximum(near, 1)
        moved = np.where((step > low) & (step < high), step, 0.5 * (low + high))
        settled = np.abs(moved - middle).max() <= 1e-5 * threshold
        middle = np.where(pull == 0.0, middle, moved)
        if settled:
            break
    return middle
