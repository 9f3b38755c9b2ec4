"""Snapshots of trainings that nobody did, for tests of what is read from them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ai_playground.corners.paper_training import Snapshot


def snapshot(photo_errors: ArrayLike = (), **more: Any) -> Snapshot:
    """A snapshot with these errors on photos; what isn't given is as dull as can be."""
    given: dict[str, Any] = {
        "step": 0,
        "epoch": 0,
        "train_mae": 8.0,
        "held_out_mae": 8.0,
        "predictions": np.zeros((0, 4, 2), np.float32),
        "distinct_units": (32, 32, 32, 8),
        "dead_units": (0, 0, 0, 0),
        "constant_mae": 8.0,
        "constant_photo_mae": 30.0,
        "second_kernel": np.zeros((32, 32), np.float32),
        "seconds_per_1000": 1.0,
    }
    return Snapshot(photo_errors=np.array(photo_errors, float), **{**given, **more})


def run_of(*photo_errors: ArrayLike) -> list[Snapshot]:
    """A run, of which each epoch's errors on photos are given, those of the start first."""
    return [snapshot(errors, epoch=epoch) for epoch, errors in enumerate(photo_errors)]
