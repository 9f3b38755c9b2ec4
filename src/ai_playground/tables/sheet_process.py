"""The process that opens a spreadsheet: ``python -m ai_playground.tables.sheet_process < book.xlsx``.

A process of its own, because calamine lays every sheet out densely: a file of 2 kB with a cell in the last
corner asks for 550 GB, and that ends the process, whichever it is. Here the limits below meet it first.
It prints JSON: ``{"sheets": [{"name", "first_row", "rows"}]}`` or ``{"refused": why}``.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import sys
from typing import Any

from ai_playground.tables import MAX_COLUMNS, MAX_ROWS, SPARE_ROWS, TOO_MANY_COLUMNS, TOO_MANY_ROWS, Cell
from ai_playground.tables.old_excel import is_old_excel, read_old_excel

MEMORY = 256 * 2**20
SECONDS = 20
MAX_SHEETS = 20
LONGEST_TEXT = 200
# The part of a container in which Excel keeps a workbook that has a password.
_LOCKED = "EncryptedPackage".encode("utf-16-le")


def sheets_of(content: bytes) -> list[dict[str, Any]]:
    """The visible sheets of a workbook that hold anything.

    Raises:
        ValueError: if it can't be read; the message says why.
    """
    if is_old_excel(content):
        return [_from_cells(read_old_excel(content))]
    if _LOCKED in content:
        raise ValueError("is protected by a password. Save it without one.")
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        seen = [sheet for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
        sheets = [_laid_out(book.get_sheet_by_name(sheet.name)) for sheet in seen[:MAX_SHEETS]]
    except PasswordError:  # of older kinds
        raise ValueError("is protected by a password. Save it without one.") from None
    except CalamineError as error:
        raise ValueError(f"is damaged or of an unknown kind ({str(error)[:80]}). Save it as CSV.") from None
    return [sheet for sheet in sheets if sheet["rows"]]


def _from_cells(cells: dict[int, dict[int, Cell]]) -> dict[str, Any]:
    first, last = min(cells, default=0), max(cells, default=-1)
    _check(last - first + 1, max(map(max, cells.values()), default=-1) + 1, "has")
    rows = [
        [_cell(row.get(k, "")) for k in range(max(row, default=-1) + 1)]
        for row in (cells.get(i, {}) for i in range(first, last + 1))
    ]
    return {"name": "", "first_row": first + 1, "rows": rows}


def _laid_out(sheet: Any) -> dict[str, Any]:
    _check(sheet.height, sheet.width, f"has, in its sheet {sheet.name[:40]},")
    rows = [[_cell(value) for value in row] for row in sheet.to_python()]
    return {"name": sheet.name, "first_row": sheet.start[0] + 1 if sheet.start else 1, "rows": rows}


def _check(rows: int, columns: int, has: str) -> None:
    if rows > MAX_ROWS + SPARE_ROWS:
        raise ValueError(f"{has} {TOO_MANY_ROWS}")
    if columns > MAX_COLUMNS:
        raise ValueError(f"{has} {TOO_MANY_COLUMNS}")


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return float(value) if math.isfinite(value) else str(value)
    return str(value)[:LONGEST_TEXT]


def _limit() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows has no such limits
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Read a workbook from standard input, print its sheets as JSON."""
    _limit()
    try:
        answer: dict[str, Any] = {"sheets": sheets_of(sys.stdin.buffer.read())}
    except ValueError as error:
        answer = {"refused": str(error)}
    except ModuleNotFoundError as error:
        answer = {"refused": f"can't be opened without {error.name}, which isn't installed. Save it as CSV."}
    sys.stdout.write(json.dumps(answer, allow_nan=False))


if __name__ == "__main__":
    main()
