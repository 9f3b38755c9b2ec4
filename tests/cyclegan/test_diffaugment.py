"""What the discriminators see, against changes made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops
from numpy.typing import NDArray

from ai_playground.cyclegan import diffaugment
from ai_playground.learning.backend import value_and_gradients

RNG = np.random.default_rng(0)
PICTURES = RNG.uniform(-1, 1, (2, 16, 16, 3)).astype(np.float32)
NOTHING = np.array([0, 0, 0, 0, 0, 0.5, 0.5, 0], np.float32)


def changed(**numbers: float) -> NDArray[np.float32]:
    """The first picture with some of its numbers changed; the second must stay as it is."""
    names = ("brightness", "saturation", "contrast", "down", "right", "row", "column", "side")
    first = NOTHING.copy()
    for name, number in numbers.items():
        first[names.index(name)] = number
    one, other = np.array(diffaugment.change(PICTURES, np.stack([first, NOTHING])), np.float32)
    np.testing.assert_allclose(other, PICTURES[1], atol=1e-6)
    changed: NDArray[np.float32] = one
    return changed


def test_with_strength_0_everything_stays() -> None:
    numbers = diffaugment.draw(np.random.default_rng(1), 2, 0.0)
    np.testing.assert_allclose(diffaugment.change(PICTURES, numbers), PICTURES, atol=1e-6)


def test_brightness_is_added() -> None:
    np.testing.assert_allclose(changed(brightness=0.3), PICTURES[0] + 0.3, atol=1e-6)


def test_without_saturation_all_channels_are_their_mean() -> None:
    grey = PICTURES[0].mean(axis=2, keepdims=True).repeat(3, axis=2)
    np.testing.assert_allclose(changed(saturation=-1.0), grey, atol=1e-6)


def test_without_contrast_all_is_the_mean_of_the_picture() -> None:
    np.testing.assert_allclose(changed(contrast=-1.0), PICTURES[0].mean(), atol=1e-6)


def test_a_shift_moves_whole_pixels_and_leaves_grey() -> None:
    expected = np.zeros_like(PICTURES[0])
    expected[2:, :-1] = PICTURES[0, :-2, 1:]
    np.testing.assert_allclose(changed(down=2 / 16, right=-1 / 16), expected, atol=1e-6)


def test_a_square_is_cut_out_and_the_border_cuts_it_off() -> None:
    expected = PICTURES[0].copy()
    expected[4:12, :4] = 0
    np.testing.assert_allclose(changed(row=0.5, column=0.0, side=0.5), expected, atol=1e-6)


@pytest.mark.parametrize("strength", [0.5, 1.0])
def test_numbers_fill_the_ranges_of_the_paper(strength: float) -> None:
    drawn = diffaugment.draw(np.random.default_rng(2), 5000, strength)
    largest = np.array([0.5, 1.0, 0.5, 0.125, 0.125]) * strength
    np.testing.assert_allclose(drawn[:, :5].max(axis=0), largest, rtol=0.01)
    np.testing.assert_allclose(drawn[:, :5].min(axis=0), -largest, rtol=0.01)
    np.testing.assert_allclose(drawn[:, 5:7].mean(axis=0), 0.5, atol=0.02)
    assert set(drawn[:, 7].tolist()) == {0.5 * strength}


def test_the_generator_learns_through_the_changes() -> None:
    numbers = diffaugment.draw(np.random.default_rng(3), 2, 1.0)
    towards, weights = np.random.default_rng(4).normal(size=(2, *PICTURES.shape)).astype(np.float32)
    start = ops.convert_to_tensor(PICTURES)
    _, _, gradients = value_and_gradients(
        lambda pictures: (ops.sum(weights * diffaugment.change(pictures[0], numbers)), None), [start]
    )
    # Every change is linear in the pictures, but for what is added: any step is as good as a small one.
    moved = diffaugment.change(PICTURES + towards, numbers) - diffaugment.change(PICTURES, numbers)
    assert np.sum(towards * gradients[0]) == pytest.approx(np.sum(weights * moved), rel=1e-4)
