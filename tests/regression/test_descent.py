from __future__ import annotations

import itertools
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from ai_playground.regression.coordinates import Coordinates
from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import MAX_PATH, Snapshot, descend
from ai_playground.regression.exact import minimiser, qr_fit
from ai_playground.regression.losses import loss_function, mean_loss
from ai_playground.regression.optimizers import RULES
from ai_playground.regression.schedules import scheduled_rate
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import theory

FloatArray = npt.NDArray[np.float64]


def last_of(points: Points, settings: RegressionSettings) -> Snapshot:
    *_, last = descend(points, settings)
    return last


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_lectures_run_gives_the_figures_of_the_blog_post(dtype: Any, fire_theft: Points) -> None:
    last = last_of(fire_theft, RegressionSettings(dtype=dtype))
    assert last.coefficients[1] == pytest.approx(1.71838, abs=1e-5)
    assert last.coefficients[0] == pytest.approx(15.7892, abs=1e-4)
    assert (last.epoch, last.updates, last.ended) == (100, 4200, "epochs")


@pytest.mark.slow
def test_a_hundredth_of_the_rate_and_a_hundred_times_the_epochs_come_close(fire_theft: Points) -> None:
    last = last_of(fire_theft, RegressionSettings(learning_rate=1e-5, epochs=10_000))
    assert last.coefficients[1] == pytest.approx(1.3134560, rel=0.03)
    assert last.coefficients[0] == pytest.approx(16.9951572, rel=0.06)


def test_the_first_snapshot_is_the_start_point(fire_theft: Points) -> None:
    settings = RegressionSettings(start_slope=2.0, start_intercept=-3.0, standardize=True)
    first = next(descend(fire_theft, settings))
    np.testing.assert_allclose(first.coefficients, [-3.0, 2.0], rtol=1e-12)
    assert (first.epoch, first.updates, first.ended) == (0, 0, "")
    assert first.loss == pytest.approx(np.mean((fire_theft.y - 2.0 * fire_theft.x + 3.0) ** 2))
    np.testing.assert_array_equal(first.path, first.internal[None])


def test_a_snapshots_path_holds_every_update_of_its_epoch(fire_theft: Points) -> None:
    _, first, second, *_ = descend(fire_theft, RegressionSettings(epochs=3))
    w = b = 0.0
    for epoch in (first, second):
        for index, (x, y) in enumerate(zip(fire_theft.x, fire_theft.y, strict=True)):
            residual = y - w * x - b
            b, w = b + 0.002 * residual, w + 0.002 * residual * x
            np.testing.assert_allclose(epoch.path[index], [b, w], rtol=1e-12)
        np.testing.assert_array_equal(epoch.path[-1], epoch.internal)


@pytest.mark.parametrize("method", ["sgd", "minibatch", "batch"])
def test_an_epoch_counts_its_updates(method: Any, fire_theft: Points) -> None:
    last = last_of(fire_theft, RegressionSettings(method=method, epochs=3, batch_size=8))
    assert last.updates == 3 * {"sgd": 42, "minibatch": 6, "batch": 1}[method]
    assert len(last.path) == last.updates // 3


def test_batches_of_one_are_descent_point_by_point(fire_theft: Points) -> None:
    common: dict[str, Any] = {
        "epochs": 5,
        "optimizer": "adam",
        "shuffle": True,
        "curve": "parabola",
        "standardize": True,
    }
    by_point = last_of(fire_theft, RegressionSettings(method="sgd", **common))
    by_batch = last_of(fire_theft, RegressionSettings(method="minibatch", batch_size=1, **common))
    np.testing.assert_allclose(by_batch.path, by_point.path, rtol=1e-11)


@pytest.mark.parametrize("optimizer", RULES)
def test_a_batch_of_all_is_full_batch_descent(optimizer: Any, fire_theft: Points) -> None:
    common: dict[str, Any] = {
        "epochs": 20,
        "optimizer": optimizer,
        "standardize": True,
        "learning_rate": 0.05,
    }
    whole = last_of(fire_theft, RegressionSettings(method="batch", **common))
    mini = last_of(fire_theft, RegressionSettings(method="minibatch", batch_size=1000, **common))
    np.testing.assert_array_equal(whole.coefficients, mini.coefficients)


@pytest.mark.parametrize("loss", ["squared", "absolute", "huber"])
@pytest.mark.parametrize("curve", ["line", "parabola"])
@pytest.mark.parametrize("standardize", [False, True])
def test_a_plain_step_follows_the_gradient_of_the_mean_loss(
    loss: Any, curve: Any, standardize: bool, fire_theft: Points
) -> None:
    rate = 1e-7
    settings = RegressionSettings(
        method="batch", loss=loss, curve=curve, standardize=standardize, learning_rate=rate, start_slope=0.313
    )
    start, after, *_ = descend(fire_theft, settings)
    coordinates = Coordinates.of(fire_theft, settings)

    def loss_at(internal: FloatArray) -> float:
        return mean_loss(fire_theft, settings, coordinates.to_raw(internal))

    steps = 1e-6 * np.eye(len(start.internal))
    gradient = [(loss_at(start.internal + h) - loss_at(start.internal - h)) / 2e-6 for h in steps]
    np.testing.assert_allclose((start.internal - after.internal) / rate, gradient, rtol=2e-6, atol=1e-5)


@pytest.mark.parametrize("loss", ["squared", "absolute", "huber"])
def test_the_derivative_of_one_residual_is_that_of_an_array(loss: Any) -> None:
    residuals = np.array([-50.0, -10.0, -0.5, 0.0, 0.5, 10.0, 50.0])
    function = loss_function(RegressionSettings(loss=loss))
    one_by_one = [function.derivative(residual) for residual in residuals.tolist()]
    np.testing.assert_array_equal(one_by_one, function.derivatives(residuals))


def test_full_batch_descent_shrinks_each_error_by_one_minus_rate_times_its_eigenvalue(
    fire_theft: Points,
) -> None:
    rate, epochs = 0.002, 300
    settings = RegressionSettings(method="batch", learning_rate=rate, epochs=epochs)
    known = theory(fire_theft, settings)
    values, axes = np.linalg.eigh(known.hessian)
    np.testing.assert_allclose(values, known.eigenvalues, rtol=1e-10)
    exact = qr_fit(fire_theft.x, fire_theft.y)
    start = axes.T @ (0.0 - exact)
    expected = exact + axes @ ((1.0 - rate * values) ** epochs * start)
    np.testing.assert_allclose(last_of(fire_theft, settings).coefficients, expected, rtol=1e-11)


@pytest.mark.parametrize("loss", ["squared", "huber"])
@pytest.mark.parametrize("curve", ["line", "parabola"])
def test_descent_reaches_the_exact_minimum(loss: Any, curve: Any, fire_theft: Points) -> None:
    settings = RegressionSettings(
        method="batch", standardize=True, curve=curve, loss=loss, learning_rate=0.2, epochs=3000
    )
    np.testing.assert_allclose(
        last_of(fire_theft, settings).coefficients, minimiser(fire_theft, settings), rtol=1e-8
    )


def test_the_method_exact_yields_the_start_and_the_minimum(fire_theft: Points) -> None:
    for loss in ("squared", "absolute", "huber"):
        settings = RegressionSettings(method="exact", loss=loss, curve="parabola")
        start, end = descend(fire_theft, settings)
        assert (start.epoch, end.epoch, end.ended) == (0, 1, "converged")
        np.testing.assert_allclose(end.coefficients, minimiser(fire_theft, settings), rtol=1e-12)


@pytest.mark.parametrize("degree", [1, 2])
def test_coordinates_go_there_and_back(degree: int, fire_theft: Points) -> None:
    coordinates = Coordinates.standardised(fire_theft.x, degree)
    raw = np.random.default_rng(0).normal(size=(5, degree + 1))
    internal = coordinates.to_internal(raw)
    np.testing.assert_allclose(coordinates.to_raw(internal), raw, rtol=1e-12)
    on_curve = np.polynomial.polynomial.polyval(fire_theft.x, raw[0])
    np.testing.assert_allclose(coordinates.features(fire_theft.x) @ internal[0], on_curve, rtol=1e-12)


def test_schedules_follow_their_closed_forms() -> None:
    rate, decay, epochs = 0.3, 0.05, 40
    t = np.arange(epochs)
    expected: dict[Any, Any] = {
        "constant": np.full(epochs, rate),
        "inverse_time": rate / (1.0 + decay * t),
        "exponential": rate * np.exp(-decay * t),
        "cosine": rate * (1.0 + np.cos(np.pi * t / epochs)) / 2.0,
    }
    for schedule, rates in expected.items():
        settings = RegressionSettings(learning_rate=rate, decay=decay, epochs=epochs, schedule=schedule)
        ours = np.array([scheduled_rate(settings, epoch) for epoch in range(epochs)])
        np.testing.assert_allclose(ours, rates, rtol=1e-12)


def test_a_snapshot_names_the_rate_its_updates_used(fire_theft: Points) -> None:
    settings = RegressionSettings(schedule="inverse_time", decay=1.0, epochs=4)
    rates = [snapshot.learning_rate for snapshot in descend(fire_theft, settings)]
    np.testing.assert_allclose(rates, [0.001, 0.001, 0.0005, 0.001 / 3.0, 0.00025])


@pytest.mark.parametrize("optimizer", RULES)
def test_a_rate_that_fades_to_nothing_leaves_the_coefficients_where_they_are(
    optimizer: Any, fire_theft: Points
) -> None:
    settings = RegressionSettings(
        optimizer=optimizer,
        schedule="exponential",
        decay=10.0,
        epochs=60,
        learning_rate=0.001,
        standardize=True,
    )
    snapshots = list(descend(fire_theft, settings))
    assert snapshots[-1].ended == "epochs"
    np.testing.assert_allclose(snapshots[-1].coefficients, snapshots[10].coefficients, rtol=1e-6)
    assert not np.allclose(snapshots[1].coefficients, 0.0)


def test_a_decaying_rate_gets_closer_than_a_constant_one(fire_theft: Points) -> None:
    exact = qr_fit(fire_theft.x, fire_theft.y)
    constant = RegressionSettings(epochs=2000, standardize=True, learning_rate=0.01)
    fading = constant.changed(schedule="inverse_time", decay=0.05)
    off = [
        np.abs(last_of(fire_theft, settings).coefficients - exact).max() for settings in (constant, fading)
    ]
    assert off[1] < 0.2 * off[0]


def test_a_run_that_hardly_changes_has_converged(fire_theft: Points) -> None:
    settings = RegressionSettings(
        method="batch", standardize=True, learning_rate=0.3, tolerance=1e-6, epochs=1000
    )
    *_, before, last = descend(fire_theft, settings)
    assert last.ended == "converged"
    assert abs(before.loss - last.loss) < 1e-6
    assert last.epoch < 100


def test_without_a_tolerance_a_run_at_the_minimum_goes_on(fire_theft: Points) -> None:
    settings = RegressionSettings(method="batch", standardize=True, learning_rate=0.3, epochs=200)
    assert last_of(fire_theft, settings).ended == "epochs"


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("method", ["sgd", "minibatch", "batch"])
@pytest.mark.parametrize("optimizer", RULES)
@pytest.mark.parametrize("curve", ["line", "parabola"])
def test_whatever_the_rate_no_snapshot_holds_anything_but_finite_numbers(
    dtype: Any, method: Any, optimizer: Any, curve: Any, fire_theft: Points
) -> None:
    settings = RegressionSettings(
        dtype=dtype,
        method=method,
        optimizer=optimizer,
        curve=curve,
        learning_rate=10.0,
        momentum=0.999,
        epochs=60,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        snapshots = list(descend(fire_theft, settings))
    for snapshot in snapshots:
        numbers = [snapshot.coefficients, snapshot.internal, snapshot.path.reshape(-1)]
        assert np.isfinite(np.concatenate(numbers)).all()
        assert np.isfinite([snapshot.loss, snapshot.mse, snapshot.learning_rate]).all()
    if optimizer in ("plain", "momentum", "nesterov"):
        assert snapshots[-1].ended == "diverged"


def test_a_divergence_ends_at_the_last_sound_update(fire_theft: Points) -> None:
    settings = RegressionSettings(learning_rate=0.05, epochs=100)
    *_, before, last = descend(fire_theft, settings)
    assert last.ended == "diverged"
    assert last.loss <= 1e12 * np.mean(fire_theft.y**2)
    assert last.updates == before.updates + len(last.path)
    assert len(last.path) < len(fire_theft)
    if len(last.path):
        np.testing.assert_array_equal(last.internal, last.path[-1])


def test_a_perfect_start_is_not_mistaken_for_a_divergence() -> None:
    points = Points(np.array([0.1, 0.2, 0.7]), 2.0 + 3.0 * np.array([0.1, 0.2, 0.7]))
    settings = RegressionSettings(data="own", start_slope=3.0, start_intercept=2.0, learning_rate=0.1)
    assert last_of(points, settings).ended == "epochs"


def test_a_shuffled_run_is_the_same_for_the_same_seed_and_another_for_another(fire_theft: Points) -> None:
    settings = RegressionSettings(shuffle=True, seed=1)
    first, again = last_of(fire_theft, settings), last_of(fire_theft, settings)
    other = last_of(fire_theft, settings.changed(seed=2))
    np.testing.assert_array_equal(first.path, again.path)
    assert not np.array_equal(first.coefficients, other.coefficients)


@pytest.mark.parametrize("method", ["sgd", "minibatch"])
def test_a_shuffled_epoch_still_sees_every_point_once(method: Any, fire_theft: Points) -> None:
    # At a vanishing rate an epoch adds up the gradients of all points, in whatever order.
    common: dict[str, Any] = {
        "method": method,
        "batch_size": 6,
        "learning_rate": 1e-7,
        "epochs": 1,
        "standardize": True,
    }
    in_order = last_of(fire_theft, RegressionSettings(**common))
    shuffled = last_of(fire_theft, RegressionSettings(shuffle=True, **common))
    np.testing.assert_allclose(shuffled.internal, in_order.internal, rtol=1e-4)


def test_settings_sent_in_change_the_rate_from_the_next_epoch_on(fire_theft: Points) -> None:
    settings = RegressionSettings(learning_rate=0.001)
    run = descend(fire_theft, settings)
    next(run)
    first = next(run)
    second = run.send(settings.changed(learning_rate=0.0005, optimizer="adam", epochs=7))
    third = next(run)
    assert [s.learning_rate for s in (first, second, third)] == [0.001, 0.0005, 0.0005]
    # Only live fields are taken: the rule is still the plain one, and the run still has 100 epochs.
    continued = settings.changed(
        learning_rate=0.0005,
        start_intercept=float(first.coefficients[0]),
        start_slope=float(first.coefficients[1]),
    )
    _, expected, *_ = descend(fire_theft, continued)
    np.testing.assert_allclose(second.coefficients, expected.coefficients, rtol=1e-12)
    assert list(run)[-1].epoch == 100


def test_momentum_can_change_in_mid_run(fire_theft: Points) -> None:
    settings = RegressionSettings(optimizer="momentum", momentum=0.9, learning_rate=1e-5, method="batch")
    changed, unchanged = descend(fire_theft, settings), descend(fire_theft, settings)
    for run in (changed, unchanged):
        next(run)
        next(run)
    no_momentum = changed.send(settings.changed(momentum=0.0))
    assert not np.array_equal(no_momentum.coefficients, next(unchanged).coefficients)


def test_a_long_path_is_thinned_from_its_end() -> None:
    points = load_points(RegressionSettings(data="line", points=2000))
    last = last_of(points, RegressionSettings(data="line", learning_rate=1e-5, epochs=1))
    assert last.updates == 2000
    assert len(last.path) == MAX_PATH
    np.testing.assert_array_equal(last.path[-1], last.internal)


def test_float32_arithmetic_stays_in_float32(fire_theft: Points) -> None:
    common: dict[str, Any] = {"dtype": "float32", "epochs": 2, "learning_rate": 1e-4}
    for optimizer, method in itertools.product(RULES, ("sgd", "minibatch")):
        settings = RegressionSettings(**common | {"optimizer": optimizer, "method": method})
        path = last_of(fire_theft, settings).path
        np.testing.assert_array_equal(path.astype(np.float32).astype(np.float64), path)


def test_snapshots_do_not_share_memory_with_the_run(fire_theft: Points) -> None:
    run = descend(fire_theft, RegressionSettings())
    first = next(run)
    first.internal[:] = 99.0
    first.path[:] = 99.0
    np.testing.assert_array_equal(
        next(run).path, next(iter([*descend(fire_theft, RegressionSettings())][1:])).path
    )
