"""Finished runs that ship with the package, shown before anyone presses Run and said to be recorded."""

from __future__ import annotations

from pathlib import Path

from ai_playground.corners.paper_training import Snapshot
from ai_playground.corners.settings import TrainingSettings
from ai_playground.lesson.recording import RecordedRun, read_shipped, write_run
from ai_playground.locations import assets_directory


class Recording(RecordedRun[TrainingSettings, Snapshot]):
    """A run of a preset, with a snapshot for each epoch."""


def load_recording(preset: str) -> Recording:
    """The shipped run of a preset; one without a snapshot if this installation lacks it."""
    return read_shipped(_folder(preset), Recording, TrainingSettings, Snapshot)


def save_recording(preset: str, recording: Recording) -> Path:
    """Write the run of a preset in place of the shipped one; returns its folder."""
    folder = _folder(preset)
    write_run(recording, folder)
    return folder


def _folder(preset: str) -> Path:
    return assets_directory() / "corners" / "recorded" / preset
