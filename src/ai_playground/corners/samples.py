"""Sample photos that ship: drawn by our own generator, at four times the frame's size."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from ai_playground.corners.locate import Found
from ai_playground.locations import assets_directory
from ai_playground.pictures import PictureFile


def _sample(name: str, label: str, about: str) -> PictureFile:
    return PictureFile(name, label, about, _folder() / f"{name}.jpg")


def _folder() -> Path:
    return assets_directory() / "corners" / "samples"


def recorded_answers_file() -> Path:
    """What the shipped detector answered for the samples: JSON of each one's `Found`, by its name."""
    return _folder() / "answers.json"


def recorded_answers() -> dict[str, Found]:
    """The same, by the sample's name."""
    recorded = json.loads(recorded_answers_file().read_text())
    return {
        name: Found(
            np.array(each["corners"], np.float32), np.array(each["confidence"], np.float32), each["possible"]
        )
        for name, each in recorded.items()
    }


SAMPLES = (
    _sample("story", "Story", "a ruled sheet in slanted type, on wood"),
    _sample("notes", "Print", "a printed page on cloth, with a shadow"),
    _sample("receipt", "Receipt", "a receipt, turned, on dark stone"),
    _sample("drawing", "Drawing", "a child's drawing on tiles"),
    _sample("cut_off", "Cut off", "a page whose corner the photo cuts off"),
    _sample("white", "White on white", "a receipt on a white table in glaring light"),
    _sample("empty", "No page", "a table with nothing on it"),
)
