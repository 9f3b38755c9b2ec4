"""What a miss costs: the losses, and their derivatives.

A residual is y minus the curve's value there. Derivatives are with respect to the residual.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import Points
from ai_playground.regression.settings import RegressionSettings

FloatArray = npt.NDArray[np.floating[Any]]


class LossFunction(Protocol):
    """The cost of one residual, for arrays, and its derivative, for arrays and for plain scalars."""

    def values(self, residuals: FloatArray) -> FloatArray:
        """The loss of each residual."""

    def derivatives(self, residuals: FloatArray) -> FloatArray:
        """The derivative at each residual, in the dtype of `residuals`."""

    def derivative(self, residual: Any) -> Any:
        """The derivative at one residual; a Python float or numpy scalar gives the same type back."""


class Squared:
    """r^2, as in the lecture: no factor of one half, so the derivative is 2 r."""

    def values(self, residuals: FloatArray) -> FloatArray:
        """The squares."""
        return residuals * residuals

    def derivatives(self, residuals: FloatArray) -> FloatArray:
        """2 r."""
        return residuals + residuals

    def derivative(self, residual: Any) -> Any:
        """2 r."""
        return residual + residual


class Absolute:
    """|r|; where it has no derivative, at 0, the subgradient 0 is used."""

    def values(self, residuals: FloatArray) -> FloatArray:
        """The absolute values."""
        return np.abs(residuals)

    def derivatives(self, residuals: FloatArray) -> FloatArray:
        """The signs."""
        return np.sign(residuals)

    def derivative(self, residual: Any) -> Any:
        """The sign."""
        return residual / abs(residual) if residual else residual


class Huber:
    """r^2 / 2 up to a threshold, then a straight line (Huber 1964, Annals of Mathematical Statistics 35:73).

    Args:
        threshold: Where the two pieces meet, above zero, in units of y.
        number: Type of the scalars that :meth:`derivative` gets.
    """

    def __init__(self, threshold: float, number: Any = float) -> None:
        self.threshold = threshold
        self._upper, self._lower = number(threshold), number(-threshold)

    def values(self, residuals: FloatArray) -> FloatArray:
        """The square's half near zero, linear further out."""
        sizes = np.abs(residuals)
        near = np.minimum(sizes, self.threshold)
        return near * (sizes - 0.5 * near)

    def derivatives(self, residuals: FloatArray) -> FloatArray:
        """r, clipped to the threshold."""
        return np.clip(residuals, self._lower, self._upper)

    def derivative(self, residual: Any) -> Any:
        """r, clipped to the threshold."""
        # NaN falls through the comparisons, so that a diverged run is seen as one.
        if residual > self._upper:
            return self._upper
        return self._lower if residual < self._lower else residual


def loss_function(settings: RegressionSettings, number: Any = float) -> LossFunction:
    """The loss that `settings` name; `number` is the type of the scalars of a descent."""
    if settings.loss == "huber":
        return Huber(settings.huber_delta, number)
    return Squared() if settings.loss == "squared" else Absolute()


def mean_loss(
    points: Points,
    settings: RegressionSettings,
    coefficients: npt.NDArray[np.float64],
    coordinates: Coordinates | None = None,
) -> float:
    """Mean of the chosen loss over all points.

    Args:
        points: Where the curve is measured.
        settings: Names the loss.
        coefficients: The curve: intercept, slope (, curvature).
        coordinates: What they are factors of. Defaults to the units of the data; far from x = 0, standardised
            coordinates keep the digits that raw coefficients cancel.
    """
    coordinates = coordinates or Coordinates(len(coefficients) - 1)
    residuals = points.y - coordinates.features(points.x) @ coefficients
    return float(loss_function(settings).values(residuals).mean())
