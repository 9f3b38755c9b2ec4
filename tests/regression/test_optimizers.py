"""The update rules on their own; test_tensorflow.py compares every step with Keras."""

from __future__ import annotations

import pytest

from ai_playground.regression.optimizers import RULES, Adam, Ftrl, Momentum, Nesterov, Plain


@pytest.mark.parametrize("name", RULES)
def test_every_rule_finds_the_bottom_of_a_bowl(name: str) -> None:
    rule = RULES[name](float, 0.5)
    weight = 3.0
    for step in range(4000):
        # Steps of the length of the rate need one that fades, sums of gradients one that is large.
        rate = {"adam": 1.0 / (1.0 + 0.05 * step), "rmsprop": 1.0 / (1.0 + 0.05 * step)}.get(name, 0.5)
        weight = rule.step(weight, 0.5 * (weight - 5.0), rate)
    assert weight == pytest.approx(5.0, abs=1e-2)


def test_no_momentum_is_the_plain_rule() -> None:
    for rule in (Momentum(float, 0.0), Nesterov(float, 0.0)):
        assert rule.step(1.0, 2.0, 0.1) == Plain().step(1.0, 2.0, 0.1) == 0.8


def test_momentum_carries_the_last_step_over() -> None:
    rule = Momentum(float, 0.5)
    first = rule.step(0.0, -1.0, 0.1)
    assert first == 0.1
    assert rule.step(first, 0.0, 0.1) == pytest.approx(0.15)


def test_adams_first_step_has_the_length_of_the_rate_whatever_the_gradient() -> None:
    for gradient in (1e-3, 1.0, 1e6):
        # Epsilon stands beside the root of the uncorrected square, so small gradients feel it.
        assert Adam().step(0.0, gradient, 0.1) == pytest.approx(-0.1, rel=5e-3)


def test_ftrl_at_a_falling_rate_keeps_what_it_has_reached() -> None:
    rule = Ftrl()
    weight = 0.0
    for _ in range(50):
        weight = rule.step(weight, weight - 4.0, 0.5)
    assert weight > 1.0
    assert rule.step(weight, 0.0, 1e-6) == pytest.approx(weight, rel=1e-9)
