"""Fits that outliers pull less: least absolute deviations and Huber's loss.

Both take the features as columns (n, p) of comparable size, so standardised.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

# Ties (three points on a line) make the simplex method circle; noise far below any data's precision breaks
# them.
TIE_BREAKING = 1e-10
MAX_PIVOTS = 10_000
MAX_NEWTON_STEPS = 200


def least_absolute(features: FloatArray, y: FloatArray) -> FloatArray:
    """The weights that minimise the sum of absolute residuals, float64 (p,).

    Some optimal curve goes through p of the points. So: take p points; while the curve through all of them
    but one can be turned for the better, turn it until it meets the best other point
    (Bloomfield and Steiger 1980, SIAM Journal on Scientific and Statistical Computing 1:290).
    """
    size = features.shape[1]
    noise = np.random.default_rng(0).uniform(-1.0, 1.0, len(y))
    targets = y + TIE_BREAKING * max(1.0, float(np.abs(y).max())) * noise
    basis = _points_apart(features[:, 1], size)
    for _ in range(MAX_PIVOTS):
        inverse = np.linalg.inv(features[basis])
        residuals = targets - features @ (inverse @ targets[basis])
        residuals[basis] = 0.0
        # Column k: how the curve moves at each point when it is lifted by 1 at basis point k, fixed at the
        # others.
        lifts = features @ inverse
        gains = np.sign(residuals) @ lifts
        worst = int(np.argmax(np.abs(gains)))
        if abs(gains[worst]) <= 1.0 + 1e-9:
            break
        lift = np.sign(gains[worst]) * lifts[:, worst]
        basis[worst] = _weighted_median(residuals, lift, abs(gains[worst]) - 1.0)
    return np.asarray(np.linalg.solve(features[basis], y[basis]), dtype=np.float64)


def least_huber(features: FloatArray, y: FloatArray, threshold: float, start: FloatArray) -> FloatArray:
    """The weights that minimise the sum of Huber losses, float64 (p,), by Newton's method.

    The loss is convex and piecewise quadratic, so Newton steps with a line search end after finitely many
    (Madsen and Nielsen 1990, BIT 30:682).

    Args:
        features: Columns of comparable size, float64 (n, p).
        y: Targets, float64 (n,).
        threshold: Residual at which the loss turns linear, above zero.
        start: Weights to start from, float64 (p,).
    """
    weights = start
    # Where few points are near the curve, their Hessian is singular; a trace of the identity mends it.
    ridge = 1e-10 * len(y) * np.eye(features.shape[1])
    for _ in range(MAX_NEWTON_STEPS):
        residuals = y - features @ weights
        descent = features.T @ np.clip(residuals, -threshold, threshold)
        if np.abs(descent).max() <= 1e-14 * np.abs(features).sum(axis=0).max() * threshold:
            break
        near = features[np.abs(residuals) <= threshold]
        direction = np.linalg.solve(near.T @ near + ridge, descent)
        length = _line_search(residuals, features @ direction, threshold)
        moved = weights + length * direction
        if np.array_equal(moved, weights):
            break
        weights = moved
    return weights


def _points_apart(x: FloatArray, count: int) -> npt.NDArray[np.intp]:
    """Indices of `count` points with different x, spread over the range."""
    _, first = np.unique(x, return_index=True)
    return first[np.linspace(0, len(first) - 1, count).round().astype(np.intp)]


def _weighted_median(residuals: FloatArray, lift: FloatArray, gain: float) -> int:
    """Index of the point at which lifting the curve by t * `lift` stops to pay.

    `gain` is what it pays at t = 0, in loss per unit of t.
    """
    moving = np.abs(lift) > 1e-12 * np.abs(lift).max()
    meets = np.full(len(lift), -1.0)
    np.divide(residuals, lift, out=meets, where=moving)
    ahead = np.flatnonzero(meets > 0.0)
    order = ahead[np.argsort(meets[ahead], kind="stable")]
    paid = np.cumsum(2.0 * np.abs(lift[order]))
    last = min(int(np.searchsorted(paid, gain)), len(order) - 1)
    return int(order[last])


def _line_search(residuals: FloatArray, change: FloatArray, threshold: float) -> float:
    """The t that minimises the sum of Huber losses of `residuals - t * change`."""

    def slope(t: float) -> float:
        return -float(np.clip(residuals - t * change, -threshold, threshold) @ change)

    at_zero = slope(0.0)
    if abs(slope(1.0)) <= 1e-9 * abs(at_zero):
        return 1.0
    low, high = 0.0, 1.0
    while slope(high) < 0.0 and high < 1e12:
        low, high = high, 2.0 * high
    for _ in range(80):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if slope(middle) < 0.0 else (low, middle)
    return high
