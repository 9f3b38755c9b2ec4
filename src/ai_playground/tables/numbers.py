"""Numbers as people and programs write them; a column of them is read by its whole."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from ai_playground.tables import Cell, Mark
from ai_playground.tables.decoding import clean

# What stands for no value; the last are Excel's errors and what C prints.
_MISSING = re.compile(
    r"|[-.*?]{1,3}|n\.? ?[ad]\.?|n/a|#na|-?nan|null|nil|none|missing|no data|k\. ?a\.|keine|s/o"
    r"|#(n/a|nv|div/0!|value!|ref!|num!|name\?|null!|wert!|bezug!|zahl!)|-?1\.#(qnan|ind)",
    re.IGNORECASE,
)
_INFINITE = re.compile(r"[+-]?\s*(inf|infinity|∞|1\.#inf)", re.IGNORECASE)

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\u207b\u02d7", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4`\u066c\u02b9", "'"),
        **dict.fromkeys("\u066b\u2396\u00b7\u2027\u2219", "."),
        **dict.fromkeys("\u060c\u201a\u3001", ","),
    }
)
# 1.250,- in prices; 6.02×10²³ and 6.02*10^23.
_NO_CENTS = re.compile(r"(?<=\d)[.,]-{1,2}(?!\d)")
_POWER = re.compile(r" ?[×x*] ?10(?:(?:\^|\*\*)([+-]?\d{1,3})|([⁺-]?[⁰¹²³⁴-⁹]{1,3}))$")
_RAISED = str.maketrans("⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "+0123456789")
_CODES = "CHF|EUR|USD|GBP|JPY|CNY|INR|SEK|NOK|DKK|PLN|CZK|HUF|AUD|CAD|BRL|US|Fr|Rs|kr|zł|Kč|Ft"
_CURRENCY = rf"(?:{_CODES})?\.?\s?[$¢£¤¥֏؋৳฿៛₠-⃀](?:{_CODES})?|(?:{_CODES})\.?"
_LETTER = r"[^\W\d_²³¹⁰-⁹₀-₉¼-¾⅐-↏]"
_UNIT = rf"{_LETTER}{{1,12}}\.?|[%‰°]{_LETTER}{{0,6}}|{_LETTER}{{1,6}}(?:[²³/]{_LETTER}{{0,4}}[²³]?){{1,3}}"
_NUMBER = re.compile(
    rf"""
    (?P<open>\(\s*)?
    (?P<sign>[+-])?\s*
    (?P<before>{_CURRENCY})?\s*
    (?P<inner>[+-])?\s*
    (?P<body>\d(?:[\d.,' ]*\d)?[.]?|[.,]\d+)
    (?:[eEdD](?P<exponent>[+-]?\d{{1,4}}))?
    \s*(?P<after>{_CURRENCY}|{_UNIT})?
    \s*(?P<trailing>-)?
    (?P<close>\s*\))?
    """,
    re.VERBOSE,
)

_MARKS: tuple[Mark, Mark] = (",", ".")
# How decimals are marked and thousands grouped. Any other pair has been met in no file.
_READINGS: tuple[tuple[Mark, str], ...] = (
    (".", ""), (",", ""), (".", ","), (",", "."), (".", "'"), (",", "'"), (".", " "), (",", " "),
)  # fmt: skip
_GROUPS = {
    # Indian thousands have groups of two.
    ",": re.compile(r"[1-9]\d{0,2}(,\d{3})+|[1-9]\d?(,\d{2})*,\d{3}"),
    ".": re.compile(r"[1-9]\d{0,2}(\.\d{3})+"),
    "'": re.compile(r"[1-9]\d{0,2}('\d{3})+"),
    " ": re.compile(r"[1-9]\d{0,2}( \d{3})+"),
}
_LONGEST = 80
# Nearly all numbers of nearly all files; the rest of this module is for the others.
_PLAIN_NUMBER = re.compile(r"(-?)(\d{1,40}(?:\.\d{1,40})?)", re.ASCII)
_THOUSANDS = {",": "commas", ".": "points", "'": "apostrophes", " ": "spaces"}


@dataclass(frozen=True)
class Written:
    """A number as it is written.

    Attributes:
        negative: Whether it has a minus, before or behind it, or stands in brackets.
        body: Digits with the marks between them.
        exponent: The power of ten.
        unit: What stands before or behind it: "%", "$", "kg".
    """

    negative: bool
    body: str
    exponent: int = 0
    unit: str = ""

    def value(self, mark: Mark, group: str) -> float | None:
        """The number with this decimal mark and this mark of thousands; None if it can't be."""
        if self.body.isdecimal() and not self.exponent:
            return -float(self.body) if self.negative else float(self.body)
        whole, found, decimals = self.body.partition(mark)
        if found and not (decimals.isdecimal() or (not decimals and whole)):
            return None
        if group and group in whole:
            if not _GROUPS[group].fullmatch(whole):
                return None
            whole = whole.replace(group, "")
        if whole and not whole.isdecimal():
            return None
        number = float(f"{whole or '0'}.{decimals or '0'}e{self.exponent}")
        return -number if self.negative else number


@dataclass(frozen=True)
class Numbers:
    """A column of cells, read as numbers.

    Attributes:
        values: A number a cell; None where there is none.
        mark: The decimal mark, "" where no number has one.
        group: The mark between thousands, "" for none.
        unit: What all of them bear: "%", "kg".
        fault: Index and reason of the first cell that is no such number, None if all are.
        readings: Decimal mark to what the first number is with it, if two fit and nothing tells which.
    """

    values: tuple[float | None, ...]
    mark: str = ""
    group: str = ""
    unit: str = ""
    fault: tuple[int, str] | None = None
    readings: dict[Mark, str] = field(default_factory=dict)

    def words(self) -> list[str]:
        """How the numbers are written, where that isn't the plain way."""
        said = ["decimal commas"] if self.mark == "," else []
        return [*said, f"{_THOUSANDS[self.group]} between thousands"] if self.group else said


def is_missing(cell: Cell) -> bool:
    """Whether a cell is empty or says that there is no value."""
    if isinstance(cell, float) or _PLAIN_NUMBER.fullmatch(cell):
        return False
    return not cell or _MISSING.fullmatch(_plain(cell)) is not None


def is_number(cell: Cell) -> bool:
    """Whether a cell is a number in some way of writing, or an infinite one."""
    if isinstance(cell, float) or _PLAIN_NUMBER.fullmatch(cell):
        return True
    return written(cell) is not None or is_infinite(cell)


def is_infinite(cell: Cell) -> bool:
    """Whether a cell says "infinite"; a number too large is found when it is read."""
    return isinstance(cell, str) and _INFINITE.fullmatch(_plain(cell)) is not None


@lru_cache(maxsize=100_000)
def written(cell: str) -> Written | None:
    """The number in a cell, None if there is none in any way of writing."""
    if plain := _PLAIN_NUMBER.fullmatch(cell):
        return Written(bool(plain[1]), plain[2])
    text = _plain(cell) if len(cell) < 2 * _LONGEST else cell
    match = _NUMBER.fullmatch(text) if len(text) < _LONGEST else None
    if match is None or bool(match["open"]) != bool(match["close"]):
        return None
    signs = [sign for sign in (match["sign"], match["inner"], match["trailing"]) if sign]
    if len(signs) > 1 or (match["before"] and match["after"]) or (signs and match["open"]):
        return None
    unit = (match["before"] or match["after"] or "").strip()
    found = Written("-" in signs or bool(match["open"]), match["body"], int(match["exponent"] or 0), unit)
    return found if any(found.value(*reading) is not None for reading in _READINGS) else None


def certain_marks(cells: Sequence[Cell]) -> set[Mark]:
    """Decimal marks that a column proves: "12,5" proves the comma, "1,250" nothing."""
    numbers = [number for cell in cells if isinstance(cell, str) and (number := written(cell)) is not None]
    fitting = {
        mark for mark, group in _possible(numbers) if all(n.value(mark, group) is not None for n in numbers)
    }
    return fitting if len(fitting) == 1 else set()


def read_numbers(
    cells: Sequence[Cell], *, known: Mark | None = None, suspect_points: bool = False
) -> Numbers:
    """Read a column of cells as numbers, all in the same way.

    Args:
        cells: The column.
        known: The file's decimal mark, where something else has told it.
        suspect_points: Whether points may well be marks of thousands here, as in files with semicolons.
    """
    numbers = {i: n for i, c in enumerate(cells) if isinstance(c, str) and (n := written(c)) is not None}
    units = Counter(number.unit for number in numbers.values())
    unit = units.most_common(1)[0][0] if units else ""
    fault = _first_fault(cells, numbers, unit)
    same = {i: number for i, number in numbers.items() if number.unit == unit}
    mark, group, unsure = _decide(list(same.values()), known, suspect_points)
    values: list[float | None] = []
    for i, cell in enumerate(cells):
        value = cell if isinstance(cell, float) else same[i].value(mark, group) if i in same else None
        values.append(value)
        if value is None and i in same and fault is None:
            fault = (i, f"{shown(cell)} is written in another way than the other numbers")
        elif value is not None and value in (float("inf"), float("-inf")) and fault is None:
            fault = (i, f"{shown(cell)} is not a finite number")
    readings: dict[Mark, str] = {}
    if unsure is not None and fault is None:
        i = next(i for i, number in same.items() if number == unsure)
        fits = {m: value for m, g in _READINGS if (value := unsure.value(m, g)) is not None}
        readings = {m: f"{fits[m]:.10g}" for m in _MARKS}
        fault = (i, f"{shown(cells[i])} can be {' or '.join(readings.values())}")
    bodies = [number.body for number in same.values()]
    return Numbers(
        tuple(values),
        mark if any(mark in body for body in bodies) else "",
        group if any(group in body for body in bodies) else "",
        unit,
        fault,
        readings,
    )


def shown(cell: Cell) -> str:
    """A cell as messages quote it."""
    return repr(cell.strip()[:30] if isinstance(cell, str) else cell)


def _first_fault(cells: Sequence[Cell], numbers: dict[int, Written], unit: str) -> tuple[int, str] | None:
    for i, cell in enumerate(cells):
        if i in numbers:
            if numbers[i].unit != unit:
                return i, f"{shown(cell)} has another unit than the other rows ({unit or 'none'})"
        elif is_infinite(cell):
            return i, f"{shown(cell)} is not a finite number"
        elif isinstance(cell, str) and not is_missing(cell):
            return i, f"{shown(cell)} is not a number"
    return None


def _possible(numbers: Sequence[Written]) -> list[tuple[Mark, str]]:
    """The readings that can differ for these numbers: of marks that none of them has, the plainest."""
    marks = {mark for number in numbers for mark in number.body if mark in _THOUSANDS}
    if not marks:
        return [(".", ""), (",", "")]
    return [(mark, group) for mark, group in _READINGS if not group or group in marks]


def _decide(
    numbers: list[Written], known: Mark | None, suspect_points: bool
) -> tuple[Mark, str, Written | None]:
    """Decimal mark and mark of thousands, and a number that leaves them open, if nothing tells them."""
    fits = {
        reading: [number.value(*reading) for number in numbers]
        for reading in _possible(numbers)
        if all(number.value(*reading) is not None for number in numbers)
    }
    if not fits:
        best = max(_READINGS, key=lambda reading: sum(n.value(*reading) is not None for n in numbers))
        return *best, None
    if known is not None:
        fits = {reading: values for reading, values in fits.items() if reading[0] == known} or fits
    # Of readings that give the same numbers, the first is the plainest.
    first, *others = fits
    other = next((reading for reading in others if fits[reading] != fits[first]), None)
    if other is None or (first == (".", "") and not _doubtful(numbers, suspect_points)):
        return *first, None
    differing = zip(numbers, fits[first], fits[other], strict=True)
    return *first, next(number for number, one, two in differing if one != two)


def _doubtful(numbers: list[Written], suspect_points: bool) -> bool:
    """Whether points before three digits may be those of thousands: "1.250" beside "980" isn't how programs
    write decimals."""
    pointed = [number.body for number in numbers if "." in number.body]
    whole = len(pointed) < len(numbers)
    return suspect_points or (whole and any(body.endswith("0") for body in pointed))


def _plain(text: str) -> str:
    """`text` with the signs of ASCII in place of typographic ones, and one kind of space."""
    text = clean(text).translate(_SIGNS)
    if not text.isascii():
        text = "".join(map(_ascii, text))
    text = " ".join(text.split()).removeprefix("'").removesuffix("'").strip()
    if text.startswith('="') and text.endswith('"'):  # Excel's way to keep a text as it is
        text = text[2:-1].strip()
    text = _NO_CENTS.sub("", text)
    return _POWER.sub(lambda power: "e" + (power[1] or power[2]).translate(_RAISED), text)


def _ascii(character: str) -> str:
    if "！" <= character <= "～":  # noqa: RUF001 -- full-width forms
        return chr(ord(character) - 0xFEE0)
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return character
