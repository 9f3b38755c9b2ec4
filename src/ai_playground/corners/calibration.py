"""What a share of the map is worth as a probability: Platt scaling, fitted on photos never trained on.

The detector's maps are wider than its errors, so a corner is near more often than the share of its map says.
A straight line between log odds mends it (Platt, 1999; Guo et al., 2017).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NEWTON_STEPS = 30
EDGE = 1e-6
"""Shares nearer to 0 or 1 than this count as this: their log odds are infinite."""


class Calibration(NamedTuple):
    """The line: log odds of being near = `slope` times log odds of the share + `offset`."""

    slope: float
    offset: float

    def probability(self, share: NDArray[np.floating]) -> NDArray[np.float32]:
        """The probability that belongs to each share, 0 to 1."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * log_odds(share) + self.offset))), np.float32)

    def share(self, probability: NDArray[np.floating]) -> NDArray[np.float64]:
        """The share that belongs to each probability: the way back."""
        return np.asarray(1 / (1 + np.exp(-(log_odds(probability) - self.offset) / self.slope)))


def fit(share: NDArray[np.floating], near: NDArray[np.bool_]) -> Calibration:
    """The line under which what happened is likeliest: logistic regression by Newton's method.

    Args:
        share: Of each corner, what the map holds about the answer, 0 to 1.
        near: Whether that corner was there.
    """
    inputs = np.column_stack([log_odds(share), np.ones(len(share))])
    line = np.array([1.0, 0.0])
    for _ in range(NEWTON_STEPS):
        said = 1 / (1 + np.exp(-inputs @ line))
        curvature = (inputs * (said * (1 - said))[:, None]).T @ inputs
        line = line + np.linalg.solve(curvature, inputs.T @ (near - said))
    return Calibration(*(float(each) for each in line))


def log_odds(share: NDArray[np.floating]) -> NDArray[np.float64]:
    """log(p / (1 - p))."""
    inside = np.clip(np.asarray(share, np.float64), EDGE, 1 - EDGE)
    return np.asarray(np.log(inside / (1 - inside)), np.float64)
