from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import (
    Minimum,
    left_out_misses,
    leverages,
    lstsq_fit,
    means_formula,
    minimiser,
    qr_fit,
    routes,
)
from ai_playground.regression.losses import loss_function, mean_loss
from ai_playground.regression.settings import RegressionSettings

FloatArray = npt.NDArray[np.float64]
ROUTES = (means_formula, lstsq_fit, qr_fit)
EXACT = [16.9951572327, 1.31345600492]


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_gives_the_exact_figures_of_the_blog_post(route: Any, fire_theft: Points) -> None:
    np.testing.assert_allclose(route(fire_theft.x, fire_theft.y), EXACT, rtol=0, atol=1e-9)


@pytest.mark.parametrize("route", ROUTES)
def test_without_the_outlier_the_slope_is_less_than_half(route: Any) -> None:
    points = load_points(RegressionSettings(leave_out_outlier=True))
    np.testing.assert_allclose(route(points.x, points.y), [23.49928, 0.61518], rtol=0, atol=5e-6)


def test_the_leverages_are_those_of_the_textbook(fire_theft: Points) -> None:
    x = fire_theft.x
    away = (x - x.mean()) ** 2
    np.testing.assert_allclose(leverages(x), 1.0 / len(x) + away / away.sum(), rtol=1e-12)
    assert leverages(x, 2).sum() == pytest.approx(3.0)
    outlier = int(np.argmax(fire_theft.y))
    assert leverages(x)[outlier] == pytest.approx(0.2141, abs=1e-4)
    # How far the line moves there, per unit that the point itself is moved.
    lifted = fire_theft.moved(outlier, x[outlier], fire_theft.y[outlier] + 1.0)
    before, after = (qr_fit(points.x, points.y) @ [1.0, x[outlier]] for points in (fire_theft, lifted))
    assert after - before == pytest.approx(leverages(x)[outlier])


@pytest.mark.parametrize(("degree", "reported"), [(1, 475.1), (2, 589.6)])
def test_a_point_left_out_is_predicted_by_a_fit_to_the_others(
    degree: int, reported: float, fire_theft: Points
) -> None:
    misses = []
    for index in range(len(fire_theft)):
        others = fire_theft.without(index)
        curve = qr_fit(others.x, others.y, degree)
        misses.append(fire_theft.y[index] - np.polynomial.polynomial.polyval(fire_theft.x[index], curve))
    np.testing.assert_allclose(left_out_misses(fire_theft, degree), misses, rtol=1e-9)
    assert np.mean(np.square(misses)) == pytest.approx(reported, abs=0.05)


def test_a_point_that_the_curve_cannot_do_without_has_no_prediction() -> None:
    points = Points(np.array([0.0, 0.0, 0.0, 7.0]), np.array([1.0, 2.0, 3.0, 4.0]))
    assert (left_out_misses(points, 1) == np.inf).tolist() == [False, False, False, True]


def test_that_the_parabola_overfits_hangs_on_one_point(fire_theft: Points) -> None:
    outlier = int(np.argmax(fire_theft.y))
    more = left_out_misses(fire_theft, 2) ** 2 - left_out_misses(fire_theft, 1) ** 2
    assert more[outlier] / more.sum() == pytest.approx(0.56, abs=0.005)
    assert (more < 0).sum() == 16
    others = fire_theft.without(outlier)
    errors = [float((left_out_misses(others, degree) ** 2).mean()) for degree in (2, 1)]
    assert errors == pytest.approx([215.9, 202.5], abs=0.05)


def test_the_parabola_of_qr_is_that_of_lstsq(fire_theft: Points) -> None:
    np.testing.assert_allclose(
        qr_fit(fire_theft.x, fire_theft.y, 2), lstsq_fit(fire_theft.x, fire_theft.y, 2), rtol=1e-11
    )


def test_qr_keeps_its_digits_where_x_is_far_from_zero() -> None:
    x = 1e6 + np.arange(10.0)
    y = 3.0 + 2.0 * (x - 1e6) + 0.5 * (x - 1e6) ** 2
    fitted = np.polynomial.polynomial.polyval(x, qr_fit(x, y, 2))
    np.testing.assert_allclose(fitted, y, atol=2e-3)  # the coefficients alone cost 12 of 16 digits


def test_all_routes_are_told_by_name_and_the_means_formula_knows_lines_only(fire_theft: Points) -> None:
    found = routes(fire_theft, 1)
    assert list(found) == ["means_formula", "lstsq", "qr"]
    for coefficients in found.values():
        np.testing.assert_allclose(coefficients, EXACT, rtol=0, atol=1e-9)
    assert list(routes(fire_theft, 2)) == ["lstsq", "qr"]


# Misses that no line, and no parabola, through x = -2 .. 2 takes off; their mean squares are 0.8 and 2.
MISSES = {"line": ([1.0, -1.0, 0.0, -1.0, 1.0], 0.8), "parabola": ([-1.0, 2.0, 0.0, -2.0, 1.0], 2.0)}


@pytest.mark.parametrize("far", [0.0, 1e6, 1e9])
@pytest.mark.parametrize("curve", MISSES)
def test_far_from_zero_the_smallest_loss_is_still_known_and_no_descent_gets_below(
    far: float, curve: Any
) -> None:
    x = np.array([-2.0, -1.0, 0.0, 1.0, 2.0])
    misses, mse = MISSES[curve]
    points = Points(far + x, 3.0 + 2.0 * x + (0.5 * x**2 if curve == "parabola" else 0.0) + misses)
    settings = RegressionSettings(
        data="own", curve=curve, method="batch", standardize=True, learning_rate=0.2, epochs=1000
    )

    minimum = Minimum.of(points, settings)
    *_, descended = descend(points, settings)
    *_, solved = descend(points, settings.changed(method="exact", standardize=False))

    assert (minimum.loss, minimum.mse) == pytest.approx((mse, mse), rel=1e-14)
    assert descended.loss == pytest.approx(mse, rel=1e-14)
    assert (solved.loss, solved.mse) == (minimum.loss, minimum.mse)
    np.testing.assert_array_equal(solved.coefficients, minimum.coefficients)


@pytest.mark.parametrize("loss", ["absolute", "huber"])
def test_the_smallest_robust_loss_stays_the_same_when_the_points_move_far_away(loss: Any) -> None:
    x, y = np.arange(8.0), np.array([1.0, 3.0, 2.0, 5.0, 30.0, 6.0, 8.0, 7.0])
    settings = RegressionSettings(data="own", loss=loss, huber_delta=1.0, curve="parabola")
    near, far = (Minimum.of(Points(shift + x, y), settings).loss for shift in (0.0, 2.0**30))
    assert far == pytest.approx(near, rel=1e-12)


def random_points(seed: int, kind: str, count: int) -> Points:
    random = np.random.default_rng(seed)
    x = random.uniform(-5.0, 5.0, count)
    y = random.normal(0.0, 3.0, count)
    if kind == "ties":  # many equal x, many points on common lines
        x, y = np.round(x / 2.0), np.round(y)
        x[:3] = [-2.0, 0.0, 2.0]
    elif kind == "outliers":
        y = 2.0 * x + 1.0
        y[::5] += 1000.0
    elif kind == "far":
        x += 1e4
    return Points(x, y)


def best_by_trying_all(points: Points, degree: int) -> float:
    """The smallest mean absolute residual over all curves through degree + 1 of the points."""
    best = np.inf
    for chosen in itertools.combinations(range(len(points)), degree + 1):
        rows = list(chosen)
        if len(np.unique(points.x[rows])) > degree:
            shift = points.x.mean()
            features = np.vander(points.x - shift, degree + 1)
            curve = np.linalg.solve(features[rows], points.y[rows])
            best = min(best, float(np.abs(points.y - features @ curve).mean()))
    return best


@pytest.mark.parametrize("kind", ["plain", "ties", "outliers", "far"])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("curve", ["line", "parabola"])
def test_least_absolute_deviations_equal_the_best_of_all_curves_through_points(
    kind: str, seed: int, curve: Any
) -> None:
    points = random_points(seed, kind, 14)
    settings = RegressionSettings(data="own", curve=curve, loss="absolute")
    found = mean_loss(points, settings, minimiser(points, settings))
    assert found == pytest.approx(best_by_trying_all(points, settings.degree), rel=1e-9, abs=1e-9)


def test_least_absolute_deviations_of_ten_thousand_points_have_balanced_signs() -> None:
    random = np.random.default_rng(3)
    x = random.uniform(0.0, 40.0, 10_000)
    points = Points(x, 1.3 * x + 17.0 + random.standard_cauchy(10_000))
    best = minimiser(points, RegressionSettings(data="own", loss="absolute"))
    residuals = points.y - best[0] - best[1] * x
    signs = np.where(np.abs(residuals) < 1e-9, 0.0, np.sign(residuals))
    # The optimality condition: what the signs pull is no more than the two points on the line can hold.
    assert abs(signs.sum()) <= 2.0
    assert abs((signs * x).sum()) <= 2.0 * x.max()


@pytest.mark.parametrize("delta", [0.01, 0.3, 3.0, 1000.0])
@pytest.mark.parametrize("kind", ["plain", "ties", "outliers"])
@pytest.mark.parametrize("curve", ["line", "parabola"])
def test_at_the_minimum_of_hubers_loss_the_gradient_vanishes(delta: float, kind: str, curve: Any) -> None:
    points = random_points(1, kind, 40)
    settings = RegressionSettings(data="own", curve=curve, loss="huber", huber_delta=delta)
    best = minimiser(points, settings)
    features = np.vander(points.x, settings.degree + 1, increasing=True)
    pulls = loss_function(settings).derivatives(points.y - features @ best)
    scale = np.abs(features).sum(axis=0) * delta
    assert (np.abs(pulls @ features) <= 1e-11 * scale).all()


def test_a_wide_huber_loss_is_half_the_squared_one(fire_theft: Points) -> None:
    wide = RegressionSettings(loss="huber", huber_delta=1000.0)
    np.testing.assert_allclose(minimiser(fire_theft, wide), EXACT, rtol=1e-10)


def test_outliers_move_the_robust_fits_less_than_the_squared_one() -> None:
    points = random_points(2, "outliers", 41)
    off = {
        loss: abs(minimiser(points, RegressionSettings(data="own", loss=loss))[0] - 1.0)
        for loss in ("squared", "absolute", "huber")
    }
    assert off["absolute"] < 1e-9
    assert off["huber"] < 10.0
    assert off["squared"] > 100.0


def test_the_smallest_data_sets_are_fitted_exactly() -> None:
    two = Points(np.array([1.0, 3.0]), np.array([5.0, 9.0]))
    for loss in ("squared", "absolute", "huber"):
        settings = RegressionSettings(data="own", loss=loss)
        np.testing.assert_allclose(minimiser(two, settings), [3.0, 2.0], rtol=1e-12)
