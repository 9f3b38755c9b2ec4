"""Sheets of an Excel or OpenDocument file, opened in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass

from ai_playground.tables import MAX_COLUMNS, Cell, TableError
from ai_playground.tables.decoding import clean
from ai_playground.tables.old_excel import is_old_excel
from ai_playground.tables.splitting import Row

# On a busy machine the process waits; what it computes has a limit of its own.
PATIENCE_SECONDS = 60
_BEYOND = "can't be opened: it is damaged, or takes too much memory or time. Save the table in it as CSV."
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Sheet:
    """A sheet with its rows that aren't empty."""

    name: str
    rows: list[Row]


def is_spreadsheet(content: bytes) -> bool:
    """Whether a file begins like a workbook of Excel or OpenDocument."""
    return content.startswith((_ZIP, _OLE)) or is_old_excel(content)


def read_sheets(content: bytes, name: str) -> list[Sheet]:
    """The visible sheets of a workbook, as `sheet_process` reads them within its limits.

    Raises:
        TableError: if it can't be read, or would take too much memory or time.
    """
    # -P: no file of the folder that Python runs in may pass for a module.
    command = [sys.executable, "-P", "-m", "ai_playground.tables.sheet_process"]
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=PATIENCE_SECONDS, check=False
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {}
    except subprocess.TimeoutExpired:
        answer = {}
    except OSError as error:
        raise TableError(f"{name} can't be opened here ({error.strerror}). Save it as CSV.") from None
    if "sheets" not in answer:
        why = answer.get("refused", _BEYOND)
        raise TableError(f"{name} {why}")
    return [Sheet(sheet["name"], _rows(sheet["rows"], sheet["first_row"])) for sheet in answer["sheets"]]


def _rows(found: list[list[Cell]], first_number: int) -> list[Row]:
    rows = []
    for number, values in enumerate(found, first_number):
        cells = [clean(cell).strip() if isinstance(cell, str) else cell for cell in values]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:  # all rows of a sheet are equally wide
            rows.append(Row(number, tuple(cells), MAX_COLUMNS))
    return rows
