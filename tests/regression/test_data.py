from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from ai_playground.regression.data import DataError, Points, load_points, read_points
from ai_playground.regression.settings import RegressionSettings
from ai_playground.settings import describe

GENERATED = ("line", "outliers", "heteroscedastic", "collinear")


def test_fire_and_theft_are_the_lectures_42_points_in_their_order(fire_theft: Points) -> None:
    assert len(fire_theft) == 42
    assert (fire_theft.x[0], fire_theft.y[0]) == (6.2, 29.0)
    assert (fire_theft.x[23], fire_theft.y[23]) == (39.7, 147.0)
    assert (fire_theft.x[-1], fire_theft.y[-1]) == (4.8, 19.0)
    assert "fires" in fire_theft.x_label


def test_leaving_out_the_outlier_takes_that_point_and_no_other(fire_theft: Points) -> None:
    points = load_points(RegressionSettings(leave_out_outlier=True))
    np.testing.assert_array_equal(points.x, np.delete(fire_theft.x, 23))
    np.testing.assert_array_equal(points.y, np.delete(fire_theft.y, 23))


@pytest.mark.parametrize("data", GENERATED)
def test_generated_points_depend_on_the_seed_alone(data: Any) -> None:
    settings = RegressionSettings(data=data, points=50, seed=7)
    first, again = load_points(settings), load_points(settings)
    other = load_points(settings.changed(seed=8))
    assert len(first) == 50
    np.testing.assert_array_equal(first.y, again.y)
    assert not np.array_equal(first.y, other.y)


def test_points_without_noise_lie_on_the_line() -> None:
    points = load_points(RegressionSettings(data="line", noise=0.0))
    np.testing.assert_allclose(points.y, 17.0 + 1.3 * points.x, rtol=1e-14)


def test_the_spread_of_heteroscedastic_points_grows_with_x() -> None:
    points = load_points(RegressionSettings(data="heteroscedastic", points=2000))
    misses = np.abs(points.y - 17.0 - 1.3 * points.x)
    assert misses[points.x > 20].mean() > 2.0 * misses[points.x < 20].mean()


def test_generated_outliers_are_the_rightmost_points() -> None:
    points = load_points(RegressionSettings(data="outliers", points=60, noise=0.0))
    away = points.y - 17.0 - 1.3 * points.x > 50.0
    assert away.sum() == 5
    assert points.x[away].min() > points.x[~away].max()


def test_the_noise_is_what_its_help_says_it_is() -> None:
    (noise,) = (knob for knob in describe(RegressionSettings) if knob.name == "noise")
    middle, lift = (float(figure) for figure in re.findall(r"\d+", noise.help))

    growing = load_points(RegressionSettings(data="heteroscedastic", points=2000, noise=7.0))
    misses = growing.y - 17.0 - 1.3 * growing.x
    assert np.std(misses * middle / growing.x) == pytest.approx(7.0, rel=0.05)
    lifted, level = (load_points(RegressionSettings(data=data, noise=7.0)) for data in ("outliers", "line"))
    np.testing.assert_allclose(np.unique((lifted.y - level.y).round(9)), [0.0, lift])


def test_own_points_are_taken_as_they_are() -> None:
    own = Points(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    assert load_points(RegressionSettings(data="own"), own) is own


def test_own_points_have_to_be_given() -> None:
    with pytest.raises(DataError, match="Choose a CSV or Excel file"):
        load_points(RegressionSettings(data="own"))


def test_a_parabola_needs_three_different_x() -> None:
    own = Points(np.array([1.0, 2.0, 2.0]), np.array([3.0, 4.0, 5.0]))
    with pytest.raises(DataError, match="three different x"):
        load_points(RegressionSettings(data="own", curve="parabola"), own)


@pytest.mark.parametrize(
    ("x", "y", "words"),
    [
        ([1.0, 2.0], [1.0], "2 x but 1 y"),
        ([1.0], [1.0], "at least two points"),
        ([], [], "here is none"),
        ([1.0, np.nan], [1.0, 2.0], "finite"),
        ([1.0, 2.0], [1.0, np.inf], "finite"),
        ([1.0, 1e13], [1.0, 2.0], "larger unit"),
        ([3.0, 3.0, 3.0], [1.0, 2.0, 3.0], "same x"),
        (np.arange(10_001.0), np.arange(10_001.0), "10,000"),
    ],
)
def test_points_that_cannot_be_fitted_are_refused_in_words(x: Any, y: Any, words: str) -> None:
    with pytest.raises(DataError, match=words):
        Points(np.asarray(x), np.asarray(y))


def test_points_do_not_change_behind_ones_back() -> None:
    x = np.array([1.0, 2.0, 3.0])
    points = Points(x, np.array([1.0, 2.0, 3.0]))
    x[0] = 99.0
    assert points.x[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        points.x[0] = 99.0


def test_moving_adding_and_removing_makes_new_points(fire_theft: Points) -> None:
    moved = fire_theft.moved(1, 10.0, 20.0)
    more = fire_theft.with_point(5.0, 6.0)
    fewer = fire_theft.without(0)
    assert (moved.x[1], moved.y[1], len(moved)) == (10.0, 20.0, 42)
    assert (more.x[-1], more.y[-1], len(more)) == (5.0, 6.0, 43)
    assert (fewer.x[0], fewer.y[0], len(fewer)) == (9.5, 44.0, 41)
    assert (fire_theft.x[0], fire_theft.x[1], len(fire_theft)) == (6.2, 9.5, 42)
    assert moved.title == fire_theft.title


def test_a_header_names_the_axes_and_the_file_the_points() -> None:
    points = read_points(b"height, weight\n1,2\n3,4\n", "people.csv")
    assert (points.x_label, points.y_label, points.title) == ("height", "weight", "people.csv")
    assert points.read_as == "commas, 2 rows, columns height and weight"


def test_without_a_header_the_axes_are_x_and_y() -> None:
    points = read_points(b"1,2\n3,4\n")
    assert (points.x_label, points.y_label) == ("x", "y")


def test_other_columns_are_taken_where_they_are_named() -> None:
    points = read_points(b"a;b;c\n1;2;3,5\n4;5;6\n", columns="c,1")
    np.testing.assert_array_equal([points.x, points.y], [[3.5, 6.0], [1.0, 4.0]])
    assert (points.x_label, points.y_label) == ("c", "a")


def test_the_decimal_mark_can_be_told_where_the_file_leaves_it_open() -> None:
    content = b"x;y\n1,250;2\n12,400;3\n980;4\n"
    assert read_points(content, decimal=",").x[0] == 1.25
    assert read_points(content, decimal=".").x[0] == 1250.0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x,y\n", "here is none"),
        (b"x,y\n1,2\n", "here is one"),
        (b"x,y\n1,2\n3,\n", r"here is one\. .*Left out: what lacks a number \(line 3\)\."),
        (b"x,y\n2,1\n2,3\n2,9\n", "same x"),
        (b"x,y\n1,2\n1e13,4\n", "larger unit"),
    ],
)
def test_a_table_whose_points_cannot_be_fitted_is_refused_with_how_it_was_read(
    content: bytes, words: str
) -> None:
    with pytest.raises(DataError, match=words) as refusal:
        read_points(content, "mine.csv")
    assert str(refusal.value).startswith("mine.csv: ")
    assert "Read as: commas, " in str(refusal.value)


def test_the_lectures_points_say_nothing_of_a_file(fire_theft: Points) -> None:
    assert fire_theft.read_as == ""
