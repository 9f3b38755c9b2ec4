"""What rows of cells are: header, units, data, and what else people write into a table."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import pairwise

from ai_playground.tables import MAX_ROWS, TOO_MANY_ROWS, Cell, TableError
from ai_playground.tables.numbers import is_missing, is_number, read_numbers
from ai_playground.tables.splitting import Row, Rows

_TOTAL = re.compile(
    r"(grand |sub-?)?(total|totals|sum|mean|average|avg|median)|total g[eé]n[eé]ral|totale|somme|moyenne"
    r"|suma|media|(gesamt)?summe|gesamt|insgesamt|mittelwert|durchschnitt|итого|всего|合計|合计|总计|平均",
    re.IGNORECASE,
)
_SUBTOTAL = re.compile(r"sub-?totals?|zwischensumme|sous-total|subtotale", re.IGNORECASE)
_INDEX = re.compile(
    r"#|unnamed: 0|(row|record|obs)?[ _.]?(id|index|idx|nr|no|num)\.?|.+[ _]id|rows?|row[ ._]?names?|obs\.?"
    r"|lfd\. ?nr\.?",
    re.IGNORECASE,
)
_RULER = re.compile(r"[-=+:]{3,}")


@dataclass
class Layout:
    """A table taken apart.

    Attributes:
        labels: One a column, "" for none.
        data: The rows of data, all as wide as `labels`.
        left_out: What was left out, in words.
        remarks: What else is odd.
        index: Columns that only count or name the rows.
        has_header: Whether the file names its columns.
    """

    labels: list[str]
    data: list[Row]
    left_out: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    index: set[int] = field(default_factory=set)
    has_header: bool = False

    def column(self, i: int) -> list[Cell]:
        """The cells of a column."""
        return [row.cells[i] for row in self.data]


def lay_out(found: Rows, name: str) -> Layout:
    """Tell header and data apart, and leave out what is neither; each such thing becomes a note.

    Raises:
        TableError: if rows are longer than the header, or if there are too many.
    """
    rows = list(found.rows)
    place = found.place
    rows = [row for row in rows if not all(_RULER.fullmatch(str(cell)) for cell in row.cells if cell)]
    wide = [row for row in rows if _filled(row) > 1]
    if not wide:
        where = f"{name}, {place} {rows[0].number}" if rows else name
        raise TableError(
            f"{where}: only one column. Two are needed, x and y, separated by comma, semicolon or tab."
        )
    above, rows = _apart(rows, lambda row: _filled(row) == 1 and not is_number(_only(row)))
    below, rows = _apart(rows[::-1], lambda row: _filled(row) == 1 and not is_number(_only(row)))
    rows, below = rows[::-1], below[::-1]
    left_out = _left_out("text above the table", above, place) + _left_out("text below it", below, place)

    header, data = _header(rows)
    if not header and (noted := _noted_header(found, data)):
        header = [noted]
    comments = [row for row in found.comments if row not in header]
    left_out += _left_out("comments", comments, place)
    known = {_folded(row) for row in header}
    left_out += _left_out("the header again", [row for row in data if _folded(row) in known], place)
    data = [row for row in data if _folded(row) not in known]
    data, totals = _without_totals(data)
    left_out += _left_out("totals", totals, place)
    if len(data) > MAX_ROWS:
        raise TableError(f"{name} has {TOO_MANY_ROWS}")

    labels, index, data = _labelled(header, data, found, name)
    shorter = [row.number for row in data if row.width < len(labels)]
    remarks = [f"fewer cells than columns in {places(shorter, place)}"] if shorter else []
    kept = [i for i in range(len(labels)) if labels[i] or any(row.cells[i] != "" for row in data)]
    index = {kept.index(i) for i in index if i in kept}
    data = [replace(row, cells=tuple(row.cells[i] for i in kept)) for row in data]
    laid_out = Layout([labels[i] for i in kept], data, left_out, remarks, index, bool(header))
    laid_out.index |= _index_columns(laid_out)
    return laid_out


def places(numbers: Sequence[int], place: str) -> str:
    """Where something is: "line 5", "lines 5, 7 and 3 more"."""
    if len(numbers) == 1:
        return f"{place} {numbers[0]}"
    listed = ", ".join(map(str, numbers[:3]))
    return f"{place}s {listed}" + (f" and {len(numbers) - 3} more" if len(numbers) > 3 else "")


def _left_out(what: str, rows: Sequence[Row], place: str) -> list[str]:
    return [f"{what} ({places([row.number for row in rows], place)})"] if rows else []


def _filled(row: Row) -> int:
    return sum(cell != "" for cell in row.cells)


def _only(row: Row) -> Cell:
    return next(cell for cell in row.cells if cell != "")


def _folded(row: Row) -> tuple[str, ...]:
    return tuple(str(cell).lower() for cell in row.cells)


def _apart(rows: list[Row], leads: Callable[[Row], bool]) -> tuple[list[Row], list[Row]]:
    count = next((i for i, row in enumerate(rows) if not leads(row)), len(rows))
    return rows[:count], rows[count:]


def _header(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The lines of words above the data, and the data."""
    header, data = _apart(rows, lambda row: _is_words(row) and (row is rows[0] or not _says_missing(row)))
    if not header and len(data) > 2 and _are_years(data[0]) and not _are_years(data[1]):
        header, data = data[:1], data[1:]
    return header, data


def _is_words(row: Row) -> bool:
    return not any(map(is_number, row.cells)) and not all(map(is_missing, row.cells))


def _says_missing(row: Row) -> bool:
    """Whether a cell is a word such as "NA", which in a header is sodium."""
    return any(cell != "" and is_missing(cell) for cell in row.cells)


def _are_years(row: Row) -> bool:
    """Whether the numbers of a row are years at even distance, as a header has them."""
    found = [float(str(cell)) for cell in row.cells if re.fullmatch(r"(19|20)\d\d(\.0)?", str(cell))]
    steps = {later - earlier for earlier, later in pairwise(found)}
    return len(steps) == 1 and min(steps) > 0 and sum(map(is_number, row.cells)) == len(found)


def _noted_header(found: Rows, data: list[Row]) -> Row | None:
    """The last comment above the data, if it names their columns as `numpy.savetxt` writes them."""
    above = [row for row in found.comments if data and row.number < data[0].number]
    if not above or len(above[-1].cells) != len(data[0].cells) or any(map(is_number, above[-1].cells)):
        return None
    return above[-1]


def _without_totals(data: list[Row]) -> tuple[list[Row], list[Row]]:
    """The data without totals at the end and subtotals anywhere, and these."""

    def is_called(pattern: re.Pattern[str], row: Row) -> bool:
        words = [cell for cell in row.cells if isinstance(cell, str) and cell and not is_number(cell)]
        return bool(words) and pattern.fullmatch(words[0].strip(" :.*")) is not None

    totals, kept = _apart(data[::-1], partial(is_called, _TOTAL))
    kept, totals = kept[::-1], totals[::-1]
    if _ends_in_a_sum(kept):
        totals.insert(0, kept.pop())
    within = [row for row in kept if is_called(_SUBTOTAL, row)]
    return [row for row in kept if row not in within], within + totals


def _ends_in_a_sum(data: list[Row]) -> bool:
    """Whether the last row lacks what all others have, and else is their sum, in two columns at least."""
    if len(data) < 4:
        return False
    width = max(len(row.cells) for row in data)
    columns = [[row.cells[i] if i < len(row.cells) else "" for row in data] for i in range(width)]
    found = 0
    if not any(is_missing(cells[-1]) and not any(map(is_missing, cells[:-1])) for cells in columns):
        return False
    for cells in columns:
        if not is_number(cells[-1]) or not is_numeric(cells):
            continue
        *values, last = read_numbers(cells).values
        above = math.fsum(value for value in values if value is not None)
        if last is None or not above or not math.isclose(last, above, rel_tol=1e-9):
            return False
        found += 1
    return found > 1


def _labelled(
    header: list[Row], data: list[Row], found: Rows, name: str
) -> tuple[list[str], set[int], list[Row]]:
    """Labels, columns of row names, and the data made equally wide."""
    widths = Counter(len(row.cells) for row in data)
    index: set[int] = set()
    if header:
        width = max(len(row.cells) for row in header)
        labels = [_label([row.cells[i] for row in header if i < len(row.cells)]) for i in range(width)]
        one_more = max(widths, default=0) == width + 1 and 2 * widths[width + 1] > len(data)
        if one_more and _names_rows(data, found):
            labels, index, width = ["", *labels], {0}, width + 1
    else:
        # Without a header the commonest width is right; of two as common, the wider.
        width = max(widths, key=lambda cells: (widths[cells], cells), default=0)
        labels = [""] * width
    if data and found.separator.isspace() and width > max(max(widths), 2) and found.separator != "\t":
        raise TableError(
            f"{name}, line {header[0].number}: the header has {width} cells, the rows have {max(widths)}. "
            "Put names with spaces in quotation marks."
        )
    for row in data:
        if len(row.cells) > width:
            raise TableError(_too_long(row, width, header, found, name))
    return labels, index, [replace(row, cells=row.cells + ("",) * (width - len(row.cells))) for row in data]


def _too_long(row: Row, width: int, header: list[Row], found: Rows, name: str) -> str:
    than = f"the header has {width}" if header else f"most rows have {width}"
    mend = "Remove what is too much, or name all columns."
    if found.separator == ",":
        mend = "Name all columns, or, if commas mark decimals, separate by semicolons."
    return f"{name}, {found.place} {row.number}: {len(row.cells)} cells where {than}. {mend}"


def _names_rows(data: list[Row], found: Rows) -> bool:
    """Whether the first cells, for which the header has no name, are names of the rows, as R writes them."""
    first = [row.cells[0] for row in data]
    if not any(map(is_number, first)) or all(row.quoted for row in data):
        return True
    if len(set(first)) < len(first) or not all(re.fullmatch(r"\d+", _text(cell)) for cell in first):
        return False
    counts = list(map(_text, first)) == [str(i + 1) for i in range(len(first))]
    # 1,5,2 below x,y: with commas for decimals and between cells it could be 1.5 and 2 as well.
    may_be_decimals = all(re.fullmatch(r"\d+", _text(cell)) for row in data for cell in row.cells[1:2])
    return found.separator != "," or (counts and not may_be_decimals)


def _label(cells: list[Cell]) -> str:
    """What the lines of a header say of one column: a name, and a unit below it in brackets."""
    parts = [" ".join(_text(cell).strip("'\"").split()) for cell in cells if cell != ""]
    if not parts:
        return ""
    first, *others = parts
    return " ".join([first, *(part if part[0] in "([" else f"({part})" for part in others)])[:60]


def _text(cell: Cell) -> str:
    return f"{cell:.15g}" if isinstance(cell, float) else cell


def _index_columns(layout: Layout) -> set[int]:
    """The first column, if it only counts the rows or is called "id", and two of numbers are beside it."""
    numeric = [i for i in range(len(layout.labels)) if i not in layout.index and is_numeric(layout.column(i))]
    if len(numeric) < 3 or numeric[0] != 0 or len(layout.data) < 2:
        return set()
    values = read_numbers(layout.column(0)).values
    counts = values in (tuple(map(float, range(1, len(values) + 1))), tuple(map(float, range(len(values)))))
    label = layout.labels[0]
    is_called_so = bool(label) and _INDEX.fullmatch(label) is not None
    return {0} if is_called_so or (counts and not label) else set()


def is_numeric(cells: Sequence[Cell]) -> bool:
    """Whether a column is one of numbers: at least half of what isn't missing."""
    there = [cell for cell in cells if not is_missing(cell)]
    return bool(there) and 2 * sum(map(is_number, there)) >= len(there)
