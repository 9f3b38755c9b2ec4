"""The list of photos that were prepared, in their folder: which part each belongs to, and whose camera's."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

PARTS = {"train": 0.75, "validation": 0.15, "test": 0.1}
"""Shares of photos, and names of folders."""
LIST = "photos.json"
"""The list of what was prepared, in the folder."""


class PrepareError(ValueError):
    """A folder that photos can't be prepared into, or photos of which none will do; the message says why."""


@dataclass(frozen=True)
class Photo:
    """A photo of the list.

    Attributes:
        file: Its name in the folder of its part.
        part: One of `PARTS`.
        camera: Make and model, in lower case; of a photo that doesn't say, a name of its own.
        source: What its file was called.
        width, height: Of the original as it was taken, the longer side first, px.
    """

    file: str
    part: str
    camera: str
    source: str
    width: int
    height: int


def prepared_photos(folder: Path) -> list[Photo]:
    """The photos of a folder that was prepared.

    Raises:
        PrepareError: it wasn't, or its list is damaged.
    """
    if not (folder / LIST).is_file():
        raise PrepareError(f"{folder} was not prepared: see ai-playground patches prepare")
    return _listed(folder / LIST)[0]


def read_list(folder: Path, seed: int) -> list[Photo]:
    """What was prepared there before, to prepare more; nothing of a new or an empty folder.

    Raises:
        PrepareError: it holds something else, was split with another seed, or its list is damaged.
    """
    if not folder.exists():
        return []
    if not folder.is_dir():
        raise PrepareError(f"{folder} is no folder")
    path = folder / LIST
    if not path.exists():
        if any(folder.iterdir()):
            raise PrepareError(f"{folder} is not empty, and nothing was prepared in it: name a new folder")
        return []
    photos, given = _listed(path)
    if given != seed:
        raise PrepareError(f"{folder} was split with seed {given}: give that, or name a new folder")
    return photos


def write_list(folder: Path, seed: int, photos: Sequence[Photo]) -> None:
    """Write the list whole or not at all. Raises OSError."""
    content = json.dumps({"seed": seed, "photos": [asdict(photo) for photo in photos]}, indent=1)
    partial = folder / f".{LIST}.{os.getpid()}.partial"
    try:
        partial.write_text(content, encoding="utf-8")
        partial.replace(folder / LIST)
    finally:
        partial.unlink(missing_ok=True)


def _listed(path: Path) -> tuple[list[Photo], int]:
    """The photos of a list, and the seed of their split."""
    try:
        listed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        photos = [Photo(**each) for each in listed["photos"]]
        if any(photo.part not in PARTS or Path(photo.file).name != photo.file for photo in photos):
            raise ValueError
        return photos, int(listed["seed"])
    except (KeyError, TypeError, ValueError) as error:
        raise PrepareError(f"{path} is damaged: name a new folder") from error
