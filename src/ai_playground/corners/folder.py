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

BATCH = 8
DECODERS = 2

DECODED_SIDE = 512
"""Photos are decoded no larger, in px: twice the frame, so that it still averages."""


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
