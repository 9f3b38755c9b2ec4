"""Which formats are read, how files of them are told from others, and how many pictures one holds."""

from __future__ import annotations

import io
from pathlib import Path

from ai_playground.pictures.errors import PictureError

# The others that Pillow knows are no photographs, and its reader of PostScript starts a program.
FORMATS = ("AVIF", "BMP", "GIF", "HEIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
# What the parts of a file are called that holds several pictures.
PARTS = {"TIFF": "page", "HEIF": "picture"}
MOST_COUNTED = 1000
# A HEIC photo names one of these as a brand that it is compatible with (ISO/IEC 23008-12, annex B).
HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
BEGINNING = 64
"""Bytes of a file by which its format is known."""
# A text that starts with "BM" or "P1" is no picture, so these are known by their ending only.
WEAKLY_MARKED = ("BMP", "PPM")

# Files that systems put beside pictures, by their names in lower case, and the folder of macOS in archives.
SYSTEM_FILES = frozenset({".ds_store", "desktop.ini", "ehthumbs.db", "thumbs.db", "icon\r"})
SYSTEM_FOLDER = "__MACOSX"


def is_systems_own(path: Path | str) -> bool:
    """Whether a file is none of the user's: a thumbnail or setting of macOS or Windows, by its path."""
    path = Path(path)
    return path.name.startswith("._") or path.name.lower() in SYSTEM_FILES or SYSTEM_FOLDER in path.parts


def looks_like_picture(path: Path) -> bool:
    """Whether the reader would take this file up: by its ending, else by how it begins.

    Raises:
        OSError: the file can't be opened.
    """
    if path.suffix.lower() in suffixes():
        return True
    with path.open("rb") as file:
        beginning = file.read(BEGINNING)
    known = (name for name in readable() if name not in WEAKLY_MARKED)
    return is_heic(beginning) or any(_accepts(name, beginning) for name in known)


def suffixes() -> frozenset[str]:
    """Endings of pictures' names, in lower case and with their dot."""
    from PIL import Image

    formats = readable()
    known = (ending for ending, name in Image.registered_extensions().items() if name in formats)
    return frozenset({*known, ".heic", ".heif", ".hif", ".jfi", ".jif"})


def readable() -> list[str]:
    """Those of `FORMATS` that can be read now: an older Pillow has no AVIF; HEIC's reader comes on demand."""
    from PIL import Image

    Image.init()
    return [name for name in FORMATS if name in Image.OPEN]


def is_heic(beginning: bytes) -> bool:
    """Whether a file that begins so is a HEIC photo."""
    brands = [beginning[place : place + 4] for place in (8, *range(16, BEGINNING, 4))]
    return beginning[4:8] == b"ftyp" and any(brand in HEIC_BRANDS for brand in brands)


def load_heic_reader(name: str) -> None:
    """Make Pillow read HEIC. Raises PictureError, with what to do with the photo `name`, if it can't be."""
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        raise PictureError(
            f"{name} is a HEIC photo, which can't be read here. Save it as a JPEG: on a Mac, open it in "
            "Preview and choose File, Export; an iPhone takes JPEGs with Settings, Camera, Formats, Most "
            "Compatible. Where you run the lessons yourself, install pillow-heif."
        ) from None
    register_heif_opener(thumbnails=False, depth_images=False)


def parts_of(content: bytes) -> int:
    """How many pages or frames a picture's file holds; it stops counting at `MOST_COUNTED`."""
    from PIL import Image

    with Image.open(io.BytesIO(content), formats=readable()) as image:
        if image.format not in ("GIF", "TIFF"):  # these say it at their beginning
            return int(getattr(image, "n_frames", 1))
        count = 1
        try:
            while count < MOST_COUNTED:
                image.seek(count)
                count += 1
        except Exception:  # the end, or what is damaged behind the first
            return count
        return count


def _accepts(name: str, beginning: bytes) -> bool:
    from PIL import Image

    accept = Image.OPEN[name][1]
    return accept is not None and accept(beginning) is True
