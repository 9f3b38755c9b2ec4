"""A folder of pictures to train on: read, reduced, and what can't be used named and counted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ai_playground.cyclegan.tfrecord import is_record_file, read_records
from ai_playground.lesson.text import counted
from ai_playground.memory import available_memory
from ai_playground.pictures import PictureError, Pixels, read_picture, resized_to
from ai_playground.pictures.folder import MOST_NAMED, Choice, FolderError, photos_in

MOST_ENLARGED = 2
"""A picture whose squares would have to be enlarged more than so many times teaches blur: it is too small."""
SHARE_OF_MEMORY = 0.6
"""What pictures may take of the memory that is free."""

Show = Callable[[Callable[[], str]], object]


@dataclass(frozen=True)
class PictureSet:
    """What a folder holds.

    Attributes:
        pictures: uint8 (height, width, 3) each.
        skipped: Files and records that can't be used, each with the reason.
        left_out: A line on files that are no pictures; "" if there are none.
    """

    pictures: list[Pixels]
    skipped: list[str]
    left_out: str

    def remark(self) -> str:
        """What was skipped, as one line; "" if nothing."""
        return told_of(self.skipped, len(self.skipped) + len(self.pictures))


def told_of(skipped: Sequence[str], total: int) -> str:
    """How many of `total` files were skipped and why, some by name, as one line; "" if none."""
    if not skipped:
        return ""
    more = len(skipped) - MOST_NAMED
    named = "; ".join([*skipped[:MOST_NAMED], *([f"and {more:,} more"] if more > 0 else [])])
    return f"skipped {len(skipped):,} of {total:,}: {named}"


def read_folder(
    folder: Path, size: int, crop: int, fewest: int, show: Show = lambda _text: None
) -> PictureSet:
    """Read all pictures of a folder: picture files, and those in TFRecord files.

    Args:
        folder: The folder; what is in folders inside of it is left out.
        size: What a larger picture's shorter side is reduced to, in px.
        crop: The side in px of the squares that will be cut out.
        fewest: So many pictures are needed.
        show: Is told how far it is.

    Raises:
        FolderError: no folder, one that can't be read, too few pictures in it, or more than memory holds.
    """
    if not folder.is_dir():
        raise FolderError(f"{folder} is no folder")
    choice = _choice(folder)
    found = PictureSet([], [], choice.remark())
    room = available_memory() * SHARE_OF_MEMORY
    for name, content, error in _contents(choice):
        show(partial("{}: {:,} pictures".format, folder, len(found.pictures)))
        if error:
            found.skipped.append(f"{name}: {error}")
            continue
        try:
            picture = fitted(read_picture(content, name), name, size, crop)
        except PictureError as refused:
            found.skipped.append(str(refused))
            continue
        found.pictures.append(picture)
        room -= picture.nbytes
        if room < 0:
            raise FolderError(
                f"{folder} holds more pictures than fit into memory: take fewer, or a smaller --size"
            )
    if len(found.pictures) < fewest:
        reason = f"; {found.remark()}" if found.skipped else ""
        held = counted(len(found.pictures), "picture")
        raise FolderError(f"{folder} holds {held} to train on; {fewest} are needed{reason}")
    return found


def _choice(folder: Path) -> Choice:
    """Pictures and files of records, in the order of their names."""
    try:
        records = sorted(path for path in folder.iterdir() if is_record_file(path) and path.is_file())
    except OSError as error:
        raise FolderError(f"{folder} can't be read: {error.strerror}") from error
    try:
        choice = photos_in([folder])
    except FolderError:
        if not records:
            raise
        choice = Choice([], [])
    left_out = [(path, reason) for path, reason in choice.left_out if path not in records]
    return Choice([*choice.photos, *records], left_out)


def _contents(choice: Choice) -> Iterator[tuple[str, bytes | Path, str]]:
    """Name, content and, for what has none that can be read, the reason."""
    for path in choice.photos:
        if not is_record_file(path):
            yield path.name, path, ""
            continue
        try:
            yield from ((record.name, record.image, record.error) for record in read_records(path))
        except OSError as error:
            yield path.name, b"", f"it can't be read: {error.strerror}"


def fitted(picture: Pixels, name: str, size: int, crop: int, enlarged: float = MOST_ENLARGED) -> Pixels:
    """A picture, its shorter side at most `size` px.

    Raises:
        PictureError: squares of `crop` px can't be cut out without being enlarged more than `enlarged` times.
    """
    height, width = picture.shape[:2]
    if min(height, width) > size:
        scale = size / min(height, width)
        height, width = round(height * scale), round(width * scale)
        picture = resized_to(picture, height, width)
    if min(height, width) * enlarged < crop:
        raise PictureError(f"{name} is {width} x {height} px: too small for squares of {crop} px")
    return picture
