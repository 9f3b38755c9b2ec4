from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import minimiser
from ai_playground.regression.losses import mean_loss
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import contour_lines, loss_window, shown_axes, surface, theory

CASES: dict[str, dict[str, Any]] = {
    "line": {},
    "standardised line": {"standardize": True},
    "standardised parabola": {"standardize": True, "curve": "parabola"},
    "far from zero": {"data": "collinear"},
}


@pytest.mark.parametrize("case", CASES)
def test_full_batch_descent_turns_at_the_stable_rate(case: str) -> None:
    settings = RegressionSettings(method="batch", epochs=4000, **CASES[case])
    points = load_points(settings)
    rate = theory(points, settings).stable_rate
    # Along the steepest axis an error changes by a factor of -0.99 or -1.01 each step.
    below = [*descend(points, settings.changed(learning_rate=0.995 * rate))][-1]
    above = [*descend(points, settings.changed(learning_rate=1.005 * rate))][-1]
    assert below.loss <= next(descend(points, settings)).loss
    assert above.ended == "diverged"


@pytest.mark.parametrize("case", CASES)
def test_descent_point_by_point_turns_at_its_stable_rate(case: str) -> None:
    settings = RegressionSettings(epochs=4000, **CASES[case])
    points = load_points(settings)
    rate = theory(points, settings).sgd_stable_rate
    below = [*descend(points, settings.changed(learning_rate=0.99 * rate))][-1]
    above = [*descend(points, settings.changed(learning_rate=1.01 * rate))][-1]
    assert below.ended == "epochs"
    assert above.ended == "diverged"


def test_the_lectures_stable_rates_are_known(fire_theft: Points) -> None:
    known = theory(fire_theft, RegressionSettings())
    assert known.stable_rate == pytest.approx(0.0039528, abs=1e-7)
    assert known.sgd_stable_rate == pytest.approx(0.0025416, abs=1e-7)
    assert known.condition_number == pytest.approx(701.48, abs=0.01)


@pytest.mark.parametrize("size", [1, 2, 8, 20, 41, 42, 100])
@pytest.mark.parametrize("change", [{}, {"standardize": True}, {"curve": "parabola", "standardize": True}])
def test_a_pass_on_some_points_at_a_time_first_grows_an_error_at_its_stable_rate(
    size: int, change: dict[str, Any], fire_theft: Points
) -> None:
    settings = RegressionSettings(method="minibatch", batch_size=size, learning_rate=1.0, epochs=1, **change)
    known = theory(fire_theft, settings)
    level = replace(fire_theft, y=np.zeros(len(fire_theft)))

    def growth(rate: float) -> float:
        """The spectral radius of one pass of the engine, which is linear where every y is zero."""
        columns = []
        for weights in np.eye(known.features.shape[1]):
            start = known.coordinates.to_raw(weights)
            names = ("start_intercept", "start_slope", "start_curvature")
            at = settings.changed(learning_rate=rate, **dict(zip(names, start.tolist(), strict=False)))
            *_, last = descend(level, at)
            columns.append(last.internal)
        return float(np.abs(np.linalg.eigvals(np.array(columns).T)).max())

    limit = known.stable_rate_of(size)
    assert growth(0.999 * limit) < 1.0 < growth(1.001 * limit)
    for share in np.linspace(0.02, 0.98, 25):
        assert growth(float(share) * limit) < 1.0


def test_eight_points_at_a_time_diverge_above_their_stable_rate(fire_theft: Points) -> None:
    settings = RegressionSettings(method="minibatch", batch_size=8, epochs=2000)
    assert theory(fire_theft, settings).stable_rate_of(8) == pytest.approx(0.004939, abs=1e-6)
    ends = [[*descend(fire_theft, settings.changed(learning_rate=rate))][-1] for rate in (0.0049, 0.0050)]
    assert [end.ended for end in ends] == ["epochs", "diverged"]
    assert ends[0].loss == pytest.approx(2134, abs=1.0)


def test_the_eigenvalues_are_those_of_the_hessian(fire_theft: Points) -> None:
    known = theory(fire_theft, RegressionSettings(standardize=True, curve="parabola"))
    np.testing.assert_allclose(np.linalg.eigvalsh(known.hessian), known.eigenvalues, rtol=1e-12)


def test_standardised_x_makes_the_bowl_round(fire_theft: Points) -> None:
    known = theory(fire_theft, RegressionSettings(standardize=True))
    assert known.condition_number == pytest.approx(1.0)
    assert known.stable_rate == pytest.approx(1.0)


def in_order(points: Points, order: np.ndarray) -> Points:
    return replace(points, x=points.x[order], y=points.y[order])


def test_where_the_pass_stops_decides_where_the_lecture_settles(fire_theft: Points) -> None:
    *_, last = descend(fire_theft, RegressionSettings(epochs=3000))
    numbers = np.arange(len(fire_theft))
    tables = [in_order(fire_theft, np.roll(numbers, -start)) for start in numbers]
    # A table that begins at another point stops just before it, in the same swings.
    settled = [theory(each, RegressionSettings()).sgd_limit(0.001)[1] for each in tables]
    np.testing.assert_allclose(settled, np.roll(last.path[:, 1], 1), atol=1e-9)
    assert (min(settled), max(settled)) == pytest.approx((-0.512, 9.662), abs=1e-3)


def test_the_steps_of_far_out_points_overshoot(fire_theft: Points) -> None:
    *_, last = descend(fire_theft, RegressionSettings(epochs=3000))
    outlier = int(np.argmax(fire_theft.y))
    rows = np.column_stack([np.ones(len(fire_theft)), fire_theft.x])
    misses = [fire_theft.y[outlier] - rows[outlier] @ last.path[step] for step in (outlier - 1, outlier)]
    assert misses[1] / misses[0] == pytest.approx(-2.154, abs=1e-3)
    assert last.path[[outlier - 1, outlier], 1] == pytest.approx([0.307, 9.662], abs=1e-3)
    assert (1.0 - 0.002 * (rows**2).sum(axis=1) < -1.0).sum() == 3


@pytest.mark.slow
def test_it_is_not_the_last_points_of_a_pass_that_decide(fire_theft: Points) -> None:
    count, random = len(fire_theft), np.random.default_rng(0)

    def settled(kept: int) -> np.ndarray:
        """Slopes with the last points in their places, and those before in other orders."""
        last = np.arange(count - kept, count)
        orders = [np.concatenate([random.permutation(count - kept), last]) for _ in range(100)]
        known = [theory(in_order(fire_theft, order), RegressionSettings()) for order in orders]
        return np.array([each.sgd_limit(0.001)[1] for each in known])

    assert np.ptp(settled(10)) > 4.0
    assert np.ptp(settled(18)) > 4.0
    # The nineteenth from the end is the outlier.
    assert int(np.argmax(fire_theft.y)) == count - 19
    assert np.ptp(settled(20)) < 3.0


def test_standardised_x_does_not_make_the_bowl_of_a_parabola_round(fire_theft: Points) -> None:
    known = theory(fire_theft, RegressionSettings(standardize=True, curve="parabola"))
    assert known.condition_number > 10.0


def test_the_optimal_rate_is_the_best_of_many(fire_theft: Points) -> None:
    settings = RegressionSettings(method="batch", standardize=True, curve="parabola", epochs=150)
    best = theory(fire_theft, settings).optimal_rate
    exact = minimiser(fire_theft, settings)

    def off(rate: float) -> float:
        last = [*descend(fire_theft, settings.changed(learning_rate=rate))][-1]
        return float(np.linalg.norm(last.coefficients - exact))

    assert off(best) < 0.1 * min(off(best * factor) for factor in (0.8, 0.9, 1.05, 1.1))


@pytest.mark.parametrize("rate", [3e-4, 1e-3, 2e-3])
def test_descent_point_by_point_settles_where_theory_says(rate: float, fire_theft: Points) -> None:
    settings = RegressionSettings(learning_rate=rate, epochs=50_000, tolerance=1e-13)
    last = [*descend(fire_theft, settings)][-1]
    limit = theory(fire_theft, settings).sgd_limit_of(settings)
    assert limit is not None
    np.testing.assert_allclose(last.coefficients, limit, rtol=1e-7)


@pytest.mark.parametrize("change", [{}, {"standardize": True, "learning_rate": 0.01}, {"start_slope": 5.0}])
def test_descent_point_by_point_is_where_theory_says_after_any_number_of_epochs(
    change: dict[str, Any], fire_theft: Points
) -> None:
    settings = RegressionSettings(epochs=60, **change)
    known = theory(fire_theft, settings)
    run = [*descend(fire_theft, settings)]
    for epochs in (0, 1, 7, 60):
        there = known.sgd_after(run[0].internal, settings.learning_rate, epochs)
        np.testing.assert_allclose(there, run[epochs].internal, rtol=1e-9, atol=1e-12)


def test_another_fixed_order_leads_to_another_place(fire_theft: Points) -> None:
    random = np.random.default_rng(0)
    slopes = []
    for _ in range(20):
        order = random.permutation(len(fire_theft))
        points = Points(fire_theft.x[order], fire_theft.y[order])
        slopes.append(theory(points, RegressionSettings()).sgd_limit(0.001)[1])
    assert np.ptp(slopes) > 2.0


def test_more_epochs_at_the_lectures_rate_settle_beside_the_exact_answer(fire_theft: Points) -> None:
    settings = RegressionSettings()
    limit = theory(fire_theft, settings).sgd_limit_of(settings)
    assert limit is not None
    np.testing.assert_allclose(limit, np.array([16.92138675, 1.62026021]), atol=1e-8)


def test_the_limit_nears_the_exact_answer_as_the_rate_shrinks(fire_theft: Points) -> None:
    settings = RegressionSettings(standardize=True)
    exact = minimiser(fire_theft, settings)
    known = theory(fire_theft, settings)
    off = [
        np.abs(known.coordinates.to_raw(known.sgd_limit(rate)) - exact).max() for rate in (1e-3, 1e-4, 1e-5)
    ]
    assert off[1] == pytest.approx(off[0] / 10.0, rel=0.1)
    assert off[2] == pytest.approx(off[1] / 10.0, rel=0.01)


def test_far_from_zero_the_loss_where_descent_settles_is_that_of_the_run() -> None:
    points = Points(1e9 + np.arange(6.0), np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0]))
    settings = RegressionSettings(
        data="own", standardize=True, curve="parabola", learning_rate=0.05, epochs=3000
    )
    known = theory(points, settings)
    limit = known.sgd_limit_of(settings)
    assert limit is not None
    last = [*descend(points, settings)][-1]
    assert mean_loss(points, settings, limit, known.coordinates) == pytest.approx(last.loss, rel=1e-12)


def test_there_is_no_limit_at_an_unstable_rate(fire_theft: Points) -> None:
    known = theory(fire_theft, RegressionSettings())
    with pytest.raises(ValueError, match="settles only at rates below"):
        known.sgd_limit(0.003)


@pytest.mark.parametrize(
    "change",
    [
        {"learning_rate": 0.003},
        {"shuffle": True},
        {"optimizer": "adam"},
        {"schedule": "cosine"},
        {"loss": "huber"},
        {"method": "batch"},
    ],
)
def test_runs_of_another_kind_have_no_known_limit(change: dict[str, Any], fire_theft: Points) -> None:
    settings = RegressionSettings(**change)
    assert theory(fire_theft, settings).sgd_limit_of(settings) is None


def test_the_stable_rate_of_points_of_one_norm_is_that_of_each() -> None:
    points = Points(np.array([-2.0, 2.0]), np.array([0.0, 1.0]))
    known = theory(points, RegressionSettings(data="own"))
    # Two reflections at 1 / 5; any larger rate grows one of the determinants.
    assert known.sgd_stable_rate == pytest.approx(0.2, rel=1e-6)


@pytest.mark.parametrize("loss", ["squared", "absolute", "huber"])
@pytest.mark.parametrize("curve", ["line", "parabola"])
@pytest.mark.parametrize("standardize", [False, True])
def test_the_surface_is_the_mean_loss_and_lies_above_its_minimum(
    loss: Any, curve: Any, standardize: bool, fire_theft: Points
) -> None:
    settings = RegressionSettings(loss=loss, curve=curve, standardize=standardize)
    window = loss_window(fire_theft, settings)
    heights = surface(fire_theft, settings, window, 9)
    exact = minimiser(fire_theft, settings)
    smallest = mean_loss(fire_theft, settings, exact)
    assert heights.shape == (9, 9)
    assert heights.min() >= smallest * (1.0 - 1e-12)
    # The window is centred on the minimum.
    assert heights[4, 4] == pytest.approx(smallest, rel=1e-9)
    coordinates = Coordinates.of(fire_theft, settings)
    across, up = shown_axes(settings)
    internal = coordinates.to_internal(exact)
    internal[across], internal[up] = np.linspace(*window[0], 9)[7], np.linspace(*window[1], 9)[2]
    losses = {0.0: mean_loss(fire_theft, settings, coordinates.to_raw(internal))}
    if curve == "parabola":
        # The best intercept, bracketed ever more closely: the loss is convex in it.
        centre, reach = 0.0, 700.0
        while reach > 1e-6:
            for shift in np.linspace(centre - reach, centre + reach, 9).tolist():
                shifted = internal + np.array([shift, 0.0, 0.0])
                losses[shift] = mean_loss(fire_theft, settings, coordinates.to_raw(shifted))
            centre, reach = min(losses, key=lambda shift: losses[shift]), reach / 3.0
    assert heights[2, 7] == pytest.approx(min(losses.values()), rel=1e-9)


def test_the_window_shows_the_start_and_the_minimum(fire_theft: Points) -> None:
    for case in (
        {},
        {"standardize": True},
        {"curve": "parabola"},
        {"start_slope": 40.0, "start_intercept": -500.0},
    ):
        settings = RegressionSettings(**case)
        (left, right), (bottom, top) = loss_window(fire_theft, settings)
        coordinates = Coordinates.of(fire_theft, settings)
        across, up = shown_axes(settings)
        for raw in (np.array(settings.start), minimiser(fire_theft, settings)):
            internal = coordinates.to_internal(raw)
            assert left < internal[across] < right
            assert bottom < internal[up] < top


def test_contour_lines_keep_their_level(fire_theft: Points) -> None:
    settings = RegressionSettings(standardize=True)
    window = loss_window(fire_theft, settings)
    lines = contour_lines(fire_theft, settings, window)
    smallest = mean_loss(fire_theft, settings, minimiser(fire_theft, settings))
    coordinates = Coordinates.of(fire_theft, settings)
    levels = []
    for line in lines:
        losses = [mean_loss(fire_theft, settings, coordinates.to_raw(vertex[::-1])) for vertex in line]
        excess = np.array(losses) - smallest
        assert excess.std() < 0.05 * excess.mean()
        levels.append(excess.mean())
    assert len(lines) >= 10
    assert max(levels) > 100.0 * min(levels)
