from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.regression.data import MAX_BYTES, DataError, Points, load_points, read_csv
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
    with pytest.raises(DataError, match="Choose a CSV file"):
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


@pytest.mark.parametrize(
    "content",
    [
        b"1.5,2\n3,4.25\n",
        b"x,y\n1.5,2\n3,4.25\n",
        b"\xef\xbb\xbfx,y\r\n1.5,2\r\n3,4.25\r\n",
        b"x;y\n1,5;2\n3;4,25\n",
        b"1,5\t2\n3\t4,25",
        b"\n\nx , y\n\n 1.5 , 2 \n\n3,4.25\n\n",
        b'"x","y"\n"1.5","2"\n"3","4.25"\n',
        b"x,y,note\n1.5,2,good\n3,4.25,\n",
        "x\ty\n1.5\t2\n3\t4.25\n".encode("utf-16"),
        "Gr\xf6\xdfe;Z\xe4hler\n1,5;2\n3;4,25\n".encode("cp1252"),
    ],
)
def test_csv_files_as_people_have_them_are_read(content: bytes) -> None:
    points = read_csv(content)
    np.testing.assert_array_equal(points.x, [1.5, 3.0])
    np.testing.assert_array_equal(points.y, [2.0, 4.25])


def test_a_header_names_the_axes_and_the_file_the_points() -> None:
    points = read_csv(b"height, weight\n1,2\n3,4\n", "people.csv")
    assert (points.x_label, points.y_label, points.title) == ("height", "weight", "people.csv")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"x,y\n", "here is none"),
        (b"x,y\n1,2\n", "here is one"),
        (b"x,y\n1,2\n3,four\n", "line 3: 'four' is not a number"),
        (b"1,2\nx,y\n", "line 2: 'x' is not a number"),
        (b"1,y\n3,4\n", "line 1: 'y' is not a number"),
        (b"x,y\n1,2\n\n3,\n", "line 4: a number is missing"),
        (b"x,y\n1,nan\n3,4\n", "line 2: 'nan' is not a finite number"),
        (b"x,y\n1,2\n-inf,4\n", "line 3: '-inf' is not a finite number"),
        (b"1,2\n3,1e999\n", "line 2: '1e999' is not a finite number"),
        (b"1,2\n3\n", "line 2: only one column"),
        (b"1 2\n3 4\n", "line 1: only one column"),
        (b"x,y\n2,1\n2,3\n2,9\n", "same x"),
        (b"\x00\x01\x02\xff" * 50, "not a text file"),
        (bytes(range(256)), "not a text file"),
        (b"\xff\xfe\x00", "not a text file"),
        (b"PK\x03\x04" + b"\x00" * 40, "spreadsheet"),
        (b"1," + b"9" * 200_000, "line 1: not a row"),
        (b"1,2\n" * 10_001, "more than 10,000 rows"),
        (b"1" * (MAX_BYTES + 1), "larger than 2 MB"),
    ],
)
def test_bad_csv_is_refused_with_a_sentence_that_names_the_file(content: bytes, words: str) -> None:
    with pytest.raises(DataError, match=words) as refusal:
        read_csv(content, "mine.csv")
    message = str(refusal.value)
    assert message.startswith("mine.csv")
    assert message.endswith(".")
    assert len(message) < 200


def test_hostile_text_in_a_cell_is_cut_and_escaped() -> None:
    with pytest.raises(DataError) as refusal:
        read_csv(b"1,2\n3,<script>alert(1)</script>" + b"x" * 500)
    assert len(str(refusal.value)) < 140


def test_a_file_is_measured_before_it_is_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    with pytest.raises(DataError, match="larger than 2 MB"):
        read_csv(huge)


def test_ten_thousand_rows_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("x,y\n" + "".join(f"{i},{2 * i}\n" for i in range(10_000)))
    assert len(read_csv(path)) == 10_000


@pytest.mark.parametrize(
    "path", [Path("/no/such/file.csv"), Path("/"), pytest.param(Path("/dev/zero"), marks=pytest.mark.posix)]
)
def test_what_is_no_file_is_refused(path: Path) -> None:
    with pytest.raises(DataError, match=r"no file|not a file"):
        read_csv(path)
