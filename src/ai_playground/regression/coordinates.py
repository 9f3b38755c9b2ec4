"""The coordinates in which descent works, and the way to and from the units of the data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from ai_playground.regression.data import Points
from ai_playground.regression.settings import RegressionSettings

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Coordinates:
    """A polynomial in u = (x - shift) / scale instead of x.

    Coefficients come as arrays (..., degree + 1) in the order intercept, slope, curvature: "raw" as factors
    of the powers of x, "internal" as factors of the powers of u.

    Attributes:
        degree: 1 for a line, 2 for a parabola.
        shift: Subtracted from x, in its unit.
        scale: What x - shift is divided by, in the unit of x, above zero.
    """

    degree: int
    shift: float = 0.0
    scale: float = 1.0

    @classmethod
    def of(cls, points: Points, settings: RegressionSettings) -> Self:
        """The coordinates that these settings ask for: raw, or standardised over these points."""
        if settings.standardize:
            return cls.standardised(points.x, settings.degree)
        return cls(settings.degree)

    @classmethod
    def standardised(cls, x: FloatArray, degree: int) -> Self:
        """Coordinates in which `x` (n,) has mean 0 and standard deviation 1."""
        return cls(degree, float(np.mean(x)), float(np.std(x)))

    def features(self, x: FloatArray) -> FloatArray:
        """The powers 1, u, (u squared) of `x` (n,) as columns (n, degree + 1)."""
        return np.vander((x - self.shift) / self.scale, self.degree + 1, increasing=True)

    def converted(self, internal: FloatArray, other: Coordinates) -> FloatArray:
        """Internal coefficients, in these coordinates, of the curve with those `internal` ones in `other`.

        Between equal coordinates nothing is rounded; elsewhere the way leads through raw coefficients, which
        lose digits where x is far from zero.
        """
        return internal.copy() if other == self else self.to_internal(other.to_raw(internal))

    def to_internal(self, raw: FloatArray) -> FloatArray:
        """Internal coefficients of the curve with these raw ones."""
        internal = np.array(raw, dtype=np.float64)
        if self.degree == 2:
            curvature = internal[..., 2].copy()
            internal[..., 0] += curvature * self.shift**2
            internal[..., 1] += 2.0 * curvature * self.shift
            internal[..., 2] = curvature * self.scale**2
        internal[..., 0] += self.shift * np.asarray(raw)[..., 1]
        internal[..., 1] *= self.scale
        return internal

    def to_raw(self, internal: FloatArray) -> FloatArray:
        """Raw coefficients of the curve with these internal ones."""
        raw = np.array(internal, dtype=np.float64)
        if self.shift == 0.0 and self.scale == 1.0:
            return raw
        raw[..., 1] /= self.scale
        if self.degree == 2:
            raw[..., 2] /= self.scale**2
            raw[..., 1] -= 2.0 * self.shift * raw[..., 2]
            raw[..., 0] -= self.shift**2 * raw[..., 2]
        raw[..., 0] -= self.shift * raw[..., 1]
        return raw
