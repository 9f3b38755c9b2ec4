"""The visitor's own photos with corrected corners: kept, undone, taken home and brought back."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

import numpy as np

from ai_playground.corners.frame import Quad
from ai_playground.corners.labels import LabelError, label_text, picture_hash, read_label
from ai_playground.corners.window import Window
from ai_playground.pictures import PictureError, Pixels, read_picture

MOST = 200
"""Photos that are kept at most."""

MAX_ENTRY_BYTES = 25_000_000
"""As large as a photo that is opened by itself."""

MAX_UNPACKED_BYTES = 100_000_000
"""Of a whole archive: pictures hardly pack, so a small one that holds more holds something else."""


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
    """All of them as a ZIP file: for each a PNG and a label in the report's format."""
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


def from_archive(content: bytes) -> list[Example]:
    """What `as_archive` wrote, or any ZIP file of pictures with labels of the same name beside them.

    A picture may have `MAX_ENTRY_BYTES`, and all that is in the archive `MAX_UNPACKED_BYTES`.

    Raises:
        OwnDataError: no ZIP file, too much in it, or a picture or label in it that can't be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = {entry.filename: entry for entry in archive.infolist() if _is_content(entry)}
            if sum(entry.file_size for entry in entries.values()) > MAX_UNPACKED_BYTES:
                limit = MAX_UNPACKED_BYTES // 1_000_000
                raise OwnDataError(
                    f"This archive unpacks to more than {limit} MB: save its pictures smaller."
                )
            labels = sorted(name for name in entries if name.lower().endswith(".json"))
            if not labels:
                raise OwnDataError("This archive holds no labels: each picture needs a JSON file beside it.")
            if len(labels) > MOST:
                raise OwnDataError(f"This archive holds {len(labels)} labels; {MOST} is the limit.")
            return [_read(archive, entries, label) for label in labels]
    # NotImplementedError: a compression that zipfile does not know; RuntimeError: a password.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise OwnDataError("This is no ZIP file, or it is damaged: download it again.") from error
    except (LabelError, PictureError) as error:
        raise OwnDataError(str(error)) from error


def _is_content(entry: zipfile.ZipInfo) -> bool:
    """Whether it is a file, and none that macOS adds for itself."""
    path = PurePosixPath(entry.filename)
    return not entry.is_dir() and "__MACOSX" not in path.parts and not path.name.startswith("._")


def _read(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], label: str) -> Example:
    stem = label[: -len(".json")]
    pictures = [name for name in entries if name.startswith(f"{stem}.") and name != label]
    if len(pictures) != 1:
        raise OwnDataError(f"{label} needs one picture of the same name beside it.")
    for name in (label, pictures[0]):
        if entries[name].file_size > MAX_ENTRY_BYTES:
            raise OwnDataError(f"{name} is larger than {MAX_ENTRY_BYTES // 1_000_000} MB: save it smaller.")
    picture = read_picture(archive.read(pictures[0]), pictures[0])
    return example(re.sub(r"^\d{3}_", "", stem), picture, read_label(archive.read(label), label))


def _safe(name: str) -> str:
    """A name that is one in every file system: letters, digits, dashes; no folders, no dots."""
    return re.sub(r"[^\w-]+", "_", name, flags=re.ASCII).strip("_")[:40] or "photo"
