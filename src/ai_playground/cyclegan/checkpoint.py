"""A run written down: everything that the next step depends on, in one file that travels between backends."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from numpy.typing import NDArray

from ai_playground.learning import state_file
from ai_playground.pictures.archive import opened


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Where a run stands.

    Attributes:
        state: Lists of arrays by name; see `step.first_state`.
        step: Steps done.
        pooled: Pictures of each kind that have come by the pools since these were empty.
        settings: The knobs that differ from their defaults.
        notes: What else whoever keeps it wrote beside, as JSON has it.
    """

    state: Mapping[str, list[NDArray[Any]]]
    step: int
    pooled: int
    settings: Mapping[str, Any]
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def header(self) -> dict[str, Any]:
        """All but the arrays."""
        return {
            "step": self.step,
            "pooled": self.pooled,
            "settings": dict(self.settings),
            "notes": dict(self.notes),
        }


@dataclass
class Stand:
    """Where a run stands while it is on, for whoever wants to keep that.

    Attributes:
        begun: Where it begins; None at the start.
        now: Told anew by the run with each snapshot, so that what is kept is what was shown; never changed
            once it is told.
    """

    begun: Checkpoint | None = None
    now: Checkpoint | None = None


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Write `checkpoint`. The file that was there before stays until the new one is whole.

    Raises:
        OSError: it can't be written, as on a full disk.
    """
    state_file.save(path, checkpoint.state, checkpoint.header)


def as_bytes(checkpoint: Checkpoint) -> bytes:
    """The file that `save` writes."""
    file = io.BytesIO()
    state_file.write(file, checkpoint.state, checkpoint.header)
    return file.getvalue()


def stand(path: Path) -> tuple[int, dict[str, Any]]:
    """How many steps a run that `save` wrote has done, and its knobs as far as they aren't the defaults.

    Raises:
        CheckpointError: damaged, or no checkpoint.
        OSError: it can't be read.
    """
    header = state_file.load_header(path)
    try:
        return int(header["step"]), dict(header["settings"])
    except (KeyError, TypeError, ValueError) as error:
        raise state_file.no_checkpoint(path.name) from error


def load(path: Path) -> Checkpoint:
    """Read what `save` wrote.

    Raises:
        CheckpointError: damaged, or no checkpoint.
        OSError: it can't be read.
    """
    with path.open("rb") as file:
        return _read(file, path.name)


def from_bytes(content: bytes, name: str) -> Checkpoint:
    """Read a file that anybody may have made: no array in it may claim to be larger than it is.

    Raises:
        CheckpointError: damaged, or no checkpoint.
    """
    try:
        opened(content, "a checkpoint's lists of arrays")
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            whole = state_file.all_have_what_they_claim(archive)
    except Exception as error:  # zipfile and what unpacks for it have a dozen errors of their own
        raise state_file.no_checkpoint(name) from error
    if not whole:
        raise state_file.no_checkpoint(name)
    return _read(io.BytesIO(content), name)


def _read(file: BinaryIO, name: str) -> Checkpoint:
    state, header = state_file.read(file, name)
    try:
        # Older ones have no notes.
        notes = dict(header.get("notes", {}))
        return Checkpoint(state, int(header["step"]), int(header["pooled"]), header["settings"], notes)
    except (KeyError, TypeError, ValueError) as error:
        raise state_file.no_checkpoint(name) from error


def check_fit(found: Mapping[str, list[NDArray[Any]]], expected: Mapping[str, list[NDArray[Any]]]) -> None:
    """Make sure that a state has the shapes of another; pools may differ. Raises what `state_file` raises."""
    state_file.check_fit(found, expected, free="pools")
