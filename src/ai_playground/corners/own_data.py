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
from ai_playground.pictures.formats import is_systems_own

MOST = 200
"""Photos that are kept at most."""

MAX_ENTRY_BYTES = 25_000_000
"""As large as a photo that is opened by itself."""

MAX_UNPACKED_BYTES = 100_000_000
"""Of a whole archive: pictures hardly pack, so a small one that holds more holds something else."""

MAX_MEGAPIXELS = 1000
"""Of all pictures of an archive together: they are read one after the other, and that takes its time."""
MAX_DIRECTORY_BYTES = 500_000
"""Of the list of files in an archive, some hundred for each."""
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""The others unpack without a limit to what they make of a few bytes."""
READ_SIDE = 512
"""Photos are read no larger, in px: twice the frame, so that it still averages."""

# How the list of files ends, and how one that is larger than 4 GB does (PKWARE's APPNOTE 4.3.15 and 4.3.16).
DIRECTORY_END = b"PK\5\6"
LARGE_DIRECTORY_END = b"PK\6\7"


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

    One photo is read at a time. A picture may have `MAX_ENTRY_BYTES`, all that is in the archive
    `MAX_UNPACKED_BYTES` and its pictures together `MAX_MEGAPIXELS`.

    Raises:
        OwnDataError: no ZIP file, too much in it, or a picture or label in it that can't be read.
    """
    try:
        _refuse_a_long_directory(content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = _entries(archive)
            labels = _labels(entries)
            examples: list[Example] = []
            pixels = 0
            yield Unpacked((), len(labels))
            for label in labels:
                found, size = _read(archive, entries, label)
                pixels += size
                if pixels > MAX_MEGAPIXELS * 1_000_000:
                    raise OwnDataError(
                        f"The pictures of this archive have more than {MAX_MEGAPIXELS:,} megapixels "
                        "together: make them smaller, or bring them in parts."
                    )
                examples.append(found)
                yield Unpacked(tuple(examples), len(labels))
    except OwnDataError:
        raise
    except (LabelError, PictureError) as error:
        raise OwnDataError(str(error)) from error
    except Exception as error:  # zipfile and what unpacks for it have a dozen errors of their own
        raise OwnDataError("This is no ZIP file, or it is damaged: download it again.") from error


def _refuse_a_long_directory(content: bytes) -> None:
    """Before zipfile builds an object for every entry, of which a small file may claim a million."""
    end = content.rfind(DIRECTORY_END)
    if end < 0 or end + 16 > len(content):
        return  # zipfile says what is wrong
    directory = int.from_bytes(content[end + 12 : end + 16], "little")
    if directory > MAX_DIRECTORY_BYTES or content[max(end - 20, 0) : end].startswith(LARGE_DIRECTORY_END):
        raise OwnDataError(
            f"This archive holds too many files: {MOST} photos with their labels is the limit."
        )


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files in it, but for those that a system puts there."""
    entries = {
        entry.filename: entry
        for entry in archive.infolist()
        if not entry.is_dir() and not is_systems_own(entry.filename)
    }
    if sum(entry.file_size for entry in entries.values()) > MAX_UNPACKED_BYTES:
        limit = MAX_UNPACKED_BYTES // 1_000_000
        raise OwnDataError(f"This archive unpacks to more than {limit} MB: save its pictures smaller.")
    return entries


def _labels(entries: dict[str, zipfile.ZipInfo]) -> list[str]:
    labels = sorted(name for name in entries if name.lower().endswith(".json"))
    if not labels:
        raise OwnDataError("This archive holds no labels: each picture needs a JSON file beside it.")
    if len(labels) > MOST:
        raise OwnDataError(f"This archive holds {len(labels)} labels; {MOST} is the limit.")
    return labels


def _read(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], label: str) -> tuple[Example, int]:
    """A photo with its corners, and how many pixels its file has."""
    stem = label[: -len(".json")]
    pictures = [name for name in entries if name.startswith(f"{stem}.") and name != label]
    if len(pictures) != 1:
        raise OwnDataError(f"{label} needs one picture of the same name beside it.")
    for name in (label, pictures[0]):
        if entries[name].file_size > MAX_ENTRY_BYTES:
            raise OwnDataError(f"{name} is larger than {MAX_ENTRY_BYTES // 1_000_000} MB: save it smaller.")
        if entries[name].compress_type not in PACKINGS:
            raise OwnDataError(
                f"{name} is packed in a way that isn't read here: save the archive as plain ZIP."
            )
    photo = read_reduced(archive.read(pictures[0]), pictures[0], longest_side=READ_SIDE)
    corners = read_label(archive.read(label), label)
    return example(re.sub(r"^\d{3}_", "", stem), photo.pixels, corners), photo.height * photo.width


def _safe(name: str) -> str:
    """A name that is one in every file system: letters, digits, dashes; no folders, no dots."""
    return re.sub(r"[^\w-]+", "_", name, flags=re.ASCII).strip("_")[:40] or "photo"
