"""Runs that ship with the package, shown before anyone presses Run and said to be recorded.

A folder holds `run.json`, with a line for each snapshot, `arrays.npz` and the pictures as JPEG.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from ai_playground.lesson.text import duration
from ai_playground.settings import Settings

if TYPE_CHECKING:  # a page that shows no picture goes without
    from ai_playground.pictures import Pixels

VERSION = 1
QUALITY = 90
"""Of JPEG, as Pillow counts."""

NOT_RECORDED: Mapping[str, bool] = MappingProxyType({"recorded": False})
"""Metadata of a snapshot's field that follows from the others; `read_run` is to be given what fills it in."""

S = TypeVar("S", bound=Settings)
Snapshot = TypeVar("Snapshot")
R = TypeVar("R", bound="RecordedRun[Any, Any]")


NOT_ASKED = "The knobs ask for another run: press Run."


class RecordingError(ValueError):
    """A run can't be recorded, or a recording can't be read; the message says why."""


@dataclass(frozen=True, eq=False, kw_only=True)
class RecordedRun(Generic[S, Snapshot]):
    """A run as it was. A lesson's own adds what else it was run on, in fields of texts, numbers and tuples.

    Attributes:
        settings: The knobs.
        seconds: How long it takes where nothing else runs.
        machine: On what.
        snapshots: Those kept, the last one included: dataclasses whose fields are numbers, texts, None,
            settings, arrays, and tuples of these. None if the run is missing.
        missing: That this installation lacks the run, and how to mend that; "" if it is there.
    """

    settings: S
    seconds: float
    machine: str
    snapshots: tuple[Snapshot, ...]
    missing: str = ""

    @property
    def last(self) -> Snapshot:
        """The last snapshot. Raises RecordingError if the run is missing."""
        if self.missing:
            raise RecordingError(self.missing)
        return self.snapshots[-1]

    @property
    def took(self) -> str:
        """How long it takes and on what: "45 s on CPU, 2 cores, Linux"."""
        return f"{duration(self.seconds)} on {self.machine}"

    def remark(self, asked: S) -> str:
        """What is said beside the run while it is shown and the knobs stand at `asked`."""
        other = "Press Run for your own." if asked == self.settings else NOT_ASKED
        return f"Recorded: {self.took}. {other}"


def write_run(recorded: RecordedRun[Any, Any], folder: Path) -> None:
    """Write a run into a folder of its own, in place of the one that was there.

    Arrays of bytes of shape (height, width, 3) are pictures and lose what JPEG loses; all else comes back
    equal, numpy's scalars as Python's. Raises RecordingError for what is no value of a snapshot.
    """
    encoder = _Encoder()
    run = {
        field.name: encoder.encode(field.name, getattr(recorded, field.name))
        for field in fields(recorded)
        if field.name not in ("snapshots", "missing")
    }
    snapshots = [
        {
            field.name: encoder.encode(field.name, getattr(each, field.name))
            for field in fields(each)
            if field.metadata.get("recorded", True)
        }
        for each in recorded.snapshots
    ]
    lines = ",\n  ".join(map(json.dumps, snapshots))
    text = f'{{"version": {VERSION},\n "run": {json.dumps(run)},\n "snapshots": [\n  {lines}\n ]}}\n'
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.jpg"), folder / "arrays.npz"):
        old.unlink(missing_ok=True)
    (folder / "run.json").write_text(text, encoding="utf-8")
    for name, content in encoder.pictures.items():
        (folder / name).write_bytes(content)
    if encoder.arrays:
        arrays: dict[str, Any] = {name: np.stack(group) for name, group in encoder.arrays.items()}
        np.savez_compressed(folder / "arrays.npz", allow_pickle=False, **arrays)


def read_run(folder: Path, kind: type[R], settings: type[Settings], snapshot: Callable[..., Any]) -> R:
    """Read what `write_run` wrote.

    Args:
        folder: Where it lies.
        kind: What to make of it.
        settings: The class of its settings.
        snapshot: Makes a snapshot of its fields, such as their class.

    Raises:
        FileNotFoundError: this installation lacks it.
        RecordingError: it was written by another version.
    """
    told = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if told["version"] != VERSION:
        raise RecordingError(f"{folder} is of version {told['version']}, not {VERSION}: record it anew")
    arrays: dict[str, NDArray[Any]] = {}
    if (folder / "arrays.npz").exists():
        with np.load(folder / "arrays.npz", allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}

    def decode(value: Any) -> Any:
        match value:
            case list():
                return tuple(map(decode, value))
            case {"settings": changes}:
                return settings(**changes)
            case {"picture": name}:
                return _pixels(folder / name)
            case {"array": name, "at": index}:
                return arrays[name][index]
        return value

    snapshots = tuple(
        snapshot(**{name: decode(value) for name, value in record.items()}) for record in told["snapshots"]
    )
    return kind(snapshots=snapshots, **{name: decode(value) for name, value in told["run"].items()})


def read_shipped(
    folder: Path, kind: type[R], settings: type[Settings], snapshot: Callable[..., Any], **otherwise: Any
) -> R:
    """Read a run that ships; of one that is missing or damaged there is no snapshot, but a word on it.

    Args:
        folder: Where it lies.
        kind, settings, snapshot: See `read_run`.
        otherwise: What stands in for the fields of the lesson's own where the run is missing.
    """
    try:
        return read_run(folder, kind, settings, snapshot)
    except (OSError, ValueError, LookupError, TypeError, zipfile.BadZipFile):
        # Whatever is wrong with its files: a page without its recorded run works on.
        name = f"{folder.parent.parent.name}/{folder.parent.name}/{folder.name}"
        return kind(
            settings=settings(),
            seconds=0.0,
            machine="",
            snapshots=(),
            missing=f"A recorded run is missing here or damaged ({name}). Install the lessons anew to have "
            "it; all else works.",
            **otherwise,
        )


class _Encoder:
    """Makes JSON of values, and gathers what JSON can't hold: alike arrays of a field in one, pictures."""

    def __init__(self) -> None:
        self.arrays: dict[str, list[NDArray[Any]]] = {}
        self.pictures: dict[str, bytes] = {}
        self._count: Counter[str] = Counter()

    def encode(self, field: str, value: Any) -> Any:
        match value:
            case Settings():
                return {"settings": value.non_defaults()}
            case tuple():
                return [self.encode(field, each) for each in value]
            case np.ndarray():
                return self._keep(field, value)
            case np.generic():
                return self.encode(field, value.item())
            case None | bool() | int() | float() | str():
                return value
        raise RecordingError(f"{field} is of type {type(value).__name__}, which no recording holds")

    def _keep(self, field: str, array: NDArray[Any]) -> dict[str, Any]:
        if array.dtype.kind not in "biufcSU":
            raise RecordingError(f"{field} is an array of {array.dtype}, which no recording holds")
        if array.dtype == np.uint8 and array.ndim == 3 and array.shape[2] == 3:
            name = f"{field}_{self._count[field]:02}.jpg"
            self._count[field] += 1
            self.pictures[name] = _jpeg(array)
            return {"picture": name}
        number, name = 1, field
        while name in self.arrays and not _alike(self.arrays[name][0], array):
            number, name = number + 1, f"{field}_{number + 1}"
        self.arrays.setdefault(name, []).append(array)
        return {"array": name, "at": len(self.arrays[name]) - 1}


def _alike(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.dtype == other.dtype and one.shape == other.shape


def _jpeg(picture: Pixels) -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def _pixels(path: Path) -> Pixels:
    # Not by `pictures`, which is for what visitors bring and refuses the very small.
    from PIL import Image

    with Image.open(path) as image:
        return np.array(image)


def required(run: R) -> R:
    """A run of `read_shipped` that must be there. Raises RecordingError, with the word on it, if it isn't."""
    if run.missing:
        raise RecordingError(run.missing)
    return run
