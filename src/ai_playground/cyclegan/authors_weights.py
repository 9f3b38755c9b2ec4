"""The authors' generators, from files of theirs: `.pth`, as "style_monet" or "monet2photo" are saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan.torch_file import read_state
from ai_playground.cyclegan.weights import MOST_BLOCKS, MOST_FILTERS, Weights, WeightsError, generator_shapes

Arrays = Mapping[str, NDArray[Any]]

# Instance normalization has none of these; old files carry them, and they must not be used.
STATISTICS = ("running_mean", "running_var", "num_batches_tracked")
FIRST_BLOCK = 10
"""Place of the first residual block in the authors' list of layers."""


def read_generator(path: Path) -> Weights:
    """The weights of the residual generator that is in a file of the authors' program.

    Args:
        path: The file. Names of several graphics cards ("module.") and of old versions are understood.

    Raises:
        WeightsError: it isn't such a file, or of another network; the message names the layer.
        OSError: it can't be read.
    """
    state = {
        name.removeprefix("module."): array
        for name, array in read_state(path).items()
        if not name.endswith(STATISTICS)
    }
    filters, blocks, dropout = _architecture(path.name, state)
    names = list(_names(blocks, dropout))
    shapes = generator_shapes(filters, blocks, "transposed")
    arrays = [_fitting(path.name, state, *pair) for pair in zip(names, shapes, strict=True)]
    if others := sorted(state.keys() - set(names)):
        raise WeightsError(
            f"{path.name} is of another network: it has {others[0]}, for which there is no place."
        )
    return Weights(filters, blocks, "transposed", arrays)


def direction(path: Path) -> str:
    """What a file makes of a picture, by the name that the authors gave it; "" for another name."""
    name = path.stem.lower()
    if found := re.search(r"style_(monet|vangogh|cezanne|ukiyoe)", name):
        return f"photos into paintings ({found[1]})"
    if found := re.search(r"([a-z]+)2([a-z]+)", name):
        return f"{found[1]} into {found[2]}"
    return ""


def _architecture(file: str, state: Arrays) -> tuple[int, int, bool]:
    """Filters of the first convolution, residual blocks, and whether there is dropout in them."""
    first = state.get("model.1.weight")
    if first is None or first.ndim != 4 or first.shape[1:] != (3, 7, 7):
        raise WeightsError(
            f"{file} is of another network: a generator's first convolution is model.1.weight, of 3 colors "
            f"and 7 x 7 px{'' if first is None else f', not of shape {first.shape}'}. Discriminators and "
            "U-Nets don't paint here."
        )
    found = {int(each[1]) for name in state if (each := re.match(r"model\.(\d+)\.conv_block\.", name))}
    blocks = len(found)
    if found != set(range(FIRST_BLOCK, FIRST_BLOCK + blocks)) or not 1 <= blocks <= MOST_BLOCKS:
        raise WeightsError(f"{file} is of another network: its residual blocks aren't model.10 and after.")
    if not 1 <= first.shape[0] <= MOST_FILTERS:
        raise WeightsError(f"{file} is of another network: {first.shape[0]} filters are more than any has.")
    return first.shape[0], blocks, f"model.{FIRST_BLOCK}.conv_block.6.weight" in state


def _names(blocks: int, dropout: bool) -> Iterator[str]:
    """The authors' names of all weights, in the order of our generator's variables."""
    second = 6 if dropout else 5
    layers = ["1", "4", "7"]
    for block in range(FIRST_BLOCK, FIRST_BLOCK + blocks):
        layers += [f"{block}.conv_block.1", f"{block}.conv_block.{second}"]
    after = FIRST_BLOCK + blocks
    layers += [str(after), str(after + 3), str(after + 7)]
    for layer in layers:
        yield from (f"model.{layer}.weight", f"model.{layer}.bias")


def _fitting(file: str, state: Arrays, name: str, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """A weight in the order of our axes: (rows, columns, in, out), or (..., out, in) where it enlarges."""
    if name not in state:
        raise WeightsError(f"{file} is of another network, or not whole: {name} is missing.")
    array = state[name].transpose(2, 3, 1, 0) if state[name].ndim == 4 else state[name]
    if array.shape != shape:
        raise WeightsError(
            f"{file} is of another network: {name} has the shape {state[name].shape}, "
            f"which makes {array.shape} here; the generator needs {shape}."
        )
    if not np.isfinite(array).all():
        raise WeightsError(f"{file} is damaged: {name} holds values that are no numbers.")
    return array.astype(np.float32)
