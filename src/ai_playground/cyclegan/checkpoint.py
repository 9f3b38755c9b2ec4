"""A run written down: everything that the next step depends on, in one file that travels between backends."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    """

    state: Mapping[str, list[NDArray[Any]]]
    step: int
    pooled: int
    settings: Mapping[str, Any]


def save(path: Path, checkpoint: Checkpoint) -> None:
    """Write `checkpoint`. The file that was there before stays until the new one is whole.

    Raises:
        OSError: it can't be written, as on a full disk.
    """
    header = {
        "step": checkpoint.step,
        "pooled": checkpoint.pooled,
        "settings": dict(checkpoint.settings),
        "lengths": {name: len(arrays) for name, arrays in checkpoint.state.items()},
    }
    arrays = {
        f"{name}/{index}": np.asarray(array)
        for name, several in checkpoint.state.items()
        for index, array in enumerate(several)
    }
    arrays[HEADER] = np.frombuffer(json.dumps(header).encode(), np.uint8)
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def stand(path: Path) -> tuple[int, dict[str, Any]]:
    """How many steps a run that `save` wrote has done, and its knobs as far as they aren't the defaults.

    Raises:
        CheckpointError: damaged, or no checkpoint.
        OSError: it can't be read.
    """
    with _opened(path) as (_, header):
        return int(header["step"]), dict(header["settings"])


def load(path: Path) -> Checkpoint:
    """Read what `save` wrote.

    Raises:
        CheckpointError: damaged, or no checkpoint.
        OSError: it can't be read.
    """
    with _opened(path) as (file, header):
        state = {
            name: [file[f"{name}/{index}"] for index in range(length)]
            for name, length in header["lengths"].items()
        }
        return Checkpoint(state, int(header["step"]), int(header["pooled"]), header["settings"])


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The file's arrays, and its header."""
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            yield file, json.loads(file[HEADER].tobytes())
    except (KeyError, ValueError, TypeError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise CheckpointError(f"{path.name} is no checkpoint of a run, or is damaged.") from error


def check_fit(found: Mapping[str, list[NDArray[Any]]], expected: Mapping[str, list[NDArray[Any]]]) -> None:
    """Make sure that a state has the shapes of another; pools may differ.

    Raises:
        CheckpointError: it hasn't; the message names the first list that differs.
    """
    for name, arrays in expected.items():
        if name != "pools" and [a.shape for a in found.get(name, [])] != [a.shape for a in arrays]:
            raise CheckpointError(f"The checkpoint is of other networks: {name} has other shapes.")
