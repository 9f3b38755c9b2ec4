"""A recorded run comes back as it was, whatever its snapshots hold."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.lesson.recording import RecordedRun, RecordingError, read_run, write_run
from ai_playground.pictures import Pixels
from ai_playground.settings import Settings, knob


class ToySettings(Settings):
    dice: int = knob(2, "How many.", group="Throw", ge=1, le=9)


@dataclass(frozen=True, eq=False)
class Throw:
    step: int
    mean: float
    done: bool
    word: str
    note: str | None
    counts: tuple[tuple[int, ...], ...]
    path: Any
    rows: tuple[Any, ...]
    table: Pixels
    settings: ToySettings


@dataclass(frozen=True, eq=False, kw_only=True)
class ToyRun(RecordedRun[ToySettings, Throw]):
    names: tuple[str, ...]


def throw(number: int, **changes: Any) -> Throw:
    values: dict[str, Any] = {
        "step": number,
        "mean": math.nan if number == 0 else 3.5 + number,
        "done": number == 2,
        "word": "„so“\n",
        "note": None if number == 0 else "a note",
        "counts": ((), (1, 2), (number,)),
        "path": np.arange(number + 1, dtype=np.float32),
        "rows": (np.full((2, 2), number), np.full((2, 2), -number), None),
        "table": np.full((8, 16, 3), 40 * number, np.uint8),
        "settings": ToySettings(dice=1 + number),
    }
    return Throw(**{**values, **changes})


def run(*snapshots: Throw) -> ToyRun:
    return ToyRun(
        settings=ToySettings(dice=3), seconds=75.0, machine="CPU", snapshots=snapshots, names=("one", "two")
    )


def back(recorded: ToyRun, folder: Path) -> ToyRun:
    write_run(recorded, folder)
    return read_run(folder, ToyRun, ToySettings, Throw)


def assert_same(one: Any, other: Any) -> None:
    assert type(one) is type(other)
    if isinstance(one, tuple):
        for mine, theirs in zip(one, other, strict=True):
            assert_same(mine, theirs)
    elif isinstance(one, np.ndarray):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)
    else:
        assert one == other or (one != one and other != other)


def test_a_run_comes_back_with_equal_values_of_the_same_types(tmp_path: Path) -> None:
    written = run(*map(throw, range(3)))
    read = back(written, tmp_path / "run")
    assert (read.settings, read.seconds, read.machine, read.names) == (
        written.settings, written.seconds, written.machine, written.names,
    )  # fmt: skip
    assert len(read.snapshots) == 3
    for mine, theirs in zip(written.snapshots, read.snapshots, strict=True):
        for field in fields(Throw):
            assert_same(getattr(mine, field.name), getattr(theirs, field.name))


def test_pictures_are_jpegs_and_arrays_are_not(tmp_path: Path) -> None:
    back(run(*map(throw, range(3))), tmp_path)
    pictures = sorted(path.name for path in tmp_path.glob("*.jpg"))
    assert pictures == ["table_00.jpg", "table_01.jpg", "table_02.jpg"]
    with np.load(tmp_path / "arrays.npz", allow_pickle=False) as file:
        assert file["rows"].shape == (6, 2, 2)


def test_numbers_of_numpy_come_back_as_those_of_python(tmp_path: Path) -> None:
    written = throw(1, step=np.int64(7), mean=np.float64(0.5), done=np.True_)
    (read,) = back(run(written), tmp_path).snapshots
    assert [type(value) for value in (read.step, read.mean, read.done)] == [int, float, bool]
    assert (read.step, read.mean, read.done) == (7, 0.5, True)


def test_a_shorter_run_leaves_nothing_of_the_one_before(tmp_path: Path) -> None:
    back(run(*map(throw, range(3))), tmp_path)
    assert len(back(run(throw(1)), tmp_path).snapshots) == 1
    assert len(list(tmp_path.glob("*.jpg"))) == 1


@pytest.mark.parametrize("value", [[1, 2], {"a": 1}, object(), np.array([object()]), b"bytes"])
def test_what_no_recording_holds_is_refused_by_its_name(tmp_path: Path, value: object) -> None:
    with pytest.raises(RecordingError, match=r"path is .*, which no recording holds"):
        write_run(run(throw(1, path=value)), tmp_path)


def test_a_recording_of_another_version_is_refused(tmp_path: Path) -> None:
    write_run(run(throw(1)), tmp_path)
    file = tmp_path / "run.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | {"version": 2}))
    with pytest.raises(RecordingError, match="version 2, not 1: record it anew"):
        read_run(tmp_path, ToyRun, ToySettings, Throw)


def test_how_long_it_took_is_said_with_the_machine() -> None:
    assert run().took == "1.2 min on CPU"
