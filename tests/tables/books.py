"""Workbooks made by hand, byte by byte: Excel 2, Excel 97 in its container, and Excel 2007."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

Rows = Sequence[Sequence[str | float]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
FREE, END, FAT, NONE = -1, -2, -3, -1


def excel_2(rows: Rows) -> bytes:
    """A worksheet of Excel 2, as the lecture's own file is one: records and nothing else."""
    cells = [(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != ""]
    return b"".join(
        [
            _record(0x09, struct.pack("<HH", 2, 0x10)),
            *(_cell_of_excel_2(*cell) for cell in cells),
            _record(0x0A),
        ]
    )


def _cell_of_excel_2(row: int, column: int, value: str | float) -> bytes:
    head = struct.pack("<HH3x", row, column)
    if isinstance(value, str):
        return _record(0x04, head + bytes([len(value)]) + value.encode("cp1252"))
    if value == int(value) and 0 <= value < 65_536:
        return _record(0x02, head + struct.pack("<H", int(value)))
    return _record(0x03, head + struct.pack("<d", value))


def excel_97(rows: Rows) -> bytes:
    """A workbook of one sheet, "Sheet1", as Excel 97 to 2003 saved it."""
    begin = {
        kind: _record(0x809, struct.pack("<HHHHII", 0x600, kind, 0xDBB, 0x7CC, 0, 6)) for kind in (5, 0x10)
    }
    head = begin[5] + _record(0x42, struct.pack("<H", 1200))
    name = _record(0x85, struct.pack("<IHBB", 0, 0, 6, 0) + b"Sheet1")
    place = struct.pack("<I", len(head) + len(name) + 4)
    cells = [(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row) if value != ""]
    stream = b"".join(
        [
            head,
            name[:4] + place + name[8:],
            _record(0x0A),
            begin[0x10],
            _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)),
            *(_cell_of_excel_97(*cell) for cell in cells),
            _record(0x0A),
        ]
    )
    return container(stream, "Workbook")


def _cell_of_excel_97(row: int, column: int, value: str | float) -> bytes:
    head = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x204, head + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
    return _record(0x203, head + struct.pack("<d", value))


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def container(stream: bytes, name: str) -> bytes:
    """A compound file with one stream, which is long enough to lie in sectors of its own."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    chains = [FAT, END, *range(3, sectors + 2), END]
    directory = _entry("Root Entry", 5, END, 0, 1) + _entry(name, 2, 2, len(stream), NONE)
    header = struct.pack(
        "<8s16xHHHHH6xIIiIIiIiI109i",
        bytes.fromhex("d0cf11e0a1b11ae1"), 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0,
        *[0], *[FREE] * 108,
    )  # fmt: skip
    table = struct.pack("<128i", *chains, *[FREE] * (128 - len(chains)))
    return header + table + directory.ljust(512, b"\0") + stream


def _entry(name: str, kind: int, start: int, size: int, child: int) -> bytes:
    text = name.encode("utf-16-le")
    return struct.pack("<64sHBBiii36xiQ", text, len(text) + 2, kind, 1, NONE, NONE, child, start, size)


def excel_2007(sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of Excel 2007 and later, with these sheets."""
    return package({name: sheet_xml(enumerate(rows, 1)) for name, rows in sheets.items()}, hidden)


def sheet_xml(rows: Iterable[tuple[int, Sequence[str | float]]]) -> str:
    """The XML of a sheet whose rows are pairs of number and cells."""
    lines = []
    for number, row in rows:
        cells = (_cell_xml(f"{chr(65 + i)}{number}", value) for i, value in enumerate(row) if value != "")
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def _cell_xml(place: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}"><v>{value!r}</v></c>'


def package(sheets: Mapping[str, str], hidden: Sequence[str] = ()) -> bytes:
    """A workbook of these sheets, given as XML."""
    office = f'Relationships xmlns="{_PACKAGE}/relationships"'
    numbers = range(1, len(sheets) + 1)
    links = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in numbers
    )
    states = {False: "visible", True: "hidden"}
    names = "".join(
        f'<sheet name="{name}" sheetId="{i}" state="{states[name in hidden]}" r:id="r{i}"/>'
        for i, name in zip(numbers, sheets, strict=True)
    )
    types = "".join(
        f'<Default Extension="{kind}" ContentType="application/{mime}xml"/>'
        for kind, mime in (("rels", "vnd.openxmlformats-package.relationships+"), ("xml", ""))
    )
    start = f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    book = f'workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"'
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f"<{office}>{start}</Relationships>",
        "xl/workbook.xml": f"<{book}><sheets>{names}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<{office}>{links}</Relationships>",
        **{f"xl/worksheets/sheet{i}.xml": xml for i, xml in zip(numbers, sheets.values(), strict=True)},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return buffer.getvalue()
