"""The losses against their formulas."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.cyclegan import losses

LOGITS = np.array([-30.0, -0.5, 0.0, 2.0, 200.0], np.float32)


@pytest.mark.parametrize("goal", [0.0, 0.9, 1.0])
def test_least_squares_is_the_mean_square_of_what_is_missing(goal: float) -> None:
    assert float(losses.adversarial(LOGITS, goal, "least_squares")) == pytest.approx(
        ((LOGITS - goal) ** 2).mean()
    )


@pytest.mark.parametrize("goal", [0.0, 0.9, 1.0])
def test_cross_entropy_is_that_of_a_sigmoid_and_never_overflows(goal: float) -> None:
    wide = LOGITS.astype(np.float64)
    expected = (goal * np.logaddexp(0, -wide) + (1 - goal) * np.logaddexp(0, wide)).mean()
    assert float(losses.adversarial(LOGITS, goal, "cross_entropy")) == pytest.approx(expected, rel=1e-5)


def test_only_the_goal_for_the_real_is_smoothed() -> None:
    real, made = np.full(2, 0.9, np.float32), np.zeros(2, np.float32)
    assert float(losses.discriminator(real, made, 0.1, "least_squares")) == pytest.approx(0, abs=1e-12)


def test_the_distance_is_the_mean_absolute_difference() -> None:
    assert float(
        losses.distance(np.array([1, -1], np.float32), np.array([0, 1], np.float32))
    ) == pytest.approx(1.5)


def test_lecam_is_what_its_formula_says() -> None:
    real, made = LOGITS[1:4], np.array([-1.0, 0.25], np.float32)
    # Each answer's distance from the average of the other kind, squared: by hand.
    expected = (0.8**2 + 0.3**2 + 1.7**2) / 3 + (1.9**2 + 0.65**2) / 2
    assert float(losses.lecam(real, made, 0.9, 0.3)) == pytest.approx(expected, rel=1e-6)
