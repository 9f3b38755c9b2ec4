"""The lesson's two charts of many runs: single runs agree with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai_playground.regression.data import Points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import minimiser
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.studies import slopes_over_epochs, slopes_over_rates
from ai_playground.regression.theory import theory

LECTURE = RegressionSettings()


def test_the_slopes_over_the_rate_are_those_of_single_runs(fire_theft: Points) -> None:
    for settings in (LECTURE, LECTURE.changed(start_slope=3.0, start_intercept=-20.0)):
        rates = np.array([1e-5, 3e-4, 2e-3])
        study = slopes_over_rates(fire_theft, settings, rates, (1, 100, 400))
        for epochs, slopes in study.reached.items():
            for rate, slope in zip(rates, slopes, strict=True):
                *_, last = descend(fire_theft, settings.changed(learning_rate=float(rate), epochs=epochs))
                assert slope == pytest.approx(last.coefficients[1], rel=1e-9)


def test_for_a_hundred_epochs_half_the_lectures_rate_is_best(fire_theft: Points) -> None:
    rates = np.array([1e-5, 1e-4, 3e-4, 4e-4, 5e-4, 6e-4, 8e-4, 1e-3])
    study = slopes_over_rates(fire_theft, LECTURE, rates, (100,))
    np.testing.assert_allclose(
        study.reached[100], [2.130, 1.894, 1.625, 1.573, 1.565, 1.583, 1.646, 1.718], atol=5e-4
    )
    rate, slope = study.best(100)
    assert rate == 5e-4
    assert slope == pytest.approx(1.565, abs=5e-4)


def test_far_below_the_chart_a_hundred_epochs_pass_the_exact_slope_by_accident(fire_theft: Points) -> None:
    *_, last = descend(fire_theft, LECTURE.changed(learning_rate=4.4e-7, epochs=100))
    assert last.coefficients[1] == pytest.approx(1.313, abs=1e-3)
    assert last.coefficients[0] == pytest.approx(0.09, abs=5e-3)


@pytest.mark.parametrize(("epochs", "rate"), [(1_000, 9.2e-5), (10_000, 1.5e-5)])
def test_which_rate_ends_at_the_exact_slope_hangs_on_the_epochs_and_a_run_at_it_passes_on_its_way_down(
    epochs: int, rate: float, fire_theft: Points
) -> None:
    counts = (100, epochs // 2, epochs, 2 * epochs)
    study = slopes_over_rates(fire_theft, LECTURE, np.array([rate]), counts)
    early, sooner, there, later = (float(study.reached[count][0]) for count in counts)
    assert there == pytest.approx(study.exact, abs=0.003)
    assert early > sooner > study.exact > later
    (best,) = slopes_over_rates(fire_theft, LECTURE, np.array([4.7e-4]), (epochs,)).reached[epochs]
    assert abs(there - study.exact) < abs(best - study.exact)  # that of 100 epochs


def test_where_it_settles_does_not_near_the_exact_slope_steadily(fire_theft: Points) -> None:
    study = slopes_over_rates(fire_theft, LECTURE, np.array([1e-5, 1e-4, 3e-4, 5e-4, 1e-3]), ())
    np.testing.assert_allclose(study.settled, [1.308, 1.260, 1.204, 1.287, 1.620], atol=5e-4)
    assert study.exact == pytest.approx(1.313456, abs=1e-6)


def test_a_rate_that_settles_at_the_exact_slope_is_an_accident_of_the_order(fire_theft: Points) -> None:
    known, rates = theory(fire_theft, LECTURE), np.array([5e-4, 7e-4])
    study = slopes_over_rates(fire_theft, LECTURE, rates, ())
    np.testing.assert_allclose(study.settled, [1.287, 1.430], atol=5e-4)
    low, high = rates
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if known.sgd_limit(middle)[1] < study.exact else (low, middle)
    crossing = known.sgd_limit(low)
    assert low == pytest.approx(5.38e-4, abs=1e-6)
    # The intercept isn't exact there.
    assert crossing[0] == pytest.approx(16.74, abs=0.01)
    exact = minimiser(fire_theft, LECTURE)
    assert exact[0] == pytest.approx(16.995, abs=0.001)
    # In the table's other direction the same rate settles elsewhere.
    other_way = replace(fire_theft, x=fire_theft.x[::-1], y=fire_theft.y[::-1])
    settled = slopes_over_rates(other_way, LECTURE, np.array([low, 1e-3]), ()).settled
    np.testing.assert_allclose(settled, [1.548, 0.540], atol=5e-4)


def test_by_the_squared_error_a_higher_rate_is_best_than_by_the_slope(fire_theft: Points) -> None:
    known, rates = theory(fire_theft, LECTURE), np.linspace(4e-4, 7e-4, 301)
    ends = np.array([known.sgd_after(np.zeros(2), float(rate), 100) for rate in rates])
    misses = fire_theft.y - ends[:, :1] - ends[:, 1:] * fire_theft.x
    assert rates[int((misses**2).mean(axis=1).argmin())] == pytest.approx(0.00055, abs=1e-5)
    assert slopes_over_rates(fire_theft, LECTURE, rates, (100,)).best(100)[0] == pytest.approx(
        0.00047, abs=1e-5
    )


def test_a_rate_at_which_nothing_settles_is_refused(fire_theft: Points) -> None:
    with pytest.raises(ValueError, match="settles only at rates below"):
        slopes_over_rates(fire_theft, LECTURE, np.array([0.003]), (10,))


def test_in_new_orders_the_slope_never_settles(fire_theft: Points) -> None:
    settings = LECTURE.changed(epochs=1000)
    fixed = slopes_over_epochs(fire_theft, settings)
    assert len(fixed) == 1001
    assert fixed[-1] == pytest.approx(1.620, abs=5e-4)
    assert np.ptp(fixed[500:]) < 1e-3
    shuffled = [
        slopes_over_epochs(fire_theft, settings.changed(shuffle=True, seed=seed)) for seed in range(6)
    ]
    ends = sorted(slopes[-1] for slopes in shuffled)
    assert (ends[0], ends[-1]) == pytest.approx((-0.546, 4.169), abs=5e-4)
    assert min(np.ptp(slopes[500:]) for slopes in shuffled) > 1.0
