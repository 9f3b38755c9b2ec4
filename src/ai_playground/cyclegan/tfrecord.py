"""Pictures in TFRecord files, as Kaggle's monet_tfrec has them.

A record is its length (8 bytes), a checksum of that (4), its content and a checksum of that (4), all with the
little end first; the content is an Example of TensorFlow's. TensorFlow's own reader gives up the rest of a
file at the first byte that is wrong. This one goes on with the next record wherever it can be found.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

SUFFIXES = (".tfrec", ".tfrecord", ".tfrecords")
"""What names of such files end in."""

# CRC-32C (Castagnoli, RFC 3720), bits reversed; TFRecord turns it by 15 bits and adds a constant.
_POLYNOMIAL, _MASK = 0x82F63B78, 0xA282EAD8


@dataclass(frozen=True)
class Record:
    """One record of a file.

    Attributes:
        name: What to call it: its file, its number from 1, and the picture's name if it has one.
        image: The picture's file; empty if there is none.
        error: Why there is none; "" if there is.
    """

    name: str
    image: bytes = b""
    error: str = ""


def is_record_file(path: Path) -> bool:
    """Whether a file is one of records, by its name."""
    return path.suffix.lower() in SUFFIXES


def read_records(path: Path) -> Iterator[Record]:
    """All records of a file in order, broken ones as such.

    Where a length is broken nothing tells where the next record begins: that one is the last.

    Raises:
        OSError: the file can't be read.
    """
    with path.open("rb") as file:
        number = 0
        while beginning := file.read(12):
            number += 1
            record = f"{path.name}, record {number}"
            content = _content(beginning, file, path.stat().st_size)
            if isinstance(content, str):
                yield Record(record, error=content)
                return
            yield _read(record, *content)


def checksum(content: bytes) -> int:
    """The checksum that TFRecord keeps of `content`: CRC-32C, masked."""
    crc = 0xFFFFFFFF
    for byte in content:
        crc = _TABLE[(crc ^ byte) & 0xFF] ^ crc >> 8
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + _MASK) & 0xFFFFFFFF


def _content(beginning: bytes, file: IO[bytes], size: int) -> tuple[bytes, int] | str:
    """A record's content and the checksum beside it, or why the file can't be read any further."""
    if len(beginning) < 12 or checksum(beginning[:8]) != struct.unpack("<I", beginning[8:])[0]:
        return "its length is damaged, and nothing after it can be found"
    (length,) = struct.unpack("<Q", beginning[:8])
    if length + 4 > size - file.tell():
        return "the file ends in the middle of it"
    return file.read(length), struct.unpack("<I", file.read(4))[0]


def _read(record: str, content: bytes, expected: int) -> Record:
    from google.protobuf.message import DecodeError
    from tensorflow.train import Example

    if checksum(content) != expected:
        return Record(record, error="its content is damaged")
    try:
        features = Example.FromString(content).features.feature
    except DecodeError:
        return Record(record, error="it is no Example of TensorFlow's")
    name = _bytes(features, "image_name").decode("utf-8", "replace")
    record += f" ({name})" if name else ""
    image = _bytes(features, "image")
    return Record(record, image) if image else Record(record, error="it has no `image`")


def _bytes(features: Any, key: str) -> bytes:
    values = features[key].bytes_list.value if key in features else ()
    return bytes(values[0]) if values else b""


def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = crc >> 1 ^ (_POLYNOMIAL if crc & 1 else 0)
        table.append(crc)
    return tuple(table)


_TABLE = _table()
