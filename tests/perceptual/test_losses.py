"""The terms of the loss against plain numpy, and the papers' own figures against the papers' formulas."""

from __future__ import annotations

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from ai_playground.perceptual import losses
from ai_playground.perceptual.losses import Terms, Weights
from tests.perceptual.narrow import as_tensor, narrow_vgg, noise, scene, stripes

ROWS, COLUMNS, CHANNELS = 5, 7, 4


def features(seed: int) -> NDArray[np.float32]:
    values = np.random.default_rng(seed).normal(2.0, 3.0, (1, ROWS, COLUMNS, CHANNELS))
    return values.astype(np.float32)


def paper_matrix(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Features as the paper has them: F[i, k], filter i at place k."""
    return values.reshape(-1, CHANNELS).T.astype(np.float64)


def paper_gram(values: NDArray[np.float32]) -> NDArray[np.float64]:
    """Gatys et al. 2016, eq. 3: a sum over places, divided by nothing."""
    matrix = paper_matrix(values)
    gram = np.zeros((CHANNELS, CHANNELS))
    for i in range(CHANNELS):
        for j in range(CHANNELS):
            gram[i, j] = sum(matrix[i, k] * matrix[j, k] for k in range(ROWS * COLUMNS))
    return gram


def test_a_gram_matrix_is_the_papers_over_the_number_of_places() -> None:
    ours = losses.gram_matrix(tf.constant(features(0))).numpy()
    np.testing.assert_allclose(ours, paper_gram(features(0)) / (ROWS * COLUMNS), rtol=1e-5)


def test_a_gram_matrix_forgets_where_things_are() -> None:
    places = features(0).reshape(-1, CHANNELS)
    shuffled = np.random.default_rng(1).permutation(places).reshape(1, COLUMNS, ROWS, CHANNELS)
    np.testing.assert_allclose(
        losses.gram_matrix(tf.constant(shuffled)), losses.gram_matrix(tf.constant(features(0))), rtol=1e-5
    )


def test_a_gram_matrix_of_bfloat16_features_is_summed_in_float32() -> None:
    ones = tf.ones((1, 64, 64, 2), tf.bfloat16)  # counting in bfloat16 stops at 256
    gram = losses.gram_matrix(ones)
    assert gram.dtype == tf.float32
    np.testing.assert_array_equal(gram, np.ones((2, 2)))


def test_a_masked_gram_matrix_is_a_weighted_mean() -> None:
    weights = np.random.default_rng(2).uniform(0.0, 1.0, (1, ROWS, COLUMNS, 1)).astype(np.float32)
    places = features(0).reshape(-1, CHANNELS).astype(np.float64)
    expected = sum(w * np.outer(place, place) for w, place in zip(weights.ravel(), places, strict=True))
    ours = losses.gram_matrix(tf.constant(features(0)), tf.constant(weights))
    np.testing.assert_allclose(ours, expected / weights.sum(), rtol=1e-5)


def test_a_mask_of_ones_changes_nothing_and_half_a_mask_leaves_half_the_places() -> None:
    values = tf.constant(features(0))
    np.testing.assert_allclose(
        losses.gram_matrix(values, tf.ones((1, ROWS, COLUMNS, 1))), losses.gram_matrix(values), rtol=1e-5
    )
    left = np.zeros((1, ROWS, COLUMNS, 1), np.float32)
    left[:, :, :3] = 1.0
    np.testing.assert_allclose(
        losses.gram_matrix(values, tf.constant(left)), losses.gram_matrix(values[:, :, :3]), rtol=1e-5
    )


def test_a_mask_that_applies_nowhere_gives_a_finite_gram_matrix() -> None:
    empty = losses.gram_matrix(tf.constant(features(0)), tf.zeros((1, ROWS, COLUMNS, 1)))
    np.testing.assert_array_equal(empty, np.zeros((CHANNELS, CHANNELS)))


def test_the_relative_error_is_0_for_the_same_1_for_nothing_and_4_for_thrice_as_much() -> None:
    target = tf.constant(features(0))
    for factor, expected in ((1.0, 0.0), (0.0, 1.0), (2.0, 1.0), (3.0, 4.0)):
        assert float(losses.relative_error(factor * target, target)) == pytest.approx(expected)


def test_the_relative_error_is_numpys() -> None:
    ours, target = features(1).astype(np.float64), features(2).astype(np.float64)
    expected = ((ours - target) ** 2).sum() / (target**2).sum()
    assert float(losses.relative_error(tf.constant(features(1)), tf.constant(features(2)))) == pytest.approx(
        expected
    )


def test_the_total_variation_of_a_flat_picture_a_ramp_and_a_chessboard() -> None:
    down, across = np.mgrid[:8, :8]
    for picture, expected in ((0.0 * down + 0.3, 0.0), (down / 10, 0.01), ((down + across) % 2, 2.0)):
        values = np.repeat(picture[None, :, :, None], 3, axis=-1).astype(np.float32)
        assert float(losses.total_variation(tf.constant(values))) == pytest.approx(expected)


def test_the_total_variation_is_numpys() -> None:
    picture = noise(3, 9, 6)[None] / np.float32(255)
    expected = (np.diff(picture, axis=1) ** 2).mean() + (np.diff(picture, axis=2) ** 2).mean()
    assert float(losses.total_variation(tf.constant(picture))) == pytest.approx(expected)


def test_the_loss_is_the_weighted_sum_of_all_terms() -> None:
    random = np.random.default_rng(4)
    content, style = random.uniform(size=2), random.uniform(size=(3, 4))
    content_layers, style_layers, blend = np.array([0.3, 0.7]), random.uniform(size=4), random.uniform(size=3)
    expected = 5.0 * 0.6
    for i in range(2):
        expected += 2.0 * content_layers[i] * content[i]
    for k in range(3):
        for i in range(4):
            expected += 3.0 * blend[k] * style_layers[i] * style[k, i]
    terms = Terms(tf.constant(content), tf.constant(style), tf.constant(0.6, tf.float64))
    weights = Weights(2.0, 3.0, 5.0, content_layers, style_layers, blend)
    assert float(terms.total(weights)) == pytest.approx(expected, rel=1e-12)


def test_the_papers_content_loss_is_its_equation_1() -> None:
    painted, photographed = paper_matrix(features(1)), paper_matrix(features(2))
    expected = 0.5 * sum(
        (painted[i, k] - photographed[i, k]) ** 2 for i in range(CHANNELS) for k in range(ROWS * COLUMNS)
    )
    relative = float(losses.relative_error(tf.constant(features(1)), tf.constant(features(2))))
    squares = float((photographed**2).sum())
    assert losses.paper_content(relative, squares) == pytest.approx(expected, rel=1e-5)


def test_the_papers_style_loss_is_its_equation_4() -> None:
    painted, painting = paper_gram(features(1)), paper_gram(features(2))
    places = ROWS * COLUMNS
    expected = sum(
        (painted[i, j] - painting[i, j]) ** 2 for i in range(CHANNELS) for j in range(CHANNELS)
    ) / (4 * CHANNELS**2 * places**2)
    gram = losses.gram_matrix(tf.constant(features(2)))
    relative = float(losses.relative_error(losses.gram_matrix(tf.constant(features(1))), gram))
    squares = float(tf.reduce_sum(tf.square(gram)))
    assert losses.paper_style(relative, squares, CHANNELS) == pytest.approx(expected, rel=1e-4)


def test_all_terms_are_0_for_a_picture_that_is_its_own_content_and_style() -> None:
    network, picture = narrow_vgg(), as_tensor(stripes())
    layers = ("block2_conv2", "block4_conv2"), ("block1_conv1", "block3_conv1")
    targets = losses.make_targets(network, picture, [picture], [None], *layers)
    terms = losses.terms_of(network, picture, targets, *layers)
    np.testing.assert_allclose(terms.content, [0.0, 0.0], atol=1e-9)
    np.testing.assert_allclose(terms.style, [[0.0, 0.0]], atol=1e-9)


def test_every_term_stands_where_its_layer_and_style_stand() -> None:
    network, layers = narrow_vgg(), (("block1_conv2", "block3_conv2"), ("block1_conv1", "block4_conv1"))
    picture, content = as_tensor(noise(0)), as_tensor(scene())
    styles = [as_tensor(stripes()), as_tensor(noise(1, 32, 40))]  # of any size
    mask = np.zeros((1, 48, 64, 1), np.float32)
    mask[:, :, 32:] = 1.0
    targets = losses.make_targets(network, content, styles, [None, tf.constant(mask)], *layers)
    terms = losses.terms_of(network, picture, targets, *layers)
    everything = [*layers[0], *layers[1]]
    here, there = network.features(picture, everything), network.features(content, everything)
    for i, name in enumerate(layers[0]):
        difference = np.sum((here[name].numpy() - there[name].numpy()) ** 2)
        assert float(terms.content[i]) == pytest.approx(
            difference / np.sum(there[name].numpy() ** 2), rel=1e-4
        )
    for i, name in enumerate(layers[1]):
        whole, right = here[name], here[name][:, :, here[name].shape[2] // 2 :]
        for k, (style, part) in enumerate(zip(styles, (whole, right), strict=True)):
            wanted = losses.gram_matrix(network.features(style, [name])[name]).numpy()
            found = losses.gram_matrix(part).numpy()
            expected = np.sum((found - wanted) ** 2) / np.sum(wanted**2)
            assert float(terms.style[k, i]) == pytest.approx(expected, rel=1e-3)
