"""Least squares with an L1 penalty on the slope, as scikit-learn's `Lasso` has it.

It minimises the mean squared residual over 2 plus `penalty` times |slope|; the intercept is free. Which L1
the blog ran in 2017 it doesn't say: this is our guess. Least absolute misses, the other L1, are in
`robust.py`; scikit-learn has them as a regression of its own (`QuantileRegressor`) since 1.0, of 2021.
"""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
import numpy.typing as npt

from ai_playground.regression.data import Points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.settings import RegressionSettings

FloatArray = npt.NDArray[np.float64]

# The default of scikit-learn's `Lasso`, there called alpha.
PENALTY = 1.0


def lasso_line(points: Points, penalty: float = PENALTY) -> FloatArray:
    """The line that minimises the penalised loss: intercept and slope, float64 (2,).

    With one x there is a formula: the covariance of x and y, moved by the penalty towards zero but not past
    it, over the variance of x (Tibshirani 1996, Journal of the Royal Statistical Society B 58:267).
    """
    x, y = points.x - points.x.mean(), points.y - points.y.mean()
    covariance = float((x * y).mean())
    slope = np.sign(covariance) * max(abs(covariance) - penalty, 0.0) / float((x**2).mean())
    return np.array([points.y.mean() - slope * points.x.mean(), slope])


def lasso(points: Points, settings: RegressionSettings) -> Generator[Snapshot, None, None]:
    """The start, then the Lasso's line at the default penalty, as two snapshots of a run.

    Of the settings it takes nothing but the learning rate to show.
    """
    for epoch, coefficients in enumerate((np.zeros(2), lasso_line(points))):
        mse = float(np.mean((points.y - coefficients[0] - coefficients[1] * points.x) ** 2))
        yield Snapshot(
            epoch=epoch,
            updates=epoch,
            coefficients=coefficients,
            internal=coefficients,
            path=coefficients[None],
            loss=mse,
            mse=mse,
            learning_rate=settings.learning_rate,
            ended="converged" if epoch else "",
        )
