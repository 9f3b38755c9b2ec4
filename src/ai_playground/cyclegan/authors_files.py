"""The authors' trained generators, from their server: what there is, and how a file comes here."""

from __future__ import annotations

import hashlib
import tempfile
from dataclasses import dataclass
from pathlib import Path

from ai_playground.cyclegan.authors_weights import read_generator
from ai_playground.perceptual.download import DownloadFailed, ShowProgress, download

SERVER = "http://efrosgans.eecs.berkeley.edu/cyclegan/pretrained_models"
MOST_BYTES = 100_000_000
"""Twice what the authors' files have."""


class FetchError(ValueError):
    """The file can't be had; the message says why."""


@dataclass(frozen=True)
class Fetched:
    """One of the authors' files.

    Attributes:
        path: Where it is.
        sha256: Of its content, in hexadecimal digits; it is kept beside the file, too.
        new: Whether it came just now.
    """

    path: Path
    sha256: str
    new: bool


def fetch(name: str, folder: Path, show_progress: ShowProgress = lambda _done, _total: None) -> Fetched:
    """Get one of the authors' files, unless it is there already.

    The authors publish no checksum. So the file is read before it counts, which runs nothing that is in it,
    and its SHA-256 is written down: it tells later whether the file is still the same, and lets two people
    compare theirs.

    Args:
        name: One of `painters.AUTHORS`.
        folder: Where to keep it; it has to be there.
        show_progress: Is told how far it is.

    Raises:
        FetchError: no connection, half a file, or another one than was written down.
        weights.WeightsError: what came, or is there, is no generator; nothing of what came is kept.
        OSError: the folder can't be read or written.
    """
    path = folder / f"{name}.pth"
    record = path.with_name(f"{path.name}.sha256")
    new = not path.exists()
    if new:
        with tempfile.TemporaryDirectory(prefix=".fetch", dir=folder) as apart:
            arrived = Path(apart, path.name)
            try:
                download(f"{SERVER}/{path.name}", arrived, show_progress, MOST_BYTES)
            except DownloadFailed as error:
                raise FetchError(
                    f"{path.name} could not be downloaded: {error}. Try again later; a copy from elsewhere "
                    "serves as well, with paint --weights."
                ) from error
            read_generator(arrived)
            sha256 = _sha256(arrived)
            arrived.replace(path)
    else:
        read_generator(path)
        sha256 = _sha256(path)
        if record.exists() and record.read_text(encoding="utf-8").split()[:1] != [sha256]:
            raise FetchError(
                f"{path} has changed since it was fetched: its SHA-256 is {sha256}, and another stands in "
                f"{record.name}. Remove both to fetch it again."
            )
    record.write_text(f"{sha256}  {path.name}\n", encoding="utf-8")
    return Fetched(path, sha256, new)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
