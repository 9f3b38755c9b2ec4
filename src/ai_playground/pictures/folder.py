"""The pictures of folders, and names for what is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ai_playground.pictures.formats import is_systems_own, looks_like_picture

MOST_NAMED = 5
"""So many files that are left out are named."""


class FolderError(ValueError):
    """A folder that can't be used; the message says why."""


@dataclass(frozen=True)
class Choice:
    """The photos among what was named.

    Attributes:
        photos: Files as they were given, and the pictures of folders, by name.
        left_out: What else is in these folders, but for what a system puts there, each with the reason.
    """

    photos: list[Path]
    left_out: list[tuple[Path, str]]

    def remark(self) -> str:
        """What was left out, as one line; empty if nothing."""
        named = [f"{path} ({reason})" for path, reason in self.left_out[:MOST_NAMED]]
        more = len(self.left_out) - len(named)
        return "left out " + ", ".join([*named, *([f"{more:,} more"] if more else [])]) if named else ""


def photos_in(paths: Iterable[Path]) -> Choice:
    """Files as they are given, folders as the pictures in them.

    Raises:
        FolderError: a folder can't be read, or holds no picture.
    """
    found = Choice([], [])
    for path in paths:
        if path.is_dir():
            _look_into(path, found)
        else:
            found.photos.append(path)
    return found


def _look_into(folder: Path, found: Choice) -> None:
    before = len(found.photos)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        raise FolderError(f"{folder} can't be read: {error.strerror}") from error
    for entry in entries:
        try:
            if is_systems_own(entry.name):
                continue
            if entry.is_dir():
                found.left_out.append((entry, "a folder: name it to have its photos"))
            elif not entry.is_file():
                found.left_out.append((entry, "no file"))
            elif looks_like_picture(entry):
                found.photos.append(entry)
            else:
                found.left_out.append((entry, "no picture"))
        except OSError as error:
            found.left_out.append((entry, f"can't be read: {error.strerror}"))
    if len(found.photos) == before:
        raise FolderError(f"{folder} holds no picture")


def free_names(photos: Sequence[Path], suffix: str) -> list[str]:
    """A file name for what is made of each photo; photos of one name in two folders get a number."""
    names: dict[str, None] = {}
    for photo in photos:
        name, number = f"{photo.stem}{suffix}", 2
        while name in names:
            name, number = f"{photo.stem}_{number}{suffix}", number + 1
        names[name] = None
    return list(names)
