"""Curves of runs before the one on the page, and what they are called at their ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.paper_training import Snapshot
from ai_playground.corners.presets import CURE
from ai_playground.corners.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class Past:
    """The curve of a run before this one."""

    label: str
    points: NDArray[np.float64]

    @classmethod
    def of(cls, label: str, run: Sequence[Snapshot]) -> Past:
        """The curve of the error on unseen sheets, a point (epoch, px) for each of the snapshots."""
        return cls(label, np.array([(each.epoch, each.held_out_mae) for each in run]))


def short_name(settings: TrainingSettings) -> str:
    """A run in a few letters, for the end of its curve."""
    start = "random" if settings.initialization == "random" else "0.004"
    others = {
        name: value
        for name, value in settings.non_defaults().items()
        if name not in ("model", "initialization", "seed", "epochs")
    }
    if all(getattr(settings, name) == value for name, value in CURE.items()):
        start = "cured"
        others = {name: value for name, value in others.items() if name not in CURE}
    told = [f"{name.split('_')[0]}{'' if value is True else f' {value}'}" for name, value in others.items()]
    return ", ".join([f"{settings.model} {start}", *told])
