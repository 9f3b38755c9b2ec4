"""Many small runs in one picture: the slope over the rate, and over the epochs for many orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ai_playground.regression.data import Points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import minimiser
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import theory

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SlopesOverRates:
    """What descent point by point, in order, at constant rates comes to.

    Attributes:
        rates: Learning rates, ascending, float64 (n,).
        reached: Slope at each of them, after each number of epochs, float64 (n,), in the data's units.
        settled: Slope in the end, float64 (n,).
        exact: Slope of the least squares line.
    """

    rates: FloatArray
    reached: dict[int, FloatArray]
    settled: FloatArray
    exact: float

    def best(self, epochs: int) -> tuple[float, float]:
        """The rate that comes nearest to the exact slope in so many epochs, and the slope it reaches."""
        slopes = self.reached[epochs]
        nearest = int(np.abs(slopes - self.exact).argmin())
        return float(self.rates[nearest]), float(slopes[nearest])


def slopes_over_rates(
    points: Points, settings: RegressionSettings, rates: FloatArray, epochs: Sequence[int]
) -> SlopesOverRates:
    """Where a run with these settings but each of the `rates` stands, for each number of `epochs`.

    Computed from the affine map that a pass over the points is; single runs agree (a test does them).
    Raises ValueError for a rate that isn't stable.
    """
    known = theory(points, settings)
    start = known.coordinates.to_internal(np.array(settings.start))

    def slopes(weights: list[FloatArray]) -> FloatArray:
        return known.coordinates.to_raw(np.array(weights))[:, 1]

    return SlopesOverRates(
        rates=rates,
        reached={
            count: slopes([known.sgd_after(start, float(rate), count) for rate in rates]) for count in epochs
        },
        settled=slopes([known.sgd_limit(float(rate)) for rate in rates]),
        exact=float(minimiser(points, settings)[1]),
    )


def slopes_over_epochs(points: Points, settings: RegressionSettings) -> FloatArray:
    """The slope after each epoch of a run, from its start on, float64 (epochs + 1,)."""
    return np.array([snapshot.coefficients[1] for snapshot in descend(points, settings)])
