"""Moments of runs that nobody did: figures to order, pictures in one tone."""

from __future__ import annotations

from typing import Any

import numpy as np

from ai_playground.cyclegan.recording import Recording
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.step import LOSSES
from ai_playground.cyclegan.study import Moment


def moment(step: int = 300, tone: int = 0, losses: dict[str, float] | None = None, **told: Any) -> Moment:
    """After `step` of 300 steps; losses that aren't given are NaN."""
    values: dict[str, Any] = {"steps": 300, "distance": 100.0, "cycle": 10.0, "identity": 10.0, **told}
    given = losses or {}
    picture = np.full((8, 48, 3), tone, np.uint8)
    return Moment(
        step=step,
        rate=2e-4,
        losses=np.array([given.get(name, np.nan) for name in LOSSES], np.float32),
        painted=picture,
        back=picture,
        **values,
    )


def recording(*moments: Moment, **changes: Any) -> Recording:
    """A recording of these."""
    return Recording(
        settings=StudySettings(**changes),
        seconds=1.0,
        machine="none",
        snapshots=moments,
        untouched=1000.0,
        alike=100.0,
    )
