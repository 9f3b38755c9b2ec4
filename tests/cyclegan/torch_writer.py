"""Files as PyTorch writes them, opcode by opcode: so a test can write those, too, which it never would."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAGIC = bytes.fromhex("80 02 8a 0a 6c fc 9c 46 f9 20 6a a8 50 19 2e")
KINDS = {"float32": "FloatStorage", "float16": "HalfStorage", "int64": "LongStorage"}
Arrays = Mapping[str, NDArray[Any]]


def text(value: str) -> bytes:
    """A string's opcodes."""
    return b"X" + struct.pack("<I", len(value.encode())) + value.encode()


def whole(value: int) -> bytes:
    """An integer's."""
    return b"J" + struct.pack("<i", value)


def group(*parts: bytes) -> bytes:
    """A tuple's."""
    return b"(" + b"".join(parts) + b"t"


def name(module: str, what: str) -> bytes:
    """Of something that is looked up by its name."""
    return f"c{module}\n{what}\n".encode()


def tensor(
    key: str, array: NDArray[Any], *, legacy: bool, stride: Sequence[int] | None = None, offset: int = 0
) -> bytes:
    """A tensor that is a view of the storage `key`, by default the whole of it in order."""
    strides = [step // array.itemsize for step in array.strides] if stride is None else stride
    storage = [text("storage"), name("torch", KINDS[array.dtype.name]), text(key), text("cpu")]
    identity = group(*storage, whole(array.size), *([b"N"] if legacy else [])) + b"Q"
    sizes = group(*map(whole, array.shape)), group(*map(whole, strides))
    ordered = name("collections", "OrderedDict") + b")R"
    return (
        name("torch._utils", "_rebuild_tensor_v2")
        + group(identity, whole(offset), *sizes, b"\x89", ordered)
        + b"R"
    )


def state(items: Mapping[str, bytes]) -> bytes:
    """A pickle of a dictionary of things already pickled."""
    pairs = b"".join(text(key) + item for key, item in items.items())
    return b"\x80\x02" + name("collections", "OrderedDict") + b")R(" + pairs + b"u."


def write_zip(path: Path, arrays: Arrays, pickled: bytes | None = None) -> Path:
    """A file of PyTorch 1.6 or later."""
    numbered = {str(index): array for index, array in enumerate(arrays.values())}
    tensors = {
        each: tensor(key, array, legacy=False)
        for each, (key, array) in zip(arrays, numbered.items(), strict=True)
    }
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("net/data.pkl", state(tensors) if pickled is None else pickled)
        archive.writestr("net/byteorder", "little")
        for key, array in numbered.items():
            archive.writestr(f"net/data/{key}", array.tobytes())
    return path


def write_legacy(path: Path, arrays: Arrays, pickled: bytes | None = None) -> Path:
    """A file of PyTorch 0.1.10 to 1.5."""
    numbered = {str(9000 + index): array for index, array in enumerate(arrays.values())}
    tensors = {
        each: tensor(key, array, legacy=True)
        for each, (key, array) in zip(arrays, numbered.items(), strict=True)
    }
    file = io.BytesIO()
    file.write(MAGIC + b"\x80\x02M\xe9\x03." + b"\x80\x02}.")
    file.write(state(tensors) if pickled is None else pickled)
    file.write(b"\x80\x02](" + b"".join(map(text, numbered)) + b"e.")
    for array in numbered.values():
        file.write(struct.pack("<q", array.size) + array.tobytes())
    path.write_bytes(file.getvalue())
    return path


def authors_state(filters: int, blocks: int, seed: int = 0, dropout: bool = False) -> dict[str, Any]:
    """A generator's weights by the authors' names, in PyTorch's axes, of ordinary size."""
    rng = np.random.default_rng(seed)
    channels: dict[str, tuple[int, int, int]] = {
        "1": (3, filters, 7),
        "4": (filters, 2 * filters, 3),
        "7": (2 * filters, 4 * filters, 3),
    }
    for block in range(10, 10 + blocks):
        for place in (1, 6 if dropout else 5):
            channels[f"{block}.conv_block.{place}"] = 4 * filters, 4 * filters, 3
    after = 10 + blocks
    channels[str(after)] = 4 * filters, 2 * filters, -3
    channels[str(after + 3)] = 2 * filters, filters, -3
    channels[str(after + 7)] = filters, 3, 7
    found = {}
    for layer, (before, behind, size) in channels.items():
        # A transposed convolution has the channels that come in first.
        shape = (before, behind) if size < 0 else (behind, before)
        found[f"model.{layer}.weight"] = rng.normal(0, 0.3, (*shape, abs(size), abs(size))).astype(np.float32)
        found[f"model.{layer}.bias"] = rng.normal(0, 0.3, behind).astype(np.float32)
    return found
