"""The rules on bowls whose bottom is known, against the published formulas in float64."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.style.curvature import Array, Curvature
from ai_playground.style.optimizers import AVERAGING, MEMORY, Adam, Lbfgs, Plain, make_optimizer
from ai_playground.style.settings import OptimizerName

Wide = NDArray[np.float64]

SHAPE = (7, 10, 3)
NAMES: tuple[OptimizerName, ...] = ("lbfgs", "adam", "plain")


class Bowl:
    """Half of (x - bottom) A (x - bottom); A is diagonal, or has entries beside the diagonal too."""

    def __init__(self, *, skew: float = 0.0, steepest: float = 10.0) -> None:
        random = np.random.default_rng(0)
        size = int(np.prod(SHAPE))
        self.bottom = random.uniform(0.35, 0.65, SHAPE)
        self.start = np.clip(self.bottom + random.normal(0.0, 0.05, SHAPE), 0.0, 1.0).astype(np.float32)
        mixing = random.normal(size=(size, size)) / np.sqrt(size)
        self.matrix = np.diag(np.geomspace(1.0, steepest, size)) + skew * mixing @ mixing.T

    def gradient(self, picture: Array) -> Array:
        slope = self.matrix @ (picture.astype(np.float64) - self.bottom).ravel()
        gradient: Array = slope.reshape(SHAPE).astype(np.float32)
        return gradient

    def height(self, picture: Array) -> float:
        offset = (picture.astype(np.float64) - self.bottom).ravel()
        return float(0.5 * offset @ self.matrix @ offset)


def rms(values: NDArray[np.floating]) -> float:
    return float(np.sqrt(np.mean(np.square(values, dtype=np.float64))))


def random_gradients(count: int) -> list[Array]:
    random = np.random.default_rng(1)
    return [random.normal(0.0, 10.0 ** random.uniform(-3, 3), SHAPE).astype(np.float32) for _ in range(count)]


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_finds_the_bottom_of_a_bowl(name: OptimizerName) -> None:
    bowl, optimizer = Bowl(skew=1.0), make_optimizer(name)
    picture = bowl.start
    for step in range(400):
        # Adam's steps have the length of the rate wherever they start: it needs one that fades.
        rate = 0.01 / (1 + 0.1 * step) if name == "adam" else 0.01
        picture = optimizer.step(picture, bowl.gradient(picture), rate, bowl.height(picture))
    assert np.abs(picture - bowl.bottom).max() < 1e-3
    assert bowl.height(picture) < 1e-5 * bowl.height(bowl.start)


def test_lbfgs_needs_far_fewer_steps_than_the_plain_rule() -> None:
    bowl, heights = Bowl(skew=1.0, steepest=100.0), {}
    for name in NAMES:
        optimizer, picture = make_optimizer(name), bowl.start
        for _ in range(50):
            picture = optimizer.step(picture, bowl.gradient(picture), 0.01, bowl.height(picture))
        heights[name] = bowl.height(picture)
    assert heights["lbfgs"] < 1e-2 * heights["plain"]


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_leaves_black_and_white_behind_or_becomes_another_type(name: OptimizerName) -> None:
    optimizer = make_optimizer(name)
    picture = np.full(SHAPE, 0.5, np.float32)
    for gradient in random_gradients(20):
        picture = optimizer.step(picture, gradient, 1.0, 0.0)
        assert picture.dtype == np.float32
        assert picture.min() >= 0.0
        assert picture.max() <= 1.0


@pytest.mark.parametrize("name", NAMES)
def test_no_gradient_is_no_step(name: OptimizerName) -> None:
    optimizer, picture = make_optimizer(name), Bowl().start
    for _ in range(3):
        np.testing.assert_array_equal(optimizer.step(picture, np.zeros_like(picture), 0.1, 0.0), picture)


@pytest.mark.parametrize("name", NAMES)
def test_no_rule_changes_the_arrays_it_is_given(name: OptimizerName) -> None:
    optimizer, bowl = make_optimizer(name), Bowl()
    picture = bowl.start
    for _ in range(4):
        gradient = bowl.gradient(picture)
        before = picture.copy(), gradient.copy()
        new = optimizer.step(picture, gradient, 0.01, 0.0)
        np.testing.assert_array_equal(picture, before[0])
        np.testing.assert_array_equal(gradient, before[1])
        picture = new


def test_the_plain_rules_first_step_changes_pixels_by_the_rate_and_fixes_the_scale() -> None:
    first, second, third = random_gradients(3)
    plain, picture = Plain(), np.full(SHAPE, 0.5, np.float32)
    after = plain.step(picture, first, 0.01, 0.0)
    assert rms(after - picture) == pytest.approx(0.01, rel=1e-4)
    expected = after - 0.02 / rms(first) * 1e-3 * second / rms(second) * rms(first)
    np.testing.assert_allclose(
        plain.step(after, second * np.float32(1e-3 * rms(first) / rms(second)), 0.02, 0.0),
        expected,
        atol=1e-6,
    )
    plain.resize(7, 10)  # measures anew
    assert rms(plain.step(picture, third, 0.01, 0.0) - picture) == pytest.approx(0.01, rel=1e-4)


def test_adam_is_the_published_formula() -> None:
    """Kingma & Ba 2015, algorithm 1, with an epsilon that any gradient drowns."""
    adam, ours = Adam(), np.full(SHAPE, 0.5, np.float32)
    theirs = ours.astype(np.float64)
    first, second = np.zeros(SHAPE), np.zeros(SHAPE)
    for t, gradient in enumerate(random_gradients(12), 1):
        rate = 0.01 / t
        ours = adam.step(ours, gradient, rate, 0.0)
        wide = gradient.astype(np.float64)
        first = 0.9 * first + (1 - 0.9) * wide
        second = 0.999 * second + (1 - 0.999) * wide**2
        theirs = theirs - rate * (first / (1 - 0.9**t)) / (np.sqrt(second / (1 - 0.999**t)) + 1e-12)
        np.testing.assert_allclose(ours, theirs, atol=2e-6)


def shown(adam: Adam) -> Array:
    assert adam.result is not None
    return adam.result


def test_adam_shows_the_mean_of_its_pictures_then_a_running_one() -> None:
    adam, picture = Adam(), np.full(SHAPE, 0.5, np.float32)
    assert adam.result is None
    pictures = []
    young = round(1 / AVERAGING)
    for gradient in random_gradients(young):
        picture = adam.step(picture, gradient, 0.01, 0.0)
        pictures.append(picture)
        np.testing.assert_allclose(shown(adam), np.mean(pictures, axis=0), atol=1e-6)
    before = shown(adam)
    picture = adam.step(picture, random_gradients(1)[0], 0.01, 0.0)
    np.testing.assert_allclose(shown(adam), (1 - AVERAGING) * before + AVERAGING * picture, atol=1e-6)


def test_adams_moments_come_along_to_another_size() -> None:
    # Of gradients that are alike everywhere, so that it is known what the moments of another size are.
    slopes = [2.0, -1.0, 3.0, 0.5]
    small, large = Adam(), Adam()
    picture, pixel = np.full((4, 6, 3), 0.5, np.float32), np.full((1, 1, 3), 0.5, np.float32)
    for slope in slopes[:3]:
        picture = small.step(picture, np.full_like(picture, slope), 0.01, 0.0)
        pixel = large.step(pixel, np.full_like(pixel, slope), 0.01, 0.0)
    small.resize(9, 5)
    assert small.result is None
    picture = np.full((9, 5, 3), pixel[0, 0, 0], np.float32)
    picture = small.step(picture, np.full_like(picture, slopes[3]), 0.01, 0.0)
    pixel = large.step(pixel, np.full_like(pixel, slopes[3]), 0.01, 0.0)
    np.testing.assert_allclose(picture, np.broadcast_to(pixel, picture.shape), atol=1e-6)
    np.testing.assert_array_equal(shown(small), picture)
    before = picture
    picture = small.step(picture, np.full_like(picture, slopes[0]), 0.01, 0.0)
    np.testing.assert_allclose(shown(small), (before + picture) / 2, atol=1e-6)  # the new size's mean


def test_adams_squares_stay_squares_at_another_size() -> None:
    adam, picture = Adam(), np.full((8, 8, 3), 0.5, np.float32)
    for gradient in np.random.default_rng(2).normal(size=(3, 8, 8, 3)).astype(np.float32) ** 9:
        picture = adam.step(picture, gradient, 0.01, 0.0)
    adam.resize(13, 21)
    large = adam.step(np.full((13, 21, 3), 0.5, np.float32), np.zeros((13, 21, 3), np.float32), 0.01, 0.0)
    assert np.isfinite(large).all()


def dense_direction(points: list[tuple[Wide, Wide]]) -> Wide:
    """Inverse curvature times the last gradient, the inverse built up as a whole matrix.

    Nocedal & Wright 2006, eq. 7.16 and 7.20: H' = V.T H V + rho s s.T, V = 1 - rho y s.T.
    """
    pairs = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(points)]
    curvature = Curvature()
    for step, change in pairs:
        curvature.learn(step.reshape(SHAPE).astype(np.float32), change.reshape(SHAPE).astype(np.float32))
    units = np.eye(int(np.prod(SHAPE)), dtype=np.float32)
    inverse = np.stack([curvature.divide(unit.reshape(SHAPE)).ravel() for unit in units], axis=1).astype(
        float
    )
    pairs = pairs[-MEMORY:]
    if pairs:
        s, y = pairs[-1]
        inverse = inverse * (s @ y) / (y @ inverse @ y)
    for s, y in pairs:
        rho = 1.0 / (s @ y)
        v = np.eye(s.size) - rho * np.outer(y, s)
        inverse = v.T @ inverse @ v + rho * np.outer(s, s)
    return inverse @ points[-1][1]


@pytest.mark.slow
def test_lbfgs_goes_where_the_whole_matrix_says() -> None:
    # So steep that its bottom isn't reached: there, steps would be as small as a pixel's last digit.
    bowl, lbfgs, rate = Bowl(skew=3.0, steepest=1_000.0), Lbfgs(), 0.01
    points: list[tuple[Wide, Wide]] = []
    picture, limited = bowl.start, set()
    for step in range(MEMORY + 4):  # beyond what it remembers
        gradient = bowl.gradient(picture)
        points.append((picture.astype(np.float64).ravel(), gradient.astype(np.float64).ravel()))
        new = lbfgs.step(picture, gradient, rate, 0.0)
        taken = (new - picture).astype(np.float64).ravel()
        direction = -dense_direction(points)
        np.testing.assert_allclose(taken / rms(taken), direction / rms(direction), atol=0.01)
        if step:  # the first is shorter: nothing is known of the curvature
            assert rms(taken) == pytest.approx(min(rms(direction), rate), rel=1e-3)
            limited.add(rms(direction) > rate)
        picture = new
    assert limited == {True, False}  # both kinds were seen


def test_no_step_of_lbfgs_is_longer_than_the_rate() -> None:
    lbfgs, picture = Lbfgs(), np.full(SHAPE, 0.5, np.float32)
    for gradient in random_gradients(30):
        new = lbfgs.step(picture, gradient, 0.003, 0.0)
        assert rms(new - picture) <= 0.003 * (1 + 1e-4)
        picture = new


def test_lbfgs_takes_a_step_back_that_has_raised_the_loss_and_makes_the_next_one_shorter() -> None:
    bowl, lbfgs, rate = Bowl(), Lbfgs(), 0.05
    start = bowl.start
    first = lbfgs.step(start, bowl.gradient(start), rate, 1.0)
    second = lbfgs.step(first, bowl.gradient(first), rate, 2.0)  # as a loss that is no bowl may say
    assert rms(second - start) <= 0.25 * rms(first - start) * (1 + 1e-4)
    assert np.vdot(second - start, bowl.gradient(start)) < 0.0
    third = lbfgs.step(second, bowl.gradient(second), rate, 0.5)
    assert rms(third - second) <= 0.5 * rms(first - start) * (1 + 1e-4)
    # Four good steps later it is as free as it was.
    picture = third
    for _ in range(4):
        picture, before = lbfgs.step(picture, bowl.gradient(picture), rate, 0.1), picture
    assert rms(picture - before) <= rate * (1 + 1e-4)


def test_lbfgs_takes_no_step_back_for_a_rise_that_rounding_may_make() -> None:
    bowl, plain, noisy = Bowl(), Lbfgs(), Lbfgs()
    first = plain.step(bowl.start, bowl.gradient(bowl.start), 0.05, 1.0)
    noisy.step(bowl.start, bowl.gradient(bowl.start), 0.05, 1.0)
    second = plain.step(first, bowl.gradient(first), 0.05, 0.9)
    np.testing.assert_array_equal(noisy.step(first, bowl.gradient(first), 0.05, 1.04), second)


def test_lbfgs_goes_downhill_on_a_dome_too() -> None:
    lbfgs = Lbfgs()
    picture = Bowl().start
    for _ in range(10):
        gradient = np.float32(0.5) - picture  # curvature is negative everywhere
        new = lbfgs.step(picture, gradient, 0.01, 0.0)
        assert np.vdot(new - picture, gradient) < 0.0
        picture = new


@pytest.mark.parametrize("forgetting", ["forget", "resize"])
def test_lbfgs_forgets_its_pairs_and_keeps_what_each_scale_and_color_costs(forgetting: str) -> None:
    bowl, lbfgs, curvature, rate = Bowl(skew=1.0), Lbfgs(), Curvature(), 0.01
    points, picture = [], bowl.start
    for _ in range(5):
        points.append((picture, bowl.gradient(picture)))
        picture = lbfgs.step(picture, points[-1][1], rate, bowl.height(picture))
    for before, after in pairwise(points):
        curvature.learn(after[0] - before[0], after[1] - before[1])
    if forgetting == "forget":
        lbfgs.forget()
    else:
        lbfgs.resize(*SHAPE[:2])
    direction = curvature.divide(bowl.gradient(picture))
    taken = lbfgs.step(picture, bowl.gradient(picture), rate, bowl.height(picture)) - picture
    np.testing.assert_allclose(taken, -0.2 * rate * direction / rms(direction), atol=1e-6)


def test_lbfgs_takes_a_picture_of_another_size() -> None:
    lbfgs = Lbfgs()
    for height, width in ((8, 8), (12, 11), (33, 47)):
        lbfgs.resize(height, width)
        picture = np.full((height, width, 3), 0.5, np.float32)
        for gradient in np.random.default_rng(3).normal(size=(3, height, width, 3)).astype(np.float32):
            picture = lbfgs.step(picture, gradient, 0.01, 0.0)
            assert picture.shape == (height, width, 3)
