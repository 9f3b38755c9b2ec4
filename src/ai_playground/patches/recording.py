"""Finished runs of the small training that ship with the package, by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ai_playground.lesson.recording import RecordedRun, read_shipped, write_run
from ai_playground.locations import assets_directory
from ai_playground.patches.presets import CURE, FLAWS
from ai_playground.patches.study_exam import Moment
from ai_playground.patches.study_settings import StudySettings

RECORDED: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "report": {},
        "report_seed1": {"seed": 1},
        **{f"rate{power}": {"learning_rate": 10.0**-power} for power in (4, 5, 6)},
        **{f"without_{name}": {name: False} for name in FLAWS},
        "without_wrong_axis_seed1": {"wrong_axis": False, "seed": 1},
        "cured": CURE,
        "cured_few": {**CURE, "photos": 3},
        "cured_two": {**CURE, "photos": 2, "lens": 0.7},
        "by_heart": {**CURE, "photos": 5, "decay": 0.1, "steps": 1600},
        "one_repair": {"relu_on_logits": False, "photos": 5},
        "whole": {**CURE, "cropped": 0.0},
        "one_cell": {**CURE, "cropped": 0.0, "mix": False},
        "thumbnail_half": {"network": "thumbnail", "cropped": 0.5},
    }
)
"""What each changes of the report's settings."""


class Recording(RecordedRun[StudySettings, Moment]):
    """A run of `RECORDED`."""


@cache
def load_recording(name: str) -> Recording:
    """The shipped run of this name; one without a moment if this installation lacks it."""
    return read_shipped(_folder(name), Recording, StudySettings, Moment)


def save_recording(name: str, recording: Recording) -> Path:
    """Write a run in place of the shipped one; returns its folder."""
    folder = _folder(name)
    write_run(recording, folder)
    return folder


def _folder(name: str) -> Path:
    return assets_directory() / "patches" / "recorded" / name
