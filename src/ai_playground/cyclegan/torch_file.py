"""Weights that PyTorch saved, read without PyTorch and without running anything that the file says.

A pickle is a small program. Here it may make dictionaries, tensors and the storages behind them; whatever
else it asks for is refused. Both containers are read: the zip file of PyTorch 1.6 and later, and the pickles
one after the other of 0.1.10 to 1.5, as the authors' files of 2017 are.
"""

from __future__ import annotations

import io
import math
import pickle
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan.weights import WeightsError

LARGEST_FILE = 300_000_000
"""Bytes; the authors' largest have 46 million."""
LARGEST_PICKLE = 4_000_000
MAGIC = 0x1950A86A20F9469CFC6C
LEGACY_PROTOCOL = 1001

Array = NDArray[Any]


def read_state(path: Path) -> dict[str, Array]:
    """The tensors of a saved state by their names, float32 or as they are if they aren't floats.

    Raises:
        WeightsError: no file of PyTorch's, a damaged one, one that is too large, or one that asks for more
            than tensors.
        OSError: it can't be read.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise WeightsError(
            f"{path.name} has more than {LARGEST_FILE // 1_000_000} MB: too large for weights."
        )
    try:
        with path.open("rb") as file:
            found = _read_zip(file) if zipfile.is_zipfile(file) else _read_legacy(file)
    except WeightsError as error:
        raise WeightsError(f"{path.name}: {error}") from None
    except (
        pickle.UnpicklingError,
        zipfile.BadZipFile,
        struct.error,
        EOFError,
        KeyError,
        IndexError,
        TypeError,
        ValueError,
        AttributeError,
        OverflowError,
        MemoryError,
        NotImplementedError,
        RecursionError,
    ) as error:  # fmt: skip -- what a damaged pickle or archive raises, and nothing of ours
        raise WeightsError(f"{path.name} isn't a file of weights, or is damaged.") from error
    if not isinstance(found, Mapping) or not all(isinstance(each, np.ndarray) for each in found.values()):
        raise WeightsError(f"{path.name} holds something else than weights by their names.")
    return {str(name): array for name, array in found.items()}


@dataclass(frozen=True)
class _Kind:
    """Of a storage's numbers."""

    dtype: str
    widened: bool = False  # bfloat16: the upper half of a float32


_KINDS = {
    "FloatStorage": _Kind("<f4"),
    "DoubleStorage": _Kind("<f8"),
    "HalfStorage": _Kind("<f2"),
    "BFloat16Storage": _Kind("<u2", widened=True),
    "LongStorage": _Kind("<i8"),
    "IntStorage": _Kind("<i4"),
    "ShortStorage": _Kind("<i2"),
    "CharStorage": _Kind("<i1"),
    "ByteStorage": _Kind("<u1"),
    "BoolStorage": _Kind("<u1"),
}


@dataclass(frozen=True)
class _Storage:
    """Numbers in a row, of which tensors are views."""

    key: str
    kind: _Kind
    numbers: int

    @property
    def size(self) -> int:
        return self.numbers * np.dtype(self.kind.dtype).itemsize

    def array(self, raw: bytes) -> Array:
        if len(raw) != self.size:
            raise WeightsError("it was cut off.")
        numbers = np.frombuffer(raw, self.kind.dtype)
        if self.kind.widened:
            return (numbers.astype(np.uint32) << 16).view(np.float32)
        return numbers.astype(np.float32) if numbers.dtype.kind == "f" else numbers


@dataclass(frozen=True)
class _Tensor:
    """A view of a storage."""

    storage: _Storage
    offset: int
    size: tuple[int, ...]
    stride: tuple[int, ...]

    def array(self, numbers: Array) -> Array:
        """The tensor, copied; every number of it must lie in the storage, and none may be repeated."""
        shape = [(int(length), int(step)) for length, step in zip(self.size, self.stride, strict=True)]
        count = math.prod(length for length, _ in shape)
        last = self.offset + sum((length - 1) * step for length, step in shape)
        lowest = min([self.offset, *(number for pair in shape for number in pair)])
        if lowest < 0 or count > len(numbers) or (count and last >= len(numbers)):
            raise WeightsError("a tensor reaches beyond its numbers.")
        steps = [step * numbers.itemsize for _, step in shape]
        view = np.lib.stride_tricks.as_strided(numbers[self.offset :], self.size, steps)
        return view.copy()


class _Reader(pickle.Unpickler):
    """Of one pickle. What it hands out is made for it alone: a hostile pickle may change it."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file, encoding="utf-8")

        class Dictionary(dict[Any, Any]):
            """An OrderedDict: it has attributes, too."""

        def tensor(storage: _Storage, offset: int, size: Any, stride: Any, *_others: object) -> _Tensor:
            return _Tensor(storage, offset, tuple(size), tuple(stride))

        def parameter(data: _Tensor, *_others: object) -> _Tensor:
            return data

        self._allowed: dict[tuple[str, str], Any] = {
            ("collections", "OrderedDict"): Dictionary,
            ("torch._utils", "_rebuild_tensor"): tensor,
            ("torch._utils", "_rebuild_tensor_v2"): tensor,
            ("torch._utils", "_rebuild_parameter"): parameter,
            **{("torch", name): name for name in _KINDS},
        }

    def find_class(self, module: str, name: str) -> Any:
        """What the pickle calls by this name, if that is harmless."""
        try:
            return self._allowed[module, name]
        except KeyError:
            raise WeightsError(
                f"it asks for {module}.{name}, which weights have no need of. It was not opened any further: "
                "a file like this can run programs. Use one that holds a state_dict alone."
            ) from None

    def persistent_load(self, identity: Any) -> _Storage:
        """A storage: ("storage", its type, key, device, numbers), in old files a view behind them."""
        what, kind, key, _device, numbers, *view = identity
        if what != "storage" or any(part is not None for part in view) or not 0 <= numbers < LARGEST_FILE:
            raise WeightsError("it keeps its tensors in a way that isn't known here.")
        return _Storage(str(key), _KINDS[kind], int(numbers))


def _load(file: IO[bytes]) -> Any:
    return _Reader(file).load()


def _read_zip(file: IO[bytes]) -> Any:
    with zipfile.ZipFile(file) as archive:
        index = next((name for name in archive.namelist() if name.endswith("/data.pkl")), None)
        if index is None:
            raise WeightsError("it is an archive, but not one of PyTorch's.")
        folder = index.removesuffix("data.pkl")
        if folder + "byteorder" in archive.namelist() and archive.read(folder + "byteorder") != b"little":
            raise WeightsError("its numbers are stored the other way round, big end first.")

        def raw(name: str, limit: int) -> bytes:
            if archive.getinfo(folder + name).file_size > limit:
                raise WeightsError("one of its parts is larger than it says.")
            return archive.read(folder + name)

        found = _load(io.BytesIO(raw("data.pkl", LARGEST_PICKLE)))
        return _filled(found, lambda storage: raw(f"data/{storage.key}", storage.size))


def _read_legacy(file: IO[bytes]) -> Any:
    file.seek(0)
    if _load(file) != MAGIC or _load(file) != LEGACY_PROTOCOL:
        raise WeightsError("it isn't a file of PyTorch's.")
    _load(file)  # what machine wrote it
    found = _load(file)
    storages = {tensor.storage.key: tensor.storage for tensor in _tensors(found)}
    contents = {}
    for key in _load(file):
        (numbers,) = struct.unpack("<q", file.read(8))
        # Every storage that is written comes in turn, also one that no tensor of ours has.
        storage = storages.get(key)
        if storage is None or numbers != storage.numbers:
            raise WeightsError("its list of numbers and its tensors don't agree.")
        contents[key] = file.read(storage.size)
    return _filled(found, lambda storage: contents[storage.key])


def _tensors(found: Any) -> list[_Tensor]:
    if not isinstance(found, Mapping):
        return []
    return [each for each in found.values() if isinstance(each, _Tensor)]


def _filled(found: Any, raw: Callable[[_Storage], bytes]) -> Any:
    """The dictionary with arrays in place of tensors; each storage is read once."""
    arrays = {
        key: storage.array(raw(storage))
        for key, storage in {each.storage.key: each.storage for each in _tensors(found)}.items()
    }
    if not isinstance(found, Mapping):
        return found
    return {
        name: each.array(arrays[each.storage.key]) if isinstance(each, _Tensor) else each
        for name, each in found.items()
    }
