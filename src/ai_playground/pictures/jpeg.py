"""The structure of a JPEG (ITU-T T.81, annex B): its passes, what they hold in memory, and where it ends."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence

BEGIN = b"\xff\xd8"
END = b"\xff\xd9"
SCAN = b"\xff\xda"
# Segments of tables, whose kinds lie between those of frames.
TABLES = (0xC4, 0xC8, 0xCC)
COEFFICIENTS = 64

# What a whole picture would leave unread before its end mark, and another takes for what it lacks.
COULD_BE_PIXELS = b"\x55" + bytes(97 * number % 255 for number in range(1, 60))


def scans(content: bytes) -> int:
    """How many passes a JPEG's pixels come in, at most: marks in a thumbnail inside count, too."""
    return content.count(SCAN)


def coefficient_bytes(content: bytes) -> int:
    """What a JPEG's decoder keeps between passes: 2 bytes a coefficient, at full size; 0 for one pass."""
    frame, first_scan = _frame(content), _first_scan(content)
    if frame is None or first_scan is None:
        return 0
    kind, height, width, components = frame
    progressive = kind in (0xC2, 0xC6, 0xCA, 0xCE)
    if not progressive and content[first_scan + 4] >= len(components):
        return 0
    most_across, most_down = (max(sides) for sides in zip(*components.values(), strict=True))
    shares = sum(across * down for across, down in components.values()) / max(most_across * most_down, 1)
    return int(2 * width * height * shares)


def has_every_scan(content: bytes) -> bool:
    """Whether all bits of all coefficients come in some pass."""
    frame, first_scan = _frame(content), _first_scan(content)
    if frame is None or first_scan is None:
        return False
    bits_left: dict[tuple[int, int], int] = {}
    for mark in re.finditer(re.escape(SCAN), content[first_scan:]):
        place = first_scan + mark.start()
        header = content[place + 4 : place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")]
        if len(header) < 6:
            return False
        first, last, bits = header[-3:]
        for component in header[1:-3:2]:
            bits_left |= {(component, number): bits & 15 for number in range(first, last + 1)}
    places = ((component, number) for component in frame[3] for number in range(COEFFICIENTS))
    return all(bits_left.get(place) == 0 for place in places)


def with_end_mark(content: bytes) -> Sequence[bytes]:
    """A JPEG that lacks its end mark with one, twice; these give the same picture only if no more is missing.

    Before the second's mark stand bytes that could be pixels, again behind each mark from which a decoder
    goes on after a fault.
    """
    begun = content.rstrip(b"\xff")  # of the end mark, or of a pair that stands for one byte
    marks = re.findall(rb"\xff[\xd0-\xd7]", begun)
    expected = marks[-1][1] + 1 if marks else 0
    more = b"".join(bytes([0xFF, 0xD0 + (expected + n) % 8]) + COULD_BE_PIXELS for n in range(8))
    return begun + END, begun + COULD_BE_PIXELS + more + END


def _frame(content: bytes) -> tuple[int, int, int, dict[int, tuple[int, int]]] | None:
    """Kind, height and width in px, and for each component how often it is sampled across and down."""
    for kind, place in _segments(content):
        if 0xC0 <= kind <= 0xCF and kind not in TABLES and place + 10 <= len(content):
            height, width, count = struct.unpack_from(">HHB", content, place + 5)
            parts = content[place + 10 : place + 10 + 3 * count]
            sampled = (divmod(each, 16) for each in parts[1::3])
            return kind, height, width, dict(zip(parts[::3], sampled, strict=False))
    return None


def _first_scan(content: bytes) -> int | None:
    return next((place for kind, place in _segments(content) if kind == SCAN[1]), None)


def _segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Kind and place of a JPEG's segments, up to the first pass over its pixels."""
    place = len(BEGIN)
    while place + 5 <= len(content):
        kind = content[place + 1]
        if content[place] != 0xFF or kind == 0xFF:  # what fills the space between segments
            place += 1
            continue
        yield kind, place
        if kind == SCAN[1]:
            return
        place += 2 + int.from_bytes(content[place + 2 : place + 4], "big")
