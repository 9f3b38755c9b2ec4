"""Numbers for people: where one unit ends and the next begins."""

from __future__ import annotations

import math

import pytest

from ai_playground.lesson.text import about, counted, duration, floored, percent, rounded, signed


def test_a_signed_number_has_a_minus_as_long_as_a_plus() -> None:
    assert (signed(-0.546), signed(4.2), signed(-9.64, 1)) == ("−0.55", "4.20", "−9.6")


def test_a_share_is_told_in_percent_with_a_space_before_the_sign() -> None:
    assert [percent(0.825), percent(0.8333, ".1"), percent(-0.0049, "+.1")] == ["82 %", "83.3 %", "-0.5 %"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "0 ms"),
        (0.000_021_4, "0.021 ms"),
        (0.0123, "12 ms"),
        (0.0994, "99 ms"),
        (0.0996, "0.1 s"),
        (0.1, "0.1 s"),
        (0.996, "1 s"),
        (1.26, "1.3 s"),
        (9.96, "10 s"),
        (42.4, "42 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (60.0, "1 min"),
        (89.0, "1.5 min"),
        (210.7, "3.5 min"),
        (59.4 * 60, "59 min"),
        (59.6 * 60, "1 h"),
        (3600.0, "1 h"),
        (5400.0, "1.5 h"),
        (123 * 3600.0, "120 h"),
    ],
)
def test_a_measured_duration_has_two_digits_and_the_largest_unit_that_it_fills(
    seconds: float, text: str
) -> None:
    assert duration(seconds) == text


def test_a_longer_duration_never_reads_shorter() -> None:
    units = {"ms": 0.001, "s": 1.0, "min": 60.0, "h": 3600.0}
    read = []
    for exponent in range(-50, 60):
        figure, unit = duration(10 ** (exponent / 10)).replace(",", "").split()
        read.append(float(figure) * units[unit])
    assert read == sorted(read)


@pytest.mark.parametrize("seconds", [math.nan, math.inf])
def test_what_is_no_duration_is_refused(seconds: float) -> None:
    with pytest.raises(ValueError, match="is no duration"):
        duration(seconds)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.0, "under 1 s"),
        (0.99, "under 1 s"),
        (1.0, "about 1 s"),
        (5.4, "about 5 s"),
        (59.4, "about 59 s"),
        (59.6, "about 1 min"),
        (3599.0, "about 1 h"),
    ],
)
def test_a_duration_to_come_is_told_in_whole_seconds(seconds: float, text: str) -> None:
    assert about(seconds) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 steps"), (1, "1 step"), (2, "2 steps"), (1_000, "1,000 steps")]
)
def test_one_is_counted_as_one(number: int, text: str) -> None:
    assert counted(number, "step") == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.0, 3, "0"),
        (0.003_952_78, 3, "0.00395"),
        (-1.5, 3, "-1.5"),
        (372.44, 4, "372.4"),
        (15_789.2, 4, "15,790"),
        (999.6, 3, "1,000"),
        (1.234e-7, 3, "1.23e-07"),
        (1.234e300, 3, "1.23e+300"),
        (math.nan, 3, "nan"),
    ],
)
def test_a_number_is_rounded_and_written_out_as_long_as_that_can_be_read(
    value: float, digits: int, text: str
) -> None:
    assert rounded(value, digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "below"),
    [
        (5.02972e-6, 3, 5.02e-6),
        (5.03e-6, 3, 5.03e-6),
        (0.0017868, 3, 0.00178),
        (9.996e-4, 3, 9.99e-4),
        (2.0, 3, 2.0),
    ],
)
def test_a_limit_is_rounded_so_that_what_lies_below_it_lies_below_the_limit(
    value: float, digits: int, below: float
) -> None:
    assert floored(value, digits) == below
