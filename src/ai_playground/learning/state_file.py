"""A run written down: lists of arrays by name, and a header, in one file that travels between backends."""

from __future__ import annotations

import json
import math
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

HEADER = "header"
"""Name of the array that holds what isn't an array, as JSON."""
LENGTHS = "lengths"
"""In the header: how many arrays each list has."""

State = Mapping[str, list[NDArray[Any]]]
Header = dict[str, Any]


class CheckpointError(ValueError):
    """The file can't be read, or is of another run; the message says why."""


def save(path: Path, state: State, header: Mapping[str, Any]) -> None:
    """Write a run. The file that was there before stays until the new one is whole.

    Args:
        path: Where to.
        state: Lists of arrays by name.
        header: What else there is to know, as JSON has it.

    Raises:
        OSError: it can't be written, as on a full disk.
    """
    partial = path.with_name(path.name + ".partial")
    try:
        with partial.open("wb") as file:
            write(file, state, header)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write(file: BinaryIO, state: State, header: Mapping[str, Any]) -> None:
    """Write the same into a file that is open."""
    lengths = {name: len(arrays) for name, arrays in state.items()}
    arrays = {
        f"{name}/{index}": np.asarray(array)
        for name, several in state.items()
        for index, array in enumerate(several)
    }
    text = json.dumps({**header, LENGTHS: lengths})
    arrays[HEADER] = np.frombuffer(text.encode(), np.uint8)
    np.savez(file, allow_pickle=False, **arrays)


def load(path: Path) -> tuple[dict[str, list[NDArray[Any]]], Header]:
    """State and header of a run that `save` wrote.

    Raises:
        CheckpointError: damaged, or no checkpoint.
        OSError: it can't be read.
    """
    with path.open("rb") as file:
        return read(file, path.name)


def read(file: BinaryIO, name: str) -> tuple[dict[str, list[NDArray[Any]]], Header]:
    """The same of a file that is open and called `name`. Raises CheckpointError."""
    with _opened(file, name) as (arrays, header):
        lengths = header.pop(LENGTHS)
        return {
            each: [arrays[f"{each}/{index}"] for index in range(length)] for each, length in lengths.items()
        }, header


def load_header(path: Path) -> Header:
    """The header alone, of a file that `save` wrote. Raises what `load` raises."""
    with path.open("rb") as file, _opened(file, path.name) as (_, header):
        return header


def all_have_what_they_claim(archive: zipfile.ZipFile) -> bool:
    """Whether each entry is an array of numbers, as large as its own header says."""
    return all(_has_what_it_claims(archive, entry) for entry in archive.infolist())


def check_fit(found: State, expected: State, free: str = "") -> None:
    """Make sure that a state has the shapes of another; those of the list `free` may differ.

    Raises:
        CheckpointError: it hasn't; the message names the first list that differs.
    """
    for name, arrays in expected.items():
        if name != free and [a.shape for a in found.get(name, [])] != [a.shape for a in arrays]:
            raise CheckpointError(f"The checkpoint is of other networks: {name} has other shapes.")


def no_checkpoint(name: str) -> CheckpointError:
    """What to raise of a file of this name that can't be read."""
    return CheckpointError(f"{name} is no checkpoint of a run, or is damaged.")


@contextmanager
def _opened(file: BinaryIO, name: str) -> Iterator[tuple[Any, Header]]:
    """The file's arrays, and its header."""
    try:
        with np.load(file, allow_pickle=False) as arrays:
            yield arrays, json.loads(arrays[HEADER].tobytes())
    except (KeyError, ValueError, TypeError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise no_checkpoint(name) from error


def _has_what_it_claims(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    with archive.open(entry) as file:
        first = np.lib.format.read_magic(file) == (1, 0)
        header = np.lib.format.read_array_header_1_0 if first else np.lib.format.read_array_header_2_0
        shape, _, dtype = header(file)
        return not dtype.hasobject and math.prod(shape) * dtype.itemsize == entry.file_size - file.tell()
