"""Finished runs that ship with the package, shown before anyone presses Run and said to be recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.presets import PRESETS
from ai_playground.corners.report_training import Snapshot
from ai_playground.corners.settings import TrainingSettings
from ai_playground.locations import assets_directory


@dataclass(frozen=True, eq=False)
class Recording:
    """A run as it was: its settings, how long it took on what machine, its snapshots, one for each epoch."""

    settings: TrainingSettings
    seconds: float
    machine: str
    snapshots: tuple[Snapshot, ...]


def load_recording(preset: str) -> Recording:
    """The shipped run of a preset. Raises FileNotFoundError if this installation lacks it."""
    with np.load(_file(preset), allow_pickle=False) as file:
        told = json.loads(str(file["told"]))
        columns = {field.name: file[field.name] for field in fields(Snapshot)}
    snapshots = (
        Snapshot(**{name: _value(column[index]) for name, column in columns.items()})
        for index in range(len(columns["step"]))
    )
    changes = next(each.changes for each in PRESETS if each.name == preset)
    return Recording(TrainingSettings(**changes), told["seconds"], told["machine"], tuple(snapshots))


def save_recording(preset: str, recording: Recording) -> Path:
    """Write the run of a preset in place of the shipped one."""
    path = _file(preset)
    path.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"seconds": recording.seconds, "machine": recording.machine})
    columns = {
        field.name: np.stack([getattr(each, field.name) for each in recording.snapshots])
        for field in fields(Snapshot)
    }
    np.savez_compressed(path, allow_pickle=False, told=np.array(told), **columns)
    return path


def _value(entry: NDArray[Any]) -> Any:
    """A field of a snapshot, as the engine has it: a number, a tuple of counts or an array."""
    if entry.ndim == 0:
        return entry.item()
    return tuple(entry.tolist()) if entry.dtype.kind == "i" else entry


def _file(preset: str) -> Path:
    return assets_directory() / "corners" / "recorded" / f"{preset}.npz"
