"""Reads a browser's websocket frames to a kernel; every count and offset in them is a stranger's.

Jupyter's own readers believe them: a count near 10^17 keeps the server busy for good.
"""

from __future__ import annotations

import itertools
import json
import struct
from dataclasses import dataclass
from typing import Any

V1 = "v1.kernel.websocket.jupyter.org"
CHANNELS = frozenset({"shell", "control", "stdin"})
"""What a browser may send on; ``iopub`` is the kernel's."""
MOST_PARTS = 1_000
JSON_PARTS = 4
"""Header, parent's header, metadata and content come before the binary buffers."""


class BadFrame(ValueError):  # noqa: N818 - says what is wrong in fewer words
    """A frame that is no message to a kernel; the text says why."""


@dataclass(frozen=True)
class Message:
    """As much of a message as the server looks at: its channel, header and content."""

    channel: str
    header: dict[str, Any]
    content: dict[str, Any]


def read(frame: str | bytes, protocol: str | None) -> Message:
    """Read a frame in the protocol that was agreed on: `V1`, or None for the one before it.

    Raises:
        BadFrame: it is no message.
    """
    if protocol == V1:
        return _read_v1(frame)
    if isinstance(frame, str):
        return _message(_json(frame))
    return _message(_json(_parts(frame, "!I", counts_itself=False)[0]))


def _read_v1(frame: str | bytes) -> Message:
    if isinstance(frame, str):
        raise BadFrame("text, where this protocol is binary")
    channel, *parts = _parts(frame, "<Q", counts_itself=True)
    if len(parts) < JSON_PARTS:
        raise BadFrame(f"{len(parts)} parts")
    header, parent, metadata, content = (_json(part) for part in parts[:JSON_PARTS])
    named = {"header": header, "parent_header": parent, "metadata": metadata, "content": content}
    return _message({**named, "channel": _text(channel)})


def _parts(frame: bytes, number: str, *, counts_itself: bool) -> list[bytes]:
    """Split a frame: how many offsets, the offsets, and the parts from each offset to the next.

    Args:
        frame: The frame.
        number: How a number is written, as `struct` names it.
        counts_itself: Whether the last offset is the frame's end and no part begins there.
    """
    size = struct.calcsize(number)
    if len(frame) < size:
        raise BadFrame("too short")
    (count,) = struct.unpack_from(number, frame)
    start = size * (count + 1)
    if not 1 + counts_itself <= count <= MOST_PARTS or start > len(frame):
        raise BadFrame("as many parts as it can't have")
    offsets = list(struct.unpack_from(f"{number[0]}{count}{number[1]}", frame, size))
    if not counts_itself:
        offsets.append(len(frame))
    if offsets[0] < start or offsets[-1] > len(frame) or offsets != sorted(offsets):
        raise BadFrame("offsets that point elsewhere")
    return [frame[begin:end] for begin, end in itertools.pairwise(offsets)]


def _message(parts: Any) -> Message:
    match parts:
        case {
            "channel": str(channel),
            "header": {"msg_type": str(), "msg_id": str()} as header,
            "parent_header": dict(),
            "metadata": dict(),
            "content": dict(content),
        } if channel in CHANNELS and not parts.get("buffers"):  # buffers are binary, and elsewhere
            return Message(channel, header, content)
    raise BadFrame("parts that are no message")


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise BadFrame("JSON nested too deep") from None
    except ValueError:  # bytes that are no text are one, too
        raise BadFrame("no JSON") from None


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        raise BadFrame("no text") from None
