"""The points to fit: the lecture's, generated ones, or the visitor's own."""

from __future__ import annotations

import csv
import io
import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import numpy.typing as npt

from ai_playground.locations import assets_directory
from ai_playground.regression.settings import RegressionSettings

FloatArray = npt.NDArray[np.float64]

MAX_POINTS = 10_000
MAX_BYTES = 2_000_000
# Beyond this the squares of a parabola's features leave the range in which a fit means anything.
MAX_MAGNITUDE = 1e12
FIRE_THEFT_OUTLIER = (39.7, 147.0)

# The line behind all generated points, near the one of the lecture's data.
TRUE_SLOPE, TRUE_INTERCEPT = 1.3, 17.0


class DataError(ValueError):
    """Data that can't be fitted; the message says in plain words what is wrong, where, and how to mend it."""


@dataclass(frozen=True, eq=False)
class Points:
    """Points in the plane, checked to be fit for a fit.

    Attributes:
        x: Horizontal positions, float64 (n,), read-only, 2 to 10,000 of them, not all the same.
        y: Vertical positions, float64 (n,), read-only.
        title: What the points are.
        x_label: What x is, with its unit.
        y_label: What y is, with its unit.

    Raises:
        DataError: if the arrays don't match, are too short or too long, hold anything but finite numbers up
            to 1e12, or if all x are the same.
    """

    x: FloatArray
    y: FloatArray
    title: str = ""
    x_label: str = "x"
    y_label: str = "y"

    def __post_init__(self) -> None:
        for name in ("x", "y"):
            values = np.array(getattr(self, name), dtype=np.float64).reshape(-1)
            values.setflags(write=False)
            object.__setattr__(self, name, values)
        if len(self.x) != len(self.y):
            raise DataError(f"Here are {len(self.x)} x but {len(self.y)} y. Every point needs both.")
        if len(self.x) < 2:
            raise DataError(f"A line needs at least two points; here is {_counted(len(self.x))}. Add some.")
        if len(self.x) > MAX_POINTS:
            raise DataError(f"At most {MAX_POINTS:,} points are taken. Keep a part of them.")
        both = np.concatenate([self.x, self.y])
        if not np.isfinite(both).all():
            raise DataError("Every x and y must be a finite number. Remove the points that have none.")
        if np.abs(both).max() > MAX_MAGNITUDE:
            raise DataError(
                f"Numbers beyond {MAX_MAGNITUDE:g} are not taken. Use a larger unit, such as thousands."
            )
        if np.ptp(self.x) <= 1e-12 * max(1.0, float(np.abs(self.x).max())):
            raise DataError("All points have the same x, so no line through them has a slope. Add another x.")

    def __len__(self) -> int:
        return len(self.x)

    def without(self, index: int) -> Self:
        """The same points but the one at `index`."""
        return replace(self, x=np.delete(self.x, index), y=np.delete(self.y, index))

    def moved(self, index: int, x: float, y: float) -> Self:
        """The same points with the one at `index` at (x, y) instead."""
        new_x, new_y = self.x.copy(), self.y.copy()
        new_x[index], new_y[index] = x, y
        return replace(self, x=new_x, y=new_y)

    def with_point(self, x: float, y: float) -> Self:
        """The same points and one more, at the end."""
        return replace(self, x=np.append(self.x, x), y=np.append(self.y, y))


def load_points(settings: RegressionSettings, own: Points | None = None) -> Points:
    """The points that `settings` ask for.

    Args:
        settings: Says which data, how many points, how noisy, with which seed.
        own: The visitor's points, for `data="own"`.

    Raises:
        DataError: if own points are asked for but not given, or a parabola lacks a third x.
    """
    if settings.data == "own":
        if own is None:
            raise DataError("No points of your own yet. Choose a CSV file with two columns, x and y.")
        points = own
    elif settings.data == "fire_theft":
        points = _fire_theft(settings.leave_out_outlier)
    else:
        points = _generated(settings)
    if settings.curve == "parabola" and len(np.unique(points.x)) < 3:
        raise DataError("A parabola needs three different x; here are two. Add a point, or fit a line.")
    return points


def read_csv(source: Path | bytes, name: str = "") -> Points:
    """Read x and y from the first two columns of a CSV file.

    Columns are separated by comma, semicolon or tab; with the latter two, numbers may have a decimal comma.
    A first line of words names the columns. Blank lines are skipped.

    Args:
        source: The file, or its content.
        name: What to call it in messages and titles. Defaults to the file's name.

    Raises:
        DataError: if it is not readable, larger than 2 MB or 10,000 rows, or not such a table.
    """
    if isinstance(source, Path):
        name = name or source.name
        source = _read_bounded(source, name)
    name = name or "The file"
    if len(source) > MAX_BYTES:
        raise DataError(
            f"{name} is larger than {MAX_BYTES / 1e6:g} MB. Keep a part of it, {MAX_POINTS:,} rows at most."
        )
    rows, labels = _parse(_decode(source, name), name)
    try:
        x, y = np.array(rows, dtype=np.float64).reshape(-1, 2).T
        return Points(x, y, name, *labels)
    except DataError as error:
        raise DataError(f"{name}: {error}") from None


def _fire_theft(leave_out_outlier: bool) -> Points:
    table = read_csv(assets_directory() / "regression" / "fire_theft.csv")
    points = replace(
        table,
        title="Fire and theft in Chicago",
        x_label="fires per 1000 housing units",
        y_label="thefts per 1000 population",
    )
    if leave_out_outlier:
        outlier_x, outlier_y = FIRE_THEFT_OUTLIER
        points = points.without(int(np.flatnonzero((points.x == outlier_x) & (points.y == outlier_y))[0]))
    return points


def _generated(settings: RegressionSettings) -> Points:
    random = np.random.default_rng(settings.seed)
    count, noise = settings.points, settings.noise
    x = random.uniform(0.0, 40.0, count)
    miss = random.normal(0.0, 1.0, count)
    if settings.data == "heteroscedastic":
        y = TRUE_SLOPE * x + TRUE_INTERCEPT + noise * miss * x / 20.0
        title = "A line; the spread of y grows with x"
    elif settings.data == "outliers":
        y = TRUE_SLOPE * x + TRUE_INTERCEPT + noise * miss
        # The rightmost twelfth pulls hardest: far out in x as well as in y.
        outliers = np.argsort(x)[-max(1, count // 12) :]
        y[outliers] += 100.0
        title = "A line; its rightmost points lie far above it"
    elif settings.data == "collinear":
        # Far from zero, the column of x looks like the column of ones: slope and intercept trade places.
        x += 100.0
        y = TRUE_SLOPE * x + TRUE_INTERCEPT + noise * miss
        title = "A line whose x lie far from zero"
    else:
        y = TRUE_SLOPE * x + TRUE_INTERCEPT + noise * miss
        title = "Points around a line"
    return Points(x, y, title)


def _read_bounded(path: Path, name: str) -> bytes:
    try:
        if not path.exists():
            raise DataError(f"There is no file {name}. Check its name and folder.")
        if not path.is_file():
            raise DataError(f"{name} is not a file. Choose a CSV file with two columns, x and y.")
        with path.open("rb") as file:
            # One byte more than allowed is enough to know that a file is too large.
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise DataError(f"{name} can't be read: {error.strerror}.") from None


def _decode(content: bytes, name: str) -> str:
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x09\x00\x04\x00")):
        raise DataError(f"{name} looks like a spreadsheet. Save it as CSV and choose that file.")
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(character.isprintable() or character in "\t\r\n\xa0" for character in text):
            return text
    raise DataError(f"{name} is not a text file. Choose a CSV file with two columns, x and y.")


def _parse(text: str, name: str) -> tuple[list[tuple[float, float]], tuple[str, str]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if not first:
        raise DataError(f"{name} is empty. It needs two columns, x and y.")
    delimiter = next((mark for mark in "\t;" if mark in first), ",")
    rows: list[tuple[float, float]] = []
    labels = ("x", "y")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    first_row = True
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return rows, labels
        except csv.Error as error:
            raise DataError(f"{name}, line {reader.line_num}: not a row of a CSV file ({error}).") from None
        if not any(cell.strip() for cell in cells):
            continue
        place = f"{name}, line {reader.line_num}"
        if len(cells) < 2:
            raise DataError(
                f"{place}: only one column. Two are needed, x and y, separated by comma, semicolon or tab."
            )
        if first_row and all(_number(cell, delimiter) is None and cell.strip() for cell in cells[:2]):
            labels = (cells[0].strip()[:60], cells[1].strip()[:60])
        elif len(rows) == MAX_POINTS:
            raise DataError(f"{name} has more than {MAX_POINTS:,} rows. Keep a part of them.")
        else:
            rows.append((_value(cells[0], delimiter, place), _value(cells[1], delimiter, place)))
        first_row = False


def _value(cell: str, delimiter: str, place: str) -> float:
    number = _number(cell, delimiter)
    if number is None:
        what = f"{cell.strip()[:30]!r} is not a number" if cell.strip() else "a number is missing"
        raise DataError(f"{place}: {what}. Put a number there or remove the line.")
    if not math.isfinite(number):
        raise DataError(f"{place}: {cell.strip()[:30]!r} is not a finite number. Remove the line.")
    return number


def _number(cell: str, delimiter: str) -> float | None:
    """The number in `cell`, or None where there is none."""
    if delimiter != "," and "." not in cell:
        cell = cell.replace(",", ".")
    try:
        return float(cell)
    except ValueError:
        return None


def _counted(count: int) -> str:
    return "one" if count == 1 else "none"
