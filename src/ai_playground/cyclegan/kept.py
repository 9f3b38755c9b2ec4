"""A run of the page as a file: taken home, brought back, and gone on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ai_playground.cyclegan import checkpoint
from ai_playground.cyclegan.bundle import Pair
from ai_playground.cyclegan.checkpoint import Checkpoint
from ai_playground.cyclegan.settings import SIDE, StudySettings
from ai_playground.cyclegan.study import SAMPLES, Moment
from ai_playground.learning.state_file import CheckpointError, no_checkpoint
from ai_playground.pictures import Pixels
from ai_playground.pictures.archive import MAX_UNPACKED_BYTES

MAX_BYTES = MAX_UNPACKED_BYTES
"""Of a file. With the knobs as they come it has 12 MB, with a U-Net or a pool of 500 squares 40."""
CURVE = ("step", "rate", "distance", "cycle", "identity", "untouched", "alike")
"""What a file tells of each moment, beside the losses."""
PICTURES = "pictures"
"""Among the lists of a file's arrays: what the last moment painted, and this made photos again."""


@dataclass(frozen=True, eq=False)
class Kept:
    """A run that can be gone on with.

    Attributes:
        settings: Its knobs.
        stand: Where it stands.
        moments: Those so far, so that its curves go on; of one that was a file the last alone has pictures.
        own: What of its pictures is the visitor's; "" if all of them ship.
        fingerprint: Tells these from others; see `bundle.Pair`.
        went_on: Each time that it was gone on with: the step, and how many it was to do in all until then.
    """

    settings: StudySettings
    stand: Checkpoint
    moments: Sequence[Moment]
    own: str
    fingerprint: str
    went_on: tuple[tuple[int, int], ...] = ()

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
    """The run as a file, without the pictures it learns from. Raises CheckpointError if it's too large."""
    notes = {
        "own": kept.own,
        "fingerprint": kept.fingerprint,
        "went_on": kept.went_on,
        "curve": [_row(each) for each in kept.moments],
    }
    state = dict(kept.stand.state)
    if kept.moments and kept.moments[-1].painted.size:
        state[PICTURES] = [kept.moments[-1].painted, kept.moments[-1].back]
    content = checkpoint.as_bytes(replace(kept.stand, state=state, notes=notes))
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
        # Older ones don't tell.
        went_on = tuple((int(step), int(steps)) for step, steps in found.notes.get("went_on", ()))
    except (ValueError, TypeError, KeyError) as error:
        raise CheckpointError(f"{name} is of a run whose knobs this version hasn't.") from error
    pictures = found.state.get(PICTURES, [])
    if moments and pictures:
        shape = SIDE, SAMPLES * SIDE, 3
        if len(pictures) != 2 or any(each.shape != shape or each.dtype != np.uint8 for each in pictures):
            raise no_checkpoint(name)
        moments[-1] = replace(moments[-1], painted=pictures[0], back=pictures[1])
    state = {list_name: arrays for list_name, arrays in found.state.items() if list_name != PICTURES}
    return Kept(settings, replace(found, state=state), moments, own, fingerprint, went_on)


def _row(moment: Moment) -> dict[str, Any]:
    told = {name: getattr(moment, name) for name in CURVE}
    losses = [None if np.isnan(value) else round(float(value), 6) for value in moment.losses]
    return {name: None if np.isnan(value) else value for name, value in told.items()} | {"losses": losses}


def _moment(row: Mapping[str, Any], settings: StudySettings, own: str) -> Moment:
    told: dict[str, Any] = {name: np.nan if row[name] is None else float(row[name]) for name in CURVE}
    losses = np.array([np.nan if value is None else value for value in row["losses"]], np.float32)
    nothing: Pixels = np.empty((0, 0, 3), np.uint8)
    return Moment(
        **{**told, "step": int(row["step"])},
        steps=settings.steps,
        losses=losses,
        painted=nothing,
        back=nothing,
        own=own,
    )
