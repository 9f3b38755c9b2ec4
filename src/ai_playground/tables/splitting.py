"""From text to rows of cells: the mark between cells, which the whole file decides."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ai_playground.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    SPARE_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Cell,
    TableError,
)
from ai_playground.tables.numbers import is_missing, is_number

# In the order in which equals are preferred. Two spaces stand for more than one: names may hold one.
_SEPARATORS = {
    "\t": "tabs",
    ";": "semicolons",
    ",": "commas",
    "|": "upright strokes",
    "  ": "spaces",
    " ": "spaces",
}
_SEPARATOR_LINE = re.compile(r'"?sep=(.|\\t)"?[ ;,\t]*', re.IGNORECASE)
_COMMENT = re.compile(r"\s*(#|%|//)")


@dataclass(frozen=True)
class Row:
    """A row of a file that isn't empty.

    Attributes:
        number: Of its line or spreadsheet row, from 1.
        cells: Without empty ones at the end.
        width: How many cells it had with those.
        quoted: Whether the line begins with a quotation mark.
    """

    number: int
    cells: tuple[Cell, ...]
    width: int
    quoted: bool = False


@dataclass(frozen=True)
class Rows:
    """The rows of a file.

    Attributes:
        rows: In their order.
        separator: The character between cells, "" in a spreadsheet.
        comments: The lines that are comments, without their sign and split like the others.
        place: What a row is called: "line" or "row".
    """

    rows: list[Row]
    separator: str = ""
    comments: tuple[Row, ...] = ()
    place: str = "line"

    def words(self) -> list[str]:
        """What the cells are separated by."""
        return [_SEPARATORS.get(self.separator, f"separator {self.separator}")] if self.separator else []


def split(text: str, name: str) -> Rows:
    """Split a text into rows at the separator with which the whole file makes most sense as numbers.

    A first line ``sep=;``, which Excel writes and obeys, decides. Else each separator is tried on the whole
    file, and the one wins that gives most rows of two numbers or more and leaves least text beside them.

    Raises:
        TableError: if there is nothing, or more rows or columns than allowed, or a quotation isn't closed.
    """
    lines = text.split("\n")
    if not text.strip():
        raise TableError(f"{name} is empty. It needs two columns, x and y.")
    first = next(i for i, line in enumerate(lines) if line.strip())
    if said := _SEPARATOR_LINE.fullmatch(lines[first].strip()):
        lines[first] = ""
        candidates = ["\t" if said[1] == "\\t" else said[1]]
    else:
        candidates = [mark for mark in _SEPARATORS if mark in text]
    comments = _take_comments(lines)
    best: tuple[tuple[float, ...], list[Row], str] | None = None
    failure: TableError | None = None
    for separator in candidates or [","]:
        try:
            rows = _rows(lines, separator, name)
        except _NotSeparatedError as error:
            failure = error
            continue
        score = _score(rows)
        if best is None or score > best[0]:
            best = (score, rows, separator)
    if best is None:
        assert failure is not None
        raise failure
    _, rows, separator = best
    if all(row.quoted and row.width == 1 for row in rows):
        # Each line is one quoted cell: a table that was saved as CSV twice.
        inner = [""] * len(lines)
        for row in rows:
            inner[row.number - 1] = str(row.cells[0])
        if any(mark in "".join(inner) for mark in "\t;,|"):
            return split("\n".join(inner), name)
    noted = [row for number, line in comments for row in _rows([line], separator, name, number)]
    return Rows(rows, separator, tuple(noted))


class _NotSeparatedError(TableError):
    """This separator can't be it."""


def _take_comments(lines: list[str]) -> list[tuple[int, str]]:
    """Empty the lines that are comments; return their numbers and what they say."""
    found = [(i, line) for i, line in enumerate(lines) if _COMMENT.match(line) and not _says_missing(line)]
    if 2 * len(found) > sum(bool(line.strip()) for line in lines):
        return []  # a sign before every number, such as "#1", is none of a comment
    for i, _ in found:
        lines[i] = ""
    return [(i + 1, _COMMENT.sub("", line, count=1)) for i, line in found]


def _says_missing(line: str) -> bool:
    """Whether a line begins with one of Excel's errors, such as "#N/A", which look like a comment."""
    return is_missing(re.split(r"[\t;,| ]", line.strip(), maxsplit=1)[0].strip('"'))


def _rows(lines: Sequence[str], separator: str, name: str, first_number: int = 1) -> list[Row]:
    delimiter = separator
    if separator.isspace() and separator != "\t":
        delimiter = "\x1f"  # the separator of ASCII, in no text that came this far
        lines = [re.sub(rf"{separator}\s*", delimiter, line.strip()) for line in lines]
    rows: list[Row] = []
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    start = 0
    try:
        for cells in reader:
            tidy = [cell.strip() for cell in cells]
            while tidy and not tidy[-1]:
                tidy.pop()
            if len(tidy) > MAX_COLUMNS:
                raise TableError(f"{name}, line {start + first_number}: {TOO_MANY_COLUMNS}")
            if tidy:
                quoted = lines[start].lstrip().startswith('"')
                rows.append(Row(start + first_number, tuple(tidy), len(cells), quoted))
            if len(rows) > MAX_ROWS + SPARE_ROWS:
                raise TableError(f"{name} has {TOO_MANY_ROWS}")
            start = reader.line_num
    except csv.Error as error:
        reason = str(error)
        if "unexpected end" in reason:
            reason = "a quotation mark is opened and not closed"
        raise _NotSeparatedError(
            f"{name}, line {start + first_number}: not a row of a CSV file ({reason})."
        ) from None
    return rows


def _score(rows: list[Row]) -> tuple[float, ...]:
    """How much sense rows make as a table of numbers: higher is better, equal goes to the first tried."""
    numbers = of_numbers = in_all = 0
    for row in rows:
        found = 0
        for cell in row.cells:
            size = len(str(cell).replace(" ", ""))
            in_all += size
            found += is_number(cell)
            of_numbers += size if is_number(cell) or is_missing(cell) else 0
        numbers += found >= 2
    widths = Counter(len(row.cells) for row in rows if len(row.cells) > 1)
    return numbers, of_numbers / max(in_all, 1), max(widths.values(), default=0)
