"""The networks as a file: arrays in the order of the networks' variables, most in half precision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.learning.weights_file import WeightsError, read_arrays
from ai_playground.locations import assets_directory
from ai_playground.patches.networks import RESNET_18
from ai_playground.patches.step import Networks, State, Told, assign, build, first_state


def shipped_weights() -> Path:
    """The file that comes with the package."""
    return assets_directory() / "patches" / "networks.npz"


def save_weights(state: State, path: Path) -> None:
    """Write what was trained, without what only training needs.

    Weights are rounded to float16, which halves the file; statistics keep their float32, as a small variance
    would lose its digits.

    Raises:
        OSError: the file can't be written.
    """
    arrays: dict[str, NDArray[Any]] = {}
    for name, several in state.items():
        if name.endswith(("_mean", "_square")):
            continue
        for index, array in enumerate(several):
            kept = np.asarray(array)
            arrays[f"{name}/{index}"] = kept if name.endswith("_others") else kept.astype(np.float16)
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(partial, allow_pickle=False, **arrays)
    partial.replace(path)


def networks_of(path: Path) -> Networks:
    """Networks with the weights of a file that `save_weights` wrote, of the kinds and sizes that it holds.

    Raises:
        WeightsError: no such file, damaged, or of no networks of this lesson.
    """
    values = read_arrays(path)
    has = {name: f"{name}/0" in values for name in ("patch", "thumbnail")}
    told: Told = "both" if all(has.values()) else "patches" if has["patch"] else "thumbnail"
    wide = next((values[f"{name}/0"].shape[-1:] for name, there in has.items() if there), ())
    networks = build(told, "paper" if wide == (RESNET_18.widths[0],) else "light")
    _assign(networks, values, path.name)
    return networks


def load_weights(networks: Networks, path: Path) -> None:
    """Give `networks` the weights of a file that `save_weights` wrote.

    Raises:
        WeightsError: no such file, damaged, or made for other networks.
    """
    _assign(networks, read_arrays(path), path.name)


def _assign(networks: Networks, values: Mapping[str, NDArray[Any]], name_of_file: str) -> None:
    state = first_state(networks)
    for name in networks.models:
        for part in (name, f"{name}_others"):
            for index, expected in enumerate(state[part]):
                value = values.get(f"{part}/{index}")
                if value is None or value.shape != expected.shape:
                    raise WeightsError(
                        f"The weights {name_of_file} belong to other networks: {part} {index} differs."
                    )
                state[part][index] = value.astype(np.float32)
    assign(networks, state)
