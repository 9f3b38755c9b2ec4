"""A table file of any kind, read; and two of its columns, taken."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ai_playground.tables import MAX_BYTES, MAX_ROWS, Mark, TableError, TwoReadingsError
from ai_playground.tables.decoding import decode
from ai_playground.tables.layout import Layout, is_numeric, lay_out, places
from ai_playground.tables.numbers import Numbers, certain_marks, read_numbers, written
from ai_playground.tables.splitting import Rows, split
from ai_playground.tables.spreadsheet import Sheet, is_spreadsheet, read_sheets


@dataclass(frozen=True)
class Pair:
    """Two columns of a table as numbers, one of each a row.

    Attributes:
        x: The first column's.
        y: The second column's.
        labels: What the columns are called, with their units; "" where the file has no name.
        said: What was decided about the file, in words.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    labels: tuple[str, str]
    said: str


class Table:
    """A table file, taken apart.

    Args:
        name: What messages call the file.
        layout: Its header and data.
        rows: How it was split.
        words: What is to be said of it before its separator.
        decimal: The decimal mark, where the user has told it.
    """

    def __init__(
        self, name: str, layout: Layout, rows: Rows, words: list[str], decimal: Mark | None = None
    ) -> None:
        self.name = name
        self._layout, self._rows, self._words, self._decimal = layout, rows, words, decimal

    def __len__(self) -> int:
        return len(self._layout.data)

    @property
    def labels(self) -> list[str]:
        """What each column is called: its name, or "column 3"."""
        return [label or f"column {i + 1}" for i, label in enumerate(self._layout.labels)]

    @cached_property
    def numeric(self) -> list[int]:
        """Columns of numbers, those that only count the rows last."""
        layout = self._layout
        found = [i for i in range(len(layout.labels)) if not layout.data or is_numeric(layout.column(i))]
        return sorted(found, key=lambda i: i in layout.index)

    def default(self) -> tuple[int, int]:
        """The first two columns of numbers that do more than count the rows.

        Raises:
            TableError: if there are no two columns of numbers.
        """
        if len(self.numeric) < 2:
            others = [self.labels[i] for i in range(len(self.labels)) if i not in self.numeric]
            only = (
                f"only {self.labels[self.numeric[0]]!r} holds numbers"
                if self.numeric
                else "none holds numbers"
            )
            raise TableError(
                f"{self.name}: two columns of numbers are needed, x and y, but {only}; "
                f"{', '.join(map(repr, others[:3]))} can't be read as numbers."
            )
        x, y = self.numeric[:2]
        return x, y

    def find(self, wish: str) -> tuple[int, int]:
        """The columns meant by "X,Y", each a name or a number from 1.

        Raises:
            TableError: if that means no two columns.
        """
        parts = wish.split(",")
        # A name may hold a comma itself.
        for cut in range(1, len(parts)):
            x, y = (self._index(",".join(part)) for part in (parts[:cut], parts[cut:]))
            if x is not None and y is not None and x != y:
                return x, y
        known = ", ".join(self.labels[:12])
        raise TableError(
            f"{self.name} has no two columns {wish[:60]!r}. Give two names or numbers, such as 1,2; "
            f"there are {len(self.labels)}: {known}."
        )

    def pair(self, x: int, y: int) -> Pair:
        """Two columns as numbers; rows that lack one of them are left out, and it is said.

        Raises:
            TableError: if a cell is no number.
        TwoReadingsError: if a column can be read in two ways.
        """
        columns = [self._numbers(i) for i in (x, y)]
        complete: list[tuple[float, float]] = []
        lacking: list[int] = []
        for row, one, other in zip(self._layout.data, columns[0].values, columns[1].values, strict=True):
            if one is None or other is None:
                lacking.append(row.number)
            else:
                complete.append((one, other))
        labels = tuple(self._label(i, column) for i, column in zip((x, y), columns, strict=True))
        xs, ys = zip(*complete, strict=True) if complete else ((), ())
        return Pair(xs, ys, (labels[0], labels[1]), self._said((x, y), columns, len(complete), lacking))

    def _index(self, wish: str) -> int | None:
        folded = [" ".join(label.lower().split()) for label in self.labels]
        wanted = " ".join(wish.lower().split())
        if folded.count(wanted) == 1:
            return folded.index(wanted)
        number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 6 else 0
        return number - 1 if 1 <= number <= len(folded) else None

    @cached_property
    def _known_mark(self) -> Mark | None:
        """The decimal mark, as told or as every column that proves one has it."""
        layout = self._layout
        proved = set().union(*(certain_marks(layout.column(i)) for i in self.numeric))
        return self._decimal or (proved.pop() if len(proved) == 1 else None)

    def _numbers(self, i: int) -> Numbers:
        column = read_numbers(
            self._layout.column(i), known=self._known_mark, suspect_points=self._rows.separator == ";"
        )
        if column.fault is not None:
            at, reason = column.fault
            where = f"{self.name}, {self._rows.place} {self._layout.data[at].number}"
            message = f"{where}: {reason}. {_mended(reason, self._rows.place)}"
            raise TwoReadingsError(message, column.readings) if column.readings else TableError(message)
        return column

    def _label(self, i: int, column: Numbers) -> str:
        label = self._layout.labels[i]
        return f"{label} ({column.unit})" if label and column.unit else label

    def _said(self, chosen: tuple[int, int], columns: list[Numbers], count: int, lacking: list[int]) -> str:
        layout, place = self._layout, self._rows.place
        written_so = list(dict.fromkeys(word for column in columns for word in column.words()))
        names = " and ".join(self.labels[i] for i in chosen)
        if not layout.has_header:
            names = f"{chosen[0] + 1} and {chosen[1] + 1}"
        rows = "1 row" if count == 1 else f"{count:,} rows"
        said = ", ".join([*self._words, *self._rows.words(), *written_so, rows, f"columns {names}"])
        left_out = [*layout.left_out]
        if lacking:
            left_out.insert(0, f"what lacks a number ({places(lacking, place)})")
        left_out += [
            f"{self.labels[i]}, which only counts or names the rows" for i in layout.index - {*chosen}
        ]
        tail = [f"Left out: {', '.join(left_out)}."] if left_out else []
        tail += [f"{remark[0].upper()}{remark[1:]}." for remark in layout.remarks]
        return " ".join([said + ("." if tail else ""), *tail])


def read_table(source: Path | bytes, name: str = "", decimal: Mark | None = None) -> Table:
    """Read a CSV file or a spreadsheet of at most 2 MB.

    Args:
        source: The file, or its content.
        name: What messages call it. Defaults to the file's name.
        decimal: The decimal mark, for files that don't prove one: "1,250" beside "980".

    Raises:
        TableError: if it is no table, too large, or not there.
    """
    if isinstance(source, Path):
        name = name or source.name
        source = _read_bounded(source, name)
    name = name or "The file"
    if len(source) > MAX_BYTES:
        raise TableError(
            f"{name} is larger than {MAX_BYTES / 1e6:g} MB. Keep a part of it, {MAX_ROWS:,} rows at most."
        )
    try:
        if is_spreadsheet(source):
            return _of_sheets(read_sheets(source, name), name, decimal)
        text, encoding = decode(source, name)
        if _is_another_format(text):
            raise TableError(f"{name} is a web page, XML or JSON, not a table. Save it as CSV or .xlsx.")
        rows = split(text, name)
        return Table(name, lay_out(rows, name), rows, [encoding] if encoding else [], decimal)
    finally:
        written.cache_clear()


def _is_another_format(text: str) -> bool:
    """Whether a text is a web page, as some "Excel" downloads are, XML, or JSON."""
    if re.match(r"\s*<[!?a-z]", text, re.IGNORECASE):
        return True
    try:
        return text.lstrip()[:1] in ("{", "[") and isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _read_bounded(path: Path, name: str) -> bytes:
    try:
        if not path.exists():
            raise TableError(f"There is no file {name}. Check its name and folder.")
        if not path.is_file():
            raise TableError(f"{name} is not a file. Choose a CSV file with two columns, x and y.")
        with path.open("rb") as file:
            # One byte more than allowed is enough to know that a file is too large.
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise TableError(f"{name} can't be read: {error.strerror}.") from None


def _of_sheets(sheets: list[Sheet], name: str, decimal: Mark | None) -> Table:
    """The first sheet that has rows of two columns of numbers, else the first that has columns at all."""
    found: list[Table] = []
    failures = [TableError(f"{name} is empty. It needs two columns, x and y.")]
    for sheet in sheets:
        words = [f"sheet {sheet.name} of {len(sheets)}"] if len(sheets) > 1 else []
        rows = Rows(sheet.rows, place="row")
        try:
            table = Table(name, lay_out(rows, name), rows, words, decimal)
            table.default()
        except TableError as error:
            failures.append(error)
            continue
        if len(table):
            return table
        found.append(table)
    if found:
        return found[0]
    raise failures[:2][-1]


def _mended(reason: str, place: str) -> str:
    if "can be" in reason:
        return "Say which mark is the decimal one, or write the numbers without marks between thousands."
    if "finite" in reason:
        return f"Remove the {place}."
    if "unit" in reason or "another way" in reason:
        return "Write them all alike."
    return f"Put a number there or remove the {place}."
