"""Two networks measured on the same photos: what makes a photo hard for both cancels out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.paper_training import Snapshot

THREE = 3
"""Photos that the paper compared its networks on."""


def difference(last: Snapshot, baseline: Snapshot) -> tuple[float, float]:
    """How much larger the error of `last` is than the baseline's, photo by photo: mean and standard error.

    Both in pixels of the frame.
    """
    each = last.photo_errors - baseline.photo_errors
    return float(each.mean()), float(each.std(ddof=1) / np.sqrt(len(each)))


def of_threes(run: Sequence[Snapshot]) -> NDArray[np.float64]:
    """The paper's figure, the smallest error over the epochs on three photos, for each three of the photos.

    Args:
        run: The snapshots, one for each epoch, from the start.

    Returns:
        Float64 of shape (threes,), in pixels of the frame.
    """
    return np.asarray(_threes(run).min(axis=0))


def chosen_by_threes(run: Sequence[Snapshot]) -> tuple[float, float]:
    """The paper's figure, and what the epoch that it chooses scores on photos that had no say in it.

    Args:
        run: The snapshots, one for each epoch, from the start. Of six photos or more.

    Returns:
        The smallest error over the epochs on three photos, and the error after that epoch on all others; both
        the mean over the threes of the photos, in pixels of the frame. What makes one three harder than
        another cancels out, where the photos are a multiple of three.
    """
    threes = _threes(run)
    whole = np.stack([each.photo_errors for each in run[1:]])
    others = (whole.sum(axis=1, keepdims=True) - THREE * threes) / (whole.shape[1] - THREE)
    chosen = threes.argmin(axis=0)[None]
    there, elsewhere = (np.take_along_axis(each, chosen, axis=0).mean() for each in (threes, others))
    return float(there), float(elsewhere)


def agreeing(one: Sequence[Snapshot], other: Sequence[Snapshot]) -> tuple[int, int]:
    """How many threes of photos name the same network as the better one, whichever more of them name.

    Returns:
        That number, from half of all threes on, and the number of all.
    """
    first_wins = of_threes(one) < of_threes(other)
    first = int(first_wins.sum())
    return max(first, len(first_wins) - first), len(first_wins)


def _threes(run: Sequence[Snapshot]) -> NDArray[np.float64]:
    """Errors after each epoch on each three of the photos, float64 (epochs, threes)."""
    errors = np.stack([each.photo_errors for each in run[1:]])
    whole = errors[:, : errors.shape[1] // THREE * THREE]
    return np.asarray(whole.reshape(len(errors), -1, THREE).mean(axis=-1))
