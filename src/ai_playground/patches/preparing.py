"""Photos made ready to train on: chosen, turned, split by camera, and written into a folder.

What was prepared stands in a list in that folder. A photo's name there follows from what its file holds, and
a camera keeps its part: preparing again, or more photos, adds what is new and moves nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from ai_playground.patches.cutting import WIDEST, upright_to_landscape
from ai_playground.patches.photo_list import PARTS, Photo, PrepareError, read_list, write_list
from ai_playground.pictures import PictureError, read_reduced
from ai_playground.pictures.camera import taken

LONGER, SHORTER = 1440, 720
"""Sides of a photo at least, px."""
ASPECTS = {"3:2": 3 / 2, "4:3": 4 / 3}
MARGIN = 0.02
"""How far the longer side over the shorter may be off, as a share."""
GLANCE = 64
"""Side that a photo is read at to look whether it will do, px."""
READERS = 2

Input = TypeVar("Input")
Output = TypeVar("Output")
Told = Callable[[int, int], object]
"""Is told how many of how many are done."""


@dataclass(frozen=True)
class Dropped:
    """A file that won't do.

    Attributes:
        path: The file.
        kind: Why, in words that are the same for all of their kind.
        reason: Why, of this one.
        broken: Whether it is a picture by its name and can't be read.
    """

    path: Path
    kind: str
    reason: str
    broken: bool = False


@dataclass(frozen=True)
class Prepared:
    """What came of it.

    Attributes:
        photos: All that are in the folder now.
        dropped: Files that won't do.
        written: How many photos are new.
        there: How many of the photos given were there already.
    """

    photos: list[Photo]
    dropped: list[Dropped]
    written: int
    there: int


NO_CAMERA = "unknown "
"""How the name begins that stands for the camera of a photo that doesn't say."""


def prepare(paths: Sequence[Path], folder: Path, seed: int, told: Told = lambda *_: None) -> Prepared:
    """Prepare photos into `folder`, which is made; nothing is written elsewhere.

    Each is written as a JPEG, upright, wider than high, at most `WIDEST` px wide and without what its file
    says beside the pixels. Those that are there are left alone.

    Args:
        paths: The photos' files.
        folder: New, empty, or prepared before with the same seed.
        seed: Of the split.
        told: Is told of the progress, in photos looked at and written.

    Raises:
        PrepareError: the folder holds something else, or no photo will do and none is there.
        OSError: the folder can't be written. What is in it stays, and the next time goes on from there.
    """
    before = read_list(folder, seed)
    total = 2 * len(paths)
    chosen: list[Photo] = []
    places: dict[str, Path] = {}
    dropped: list[Dropped] = []
    for number, (path, found) in enumerate(zip(paths, _side_by_side(_looked_at, paths), strict=True)):
        told(number + 1, total)
        if isinstance(found, Photo) and found.file in places:
            found = Dropped(path, "the same file twice", f"the same as {places[found.file].name}")
        if isinstance(found, Dropped):
            dropped.append(found)
            continue
        places[found.file] = path
        chosen.append(found)
    if not chosen and not before:
        raise PrepareError(f"none of {len(paths):,} photos will do: {summary(dropped)}")
    known = {photo.file for photo in before}
    planned = before + split([photo for photo in chosen if photo.file not in known], before, seed)
    for part in PARTS:
        (folder / part).mkdir(parents=True, exist_ok=True)
    write_list(folder, seed, planned)
    waiting = [
        (places[photo.file], folder / photo.part / photo.file)
        for photo in planned
        if photo.file in places and not (folder / photo.part / photo.file).exists()
    ]
    written = 0
    for number, ((path, _), refused) in enumerate(
        zip(waiting, _side_by_side(_write_photo, waiting), strict=True)
    ):
        told(len(paths) + number + 1, len(paths) + len(waiting))
        if refused:
            dropped.append(Dropped(path, "can't be read", refused, broken=True))
        written += not refused
    photos = [photo for photo in planned if (folder / photo.part / photo.file).exists()]
    write_list(folder, seed, photos)
    return Prepared(photos, dropped, written, len(chosen) - len(waiting))


def split(photos: Iterable[Photo], before: Iterable[Photo], seed: int) -> list[Photo]:
    """The photos, each with its part: no camera is in two, and parts come near their shares of photos.

    Cameras of most photos come first. Each goes to a part that has room for all its photos, drawn by how
    much room there is, or where none has to that which lacks most; but no part stays empty while there are
    cameras.

    Args:
        photos: New ones; their parts are drawn here.
        before: Those that have their parts; their cameras keep them.
        seed: Of the draw.
    """
    photos, before = list(photos), list(before)
    part_of = {photo.camera: photo.part for photo in before}
    have = Counter(photo.part for photo in before)
    have.update(part_of[photo.camera] for photo in photos if photo.camera in part_of)
    total = len(photos) + len(before)
    counts = Counter(photo.camera for photo in photos if photo.camera not in part_of)
    rng = np.random.default_rng(seed)
    cameras = sorted(counts)
    rng.shuffle(cameras)
    cameras.sort(key=lambda camera: -counts[camera])
    for number, camera in enumerate(cameras):
        room = {part: share * total - have[part] for part, share in PARTS.items()}
        empty = [part for part in PARTS if not have[part]]
        candidates = empty if len(cameras) - number <= len(empty) else list(PARTS)
        fitting = [part for part in candidates if room[part] >= counts[camera]]
        if fitting:
            shares = np.array([room[part] for part in fitting])
            part = fitting[int(rng.choice(len(fitting), p=shares / shares.sum()))]
        else:
            part = max(candidates, key=lambda each: room[each])
        part_of[camera] = part
        have[part] += counts[camera]
    return [replace(photo, part=part_of[photo.camera]) for photo in photos]


def summary(dropped: Iterable[Dropped]) -> str:
    """How many were dropped of each kind."""
    kinds = Counter(each.kind for each in dropped)
    return ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())


def _looked_at(path: Path) -> Photo | Dropped:
    """The photo, its part still to be drawn, or why it won't do."""
    try:
        picture = read_reduced(path, longest_side=GLANCE)
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except PictureError as error:
        return Dropped(path, "can't be read", str(error), broken=True)
    except OSError as error:
        return Dropped(path, "can't be read", f"{path.name} can't be read: {error.strerror}", broken=True)
    width, height = max(picture.width, picture.height), min(picture.width, picture.height)
    size = f"{width} x {height} px"
    if width < LONGER or height < SHORTER:
        return Dropped(path, f"below {LONGER} x {SHORTER} px", size)
    if not any(_alike(width / height, aspect) for aspect in ASPECTS.values()):
        return Dropped(path, f"neither {' nor '.join(ASPECTS)}", f"{size}, {width / height:.2f} to 1")
    said = taken(path)
    if said.sides and not _alike(width / height, said.sides[0] / said.sides[1]):
        return Dropped(path, "cropped", f"{size}, taken at {said.sides[0]} x {said.sides[1]} px")
    if np.ptp(picture.pixels, axis=(0, 1)).max() == 0:
        return Dropped(path, "of one color", f"{size}, all of one color")
    name = digest[:16]
    return Photo(f"{name}.jpg", "", said.camera or f"{NO_CAMERA}{name}", path.name, width, height)


def _alike(one: float, other: float) -> bool:
    return abs(one / other - 1.0) <= MARGIN


def _write_photo(job: tuple[Path, Path]) -> str:
    """Write a photo, whole or not at all; why it can't be read, empty if it can."""
    from PIL import Image

    path, target = job
    try:
        pixels = upright_to_landscape(read_reduced(path, longest_side=WIDEST).pixels)
    except PictureError as error:
        return str(error)
    partial = target.with_name(f".{target.name}.partial")
    try:
        Image.fromarray(pixels).save(partial, "JPEG", quality=95, subsampling=0)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return ""


def _side_by_side(work: Callable[[Input], Output], inputs: Sequence[Input]) -> Iterator[Output]:
    """What `work` makes of each, in order; what hasn't begun when the reader stops never does."""
    pool = ThreadPoolExecutor(READERS)
    try:
        yield from pool.map(work, inputs)
    finally:
        pool.shutdown(cancel_futures=True)
