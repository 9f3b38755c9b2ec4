"""Many photos painted one after the other: read side by side, written as they come."""

from __future__ import annotations

import functools
import itertools
import os
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from ai_playground.cyclegan.painting import Painter
from ai_playground.pictures import PictureError, Pixels, Reduced, read_reduced

READERS = 2
AHEAD = 4
"""Photos that are read before they are needed."""
SHORTEST_SIDE = 16

Put = Callable[[bytes], object]
"""Keeps a picture's file."""


@dataclass(frozen=True)
class Target:
    """Where a painting goes.

    Attributes:
        name: What to call the place.
        there: Whether one is there already, and shall stay.
        put: Keeps it.
        format: Of the file, by Pillow's name.
    """

    name: str
    there: bool
    put: Put
    format: str = "PNG"


@dataclass(frozen=True)
class Done:
    """One photo of many.

    Attributes:
        photo: Its file.
        output: Where the painting is; "" if there is none.
        skipped: Whether it was there before.
        error: Why there is none; "" if there is.
        size: Height and width of the painting in px.
        milliseconds: What reading, painting and writing it took.
    """

    photo: Path
    output: str = ""
    skipped: bool = False
    error: str = ""
    size: tuple[int, int] = (0, 0)
    milliseconds: float = 0.0


def paint_all(
    painter: Painter,
    photos: Iterable[tuple[Path, Target]],
    longest_side: int,
    strength: float = 1.0,
) -> Iterator[Done]:
    """Paint photos in order. One that can't be read is said to be so, and the others go on.

    Args:
        painter: The generator.
        photos: Files, and where their paintings go.
        longest_side: Larger photos are reduced to that, in px.
        strength: Share of the painting; the rest is the photo.

    Raises:
        OSError: a painting can't be written, as on a full disk. Those before it are kept.
    """
    with ThreadPoolExecutor(READERS) as readers:
        waiting = iter(photos)

        def submitted(count: int) -> list[tuple[Path, Target, Callable[[], _Read]]]:
            return [
                (path, target, readers.submit(_read, path, longest_side, needed=not target.there).result)
                for path, target in itertools.islice(waiting, count)
            ]

        ahead = submitted(AHEAD)
        while ahead:
            (path, target, read), *ahead = ahead
            ahead += submitted(1)
            if target.there:
                yield Done(path, target.name, skipped=True)
                continue
            began, found = time.perf_counter(), read()
            if found.picture is None:
                yield Done(path, error=found.error)
                continue
            painted = painter.paint(found.picture.pixels, strength)
            target.put(encoded(painted, target.format))
            seconds = found.seconds + time.perf_counter() - began
            yield Done(path, target.name, size=painted.shape[:2], milliseconds=seconds * 1e3)


def encoded(picture: Pixels, file_format: str = "PNG") -> bytes:
    """A picture as a file; JPEG of quality 95."""
    from PIL import Image

    file = BytesIO()
    options = {"quality": 95, "subsampling": 0} if file_format == "JPEG" else {}
    Image.fromarray(picture).save(file, file_format, **options)
    return file.getvalue()


def file_target(path: Path, *, overwrite: bool = False) -> Target:
    """A file of its own. It is whole or not there: what stopped half-way is no painting to go on from."""

    def put(content: bytes) -> None:
        partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
        try:
            partial.write_bytes(content)
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)

    kind = "JPEG" if path.suffix.lower() in {".jpg", ".jpeg"} else "PNG"
    return Target(str(path), path.exists() and not overwrite, put, kind)


@contextmanager
def archive(path: Path) -> Iterator[Callable[[str], Target]]:
    """A ZIP file to put paintings into, by their names; it is there once all are in it.

    Raises:
        OSError: it can't be written.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with zipfile.ZipFile(partial, "w") as opened:  # pictures are packed already

            def target(name: str) -> Target:
                return Target(f"{path}/{name}", there=False, put=functools.partial(opened.writestr, name))

            yield target
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Read:
    picture: Reduced | None
    error: str
    seconds: float


def _read(path: Path, longest_side: int, *, needed: bool) -> _Read:
    began = time.perf_counter()
    picture, error = None, ""
    if needed:
        try:
            picture = read_reduced(path, longest_side=longest_side)
            if min(picture.pixels.shape[:2]) < SHORTEST_SIDE:
                picture, error = None, f"{path.name} is too narrow: {SHORTEST_SIDE} px a side are needed."
        except PictureError as refused:
            error = str(refused)
    return _Read(picture, error, time.perf_counter() - began)
