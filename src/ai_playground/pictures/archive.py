"""ZIP files of pictures that a visitor sends: nothing is unpacked before it is known what it would take."""

from __future__ import annotations

import io
import zipfile

from ai_playground.pictures.formats import is_systems_own

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

# How the list of files ends, and how one that is larger than 4 GB does (PKWARE's APPNOTE 4.3.15 and 4.3.16).
DIRECTORY_END = b"PK\5\6"
LARGE_DIRECTORY_END = b"PK\6\7"


class ArchiveError(ValueError):
    """An archive, or a file in it, that isn't read; the message says why and how to mend it."""


class Archive:
    """The files of an archive, but for those that a system puts there.

    Attributes:
        names: With the folders they lie in.
    """

    def __init__(self, file: zipfile.ZipFile) -> None:
        self._file = file
        self._entries = {
            entry.filename: entry
            for entry in file.infolist()
            if not entry.is_dir() and not is_systems_own(entry.filename)
        }
        self.names = list(self._entries)
        if sum(entry.file_size for entry in self._entries.values()) > MAX_UNPACKED_BYTES:
            limit = MAX_UNPACKED_BYTES // 1_000_000
            raise ArchiveError(f"This archive unpacks to more than {limit} MB: save its pictures smaller.")

    def read(self, name: str) -> bytes:
        """Content of the file of this name. Raises ArchiveError: too large, damaged or packed otherwise."""
        entry = self._entries[name]
        if entry.file_size > MAX_ENTRY_BYTES:
            raise ArchiveError(f"{name} is larger than {MAX_ENTRY_BYTES // 1_000_000} MB: save it smaller.")
        if entry.compress_type not in PACKINGS:
            raise ArchiveError(
                f"{name} is packed in a way that isn't read here: save the archive as plain ZIP."
            )
        try:
            return self._file.read(entry)
        except Exception as error:  # zipfile and what unpacks for it have a dozen errors of their own
            raise ArchiveError(f"{name} is damaged in the archive, or locked: pack it again.") from error


def opened(content: bytes, limit: str) -> Archive:
    """Open the archive that is in `content`.

    Args:
        content: The file.
        limit: How much it may hold, in words, for an archive that lists far more.

    Raises:
        ArchiveError: no ZIP file, damaged, or one that unpacks to too much.
    """
    _refuse_a_long_directory(content, limit)
    try:
        archive = Archive(zipfile.ZipFile(io.BytesIO(content)))
    except ArchiveError:
        raise
    except Exception as error:
        raise ArchiveError("This is no ZIP file, or it is damaged: download it again.") from error
    return archive


def _refuse_a_long_directory(content: bytes, limit: str) -> None:
    """Before zipfile builds an object for every entry, of which a small file may claim a million."""
    end = content.rfind(DIRECTORY_END)
    if end < 0 or end + 16 > len(content):
        return  # zipfile says what is wrong
    directory = int.from_bytes(content[end + 12 : end + 16], "little")
    if directory > MAX_DIRECTORY_BYTES or content[max(end - 20, 0) : end].startswith(LARGE_DIRECTORY_END):
        raise ArchiveError(f"This archive holds too many files: {limit} is the limit.")
