"""Two figures differ by enough, or can't be told apart."""

from __future__ import annotations

import pytest

from ai_playground.style.differences import all_of, falls, larger, larger_share, rises


@pytest.mark.parametrize(
    ("one", "other", "is_larger"),
    [(52.0, 50.0, True), (50.0, 52.0, False), (51.9, 50.0, None), (1.0, 1.0, None)],
)
def test_a_figure_is_larger_or_smaller_only_by_the_least_difference(
    one: float, other: float, is_larger: bool | None
) -> None:
    assert larger(one, other, 2.0) is is_larger


@pytest.mark.parametrize(("one", "other"), [(1.0, 0.94), (0.01, 0.0)])
def test_shares_are_of_the_larger_whichever_comes_first(one: float, other: float) -> None:
    assert larger_share(one, other) is True
    assert larger_share(other, one) is False


@pytest.mark.parametrize(("one", "other"), [(1.0, 0.96), (0.96, 1.0), (0.0, 0.0)])
def test_less_than_a_twentieth_is_no_difference(one: float, other: float) -> None:
    assert larger_share(one, other) is None


def test_all_of_it_holds_unless_some_does_not_or_cannot_be_told() -> None:
    assert all_of(True, True) is True
    assert all_of(True, None) is None
    assert all_of(None, False, True) is False


@pytest.mark.parametrize(
    ("values", "does"),
    [
        ([1, 2, 3], True),
        ([1, 3, 2.95], True),
        ([3, 2, 1], False),
        ([1, 3, 1], False),
        ([1, 1.04, 1], None),
        # The ends are too near for a rise, though the whole row is not.
        ([1, 1.05, 1.1, 1.02], False),
        ([0, 0, 0], None),
    ],
)
def test_a_row_rises_if_the_whole_of_it_does(values: list[float], does: bool | None) -> None:
    assert rises(values, 0.05 if any(values) else 0.0) is does
    assert falls([-value for value in values], 0.05 if any(values) else 0.0) is does
