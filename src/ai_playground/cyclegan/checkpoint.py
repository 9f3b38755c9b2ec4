"""A run written down: everything that the next step depends on, in one file that travels between backends."""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ai_playground.pictures.archive import opened

HEADER = "header"
"""Name of the array that holds the numbers that aren't arrays, as JSON."""


class CheckpointError(ValueError):
    """The file can't be read, or is of another run; the message says why."""


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


@dataclass
class Stand:
    """Where a run stands while it is on, for whoever wants to keep that.

    Attributes:
        begun: Where it begins; None at the start.
        now: Told anew by the run after each step; never changed once it is told.
    """

    begun: Checkpoint | None = None
    now: Checkpoint | None = None


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Write `checkpoint`. The file that was there before stays until the new one is whole.

    Raises:
        OSError: it can't be written, as on a full disk.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            _write(file, checkpoint)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def as_bytes(checkpoint: Checkpoint) -> bytes:
    """The file that `save` writes."""
    file = io.BytesIO()
    _write(file, checkpoint)
    return file.getvalue()


def stand(path: Path) -> tuple[int, dict[str, Any]]:
    """How many steps a run that `save` wrote has done, and its knobs as far as they aren't the defaults.

    Raises:
        CheckpointError: damaged, or no checkpoint.
        OSError: it can't be read.
    """
    with path.open("rb") as file, _opened(file, path.name) as (_, header):
        return int(header["step"]), dict(header["settings"])


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
            whole = all(_has_what_it_claims(archive, entry) for entry in archive.infolist())
    except Exception as error:  # zipfile and what unpacks for it have a dozen errors of their own
        raise _no_checkpoint(name) from error
    if not whole:
        raise _no_checkpoint(name)
    return _read(io.BytesIO(content), name)


def _write(file: BinaryIO, checkpoint: Checkpoint) -> None:
    header = {
        "step": checkpoint.step,
        "pooled": checkpoint.pooled,
        "settings": dict(checkpoint.settings),
        "lengths": {name: len(arrays) for name, arrays in checkpoint.state.items()},
        "notes": dict(checkpoint.notes),
    }
    arrays = {
        f"{name}/{index}": np.asarray(array)
        for name, several in checkpoint.state.items()
        for index, array in enumerate(several)
    }
    arrays[HEADER] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    np.savez(file, allow_pickle=False, **arrays)


def _read(file: BinaryIO, name: str) -> Checkpoint:
    with _opened(file, name) as (arrays, header):
        state = {
            name: [arrays[f"{name}/{index}"] for index in range(length)]
            for name, length in header["lengths"].items()
        }
        # Older ones have no notes.
        notes = dict(header.get("notes", {}))
        return Checkpoint(state, int(header["step"]), int(header["pooled"]), header["settings"], notes)


@contextmanager
def _opened(file: BinaryIO, name: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The file's arrays, and its header."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            yield arrays, json.loads(arrays[HEADER].tobytes())
    except (KeyError, ValueError, TypeError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise _no_checkpoint(name) from error


def _has_what_it_claims(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    """Whether an entry is an array of numbers, as large as its own header says."""
    with archive.open(entry) as file:
        first = np.lib.format.read_magic(file) == (1, 0)
        header = np.lib.format.read_array_header_1_0 if first else np.lib.format.read_array_header_2_0
        shape, _, dtype = header(file)
        return not dtype.hasobject and math.prod(shape) * dtype.itemsize == entry.file_size - file.tell()


def _no_checkpoint(name: str) -> CheckpointError:
    return CheckpointError(f"{name} is no checkpoint of a run, or is damaged.")


def check_fit(found: Mapping[str, list[NDArray[Any]]], expected: Mapping[str, list[NDArray[Any]]]) -> None:
    """Make sure that a state has the shapes of another; pools may differ.

    Raises:
        CheckpointError: it hasn't; the message names the first list that differs.
    """
    for name, arrays in expected.items():
        if name != "pools" and [a.shape for a in found.get(name, [])] != [a.shape for a in arrays]:
            raise CheckpointError(f"The checkpoint is of other networks: {name} has other shapes.")
