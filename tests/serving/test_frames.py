"""What a browser may send over a websocket; the counts and offsets in it are a stranger's."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_server.services.kernels.connection.base import serialize_binary_message, serialize_msg_to_ws_v1

from ai_playground.serving.frames import V1, BadFrame, Message, read
from ai_playground.serving.websocket import is_a_pages

HEADER = {"msg_type": "comm_msg", "msg_id": "1"}
MESSAGE: dict[str, Any] = {
    "header": HEADER,
    "parent_header": {},
    "metadata": {},
    "content": {"comm_id": "a-comm", "data": {}},
    "channel": "shell",
}


def v1(*parts: bytes, channel: str = "shell") -> bytes:
    frame: bytes = serialize_msg_to_ws_v1(list(parts), channel)  # type: ignore[no-untyped-call]
    return frame


def whole(*buffers: bytes) -> bytes:
    """A good frame of version 1."""
    named = (MESSAGE[name] for name in ("header", "parent_header", "metadata", "content"))
    return v1(*(json.dumps(part).encode() for part in named), *buffers)


def legacy(*buffers: bytes) -> bytes:
    """A good frame of the version before, with buffers."""
    frame: bytes = serialize_binary_message({**MESSAGE, "buffers": list(buffers)})  # type: ignore[no-untyped-call]
    return frame


@pytest.mark.parametrize(
    ("frame", "protocol"),
    [
        (whole(), V1),
        (whole(b"a buffer", b""), V1),
        (legacy(b"a buffer"), None),
        (json.dumps({**MESSAGE, "buffers": []}), None),
    ],
)
def test_a_message_is_read_in_either_form(frame: str | bytes, protocol: str | None) -> None:
    assert read(frame, protocol) == Message("shell", HEADER, MESSAGE["content"])


def test_a_frame_of_one_form_is_none_of_the_other() -> None:
    # Believed, each of these is a count of parts near 10^17.
    with pytest.raises(BadFrame):
        read(legacy(b"x"), V1)
    with pytest.raises(BadFrame):
        read(whole(b"x"), None)
    with pytest.raises(BadFrame):
        read(json.dumps(MESSAGE), V1)


JSON = json.dumps(HEADER).encode()
DEEP = b'{"a":' * 100_000 + b"1" + b"}" * 100_000


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"x",
        struct.pack("<Q", 0),
        struct.pack("<Q", 1) + struct.pack("<Q", 16),
        struct.pack("<Q", 2**64 - 1),
        struct.pack("<Q", 10**17) + bytes(100),
        struct.pack("<QQQ", 2, 2**63, 2**64 - 1),
        struct.pack("<7Q", 6, 56, 61, 60, 62, 63, 64) + bytes(8),
        v1(JSON, b"{}", b"{}"),
        v1(JSON, b"{}", b"{}", b"[]"),
        v1(JSON, b"{}", b"null", b"{}"),
        v1(b"{}", b"{}", b"{}", b"{}"),
        v1(b'{"msg_type": ["comm_msg"], "msg_id": "1"}', b"{}", b"{}", b"{}"),
        v1(b'{"msg_type": "comm_msg"}', b"{}", b"{}", b"{}"),
        v1(JSON, b"{}", b"{}", b"\xff\xfe"),
        v1(JSON, b"{}", b"{}", DEEP),
        v1(JSON, b"{}", b"{}", b'{"a": 1' + b"0" * 10_000 + b"}"),
        v1(JSON, b"{}", b"{}", b"{}", channel="iopub"),
        v1(JSON, b"{}", b"{}", b"{}", channel="nowhere"),
        v1(JSON, b"{}", b"{}", b"{}", *[b""] * 1000),
    ],
)
def test_what_is_no_message_is_refused(frame: bytes) -> None:
    with pytest.raises(BadFrame):
        read(frame, V1)


@pytest.mark.parametrize(
    "frame",
    [
        struct.pack("!i", -5) + bytes(40),
        struct.pack("!I", 2**31 - 1),
        struct.pack("!II", 1, 2**32 - 1),
        struct.pack("!II", 1, 0),
        "",
        "[]",
        "{",
        "[" * 100_000,
        json.dumps({**MESSAGE, "buffers": ["text", 7]}),
        json.dumps({**MESSAGE, "channel": {}}),
        json.dumps({**MESSAGE, "content": None}),
    ],
)
def test_what_is_no_message_of_the_version_before_is_refused(frame: str | bytes) -> None:
    with pytest.raises(BadFrame):
        read(frame, None)


def mutants(frame: bytes, count: int) -> Iterator[bytes]:
    """Frames cut, extended, with bits changed and with numbers that are too large."""
    chance = random.Random(0)
    for _ in range(count):
        mutant = bytearray(frame)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(mutant) + 1)
            match chance.randrange(4):
                case 0:
                    del mutant[place:]
                case 1:
                    mutant[place:place] = chance.randbytes(chance.randint(1, 9))
                case 2:
                    mutant[place : place + 1] = chance.randbytes(1)
                case 3:
                    mutant[place : place + 8] = b"\xff" * chance.randint(1, 8)
        yield bytes(mutant)


@pytest.mark.parametrize(("frame", "protocol"), [(whole(b"buffer"), V1), (legacy(b"buffer"), None)])
def test_whatever_bytes_come_they_are_a_message_or_refused(frame: bytes, protocol: str | None) -> None:
    refused = 0
    for mutant in mutants(frame, 5000):
        try:
            read(mutant, protocol)
        except BadFrame:
            refused += 1
    assert 3000 < refused < 5000


@pytest.mark.parametrize(
    ("header", "content", "allowed"),
    [
        (HEADER, {"comm_id": "a-comm"}, True),
        ({**HEADER, "msg_type": "kernel_info_request"}, {}, True),
        (
            {**HEADER, "msg_type": "comm_open"},
            {"comm_id": "a", "target_name": "jupyter.widget.control"},
            True,
        ),
        ({**HEADER, "msg_type": "comm_open"}, {"comm_id": "a", "target_name": "jupyter.widget"}, False),
        ({**HEADER, "msg_type": "comm_open"}, {"comm_id": "a"}, False),
        ({**HEADER, "msg_type": "comm_msg\nforged"}, {"comm_id": "a"}, False),
        (HEADER, {"comm_id": "a\n[IPKernelApp] ERROR | forged"}, False),
        (HEADER, {"comm_id": ["a"]}, False),
        (HEADER, {"comm_id": ""}, False),
    ],
)
def test_a_page_makes_no_widgets_and_gives_no_names_that_are_lines_of_a_log(
    header: dict[str, Any], content: dict[str, Any], allowed: bool
) -> None:
    assert is_a_pages(Message("shell", header, content)) is allowed
