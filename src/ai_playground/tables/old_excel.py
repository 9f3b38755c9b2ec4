"""Worksheets of Excel 2 to 4, as the lecture's own file is one: records in a row, no container around them.

No library in the pins reads them. Layouts: [MS-XLS] knows only later ones; OpenOffice's "Excel file format".
"""

from __future__ import annotations

import struct

from ai_playground.tables import Cell

# The first record says the version; its body has 4 or 6 bytes.
_BEGINNINGS = {b"\x09\x00\x04\x00": 2, b"\x09\x02\x06\x00": 3, b"\x09\x04\x06\x00": 4}
_END, _STRING = 0x0A, (0x07, 0x207)
_INTEGER, _NUMBER, _LABEL, _FORMULA, _RK = (
    (0x02,),
    (0x03, 0x203),
    (0x04, 0x204),
    (0x06, 0x206, 0x406),
    (0x27E,),
)


def is_old_excel(content: bytes) -> bool:
    """Whether a file begins like one of these."""
    return content[:4] in _BEGINNINGS


def read_old_excel(content: bytes) -> dict[int, dict[int, Cell]]:
    """The cells of the sheet by row and column, from 0; damaged or unknown records are left out.

    Raises:
        ValueError: if the file ends in the middle of a record.
    """
    # A cell's row and column, then its format: 3 bytes in Excel 2, 2 bytes after.
    head = 7 if _BEGINNINGS[content[:4]] == 2 else 6
    cells: dict[int, dict[int, Cell]] = {}
    at, awaited = 0, None
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        body = content[at + 4 : at + 4 + length]
        at += 4 + length
        if len(body) < length:
            raise ValueError("is damaged: it ends in the middle of a record. Save it as CSV.")
        if kind == _END:
            break
        if kind in _STRING and awaited is not None:
            cells[awaited[0]][awaited[1]] = _text(body, 1 if head == 7 else 2)
        if len(body) <= head:
            continue
        row, column = struct.unpack_from("<HH", body)
        value = _value(kind, body[head:], 1 if head == 7 else 2)
        if value is not None:
            cells.setdefault(row, {})[column] = value
            awaited = (row, column) if kind in _FORMULA and value == "" else None
    return cells


def _value(kind: int, body: bytes, length_bytes: int) -> Cell | None:
    if kind in _INTEGER and len(body) >= 2:
        return float(struct.unpack_from("<H", body)[0])
    # A formula that doesn't give a number has FFFF here; a text then follows in a record of its own.
    if kind in _FORMULA and body[6:8] == b"\xff\xff":
        return ""
    if kind in (*_NUMBER, *_FORMULA) and len(body) >= 8:
        return float(struct.unpack_from("<d", body)[0])
    if kind in _RK and len(body) >= 4:
        return _rk(struct.unpack_from("<I", body)[0])
    return _text(body, length_bytes) if kind in _LABEL else None


def _rk(code: int) -> float:
    """A number in four bytes: the upper half of a float or a whole one, perhaps in hundredths."""
    number = float(struct.unpack("<d", struct.pack("<II", 0, code & 0xFFFFFFFC))[0])
    if code & 2:
        whole = code >> 2
        number = float(whole - (1 << 30) if whole >= 1 << 29 else whole)
    return number / 100.0 if code & 1 else number


def _text(body: bytes, length_bytes: int) -> str:
    length = int.from_bytes(body[:length_bytes], "little")
    return body[length_bytes : length_bytes + length].decode("cp1252", errors="replace")
