"""Files of weights that ship with the package, read so that what is wrong with one is told."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class WeightsError(ValueError):
    """The weights can't be used; the message says why and how to mend it."""


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """All arrays of an npz file by their names.

    Raises:
        WeightsError: no such file, damaged, or with values that are no numbers.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            values = {name: arrays[name] for name in arrays.files}
    except FileNotFoundError:
        raise WeightsError(f"The weights {path.name} are missing. Install ai_playground again.") from None
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise WeightsError(f"The weights {path.name} are damaged. Install ai_playground again.") from error
    if not all(np.isfinite(value).all() for value in values.values()):
        raise WeightsError(f"The weights {path.name} are damaged: some are no numbers.")
    return values
