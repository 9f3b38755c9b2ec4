"""The detector as a file: every array by its layer's name, most in half precision, and its calibration."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ai_playground.corners.calibration import Calibration
from ai_playground.learning.weights_file import WeightsError, read_arrays
from ai_playground.locations import assets_directory

if TYPE_CHECKING:
    import keras


def shipped_weights() -> Path:
    """The file that comes with the package. Raises FileNotFoundError if the assets are missing."""
    return assets_directory() / "corners" / "detector.npz"


CALIBRATION = "calibration"
"""Name of the array that holds the calibration, slope and offset."""


def save_weights(model: keras.Model, calibration: Calibration, path: Path) -> None:
    """Write the weights of `model` and the calibration of its confidence.

    Kernels are rounded to float16, which halves the file; the few statistics and biases keep their float32,
    as a small variance would lose its digits.

    Raises:
        OSError: the file can't be written.
    """
    arrays = {CALIBRATION: np.array(calibration)}
    for variable in model.variables:
        value = variable.numpy()
        arrays[variable.path] = value.astype(np.float16) if value.ndim > 1 else value
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(partial, allow_pickle=False, **arrays)
    partial.replace(path)


def load_weights(model: keras.Model, path: Path) -> Calibration:
    """Give `model` the weights of a file that `save_weights` wrote, and return their calibration.

    Raises:
        WeightsError: no such file, damaged, or made for another network.
    """
    values = read_arrays(path)
    expected = {variable.path: tuple(variable.shape) for variable in model.variables} | {CALIBRATION: (2,)}
    if {name: value.shape for name, value in values.items()} != expected:
        raise WeightsError(f"The weights {path.name} belong to another network.")
    for variable in model.variables:
        variable.assign(values[variable.path].astype(np.float32))
    return Calibration(*values[CALIBRATION].tolist())
