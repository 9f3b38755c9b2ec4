"""The Lasso's line: no other line costs less, penalty included."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.regression.data import Points
from ai_playground.regression.exact import means_formula
from ai_playground.regression.experiments import EXPERIMENTS
from ai_playground.regression.lasso import PENALTY, lasso, lasso_line
from ai_playground.regression.settings import RegressionSettings


def cost(points: Points, line: np.ndarray, penalty: float) -> float:
    """What scikit-learn's Lasso minimises."""
    misses = points.y - line[0] - line[1] * points.x
    return float((misses**2).mean() / 2.0 + penalty * abs(line[1]))


@pytest.mark.parametrize("penalty", [0.3, PENALTY, 20.0, 119.0, 200.0])
def test_no_line_nearby_costs_less(penalty: float, fire_theft: Points) -> None:
    line = lasso_line(fire_theft, penalty)
    least = cost(fire_theft, line, penalty)
    for step in np.array([[1, 0], [-1, 0], [0, 1], [0, -1], [12, -1], [-12, 1]]) * 1e-4:
        assert cost(fire_theft, line + step, penalty) >= least


def test_beside_the_whole_mean_square_a_penalty_of_one_would_move_it_half_as_far(fire_theft: Points) -> None:
    exact = means_formula(fire_theft.x, fire_theft.y)[1]
    half, whole = (1.0 - lasso_line(fire_theft, penalty)[1] / exact for penalty in (1.0, 0.5))
    assert (half, whole) == pytest.approx((0.0083, 0.0042), abs=5e-5)
    note = next(each.note for each in EXPERIMENTS if each.name == "lasso")
    assert "half the mean square, plus 1 for each unit of slope" in note


def test_without_a_penalty_it_is_least_squares(fire_theft: Points) -> None:
    expected = means_formula(fire_theft.x, fire_theft.y)
    np.testing.assert_allclose(lasso_line(fire_theft, 0.0), expected, rtol=1e-12)


def test_a_large_penalty_leaves_the_mean(fire_theft: Points) -> None:
    np.testing.assert_allclose(lasso_line(fire_theft, 200.0), [fire_theft.y.mean(), 0.0])


def test_a_falling_line_is_pulled_up() -> None:
    points = Points(np.array([-1.0, 1.0]), np.array([3.0, -3.0]))
    np.testing.assert_allclose(lasso_line(points, 1.0), [0.0, -2.0])


def test_scikit_learns_default_comes_very_close_to_least_squares(fire_theft: Points) -> None:
    start, end = lasso(fire_theft, RegressionSettings(method="exact"))
    assert not start.coefficients.any()
    # Covariance 119.838 less 1, over the variance 91.239.
    np.testing.assert_allclose(end.coefficients, [17.134274, 1.302496], atol=1e-6)
    assert (end.epoch, end.ended) == (1, "converged")
