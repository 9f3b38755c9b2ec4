"""A visitor's own pictures to train on while one looks on: read from files and archives, skipped, counted."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import MappingProxyType

import numpy as np

from ai_playground.cyclegan import bundle
from ai_playground.cyclegan.bundle import SWATCHES, Pair, Swatch
from ai_playground.cyclegan.picture_set import fitted, told_of
from ai_playground.cyclegan.settings import SIDE
from ai_playground.lesson.text import counted
from ai_playground.pictures import PictureError, Pixels, read_reduced
from ai_playground.pictures.archive import MAX_MEGAPIXELS, MAX_UNPACKED_BYTES, ArchiveError, opened
from ai_playground.pictures.folder import photos_in

MOST = 200
"""Pictures of a kind that are kept."""
FEWEST_PHOTOS = 8
"""With fewer nothing could be held out. Of paintings one is enough: squares are cut out of it."""
HOLDS_OUT = 4
"""One photo of so many is held out, as evenly as they come, until there are as many as in the bundle."""
SIZE = 2 * SIDE
"""What the shorter side of a larger picture is reduced to, in px, so that a square shows half of it."""
ZIP = b"PK"
"""How an archive begins, and no picture does."""

Files = Sequence[tuple[str, bytes]]


class OwnPicturesError(ValueError):
    """Pictures that can't be trained on; the message says why and how to mend it."""


@dataclass(frozen=True, eq=False)
class Heap:
    """A visitor's pictures of one kind, and what became of the files that came last.

    Attributes:
        pictures: uint8 (height, width, 3) each, the shorter side from `SIDE` to `SIZE` px; by files' names.
        skipped: Of the files that came last, those that can't be used, each with the reason.
        done: So many of these have been looked at.
        total: And so many there are.
    """

    pictures: Mapping[str, Pixels] = field(default_factory=lambda: MappingProxyType({}))
    skipped: tuple[str, ...] = ()
    done: int = 0
    total: int = 0

    def remark(self) -> str:
        """What was skipped of the files that came last, as a sentence; "" if nothing."""
        told = told_of(self.skipped, self.total)
        return f"{told[:1].upper()}{told[1:].rstrip('.')}." if told else ""


def read_lot(lot: tuple[Heap, Files, Sequence[str]]) -> Generator[Heap, None, None]:
    """Add files to a heap, one after the other: pictures, and ZIP archives of pictures.

    A picture that is there already is passed over. What can't be read, is too small, or comes after `MOST`
    pictures or `pictures.archive`'s limit of megapixels, is skipped with a word on it.

    Args:
        lot: The heap, names and contents of the files, and why others didn't come at all.
    """
    kept, files, refused = lot
    found, skipped, megapixels = dict(kept.pictures), list(refused), 0.0
    entries = list(_entries(files, skipped))
    total = len(entries) + len(skipped)
    yield Heap(kept.pictures, tuple(skipped), len(skipped), total)
    for number, (name, read) in enumerate(entries, len(skipped) + 1):
        try:
            if len(found) >= MOST:
                raise PictureError(f"{name} comes after {MOST} pictures, which is the limit")
            if megapixels > MAX_MEGAPIXELS:
                raise PictureError(f"{name} comes after {MAX_MEGAPIXELS:,} megapixels: bring it by itself")
            picture = read_reduced(read(), name)
            megapixels += picture.height * picture.width / 1e6
            _put(found, name, fitted(picture.pixels, name, SIZE, SIDE, enlarged=1))
        except (ArchiveError, PictureError) as error:
            skipped.append(str(error).rstrip("."))
        yield Heap(MappingProxyType(dict(found)), tuple(skipped), number, total)


def from_folder(folder: Path) -> Heap:
    """The pictures of a folder, as if they had been brought.

    Raises:
        FolderError: a folder that can't be read or holds no picture.
        OSError: a file that can't be read.
    """
    found = Heap()
    for path in photos_in([folder]).photos:
        *_, found = read_lot((found, [(path.name, path.read_bytes())], ()))
    return found


def pair(swatch: Swatch, photos: Heap, paintings: Heap) -> Pair:
    """What to train on: the visitor's of each kind of which there are any, else what ships.

    Raises:
        OwnPicturesError: too few photos.
    """
    mine, theirs = _in_order(photos), _in_order(paintings)
    if 0 < len(mine) < FEWEST_PHOTOS:
        raise OwnPicturesError(
            f"You brought {counted(len(mine), 'photo')} to train on; {FEWEST_PHOTOS} are needed, as one in "
            f"{HOLDS_OUT} is held out. Bring more, or take those away to train on the photographs that ship."
        )
    ours = bundle.shipped(swatch)
    if not mine and not theirs:
        return ours
    held = mine[HOLDS_OUT - 1 :: HOLDS_OUT][: bundle.HELD_OUT]
    left_in = tuple(photo for photo in mine if not any(photo is each for each in held))
    return Pair(
        left_in or ours.photos,
        theirs or ours.paintings,
        held or ours.held_out,
        _told(swatch, len(mine), len(theirs)),
        _fingerprint((*mine, *theirs)),
    )


def _told(swatch: Swatch, photos: int, paintings: int) -> str:
    if photos and paintings:
        return f"{counted(photos, 'photo')} and {counted(paintings, 'painting')} of your own"
    if photos:
        return f"{counted(photos, 'photo')} of your own, and brushwork {SWATCHES[swatch]}"
    return f"photographs that ship, and {counted(paintings, 'painting')} of your own"


def _in_order(heap: Heap) -> tuple[Pixels, ...]:
    """By the files' names, so that it doesn't matter what came first."""
    return tuple(heap.pictures[name] for name in sorted(heap.pictures))


def _fingerprint(pictures: Sequence[Pixels]) -> str:
    found = hashlib.sha256()
    for picture in pictures:
        found.update(str(picture.shape).encode() + picture.tobytes())
    return found.hexdigest()[:16]


def _put(found: dict[str, Pixels], name: str, picture: Pixels) -> None:
    """Under its name, or with a number where another picture has it."""
    key, number = name, 2
    while key in found:
        if np.array_equal(found[key], picture):
            return
        key, number = f"{name} ({number})", number + 1
    found[key] = picture


def _entries(files: Files, skipped: list[str]) -> Iterator[tuple[str, Callable[[], bytes]]]:
    """Each file's name and what gives its content; of archives, those of all that is in them."""
    room = MAX_UNPACKED_BYTES
    for name, content in files:
        room -= len(content)
        if room < 0:
            limit = MAX_UNPACKED_BYTES // 1_000_000
            skipped.append(f"{name} comes after {limit} MB of files: bring it by itself")
        elif content.startswith(ZIP):
            try:
                archive = opened(content, f"{MOST} pictures")
            except ArchiveError as error:
                skipped.append(f"{name}: {str(error).rstrip('.')}")
                continue
            yield from ((each, partial(archive.read, each)) for each in archive.names)
        else:
            yield name, partial(bytes, content)
