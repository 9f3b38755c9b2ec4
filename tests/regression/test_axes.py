"""The loss surface's axes: what descent on all points does along them is known in advance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ai_playground.regression.axes import Axes
from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import Minimum
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import theory


def axes_of(settings: RegressionSettings) -> Axes:
    points = load_points(settings)
    known, best = theory(points, settings), Minimum.of(points, settings)
    return Axes.of(known, known.coordinates.converted(best.internal, best.coordinates))


def test_the_axes_are_eigenvectors_of_the_second_derivatives(fire_theft: Points) -> None:
    for settings in (RegressionSettings(), RegressionSettings(standardize=True, curve="parabola")):
        hessian, axes = theory(fire_theft, settings).hessian, axes_of(settings)
        np.testing.assert_allclose(hessian @ axes.directions, axes.curvatures * axes.directions, atol=1e-9)
        np.testing.assert_allclose(
            axes.directions.T @ axes.directions, np.eye(len(axes.curvatures)), atol=1e-12
        )


def test_the_raw_fires_have_one_steep_axis_and_one_flat_one() -> None:
    axes = axes_of(RegressionSettings())
    np.testing.assert_allclose(axes.curvatures, [0.7213, 505.973], rtol=1e-4)
    # Flat: nearly the intercept's; steep: nearly the slope's.
    np.testing.assert_allclose(np.abs(axes.directions).round(2), [[1.0, 0.05], [0.05, 1.0]])


def test_on_a_round_surface_the_coefficients_are_its_axes() -> None:
    axes = axes_of(RegressionSettings(standardize=True))
    np.testing.assert_allclose(axes.curvatures, [2.0, 2.0])
    np.testing.assert_array_equal(axes.directions, np.eye(2))
    assert axes.round
    assert not axes_of(RegressionSettings(standardize=True, curve="parabola")).round


@pytest.mark.parametrize(
    "change",
    [{"learning_rate": 0.0025}, {"learning_rate": 0.003954}, {"learning_rate": 0.7, "standardize": True}],
)
def test_every_error_shrinks_by_its_factor_in_each_step(change: dict[str, Any], fire_theft: Points) -> None:
    settings = RegressionSettings(method="batch", epochs=200, **change)
    axes = axes_of(settings)
    run = [*descend(fire_theft, settings)]
    steps = np.array([snapshot.epoch for snapshot in run], dtype=np.float64)
    foretold = axes.errors_after(run[0].internal, settings.learning_rate, steps)
    found = axes.errors(np.array([snapshot.internal for snapshot in run]))
    np.testing.assert_allclose(found, foretold, rtol=1e-8, atol=1e-9)


def test_the_parts_of_the_loss_add_up_to_its_excess(fire_theft: Points) -> None:
    settings = RegressionSettings(method="batch", learning_rate=0.003, epochs=30)
    axes, best = axes_of(settings), Minimum.of(fire_theft, settings)
    for snapshot in descend(fire_theft, settings):
        parts = axes.parts(axes.errors(snapshot.internal))
        assert parts.sum() == pytest.approx(snapshot.loss - best.loss, rel=1e-9)


def test_beyond_the_stable_rate_only_the_steep_axis_runs_away() -> None:
    flat, steep = axes_of(RegressionSettings()).factors(0.0041)
    assert 0.99 < flat < 1.0
    assert steep < -1.0
    above = axes_of(RegressionSettings()).errors_after(np.zeros(2), 0.0041, np.array([1e6]))
    assert np.isinf(above[0, 1])
    assert abs(above[0, 0]) < 1e-9


def test_standardised_one_step_at_half_leaves_nothing_of_the_error(fire_theft: Points) -> None:
    settings = RegressionSettings(method="batch", standardize=True, learning_rate=0.5, epochs=1)
    *_, last = descend(fire_theft, settings)
    np.testing.assert_allclose(last.coefficients, [16.9951572327, 1.31345600492], atol=1e-9)
    np.testing.assert_allclose(axes_of(settings).factors(0.5), 0.0, atol=1e-12)
