"""Photos of any size are painted, large ones in pieces that leave no seam."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from ai_playground.cyclegan import painting
from ai_playground.cyclegan.networks import residual_generator
from ai_playground.cyclegan.painting import Painter, to_pixels
from ai_playground.cyclegan.weights import Weights
from tests.cyclegan.tiny import pictures


@pytest.fixture(scope="module")
def weights() -> Weights:
    shapes = [array.shape for array in residual_generator(4, 2, "resize").get_weights()]
    rng = np.random.default_rng(5)
    return Weights(4, 2, "resize", [rng.normal(0, 0.2, shape).astype(np.float16) for shape in shapes])


@pytest.fixture(scope="module")
def painter(weights: Weights) -> Painter:
    return Painter(weights, "float32")


def photo(height: int, width: int) -> Any:
    return pictures(1, 240)[0][:height, :width]


def test_a_photo_is_painted_as_its_generator_does(weights: Weights, painter: Painter) -> None:
    model = residual_generator(4, 2, "resize")
    model.set_weights([array.astype(np.float32) for array in weights.arrays])
    expected = to_pixels(model(photo(64, 48)[None] / np.float32(127.5) - 1.0))[0]
    painted = painter.paint(photo(64, 48))
    np.testing.assert_allclose(painted.astype(int), expected, atol=1)


@pytest.mark.parametrize("size", [(16, 16), (17, 31), (50, 200), (203, 18)])
def test_any_size_comes_back(painter: Painter, size: tuple[int, int]) -> None:
    assert painter.paint(photo(*size)).shape == (*size, 3)


def test_pieces_of_a_large_photo_leave_no_seam(
    weights: Weights, painter: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = photo(239, 237)
    at_once = painter.paint(large).astype(int)
    # Measured on the whole picture, not on a reduced one: only the pieces are on trial.
    monkeypatch.setattr(painting, "resized_to", lambda picture, *_size: picture)
    in_pieces = Painter(weights, "float32", whole=50_000, tile=64).paint(large)
    np.testing.assert_allclose(in_pieces, at_once, atol=1)


def test_half_strength_lies_half_way(painter: Painter) -> None:
    painted, half = painter.paint(photo(32, 32)), painter.paint(photo(32, 32), strength=0.5)
    np.testing.assert_allclose(half, (painted.astype(float) + photo(32, 32)) / 2, atol=0.5)
    np.testing.assert_array_equal(painter.paint(photo(32, 32), strength=0.0), photo(32, 32))


def test_half_precision_paints_nearly_the_same_and_leaves_the_policy_as_it_was(
    weights: Weights, painter: Painter
) -> None:
    fine = painter.paint(photo(64, 64)).astype(int)
    coarse = Painter(weights, "bfloat16").paint(photo(64, 64)).astype(int)
    assert 0 < np.abs(fine - coarse).mean() < 3
    assert keras.config.dtype_policy().name == "float32"
