"""Workbooks: what is read, and what happens to those that are made to do harm."""

from __future__ import annotations

import csv
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from ai_playground.locations import assets_directory
from ai_playground.tables import TableError
from ai_playground.tables.table import Pair, read_table

from .books import container, excel_2, excel_97, excel_2007, package, sheet_xml

ROWS: list[list[str | float]] = [["ward", "X", "Y"], ["A", 6.2, 29.0], ["B", 9.5, 44.0], ["C", 10.5, 36.0]]


def pair_of(content: bytes) -> Pair:
    table = read_table(content, "book.xls")
    return table.pair(*table.default())


@pytest.mark.parametrize(
    "content",
    [excel_2(ROWS), excel_97(ROWS), excel_2007({"One": ROWS})],
    ids=["Excel 2", "Excel 97", "Excel 2007"],
)
def test_a_workbook_is_read_of(content: bytes) -> None:
    pair = pair_of(content)
    assert (pair.x, pair.y) == ((6.2, 9.5, 10.5), (29.0, 44.0, 36.0))
    assert pair.said == "3 rows, columns X and Y"


def test_the_lectures_own_kind_of_file_gives_the_lectures_points() -> None:
    with (assets_directory() / "regression" / "fire_theft.csv").open() as file:
        _, *rows = csv.reader(file)
    points = [[float(x), float(y)] for x, y in rows]
    pair = pair_of(excel_2([["X", "Y"], *points]))
    assert [list(point) for point in zip(pair.x, pair.y, strict=True)] == points


def test_the_first_sheet_with_two_columns_of_numbers_is_taken_and_said() -> None:
    sheets: dict[str, list[list[str | float]]] = {
        "Hidden": [[1.0, 2.0], [3.0, 4.0]],
        "Notes": [["read", "me"]],
        "Data": ROWS,
        "More": ROWS,
    }
    assert pair_of(excel_2007(sheets, hidden=["Hidden"])).said == "sheet Data of 3, 3 rows, columns X and Y"


def test_a_bad_cell_is_named_by_its_row() -> None:
    rows: list[list[str | float]] = [
        ["", "", ""],
        [],
        ["", "x", "y"],
        ["", 1.0, 2.0],
        ["", 3.0, 4.0],
        ["", "five", 6.0],
    ]
    with pytest.raises(TableError, match=r"book\.xls, row 6: 'five' is not a number"):
        pair_of(excel_2007({"One": rows}))


def test_numbers_that_are_text_in_the_sheet_are_read_by_the_same_rules() -> None:
    rows: list[list[str | float]] = [["x", "y"], ["1,5", "5 %"], ["−2,25", "6 %"], ["NA", "7 %"]]
    pair = pair_of(excel_2007({"One": rows}))
    assert (pair.x, pair.labels) == ((1.5, -2.25), ("x", "y (%)"))
    assert "decimal commas, 2 rows" in pair.said
    assert "Left out: what lacks a number (row 4)." in pair.said


def test_three_decimals_of_a_number_in_a_cell_are_never_taken_for_thousands() -> None:
    assert pair_of(excel_2007({"One": [["x", "y"], [1.255, 980.0], [12.4, 3.0]]})).x == (1.255, 12.4)


def test_ten_thousand_rows_are_taken() -> None:
    assert len(pair_of(excel_2007({"One": [[1 / 3, 2 / 3]] * 10_000})).x) == 10_000


def far_apart() -> bytes:
    xml = sheet_xml([(1, [1.0])]).replace(
        "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    return package({"One": xml})


def blown_up(piece: bytes, megabytes: int) -> bytes:
    """A workbook whose sheet is so much of the same, in a thousandth of it."""
    buffer = BytesIO(excel_2007({"One": []}))
    with zipfile.ZipFile(buffer) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            with archive.open(name, "w") as file:
                if "sheet1" not in name:
                    file.write(content)
                    continue
                file.write(content.partition(b"</sheetData>")[0])
                for _ in range(megabytes):
                    file.write(piece * (1_000_000 // len(piece)))
    return buffer.getvalue()


def laughing() -> bytes:
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    cell = '<row r="1"><c r="A1" t="inlineStr"><is><t>&l11;</t></is></c></row>'
    xml = sheet_xml([]).replace("<sheetData>", f"<sheetData>{cell}")
    return package({"One": f'<!DOCTYPE l [<!ENTITY l0 "ha">{entities}]>{xml}'})


@pytest.mark.parametrize(
    ("make", "words"),
    [
        # Windows limits no process's memory.
        pytest.param(far_apart, "damaged, or takes too much memory", marks=pytest.mark.posix),
        pytest.param(
            lambda: blown_up(b" ", 200), "damaged, or takes too much memory", marks=pytest.mark.posix
        ),
        (lambda: blown_up(b"<row>", 15), "damaged"),
        (laughing, ""),
        (lambda: excel_2007({"One": [[1.0, 2.0]] * 10_200}), "more than 10,000 rows"),
        (lambda: excel_2([[1.0] * 501]), "more than 500 columns"),
        (lambda: excel_2007({"One": []}), "is empty"),
        (lambda: excel_2007({"One": [["x"], [1.0], [2.0]]}), "row 1: only one column"),
        (lambda: container(bytes(5000), "EncryptedPackage"), "protected by a password"),
        (lambda: b"PK\x03\x04" + bytes(40), "of an unknown kind"),
        (lambda: b"\xd0\xcf\x11\xe0" + bytes(4000), "of an unknown kind"),
        (lambda: excel_2(ROWS)[:-7], "ends in the middle of a record"),
        (lambda: excel_97(ROWS)[:700], "damaged"),
        (lambda: excel_2007({"One": ROWS})[:900], "damaged"),
    ],
    ids=[
        "cells in two far corners",
        "200 MB of blanks in 200 kB",
        "15 MB of rows without end in 15 kB",
        "a billion laughs",
        "too many rows",
        "too many columns",
        "an empty sheet",
        "one column",
        "a workbook with a password",
        "no workbook in a ZIP",
        "no workbook in a container",
        "half a sheet of Excel 2",
        "half a workbook of Excel 97",
        "half a workbook of Excel 2007",
    ],
)
def test_refused_within_small_memory_is(make: Callable[[], bytes], words: str) -> None:
    content = make()
    with pytest.raises(TableError, match=r"book\.xls") as refusal:
        pair_of(content)
    assert words in str(refusal.value)
    assert len(str(refusal.value)) < 250


@pytest.mark.posix
def test_the_process_that_opens_workbooks_may_not_take_more_than_its_memory() -> None:
    ask = "import ai_playground.tables.sheet_process as p; p._limit(); bytearray(p.MEMORY)"
    done = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    assert "MemoryError" in done.stderr


def test_nothing_of_it_is_loaded_before_a_workbook_comes() -> None:
    code = (
        "import sys; from ai_playground.tables.table import read_table; read_table(b'1,2', 'x');"
        "print([name for name in ('python_calamine', 'numpy', 'zipfile') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
