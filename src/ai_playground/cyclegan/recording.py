"""Finished runs of the small training that ship with the package: the whole, and those of `ablations`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import Moment
from ai_playground.lesson.recording import RecordedRun, read_shipped, write_run
from ai_playground.locations import assets_directory


@dataclass(frozen=True, eq=False, kw_only=True)
class Recording(RecordedRun[StudySettings, Moment]):
    """A run of `ablations.ABLATIONS`, with how far photographs and paintings are apart by themselves.

    Attributes:
        untouched: Distance of photographs from the paintings.
        alike: Distance of the paintings among themselves.
    """

    untouched: float
    alike: float


@cache
def load_recording(name: str) -> Recording:
    """The shipped run of this name; one without a moment if this installation lacks it."""
    nothing = float("nan")
    return read_shipped(_folder(name), Recording, StudySettings, Moment, untouched=nothing, alike=nothing)


def save_recording(name: str, recording: Recording) -> Path:
    """Write a run in place of the shipped one; returns its folder."""
    folder = _folder(name)
    write_run(recording, folder)
    return folder


def _folder(name: str) -> Path:
    return assets_directory() / "cyclegan" / "recorded" / name
