from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.style.curvature import BANDS, FLOOR, HIGHEST, LOWEST, Array, Curvature

SIZES = [(2, 2), (5, 9), (16, 16), (13, 21), (37, 64)]
# An orthonormal basis of colors: lightness, red against green, yellow against blue.
GREY, RED, YELLOW = np.array([1, 1, 1]) / 3**0.5, np.array([1, -1, 0]) / 2**0.5, np.array([1, 1, -2]) / 6**0.5


def noise(seed: int, height: int, width: int) -> Array:
    return np.random.default_rng(seed).normal(size=(height, width, 3)).astype(np.float32)


def learned(height: int, width: int) -> Curvature:
    """One that knows an uneven curvature: lightness is ten times as stiff as the other two."""
    curvature = Curvature()
    step = noise(0, height, width)
    curvature.learn(step, stiffened(step))
    return curvature


def stiffened(values: NDArray[np.float32]) -> Array:
    lightness = (values @ GREY)[..., None] * GREY
    stiff: Array = (values + 9.0 * lightness).astype(np.float32)
    return stiff


def wave(color: NDArray[np.float64], periods: int, size: int = 64) -> Array:
    """Stripes of one color, `periods` of them across the picture."""
    stripes = np.cos(2 * np.pi * periods * np.arange(size) / size)
    picture: Array = np.broadcast_to(stripes[None, :, None] * color, (size, size, 3)).astype(np.float32)
    return picture


def test_nothing_learned_divides_nothing() -> None:
    values = noise(1, 9, 14)
    np.testing.assert_array_equal(Curvature().divide(values), values)
    np.testing.assert_array_equal(Curvature().by_band(), np.ones((3, BANDS)))


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_dividing_undoes_a_curvature_that_depends_on_color_alone(height: int, width: int) -> None:
    curvature, values = learned(height, width), noise(2, height, width)
    # Only the ratio of the colors is known, not the size.
    np.testing.assert_allclose(10.0 * curvature.divide(stiffened(values)) / 100.0, values, atol=2e-5)


def test_dividing_undoes_a_curvature_that_depends_on_frequency() -> None:
    """A Laplacian's: its size at a frequency is known in closed form, here at the bands' middles."""
    curvature, size = Curvature(), 64
    stiffness = {periods: 4 * np.sin(np.pi * periods / size) ** 2 for periods in (1, 3, 8, 20)}
    step = sum(wave(color, periods) for periods in stiffness for color in (GREY, RED, YELLOW))
    change = sum(
        np.float32(stiffness[periods]) * wave(color, periods)
        for periods in stiffness
        for color in (GREY, RED, YELLOW)
    )
    assert isinstance(step, np.ndarray)
    assert isinstance(change, np.ndarray)
    curvature.learn(step, change)
    divided = curvature.divide(change)
    scale = np.vdot(divided, step) / np.vdot(step, step)
    before = np.linalg.norm(change / (np.vdot(change, step) / np.vdot(step, step)) - step)
    assert np.linalg.norm(divided / scale - step) < 0.35 * before


@pytest.mark.parametrize(("height", "width"), SIZES)
def test_dividing_is_symmetric_and_positive(height: int, width: int) -> None:
    curvature = learned(height, width)
    for seed in range(20):
        first, second = noise(3 + seed, height, width), noise(100 + seed, height, width)
        size = float(np.linalg.norm(first) * np.linalg.norm(second))
        assert np.vdot(first, curvature.divide(second)) == pytest.approx(
            np.vdot(curvature.divide(first), second), abs=1e-5 * size
        )
        assert np.vdot(first, curvature.divide(first)) > 0.5 * np.vdot(first, first)


def test_what_was_learned_at_one_size_holds_at_another() -> None:
    small = learned(32, 48)
    values = noise(4, 45, 67)
    np.testing.assert_allclose(small.divide(stiffened(values)) / 10.0, values, atol=2e-5)


def test_a_band_that_was_never_seen_is_like_its_neighbours() -> None:
    curvature = Curvature()
    step = wave(GREY, 16) + wave(GREY, 4)
    curvature.learn(step, wave(GREY, 16) + np.float32(0.5) * wave(GREY, 4))
    grey, red, _ = curvature.by_band()
    assert grey[0] == pytest.approx(0.5, rel=0.01)
    assert grey[-1] == pytest.approx(1.0)
    np.testing.assert_array_equal(red, 1.0)


def test_newer_steps_count_more() -> None:
    curvature, step = learned(16, 16), noise(5, 16, 16)
    for _ in range(200):
        curvature.learn(step, step)  # by now all colors are alike
    np.testing.assert_allclose(curvature.by_band(), 1.0, atol=0.01)


def test_a_direction_that_costs_nothing_is_not_followed_without_end() -> None:
    curvature, step = Curvature(), noise(6, 32, 32)
    curvature.learn(step, np.broadcast_to(step.mean(axis=2, keepdims=True), step.shape).astype(np.float32))
    assert curvature.by_band().min() == FLOOR
    assert np.isfinite(curvature.divide(step)).all()


def test_the_bands_cover_all_frequencies() -> None:
    """A tint of everything lies below the lowest band; a checkerboard lies at the highest frequency."""
    board = np.where(np.add.outer(range(64), range(64)) % 2, 1.0, -1.0)[..., None]
    tint, grain = np.ones((64, 64, 3), np.float32), np.broadcast_to(board, (64, 64, 3)).astype(np.float32)
    curvature = Curvature()
    curvature.learn(tint + grain, np.float32(0.1) * tint + grain)
    by_band = curvature.by_band()[0]
    assert by_band[0] == pytest.approx(0.1, rel=0.01)
    assert by_band[-1] == pytest.approx(1.0)
    assert LOWEST < 1 / 32
    assert pytest.approx(2**-0.5) == HIGHEST
