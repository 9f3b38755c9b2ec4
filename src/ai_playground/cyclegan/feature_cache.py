"""What a network said of a folder of pictures, kept for the next time: describing thousands takes minutes.

It lies in the user's cache folder, under a name that follows from the content of the files and of the
network's weights, so nothing that changed is ever taken for what it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan.scores import Features

VERSION = 1
"""Of what is kept, and of how pictures are read and described."""
MOST_BYTES = 500_000_000
"""Of all that is kept together; what wasn't asked for longest makes room."""


@dataclass(frozen=True, eq=False)
class Described:
    """A folder's pictures.

    Attributes:
        features: float64 (pictures, features).
        classes: Probabilities, float64 (pictures, classes); None where the network tells none.
        sizes: Height and width of each, in px.
        left_out: Files that couldn't be read, each with the reason.
    """

    features: Features
    classes: Features | None
    sizes: list[tuple[int, int]]
    left_out: list[str]


def folder() -> Path:
    """Where it lies: ai-playground/features in the system's folder for such things."""
    import pooch

    return Path(pooch.os_cache("ai-playground")) / "features"


def name_of(weights: Path, paths: Sequence[Path]) -> str:
    """What a description is called: by the weights' content and the pictures' names and contents, in order.

    Raises:
        OSError: a file can't be read.
    """
    found = hashlib.sha256(f"{VERSION}".encode())
    for path in (weights, *paths):
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
        found.update(json.dumps([path.name, content]).encode())
    return f"{found.hexdigest()}.npz"


def kept(name: str) -> Described | None:
    """The description of this name, if there is one that is whole."""
    path = folder() / name
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            told = json.loads(file["told"].tobytes())
            classes = file["classes"].astype(np.float64) if "classes" in file.files else None
            features = file["features"].astype(np.float64)
        os.utime(path)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return None
    return Described(
        features, classes, [(height, width) for height, width in told["sizes"]], told["left_out"]
    )


def keep(name: str, described: Described) -> None:
    """Keep a description, and let go of the oldest; where that can't be done, nothing is kept."""
    told = {"sizes": described.sizes, "left_out": described.left_out}
    arrays: dict[str, NDArray[Any]] = {"told": np.frombuffer(json.dumps(told).encode(), np.uint8)}
    for key, array in (("features", described.features), ("classes", described.classes)):
        if array is not None:
            small = array.astype(np.float32)
            arrays[key] = small if np.array_equal(small, array) else array
    if sum(array.nbytes for array in arrays.values()) > MOST_BYTES:
        return
    with suppress(OSError):
        folder().mkdir(parents=True, exist_ok=True)
        partial = folder() / f".{os.getpid()}.{name}"
        try:
            with partial.open("wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            partial.replace(folder() / name)
        finally:
            partial.unlink(missing_ok=True)
        _make_room()


def _make_room() -> None:
    files = sorted(folder().glob("*.npz"), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in files:
        total += path.stat().st_size
        if total > MOST_BYTES:
            path.unlink(missing_ok=True)
