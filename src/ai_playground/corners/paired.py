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
    errors = np.stack([each.photo_errors for each in run[1:]])
    threes = errors[:, : errors.shape[1] // THREE * THREE].reshape(len(errors), -1, THREE).mean(axis=-1)
    return np.asarray(threes.min(axis=0))


def agreeing(one: Sequence[Snapshot], other: Sequence[Snapshot]) -> tuple[int, int]:
    """How many threes of photos name the same network as the better one, whichever more of them name.

    Returns:
        That number, from half of all threes on, and the number of all.
    """
    first_wins = of_threes(one) < of_threes(other)
    first = int(first_wins.sum())
    return max(first, len(first_wins) - first), len(first_wins)
