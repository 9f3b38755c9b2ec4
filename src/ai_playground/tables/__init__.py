"""Table files as people have them: CSV of any kind and spreadsheets, read by their whole.

`table.read_table` is the way in. What a file leaves open is asked or refused, never guessed in silence, and
what was decided is said. `csv` splits the lines and calamine opens workbooks; what lies between is done here,
because `csv.Sniffer` and clevercsv find the separator and no more, and pandas must be told the rest.
"""

from __future__ import annotations

from typing import Literal

MAX_BYTES = 2_000_000
MAX_ROWS = 10_000
MAX_COLUMNS = 500
# Header, comments, text and totals don't count as rows.
SPARE_ROWS = 100

TOO_MANY_ROWS = f"more than {MAX_ROWS:,} rows. Keep a part of them."
TOO_MANY_COLUMNS = f"more than {MAX_COLUMNS} columns. Keep the ones you need."

Mark = Literal[".", ","]
# A spreadsheet's numbers come as numbers, all else as text.
Cell = str | float


class TableError(ValueError):
    """A file that is no table, or leaves open what it says; the message tells where and how to mend it."""


class TwoReadingsError(TableError):
    """Numbers that can be read in two ways, and nothing in the file tells which.

    Attributes:
        readings: Decimal mark to what the first such number is with it.
    """

    def __init__(self, message: str, readings: dict[Mark, str]) -> None:
        super().__init__(message)
        self.readings = readings
