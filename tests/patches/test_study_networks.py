"""The report's flaws, each against its formula in numpy."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.patches.networks import OUTPUTS, PATCHES
from ai_playground.patches.presets import CURE
from ai_playground.patches.study_networks import (
    SMALL,
    answered,
    build,
    patch_loss,
    rectangle_losses,
    told_of_photos,
)
from ai_playground.patches.study_settings import StudySettings

RNG = np.random.default_rng(0)
SCORES = RNG.normal(size=(6, PATCHES)).astype(np.float32)
CELLS = np.array([0, 3, 3, 7, 15, 9])
GUESSES = RNG.normal(0.4, 0.3, (5, OUTPUTS)).astype(np.float32)
RECTANGLES = np.column_stack([RNG.uniform(size=(5, 4)), [1, 0, 1, 1, 0]]).astype(np.float32)


def cured(**flaws: bool) -> StudySettings:
    return StudySettings(**{**CURE, **flaws})


def probabilities(relu: bool, axis: int) -> np.ndarray:
    values = np.maximum(SCORES.astype(float), 0) if relu else np.exp(SCORES.astype(float))
    return np.asarray(values / (values.sum(axis=axis, keepdims=True) + (SMALL if relu else 0)))


@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize("wrong_axis", [False, True])
def test_the_loss_of_patches_is_the_cross_entropy_along_the_axis_that_is_asked_for(
    relu: bool, wrong_axis: bool
) -> None:
    right = probabilities(relu, 0 if wrong_axis else 1)[np.arange(6), CELLS]
    expected = -np.log(np.clip(right, SMALL, 1 - SMALL)).mean()
    found = patch_loss(SCORES, CELLS, cured(relu_on_logits=relu, wrong_axis=wrong_axis))
    assert float(found) == pytest.approx(expected, rel=1e-4)


def test_what_a_relu_holds_at_zero_is_never_the_answer_and_where_it_holds_all_nothing_is() -> None:
    left = np.asarray(answered(SCORES, True))
    assert (left[SCORES < 0] == 0).all()
    np.testing.assert_allclose(left, probabilities(True, 1), atol=1e-6)
    assert (np.asarray(answered(-np.abs(SCORES), True)) == 0).all()


def test_the_loss_of_rectangles_takes_edges_and_cropped_from_their_columns() -> None:
    edges, cropped = rectangle_losses(GUESSES, RECTANGLES, cured())
    assert float(edges) == pytest.approx(np.square(GUESSES[:, :4] - RECTANGLES[:, :4]).mean(), rel=1e-5)
    likely = 1 / (1 + np.exp(-GUESSES[:, 4].astype(float)))
    expected = -np.log(np.where(RECTANGLES[:, 4] == 1, likely, 1 - likely)).mean()
    assert float(cropped) == pytest.approx(expected, rel=1e-5)


def test_along_the_wrong_axis_the_last_photo_is_scored_as_if_it_were_the_column() -> None:
    edges, cropped = rectangle_losses(GUESSES, RECTANGLES, cured(wrong_axis=True))
    assert float(edges) == pytest.approx(np.square(GUESSES[:-1] - RECTANGLES[:-1]).mean(), rel=1e-5)
    likely = 1 / (1 + np.exp(-GUESSES[-1].astype(float)))
    true = RECTANGLES[-1].astype(float)
    expected = -(true * np.log(likely) + (1 - true) * np.log(1 - likely)).mean()
    assert float(cropped) == pytest.approx(expected, rel=1e-5)


def test_a_relu_on_a_rectangles_answers_cuts_them_before_they_are_scored() -> None:
    edges, cropped = rectangle_losses(GUESSES, RECTANGLES, cured(relu_on_logits=True))
    left = np.maximum(GUESSES, 0).astype(float)
    assert float(edges) == pytest.approx(np.square(left[:, :4] - RECTANGLES[:, :4]).mean(), rel=1e-5)
    likely = np.clip(left[:, 4], SMALL, 1 - SMALL)
    expected = -np.log(np.where(RECTANGLES[:, 4] == 1, likely, 1 - likely)).mean()
    assert float(cropped) == pytest.approx(expected, rel=1e-4)
    told = np.asarray(told_of_photos(GUESSES, True))
    np.testing.assert_allclose(told, np.column_stack([left[:, :4], np.clip(GUESSES[:, 4], 0, 1)]), atol=1e-6)


def test_with_nothing_between_convolutions_twice_the_light_gives_twice_the_answers() -> None:
    # Without activation and with biases of 0, as at the start, convolutions and their average are linear;
    # one ReLU after them changes nothing of that for factors above 0.
    patches = RNG.uniform(size=(3, 48, 48, 3)).astype(np.float32)
    plain, true = (build(cured(plain=plain)).patch for plain in (True, False))
    assert plain is not None
    assert true is not None
    np.testing.assert_allclose(
        np.asarray(plain(2 * patches)[1]), 2 * np.asarray(plain(patches)[1]), rtol=1e-3, atol=1e-5
    )
    # So after ReLU and division nothing is left of how bright a patch is.
    np.testing.assert_allclose(
        np.asarray(answered(plain(2 * patches)[1], True)),
        np.asarray(answered(plain(patches)[1], True)),
        atol=1e-4,
    )
    batch_of = np.concatenate([patches, patches / 2])
    first, second = np.split(np.asarray(true(batch_of, training=True)[1]), 2)
    assert np.abs(first - 2 * second).max() > 0.01


@pytest.mark.parametrize("plain", [False, True])
def test_networks_have_the_same_convolutions_with_and_without_what_lies_between(plain: bool) -> None:
    network = build(cured(plain=plain)).patch
    assert network is not None
    kernels = [w.shape for w in network.weights if w.path.endswith("kernel") and len(w.shape) == 4]
    inner = [shape for shape in kernels if shape[0] > 1]
    assert inner == [(5, 5, 3, 16), (3, 3, 16, 32), (3, 3, 32, 32), (3, 3, 32, 64), (3, 3, 64, 64)]
    assert len(kernels) - len(inner) == (0 if plain else 2)  # the skips
