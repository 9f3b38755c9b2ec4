"""Curves of runs before the one on the page, and what they are called at their ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

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
        # What the median guess scores depends on the label.
        start = f"cured, labels {settings.labels}"
        others = {name: value for name, value in others.items() if name not in CURE}
    told = [f"{name.split('_')[0]}{'' if value is True else f' {value}'}" for name, value in others.items()]
    return ", ".join([f"{settings.model} {start}", *told])


def told_apart(runs: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each of these settings changes has that not all have, in a few letters."""
    names = dict.fromkeys(name for changes in runs for name in changes)
    shared = {name for name in names if all(run.get(name) == runs[0].get(name) for run in runs)}
    own = [{name: value for name, value in changes.items() if name not in shared} for changes in runs]
    return [
        ", ".join(name.split("_")[0] if value is True else str(value) for name, value in each.items())
        or f"not {' or '.join(name.split('_')[0] for name in names if name not in shared)}"
        for each in own
    ]
