"""The answers that descent looks for, computed without descending."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import Points
from ai_playground.regression.robust import least_absolute, least_huber
from ai_playground.regression.settings import RegressionSettings

FloatArray = npt.NDArray[np.float64]


def means_formula(x: FloatArray, y: FloatArray) -> FloatArray:
    """Least squares of a line by the textbook's formula: intercept and slope, float64 (2,).

    The slope is the sum of (x - mean x)(y - mean y) over the sum of (x - mean x)^2; the line goes through the
    means.
    """
    mean_x, mean_y = x.mean(), y.mean()
    slope = ((x - mean_x) * (y - mean_y)).sum() / ((x - mean_x) ** 2).sum()
    return np.array([mean_y - slope * mean_x, slope])


def lstsq_fit(x: FloatArray, y: FloatArray, degree: int = 1) -> FloatArray:
    """Least squares by `numpy.linalg.lstsq` (singular values): intercept, slope (, curvature), float64."""
    solution = np.linalg.lstsq(Coordinates(degree).features(x), y, rcond=None)[0]
    return np.asarray(solution, dtype=np.float64)


def qr_fit(x: FloatArray, y: FloatArray, degree: int = 1) -> FloatArray:
    """Least squares by QR of the standardised features: intercept, slope (, curvature), float64.

    Orthogonal columns keep the digits that the normal equations lose (Golub and Van Loan, section 5.3), and
    standardising keeps x and its square apart where x is far from zero.
    """
    coordinates = Coordinates.standardised(x, degree)
    return coordinates.to_raw(_solve_qr(coordinates.features(x), y))


def minimiser(points: Points, settings: RegressionSettings) -> FloatArray:
    """The curve that minimises the chosen loss over all points: intercept, slope (, curvature), float64.

    Squared loss by QR; Huber by Newton's method, to machine precision; absolute by the simplex method,
    exactly (where several curves are equally good, one of those through two or three of the points).
    """
    if settings.loss == "squared":
        return qr_fit(points.x, points.y, settings.degree)
    coordinates = Coordinates.standardised(points.x, settings.degree)
    features = coordinates.features(points.x)
    if settings.loss == "absolute":
        return coordinates.to_raw(least_absolute(features, points.y))
    start = _solve_qr(features, points.y)
    return coordinates.to_raw(least_huber(features, points.y, settings.huber_delta, start))


def _solve_qr(features: FloatArray, y: FloatArray) -> FloatArray:
    orthogonal, triangular = np.linalg.qr(features)
    return np.asarray(np.linalg.solve(triangular, orthogonal.T @ y), dtype=np.float64)
