"""The points to fit: the lecture's, generated ones, or the visitor's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

from ai_playground.locations import assets_directory
from ai_playground.regression.settings import RegressionSettings
from ai_playground.tables import MAX_ROWS, Mark

if TYPE_CHECKING:  # imported where it is used: a page without a file goes without
    from ai_playground.tables.table import Table

FloatArray = npt.NDArray[np.float64]

MAX_POINTS = MAX_ROWS
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
        read_as: How the file they come from was read, in words; "" without a file.

    Raises:
        DataError: if the arrays don't match, are too short or too long, hold anything but finite numbers up
            to 1e12, or if all x are the same.
    """

    x: FloatArray
    y: FloatArray
    title: str = ""
    x_label: str = "x"
    y_label: str = "y"
    read_as: str = ""

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
            raise DataError(
                "No points of your own yet. Choose a CSV or Excel file with two columns, x and y."
            )
        points = own
    elif settings.data == "fire_theft":
        points = _fire_theft(settings.leave_out_outlier)
    else:
        points = _generated(settings)
    if settings.curve == "parabola" and len(np.unique(points.x)) < 3:
        raise DataError("A parabola needs three different x; here are two. Add a point, or fit a line.")
    return points


def read_points(
    source: Path | bytes, name: str = "", *, columns: str = "", decimal: Mark | None = None
) -> Points:
    """Read x and y from two columns of a CSV file or a spreadsheet; see `ai_playground.tables`.

    Args:
        source: The file, or its content.
        name: What to call it in messages and titles. Defaults to the file's name.
        columns: "X,Y", each a name or a number from 1. Defaults to the first two of numbers.
        decimal: The decimal mark, for files that don't prove one.

    Raises:
        TableError: if it is not readable, larger than 2 MB or 10,000 rows, or has no such columns.
        DataError: if its points can't be fitted.
    """
    from ai_playground.tables.table import read_table

    table = read_table(source, name, decimal)
    return points_of(table, table.find(columns) if columns else table.default())


def points_of(table: Table, columns: tuple[int, int]) -> Points:
    """The points that two columns of a table hold.

    Raises:
        TableError: if the columns aren't numbers.
        DataError: if these can't be fitted.
    """
    pair = table.pair(*columns)
    x_label, y_label = (label or axis for label, axis in zip(pair.labels, "xy", strict=True))
    try:
        return Points(np.array(pair.x), np.array(pair.y), table.name, x_label, y_label, pair.said)
    except DataError as error:
        raise DataError(f"{table.name}: {error} Read as: {pair.said.rstrip('.')}.") from None


def _fire_theft(leave_out_outlier: bool) -> Points:
    points = replace(
        read_points(assets_directory() / "regression" / "fire_theft.csv"),
        title="Fire and theft in Chicago",
        x_label="fires per 1000 housing units",
        y_label="thefts per 1000 population",
        read_as="",
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


def _counted(count: int) -> str:
    return "one" if count == 1 else "none"
