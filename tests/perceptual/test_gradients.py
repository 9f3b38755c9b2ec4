"""The gradient of every term with respect to the picture, against central differences in float64."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from ai_playground.perceptual import losses
from ai_playground.perceptual.architectures import Pooling
from tests.perceptual.narrow import as_tensor, narrow_vgg, noise, scene, stripes

LAYERS = ("block2_conv2", "block4_conv2"), ("block1_conv1", "block2_conv1", "block5_conv1")
# Small enough that hardly any ReLU or maximum changes its mind between the two sides.
STEP = 1e-6


def halves() -> list[Any]:
    mask = np.zeros((1, 32, 36, 1), np.float32)
    mask[:, :, :18] = 1.0
    mask[:, :, 18:] = 0.25
    return [tf.constant(mask), tf.constant(1.0 - mask)]


# Factors of content, style and total variation.
TERMS: dict[str, tuple[float, float, float]] = {
    "content": (1.0, 0.0, 0.0),
    "style": (0.0, 1.0, 0.0),
    "masked style": (0.0, 1.0, 0.0),
    "total variation": (0.0, 0.0, 1.0),
    "everything": (5.0, 100.0, 10.0),
}
SHARES = np.array([0.4, 0.6]), np.array([0.2, 0.5, 0.3]), np.array([0.7, 0.3])


def loss_function(pooling: Pooling, term: str) -> Callable[[Any], Any]:
    network = narrow_vgg(pooling, tf.float64)
    masks = halves() if term in ("masked style", "everything") else [None, None]
    weights = losses.Weights(*TERMS[term], *SHARES)
    content = as_tensor(scene(32, 36), tf.float64)
    styles = [as_tensor(stripes(32, 40), tf.float64), as_tensor(noise(5, 33, 32), tf.float64)]
    targets = losses.make_targets(network, content, styles, masks, *LAYERS)

    def loss(picture: Any) -> Any:
        return losses.terms_of(network, picture, targets, *LAYERS).total(weights)

    return loss


@pytest.mark.parametrize("pooling", ["max", "average", "l2"])
@pytest.mark.parametrize("term", TERMS)
def test_the_gradient_is_the_limit_of_differences(pooling: Pooling, term: str) -> None:
    loss = loss_function(pooling, term)
    picture = as_tensor(noise(7, 32, 36), tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(picture)
        value = loss(picture)
    gradient = tape.gradient(value, picture).numpy()
    assert value.dtype == tf.float64
    random = np.random.default_rng(8)
    for _ in range(4):
        direction = random.normal(size=picture.shape)
        difference = (loss(picture + STEP * direction) - loss(picture - STEP * direction)) / (2 * STEP)
        # Along a random direction the slope may happen to be small against the gradient.
        assert float(difference) == pytest.approx(
            np.vdot(gradient, direction), rel=1e-5, abs=1e-6 * float(np.linalg.norm(gradient))
        )


def test_the_style_of_a_region_asks_nothing_of_the_rest() -> None:
    # block1_conv1 sees one pixel to each side: what is two columns away from the mask has no say.
    mask = np.zeros((1, 32, 36, 1), np.float32)
    mask[:, :, 20:] = 1.0
    network, layer = narrow_vgg(), ("block1_conv1",)
    picture = as_tensor(noise(9, 32, 36))
    styles = [as_tensor(stripes())]
    targets = losses.make_targets(network, picture, styles, [tf.constant(mask)], layer, layer)
    with tf.GradientTape() as tape:
        tape.watch(picture)
        value = losses.terms_of(network, picture, targets, layer, layer).style[0, 0]
    gradient = tape.gradient(value, picture).numpy()[0]
    assert np.all(gradient[:, :19] == 0.0)
    assert np.all(np.abs(gradient[:, 19:]).max(axis=(0, 2)) > 0.0)
