"""A run of the page as a file: taken home, brought back, and gone on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ai_playground.cyclegan import checkpoint
from ai_playground.cyclegan.bundle import Pair
from ai_playground.cyclegan.checkpoint import Checkpoint
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import Moment
from ai_playground.learning.state_file import CheckpointError
from ai_playground.pictures.archive import MAX_UNPACKED_BYTES

MAX_BYTES = MAX_UNPACKED_BYTES
"""Of a file. With the knobs as they come it has 12 MB, with a U-Net or a pool of 500 squares 40."""
CURVE = ("step", "rate", "distance", "cycle", "identity", "untouched", "alike")
"""What a file tells of each moment, beside the losses."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A run that can be gone on with.

    Attributes:
        settings: Its knobs.
        stand: Where it stands.
        moments: Those before, so that its curves go on; without pictures in one that was a file.
        own: What of its pictures is the visitor's; "" if all of them ship.
        fingerprint: Tells these from others; see `bundle.Pair`.
    """

    settings: StudySettings
    stand: Checkpoint
    moments: Sequence[Moment]
    own: str
    fingerprint: str

    def to_go_on(self, pair: Pair, steps: int) -> StudySettings:
        """The settings to go on with.

        Args:
            pair: The pictures that are there to train on.
            steps: How many steps to do in all, for a run that has done its own.

        Raises:
            CheckpointError: other pictures, or a run that has done all steps.
        """
        if self.fingerprint != pair.fingerprint:
            raise CheckpointError(
                f"This run was trained on {self.own}. Bring the same pictures first, then go on."
                if self.own
                else "This run was trained on the pictures that ship. Take yours away first, then go on."
            )
        if self.stand.step < self.settings.steps:
            return self.settings
        if steps <= self.stand.step:
            raise CheckpointError(
                f"This run has done all of its {self.stand.step:,} steps. Turn the knob Steps up, then go on."
            )
        return self.settings.changed(steps=steps)


def as_file(kept: Kept) -> bytes:
    """The run as a file, without its pictures. Raises CheckpointError if it couldn't be brought back."""
    notes = {
        "own": kept.own,
        "fingerprint": kept.fingerprint,
        "curve": [_row(each) for each in kept.moments],
    }
    content = checkpoint.as_bytes(replace(kept.stand, notes=notes))
    if len(content) > MAX_BYTES:
        raise CheckpointError(
            f"This run takes {len(content) / 1e6:,.0f} MB; {MAX_BYTES / 1e6:.0f} MB is the limit. Its pools "
            "take most of it: a smaller pool size makes a smaller file."
        )
    return content


def from_file(content: bytes, name: str) -> Kept:
    """Read what `as_file` wrote.

    Raises:
        CheckpointError: damaged, no checkpoint, one of another kind of run, or of another version.
    """
    found = checkpoint.from_bytes(content, name)
    if "fingerprint" not in found.notes:
        raise CheckpointError(f"{name} is of a run on the command line: go on with it there.")
    try:
        if found.step < 0:
            raise ValueError(found.step)
        settings = StudySettings(**found.settings)
        moments = [_moment(row, settings, str(found.notes["own"])) for row in found.notes["curve"]]
        own, fingerprint = str(found.notes["own"]), str(found.notes["fingerprint"])
    except (ValueError, TypeError, KeyError) as error:
        raise CheckpointError(f"{name} is of a run whose knobs this version hasn't.") from error
    return Kept(settings, found, moments, own, fingerprint)


def _row(moment: Moment) -> dict[str, Any]:
    told = {name: getattr(moment, name) for name in CURVE}
    losses = [None if np.isnan(value) else round(float(value), 6) for value in moment.losses]
    return {name: None if np.isnan(value) else value for name, value in told.items()} | {"losses": losses}


def _moment(row: Mapping[str, Any], settings: StudySettings, own: str) -> Moment:
    told: dict[str, Any] = {name: np.nan if row[name] is None else float(row[name]) for name in CURVE}
    losses = np.array([np.nan if value is None else value for value in row["losses"]], np.float32)
    nothing = np.empty((0, 0, 3), np.uint8)
    return Moment(
        **{**told, "step": int(row["step"])},
        steps=settings.steps,
        losses=losses,
        painted=nothing,
        back=nothing,
        own=own,
    )
