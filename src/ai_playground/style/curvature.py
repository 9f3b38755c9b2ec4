"""How steeply the loss bends along each scale and color: what a quasi-Newton step is divided by at first.

A network answers to a picture's frequencies very unevenly: at a scale of ten pixels a change of color costs
fifty times what the finest grain or a tint of everything costs. This is alike all over the picture and hardly
changes during a run, so a few numbers describe it: one for each band of frequencies and each opponent color.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
# Rows: lightness, red against green, yellow against blue. Orthonormal, so its transpose is its inverse.
_OPPONENTS = np.array([[1, 1, 1], [1, -1, 0], [1, 1, -2]], np.float32)
_OPPONENTS /= np.linalg.norm(_OPPONENTS, axis=1, keepdims=True)
# Bands lie evenly on the logarithm of the frequency, from LOWEST up to the diagonal's highest.
BANDS = 8
LOWEST = 1 / 64
HIGHEST = 0.5**0.5
# Share of what older steps taught that is kept at each new one.
KEPT = 0.95
# With less than this share of all steps' energy, a band holds rounding errors only.
UNKNOWN = 1e-10
# No curvature counts as less than this share of the largest: its direction would swallow the step.
FLOOR = 1e-4


class Curvature:
    """The size of the loss' second derivative by color and band, learned from steps and changes of gradient.

    It knows frequencies in cycles a pixel, so what was learned at one size holds at another.
    """

    def __init__(self) -> None:
        # Energy by color and band: of the steps, and of the changes of gradient they made.
        self._energies: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None

    def learn(self, step: Array, change: Array) -> None:
        """Take in that `step` (height, width, 3), not 0, changed the gradient by `change`, not 0."""
        new = _energy(step), _energy(change)
        if self._energies is not None:
            new = KEPT * self._energies[0] + new[0], KEPT * self._energies[1] + new[1]
        self._energies = new

    def by_band(self) -> NDArray[np.float64]:
        """Relative curvature, 1 the largest, of shape (3 colors, BANDS); all 1 before anything is learned."""
        if self._energies is None:
            return np.ones((3, BANDS))
        steps, changes = self._energies
        known = steps > UNKNOWN * steps.sum()
        found = np.full((3, BANDS), np.nan)
        found[known] = np.sqrt(changes[known] / steps[known])
        found /= np.nanmax(found)
        for of_color, there in zip(found, known, strict=True):
            # A band that a small picture lacks may come with a larger one: it is like its neighbours.
            places = np.flatnonzero(there)
            of_color[:] = np.interp(range(BANDS), places, of_color[places]) if places.size else 1.0
        floored: NDArray[np.float64] = np.maximum(found, FLOOR)
        return floored

    def divide(self, values: Array) -> Array:
        """`values` (height, width, 3), each frequency divided by its curvature: symmetric and positive."""
        if self._energies is None:
            return values.copy()
        lower, share = _places(*values.shape[:2])
        spectrum = _spectrum(values)
        logarithms = -np.log(self.by_band())
        for color, of_band in enumerate(logarithms):
            between = (1 - share) * of_band[lower] + share * of_band[lower + 1]
            spectrum[..., color] *= np.exp(between).astype(np.float32)
        opponents = np.fft.irfft2(spectrum, s=values.shape[:2], axes=(0, 1))
        divided: Array = (opponents @ _OPPONENTS).astype(np.float32)
        return divided


def _spectrum(values: Array) -> NDArray[np.complexfloating]:
    return np.fft.rfft2(values @ _OPPONENTS.T, axes=(0, 1))


def _energy(values: Array) -> NDArray[np.float64]:
    """Share of each color and band in the sum of squares; shape (3, BANDS)."""
    lower, share = (place.ravel() for place in _places(*values.shape[:2]))
    squares = np.square(np.abs(_spectrum(values))).reshape(-1, 3).T.astype(np.float64)
    energy = np.stack(
        [
            np.bincount(lower, (1 - share) * of_color, BANDS)
            + np.bincount(lower + 1, share * of_color, BANDS)
            for of_color in squares
        ]
    )
    total: NDArray[np.float64] = energy / energy.sum()
    return total


@lru_cache(maxsize=2)
def _places(height: int, width: int) -> tuple[NDArray[np.intp], Array]:
    """For each frequency of a spectrum: the band below it, and its share (0 to 1) in the band above that."""
    down, across = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None]
    frequency = np.maximum(np.sqrt(down**2 + across**2), LOWEST)
    place = (BANDS - 1) * np.log(frequency / LOWEST) / np.log(HIGHEST / LOWEST)
    lower = np.clip(np.floor(place).astype(np.intp), 0, BANDS - 2)
    return lower, (place - lower).astype(np.float32)
