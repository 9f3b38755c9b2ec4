"""Folders of pictures as one small file that travels, and which of them are held out."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ai_playground.pictures import Pixels

FORMAT = "WEBP"
QUALITIES = (92, 88, 84, 80, 75, 70, 60, 50)
"""Tried in turn until the file is small enough."""


def pack(pictures: Sequence[Pixels], limit: int) -> list[bytes]:
    """`pictures` as files that together have at most `limit` bytes.

    Raises:
        ValueError: they have more even at the lowest quality.
    """
    for quality in QUALITIES:
        files = [_encoded(picture, quality) for picture in pictures]
        if sum(map(len, files)) <= limit:
            return files
    raise ValueError(f"{len(pictures)} pictures don't fit into {limit} bytes.")


def write(path: Path, **kinds: Sequence[bytes]) -> None:
    """One file of several lists of picture files."""
    arrays: dict[str, NDArray[np.generic]] = {}
    for kind, files in kinds.items():
        arrays[kind] = np.frombuffer(b"".join(files), np.uint8)
        arrays[f"{kind}_ends"] = np.cumsum([len(each) for each in files])
    np.savez(path, allow_pickle=False, **arrays)


def read(path: Path, kind: str) -> list[Pixels]:
    """The pictures of one of the lists in a file of `write`."""
    from PIL import Image

    with np.load(path, allow_pickle=False) as file:
        content, ends = file[kind].tobytes(), file[f"{kind}_ends"].tolist()
    starts = [0, *ends[:-1]]
    return [
        np.asarray(Image.open(io.BytesIO(content[start:end])).convert("RGB"))
        for start, end in zip(starts, ends, strict=True)
    ]


def held_out(count: int, share: float, seed: int) -> NDArray[np.bool_]:
    """For each of `count` files whether it is kept back from training."""
    chosen = np.random.default_rng(seed).permutation(count)[: round(count * share)]
    return np.isin(np.arange(count), chosen)


def _encoded(picture: Pixels, quality: int) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture).save(file, FORMAT, quality=quality)
    return file.getvalue()
