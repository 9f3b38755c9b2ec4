"""The loss surface's own axes: along each, a step on all points has a factor of its own for the error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import numpy.typing as npt

from ai_playground.regression.theory import Theory

FloatArray = npt.NDArray[np.float64]

# Curvatures that differ by less, relatively, are equal, and any direction will do.
ROUND = 1e-9


@dataclass(frozen=True, eq=False)
class Axes:
    """The eigenvectors of the mean squared loss's second derivatives, through its minimum.

    The excess loss is a sum of parts, one for each axis, that plain descent on all points never mixes.

    Attributes:
        minimum: Intercept, slope (, curvature) at the minimum, in the coordinates in which descent works,
            float64 (p,).
        directions: Unit vectors as columns, from the flattest axis to the steepest, float64 (p, p).
        curvatures: Second derivatives of the loss along them, ascending, float64 (p,).
    """

    minimum: FloatArray
    directions: FloatArray
    curvatures: FloatArray

    @property
    def round(self) -> bool:
        """Whether the surface curves alike along all of them, so that any direction is an axis."""
        return bool(self.curvatures[-1] < (1.0 + ROUND) * self.curvatures[0])

    @classmethod
    def of(cls, known: Theory, minimum: FloatArray) -> Self:
        """The axes of the surface that `known` tells of, through its `minimum`."""
        _, _, rows = np.linalg.svd(known.features, full_matrices=False)
        directions = np.asarray(rows[::-1].T, dtype=np.float64)
        # Each points to where its largest component grows.
        largest = np.abs(directions).argmax(axis=0)
        directions = directions * np.sign(directions[largest, np.arange(len(largest))])
        found = cls(minimum, directions, known.eigenvalues)
        return replace(found, directions=np.eye(len(minimum))) if found.round else found

    def factors(self, rate: float) -> FloatArray:
        """What a plain step on all points multiplies the error along each axis by, float64 (p,)."""
        return 1.0 - rate * self.curvatures

    def errors(self, weights: FloatArray) -> FloatArray:
        """How far `weights`, (..., p), are from the minimum along each axis, float64 (..., p)."""
        return np.asarray((weights - self.minimum) @ self.directions, dtype=np.float64)

    def parts(self, errors: FloatArray) -> FloatArray:
        """What the `errors` along the axes, (..., p), add to the loss, each by itself, float64 (..., p)."""
        return 0.5 * self.curvatures * errors**2

    def errors_after(self, start: FloatArray, rate: float, steps: FloatArray) -> FloatArray:
        """The errors after so many `steps`, (k,), of plain descent on all points, float64 (k, p).

        Args:
            start: The weights before the first step, (p,).
            rate: The constant learning rate.
            steps: Whole numbers of steps. Where the rate is too high, errors of many steps are infinite.
        """
        with np.errstate(over="ignore"):
            return self.errors(start) * self.factors(rate) ** steps[:, None]
