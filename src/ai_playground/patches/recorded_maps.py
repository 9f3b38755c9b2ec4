"""What the shipped networks say of the page's photos: recorded, to be there at once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from ai_playground.learning.weights_file import WeightsError, read_arrays
from ai_playground.lesson.recording import RecordingError
from ai_playground.locations import assets_directory
from ai_playground.patches.cues import CUES, HeatMaps, Measured, among, right
from ai_playground.patches.samples import PHOTOS


def recorded_file() -> Path:
    """Where the recording lies; written by `training/record_heat_maps.py`."""
    return assets_directory() / "patches" / "heat_maps.npz"


@cache
def recorded_maps() -> dict[str, HeatMaps]:
    """Of each photo of `PHOTOS`, by name, its heat maps under each of `CUES`: (cues, 16, 16).

    Raises:
        RecordingError: the file is missing or damaged.
    """
    try:
        maps = read_arrays(recorded_file())["maps"].astype(np.float32)
    except (WeightsError, KeyError) as error:
        raise RecordingError(f"The recorded heat maps can't be read: {error}") from error
    if maps.shape != (len(PHOTOS), len(CUES), 16, 16):
        raise RecordingError("The recorded heat maps are of other photos: record them anew.")
    return {photo.name: maps[index] for index, photo in enumerate(PHOTOS)}


def recorded_cues() -> Measured:
    """How many places are right under each of `CUES`, of all photos. Raises RecordingError as above."""
    maps = np.stack(list(recorded_maps().values()), axis=1)
    asked = maps.shape[0] * maps.shape[1]
    return Measured(tuple(map(right, maps)), tuple(map(among, maps)), asked, asked)


def recorded_share(cue: str) -> float:
    """The share of first guesses that is right under a cue, by its name. Raises RecordingError as above."""
    return recorded_cues().right[[each.name for each in CUES].index(cue)]
