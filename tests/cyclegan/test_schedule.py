"""The learning rate over a run."""

from __future__ import annotations

import pytest

from ai_playground.cyclegan.schedule import learning_rate


def test_the_rate_is_steady_then_falls_in_a_straight_line() -> None:
    rates = [learning_rate(step, 10, 2.0, 0.4) for step in range(10)]
    assert rates == pytest.approx([2.0] * 7 + [1.5, 1.0, 0.5])


def test_the_rate_is_nothing_only_after_the_last_step() -> None:
    assert learning_rate(9, 10, 2.0, 1.0) > 0
    assert learning_rate(10, 10, 2.0, 1.0) == 0
    assert learning_rate(12, 10, 2.0, 1.0) == 0


def test_without_decay_the_rate_stays() -> None:
    assert learning_rate(9, 10, 2.0, 0.0) == 2.0
