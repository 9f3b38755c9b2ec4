"""The answers that descent looks for, computed without descending."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import Points
from ai_playground.regression.losses import mean_loss
from ai_playground.regression.robust import least_absolute, least_huber
from ai_playground.regression.settings import RegressionSettings

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Minimum:
    """The curve that minimises the chosen loss over all points, and how small that loss is.

    Attributes:
        coordinates: Standardised over the points.
        internal: Intercept, slope (, curvature) in these coordinates, float64.
        loss: Mean of the chosen loss.
        mse: Mean squared residual.
    """

    coordinates: Coordinates
    internal: FloatArray
    loss: float
    mse: float

    @classmethod
    def of(cls, points: Points, settings: RegressionSettings) -> Self:
        """Squared loss by QR; Huber by Newton's method, to machine precision; absolute by the simplex method.

        The last is exact; where several curves are equally good, it is one of those through two or three of
        the points.
        """
        coordinates = Coordinates.standardised(points.x, settings.degree)
        features = coordinates.features(points.x)
        if settings.loss == "absolute":
            internal = least_absolute(features, points.y)
        else:
            internal = _solve_qr(features, points.y)
        if settings.loss == "huber":
            internal = least_huber(features, points.y, settings.huber_delta, internal)
        loss = mean_loss(points, settings, internal, coordinates)
        mse = mean_loss(points, settings.changed(loss="squared"), internal, coordinates)
        return cls(coordinates, internal, loss, mse)

    @property
    def coefficients(self) -> FloatArray:
        """Intercept, slope (, curvature) in the units of the data, float64."""
        return self.coordinates.to_raw(self.internal)


def minimiser(points: Points, settings: RegressionSettings) -> FloatArray:
    """The coefficients of the :class:`Minimum`: intercept, slope (, curvature), float64."""
    return Minimum.of(points, settings).coefficients


def routes(points: Points, degree: int) -> dict[str, FloatArray]:
    """The least squares curve by every route (the means formula knows lines only), float64 (degree + 1,)."""
    x, y = points.x, points.y
    by_means = {"means_formula": means_formula(x, y)} if degree == 1 else {}
    return {**by_means, "lstsq": lstsq_fit(x, y, degree), "qr": qr_fit(x, y, degree)}


def means_formula(x: FloatArray, y: FloatArray) -> FloatArray:
    """Least squares of a line by the textbook's formula: intercept and slope, float64 (2,).

    The slope is the sum of (x - mean x)(y - mean y) over the sum of (x - mean x)^2; the line goes through the
    means.
    """
    mean_x, mean_y = x.mean(), y.mean()
    slope = ((x - mean_x) * (y - mean_y)).sum() / ((x - mean_x) ** 2).sum()
    return np.array([mean_y - slope * mean_x, slope])


def lstsq_fit(x: FloatArray, y: FloatArray, degree: int = 1) -> FloatArray:
    """Least squares by `numpy.linalg.lstsq` (singular values): intercept, slope (, curvature), float64.

    On x as it is. Where x is so far from zero that its powers look alike, it takes them for one.
    """
    solution = np.linalg.lstsq(Coordinates(degree).features(x), y, rcond=None)[0]
    return np.asarray(solution, dtype=np.float64)


def qr_fit(x: FloatArray, y: FloatArray, degree: int = 1) -> FloatArray:
    """Least squares by QR of the standardised features: intercept, slope (, curvature), float64.

    Orthogonal columns keep the digits that the normal equations lose (Golub and Van Loan, section 5.3), and
    standardising keeps x and its square apart where x is far from zero.
    """
    coordinates = Coordinates.standardised(x, degree)
    return coordinates.to_raw(_solve_qr(coordinates.features(x), y))


def leverages(x: FloatArray, degree: int = 1) -> FloatArray:
    """How far each point's own y pulls the least squares curve there, per unit of y: 0 to 1, float64 (n,).

    For a line 1/n + (x - mean x)^2 over the sum of these squares. Their sum is the number of coefficients.
    """
    orthogonal, _ = np.linalg.qr(Coordinates.standardised(x, degree).features(x))
    return np.asarray((orthogonal**2).sum(axis=1), dtype=np.float64)


def left_out_misses(points: Points, degree: int) -> FloatArray:
    """Misses at points that the least squares curve didn't see, each left out once, float64 (n,).

    By the residuals of the fit to all points over 1 - leverage, which needs no other fits (Allen 1974,
    Technometrics 16:125). Infinite where the curve can't do without a point.
    """
    coordinates = Coordinates.standardised(points.x, degree)
    features = coordinates.features(points.x)
    residuals = points.y - features @ _solve_qr(features, points.y)
    freedom = 1.0 - leverages(points.x, degree)
    # Below that it is rounding.
    free = freedom > 1e-12
    return np.where(free, residuals / np.where(free, freedom, 1.0), np.inf)


def _solve_qr(features: FloatArray, y: FloatArray) -> FloatArray:
    orthogonal, triangular = np.linalg.qr(features)
    return np.asarray(np.linalg.solve(triangular, orthogonal.T @ y), dtype=np.float64)
