"""A residual generator's weights, and the files that keep them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan.settings import Upsampling
from ai_playground.locations import assets_directory

Part = Literal["painter", "photographer"]
"""Of the two that were trained together: from photo to painting, and back."""

MOST_FILTERS, MOST_BLOCKS = 128, 18
"""Twice what the authors have: a file that says more would fill the memory."""

# Arrays before and after the residual blocks: kernel and bias of three layers each.
_ENDS = 6


class WeightsError(ValueError):
    """The file holds no weights that can be used; the message says why."""


@dataclass(frozen=True, eq=False)
class Weights:
    """A residual generator's: what it is like, and its numbers.

    Attributes:
        filters, blocks, upsampling: As `networks.residual_generator` has them.
        arrays: In the order of its variables.
    """

    filters: int
    blocks: int
    upsampling: Upsampling
    arrays: Sequence[NDArray[Any]]


def shipped(painter: str, part: Part = "painter") -> Weights:
    """Weights that came with the lessons, by a name of `painters.PAINTERS`.

    Raises:
        WeightsError: they are missing or damaged.
    """
    return read_own(assets_directory() / "cyclegan" / f"{painter}.npz", part)


def read_own(path: Path, part: Part = "painter") -> Weights:
    """Weights from a file of `write_own`. What kind of generator they are of follows from their shapes.

    Raises:
        WeightsError: no such file, a damaged one, or of another network.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            count = sum(name.startswith(f"{part}/") for name in file.files)
            arrays = [file[f"{part}/{index}"] for index in range(count)]
    except FileNotFoundError:
        raise WeightsError(f"{path.name} is missing.") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsError(f"{path.name} isn't a file of weights, or is damaged.") from error
    if not arrays:
        raise WeightsError(f"{path.name} has no weights of a {part}.")
    return _understood(path.name, arrays)


def write_own(
    path: Path | IO[bytes], painter: Sequence[NDArray[Any]], photographer: Sequence[NDArray[Any]]
) -> None:
    """Both generators in half precision, into a file of this name or one that is open.

    Raises:
        OSError: it can't be written.
    """
    parts = {"painter": painter, "photographer": photographer}
    arrays = {
        f"{part}/{index}": np.asarray(array).astype(np.float16)
        for part, several in parts.items()
        for index, array in enumerate(several)
    }
    np.savez(path, allow_pickle=False, **arrays)


def generator_shapes(filters: int, blocks: int, upsampling: Upsampling) -> Iterator[tuple[int, ...]]:
    """Of all arrays of a residual generator, in the order of its variables."""
    wide = 4 * filters
    yield from ((7, 7, 3, filters), (filters,))
    for level in (1, 2):
        yield from ((3, 3, filters * level, filters * 2 * level), (filters * 2 * level,))
    for _ in range(2 * blocks):
        yield from ((3, 3, wide, wide), (wide,))
    for level in (2, 1):
        small, large = filters * level, filters * 2 * level
        # A transposed convolution has the channels that come out before those that go in.
        yield from ((3, 3, *((small, large) if upsampling == "transposed" else (large, small))), (small,))
    yield from ((7, 7, filters, 3), (3,))


def _understood(file: str, arrays: Sequence[NDArray[Any]]) -> Weights:
    shapes = [array.shape for array in arrays]
    filters, (blocks, rest) = shapes[0][-1], divmod(len(arrays) - 2 * _ENDS, 4)
    if rest or not 1 <= blocks <= MOST_BLOCKS or not 1 <= filters <= MOST_FILTERS:
        raise WeightsError(f"{file} is of another network than residual generators.")
    kinds: tuple[Upsampling, ...] = ("resize", "transposed")
    for upsampling in kinds:
        if shapes == list(generator_shapes(filters, blocks, upsampling)):
            if not all(np.isfinite(array).all() for array in arrays):
                raise WeightsError(f"{file} is damaged: it holds values that are no numbers.")
            return Weights(filters, blocks, upsampling, arrays)
    expected = list(generator_shapes(filters, blocks, kinds[0]))
    at = next(index for index, pair in enumerate(zip(shapes, expected, strict=True)) if pair[0] != pair[1])
    raise WeightsError(
        f"{file} is of another network: its array {at} has the shape {shapes[at]}; "
        f"a residual generator of {filters} filters has {expected[at]} there."
    )
