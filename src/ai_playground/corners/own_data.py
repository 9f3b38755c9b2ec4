"""The visitor's own photos with corrected corners: kept, undone, taken home and brought back."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np

from ai_playground.corners.frame import Quad
from ai_playground.corners.labels import LabelError, label_text, picture_hash, read_label
from ai_playground.corners.window import Window
from ai_playground.pictures import PictureError, Pixels, read_reduced
from ai_playground.pictures.archive import MAX_MEGAPIXELS, Archive, ArchiveError, opened

MOST = 200
"""Photos that are kept at most."""

READ_SIDE = 512
"""Photos are read no larger, in px: twice the frame, so that it still averages."""


class OwnDataError(ValueError):
    """Photos that can't be kept or brought back; the message says why and how to mend it."""


@dataclass(frozen=True, eq=False)
class Example:
    """One photo, reduced to the frame, and its corners there.

    Attributes:
        name: What the visitor's file is called, without its folder and ending.
        picture: uint8 of the frame's size, RGB.
        corners: In pixels of the frame.
    """

    name: str
    picture: Pixels
    corners: Quad


def example(name: str, photo: Pixels, corners: Quad) -> Example:
    """A photo of any size with corners in pixels of the frame, as it is kept."""
    return Example(_safe(name), Window.whole(photo).picture(photo), np.array(corners, np.float32))


def merged(kept: Sequence[Example], new: Sequence[Example]) -> list[Example]:
    """`kept`, then `new`; a photo that is there already, by name and pixels, gets the new corners."""
    found = list(kept)
    for each in new:
        places = (index for index, old in enumerate(found) if _same_photo(old, each))
        index = next(places, len(found))
        found[index : index + 1] = [each]
    return found


def _same_photo(one: Example, other: Example) -> bool:
    return one.name == other.name and np.array_equal(one.picture, other.picture)


def as_archive(examples: Sequence[Example]) -> bytes:
    """All of them as a ZIP file: for each a PNG and a label in the paper's format."""
    from PIL import Image

    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for number, each in enumerate(examples):
            picture = io.BytesIO()
            Image.fromarray(each.picture).save(picture, "PNG")
            stem = f"{number:03d}_{each.name}"
            archive.writestr(f"{stem}.png", picture.getvalue())
            label = label_text(each.corners, f"{stem}.png", picture_hash(picture.getvalue()))
            archive.writestr(f"{stem}.json", label)
    return file.getvalue()


@dataclass(frozen=True, eq=False)
class Unpacked:
    """How far an archive is read.

    Attributes:
        examples: The photos that are read.
        total: How many there are.
    """

    examples: tuple[Example, ...]
    total: int

    @property
    def done(self) -> int:
        """How many are read."""
        return len(self.examples)


def from_archive(content: bytes) -> list[Example]:
    """All that `read_archive` reads, at once."""
    *_, last = read_archive(content)
    return list(last.examples)


def read_archive(content: bytes) -> Generator[Unpacked, None, None]:
    """What `as_archive` wrote, or any ZIP file of pictures with labels of the same name beside them.

    One photo is read at a time, within the limits of `pictures.archive`.

    Raises:
        OwnDataError: no ZIP file, too much in it, or a picture or label in it that can't be read.
    """
    try:
        archive = opened(content, f"{MOST} photos with their labels")
        labels = _labels(archive.names)
        examples: list[Example] = []
        pixels = 0
        yield Unpacked((), len(labels))
        for label in labels:
            found, size = _read(archive, label)
            pixels += size
            if pixels > MAX_MEGAPIXELS * 1_000_000:
                raise OwnDataError(
                    f"The pictures of this archive have more than {MAX_MEGAPIXELS:,} megapixels "
                    "together: make them smaller, or bring them in parts."
                )
            examples.append(found)
            yield Unpacked(tuple(examples), len(labels))
    except (ArchiveError, LabelError, PictureError) as error:
        raise OwnDataError(str(error)) from error


def _labels(names: Sequence[str]) -> list[str]:
    labels = sorted(name for name in names if name.lower().endswith(".json"))
    if not labels:
        raise OwnDataError("This archive holds no labels: each picture needs a JSON file beside it.")
    if len(labels) > MOST:
        raise OwnDataError(f"This archive holds {len(labels)} labels; {MOST} is the limit.")
    return labels


def _read(archive: Archive, label: str) -> tuple[Example, int]:
    """A photo with its corners, and how many pixels its file has."""
    stem = label[: -len(".json")]
    pictures = [name for name in archive.names if name.startswith(f"{stem}.") and name != label]
    if len(pictures) != 1:
        raise OwnDataError(f"{label} needs one picture of the same name beside it.")
    photo = read_reduced(archive.read(pictures[0]), pictures[0], longest_side=READ_SIDE)
    corners = read_label(archive.read(label), label)
    return example(re.sub(r"^\d{3}_", "", stem), photo.pixels, corners), photo.height * photo.width


def _safe(name: str) -> str:
    """A name that is one in every file system: letters, digits, dashes; no folders, no dots."""
    return re.sub(r"[^\w-]+", "_", name, flags=re.ASCII).strip("_")[:40] or "photo"
