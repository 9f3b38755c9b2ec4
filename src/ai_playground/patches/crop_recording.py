"""The errors of the crop factor that the page shows before anyone measures them anew."""

from __future__ import annotations

from pathlib import Path

from ai_playground.lesson.recording import RecordedRun, read_shipped, write_run
from ai_playground.locations import assets_directory
from ai_playground.patches.crop_game import Errors
from ai_playground.patches.settings import LensSettings


class RecordedErrors(RecordedRun[LensSettings, Errors]):
    """What the shipped networks said of the page's photos through one lens; one snapshot, the last."""


def load_errors() -> RecordedErrors:
    """The shipped measurement; one without a snapshot if this installation lacks it."""
    return read_shipped(_folder(), RecordedErrors, LensSettings, Errors)


def save_errors(recorded: RecordedErrors) -> Path:
    """Write a measurement in place of the shipped one; returns its folder."""
    write_run(recorded, _folder())
    return _folder()


def _folder() -> Path:
    return assets_directory() / "patches" / "recorded" / "crop_errors"
