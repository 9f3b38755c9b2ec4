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

SUFFIXES = (".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp")
BATCH = 8
DECODERS = 2

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
        milliseconds: What reading it took, and its share of the network's time for a batch.
    """

    path: Path
    found: Found | None
    error: str
    milliseconds: float


def photos_in(paths: Iterable[Path]) -> list[Path]:
    """Files as they are given, folders as the pictures in them, by name.

    Raises:
        FolderError: a folder can't be read, or holds no picture.
    """
    files: list[Path] = []
    for path in paths:
        if not path.is_dir():
            files.append(path)
            continue
        try:
            inside = sorted(entry for entry in path.iterdir() if entry.suffix.lower() in SUFFIXES)
        except OSError as error:
            raise FolderError(f"{path} can't be read: {error.strerror}") from error
        if not inside:
            raise FolderError(f"{path} holds no picture")
        files += inside
    return files


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
            yield Located(decoded.path, None, decoded.error, decoded.seconds * 1e3)
            continue
        found, picture = next(answers), decoded.picture
        height, width = picture.pixels.shape[:2]
        scaled = found.corners * [picture.width / width, picture.height / height]
        milliseconds = (decoded.seconds + share) * 1e3
        yield Located(
            decoded.path, dataclasses.replace(found, corners=scaled.astype("float32")), "", milliseconds
        )
