"""Comparisons on the same photos, against figures worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.corners.paired import agreeing, difference, of_threes
from tests.corners.snapshots import run_of, snapshot


def test_a_difference_is_the_mean_over_the_photos_with_its_standard_error() -> None:
    last, baseline = snapshot(photo_errors=[11, 22, 33, 44]), snapshot(photo_errors=[10, 20, 30, 40])
    mean, error = difference(last, baseline)
    assert mean == pytest.approx(2.5)
    assert error == pytest.approx(np.sqrt(5 / 3) / 2)


def test_what_makes_a_photo_hard_for_both_is_in_no_difference() -> None:
    hard = np.array([0.0, 50.0, 500.0])
    last, baseline = snapshot(photo_errors=hard + 1), snapshot(photo_errors=hard)
    assert difference(last, baseline) == (1.0, 0.0)


def test_a_three_is_judged_by_its_smallest_mean_over_the_epochs_and_not_by_the_start() -> None:
    run = run_of([0, 0, 0, 0, 0, 0], [30, 33, 36, 1, 2, 3], [3, 6, 9, 90, 90, 90])
    assert of_threes(run).tolist() == [6.0, 2.0]


def test_photos_that_fill_no_three_are_left_out() -> None:
    assert len(of_threes(run_of([0] * 8, [1] * 8))) == 2


def test_threes_agree_by_the_network_that_most_of_them_name() -> None:
    one = run_of([0] * 9, [1, 1, 1, 5, 5, 5, 5, 5, 5])
    other = run_of([0] * 9, [2] * 9)
    assert agreeing(one, other) == agreeing(other, one) == (2, 3)
