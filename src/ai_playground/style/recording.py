"""A finished run that ships with the package, shown before anyone presses Run and said to be recorded."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ai_playground.lesson.recording import RecordedRun, read_shipped, write_run
from ai_playground.locations import assets_directory
from ai_playground.style.descriptor import layer_plan
from ai_playground.style.library import PHOTOS, STYLES
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot


@dataclass(frozen=True, eq=False, kw_only=True)
class Recording(RecordedRun[StyleSettings, Snapshot]):
    """A run with an even choice of its snapshots.

    Attributes:
        content, styles: Names of the photograph and the swatches.
    """

    content: str
    styles: tuple[str, ...]

    @property
    def told(self) -> str:
        """That it was recorded, with which knobs, how long it takes and on what: a sentence."""
        changes = self.settings.non_defaults()
        turned = [f"{name.replace('_', ' ')} {value:,}" for name, value in changes.items()]
        return f"Recorded: {'; '.join([*turned, self.took])}."


def load_recording() -> Recording:
    """The shipped recording; one without a snapshot if this installation lacks it."""
    first = {"content": PHOTOS[0].name, "styles": (STYLES[0].name,)}
    return read_shipped(_folder(), Recording, StyleSettings, _snapshot, **first)


def save_recording(recording: Recording, folder: Path | None = None) -> None:
    """Write a recording, by default in place of the shipped one."""
    write_run(recording, folder or _folder())


def _snapshot(**record: Any) -> Snapshot:
    return Snapshot(**record, layers=layer_plan(record["settings"], len(record["style"])))


def _folder() -> Path:
    return assets_directory() / "style" / "recorded"
