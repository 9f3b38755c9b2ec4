"""Many photos, one after the other: decoded side by side, located in batches."""

from __future__ import annotations

import dataclasses
import itertools
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from ai_playground.corners.locate import Found, Locator
from ai_playground.pictures import PictureError, Reduced, read_reduced
from ai_playground.pictures.formats import is_systems_own, looks_like_picture

BATCH = 8
DECODERS = 2

MOST_NAMED = 5
"""So many files that are left out are named."""

DECODED_SIDE = 512
"""Photos are decoded no larger, in px: twice the frame, so that it still averages."""


class FolderError(ValueError):
    """A folder that can't be used; the message says why."""


@dataclass(frozen=True)
class Located:
    """One photo of many.

    Attributes:
        path: Its file.
        found: The page in it, in pixels of the upright photo; None where it can't be read.
        error: Why it can't.
        remark: What the user should know of the file, as a sentence; empty if nothing.
        milliseconds: What reading it took, and its share of the network's time for a batch.
    """

    path: Path
    found: Found | None
    error: str
    remark: str
    milliseconds: float


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


def locate_all(locator: Locator, paths: Iterable[Path]) -> Iterator[Located]:
    """The page in each photo, in order. One that can't be read is said to be so; the others go on."""
    with ThreadPoolExecutor(DECODERS) as decoders:
        waiting = iter(paths)
        ahead = [decoders.submit(_read, path) for path in itertools.islice(waiting, 2 * BATCH)]
        while ahead:
            batch = [future.result() for future in ahead[:BATCH]]
            ahead = ahead[BATCH:]
            ahead += [decoders.submit(_read, path) for path in itertools.islice(waiting, BATCH)]
            yield from _located(locator, batch)


@dataclass(frozen=True)
class _Decoded:
    path: Path
    picture: Reduced | None
    error: str
    seconds: float


def _read(path: Path) -> _Decoded:
    started = time.perf_counter()
    try:
        picture, error = read_reduced(path, longest_side=DECODED_SIDE), ""
    except PictureError as refused:
        picture, error = None, str(refused)
    return _Decoded(path, picture, error, time.perf_counter() - started)


def _located(locator: Locator, batch: list[_Decoded]) -> Iterator[Located]:
    started = time.perf_counter()
    readable = [decoded.picture for decoded in batch if decoded.picture is not None]
    answers = iter(locator.locate([picture.pixels for picture in readable]))
    share = (time.perf_counter() - started) / max(len(readable), 1)
    for decoded in batch:
        if decoded.picture is None:
            yield Located(decoded.path, None, decoded.error, "", decoded.seconds * 1e3)
            continue
        found, picture = next(answers), decoded.picture
        height, width = picture.pixels.shape[:2]
        scaled = found.corners * [picture.width / width, picture.height / height]
        milliseconds = (decoded.seconds + share) * 1e3
        there = dataclasses.replace(found, corners=scaled.astype("float32"))
        yield Located(decoded.path, there, "", picture.remark(decoded.path.name), milliseconds)
