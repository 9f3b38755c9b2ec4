"""A step of the run computed by a second framework: network, loss, gradient and rule, written anew in JAX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from ai_playground.perceptual import losses
from ai_playground.perceptual.architectures import Pooling
from ai_playground.perceptual.network import Convolution, Vgg, bundled_weights, read_convolutions
from ai_playground.pictures import Pixels
from ai_playground.style.objective import _traced
from ai_playground.style.optimizers import make_optimizer
from ai_playground.style.settings import OptimizerName
from tests.perceptual.narrow import ARCHITECTURE, as_tensor, narrow_convolutions, noise, scene, stripes

LAYERS = ("block2_conv2", "block4_conv2"), ("block1_conv1", "block2_conv1", "block3_conv1", "block5_conv1")
MEANS = (103.939, 116.779, 123.68)
RATE = 0.01
# Tiny networks are compiled for longer than they run.
QUICKLY = {"xla_backend_optimization_level": 0, "xla_cpu_use_fusion_emitters": False}


@dataclass(frozen=True)
class Case:
    """All that a loss depends on but the picture: numbers and arrays, of no framework."""

    convolutions: list[Convolution]
    pooling: Pooling
    content: Pixels
    styles: Sequence[Pixels]
    masks: Sequence[NDArray[np.float32] | None]
    factors: tuple[float, float, float] = (5.0, 100.0, 10.0)
    content_shares: tuple[float, ...] = (0.4, 0.6)
    style_shares: tuple[float, ...] = (0.1, 0.2, 0.3, 0.4)
    blend: tuple[float, ...] = (0.7, 0.3)


def in_jax(case: Case, picture: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
    """Loss and gradient."""

    def features(values: jax.Array, convolutions: Any) -> dict[str, jax.Array]:
        values = values[..., ::-1] * 255.0 - jnp.array(MEANS, jnp.float32)
        found = {}
        for name, (kernel, bias) in zip(ARCHITECTURE.layers, convolutions, strict=True):
            first = name == "block1_conv1"
            if name.endswith("conv1") and not first:
                values = pool(values)
            padded = jnp.pad(values, ((1, 1), (1, 1), (0, 0)), mode="edge" if first else "constant")
            (values,) = jax.lax.conv_general_dilated(
                padded[None], kernel, (1, 1), "VALID", dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            values = jnp.maximum(values + bias, 0.0)
            found[name] = values
        return found

    def pool(values: jax.Array) -> jax.Array:
        rows, columns = values.shape[0] // 2, values.shape[1] // 2
        squares = values[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2, -1)
        if case.pooling == "max":
            return squares.max(axis=(1, 3))
        if case.pooling == "average":
            return 2.0 * squares.mean(axis=(1, 3))
        return 1.56 * jnp.sqrt((squares**2).mean(axis=(1, 3)) + 2.5e-5)

    def gram(values: jax.Array, mask: NDArray[np.float32] | None) -> jax.Array:
        height, width = values.shape[:2]
        if mask is None:
            weights = jnp.full((height, width), 1.0 / (height * width))
        else:
            by = mask.shape[0] // height
            shrunk = mask.reshape(height, by, width, by).mean(axis=(1, 3))
            weights = jnp.array(shrunk / shrunk.sum())
        return jnp.einsum("yx,yxi,yxj->ij", weights, values, values)

    def error(values: jax.Array, target: jax.Array) -> jax.Array:
        return ((values - target) ** 2).sum() / (target**2).sum()

    def loss(values: jax.Array, convolutions: Any) -> jax.Array:
        here = features(values, convolutions)
        content = sum(
            share * error(here[name], wanted[name])
            for share, name in zip(case.content_shares, LAYERS[0], strict=True)
        )
        style = sum(
            part * share * error(gram(here[name], mask), gram(style[name], None))
            for part, style, mask in zip(case.blend, styles, case.masks, strict=True)
            for share, name in zip(case.style_shares, LAYERS[1], strict=True)
        )
        variation = (jnp.diff(values, axis=0) ** 2).mean() + (jnp.diff(values, axis=1) ** 2).mean()
        return case.factors[0] * content + case.factors[1] * style + case.factors[2] * variation

    as_array = [jnp.array(pixels / np.float32(255)) for pixels in (case.content, *case.styles)]
    # Handed over, not built in: a compiler would take long over such constants.
    wanted, *styles = [
        jax.jit(features, compiler_options=QUICKLY)(values, case.convolutions) for values in as_array
    ]
    value, gradient = jax.jit(jax.value_and_grad(loss), compiler_options=QUICKLY)(
        jnp.array(picture), case.convolutions
    )
    return float(value), np.asarray(gradient)


def in_tensorflow(case: Case, picture: NDArray[np.float32]) -> tuple[float, NDArray[np.float32]]:
    """Loss and gradient, of the traced function that every run uses."""
    network = Vgg(case.convolutions, ARCHITECTURE, case.pooling, tf.float32)
    masks = [None if mask is None else tf.constant(mask[None, ..., None]) for mask in case.masks]
    styles = [as_tensor(style) for style in case.styles]
    targets = losses.make_targets(network, as_tensor(case.content), styles, masks, *LAYERS)
    numbers = (*case.factors, case.content_shares, case.style_shares, case.blend)
    results: Any = _traced(network, LAYERS, targets)(
        picture[None],
        [targets.content[name] for name in LAYERS[0]],
        [[gram[name] for name in LAYERS[1]] for gram in targets.gram],
        [mask for mask in masks if mask is not None],
        [tf.constant(number, tf.float32) for number in numbers],
    )
    return float(results[0]), results[-1].numpy()[0]


def between(height: int = 48, width: int = 64) -> NDArray[np.float32]:
    """A picture on its way."""
    mixed = 0.6 * scene(height, width) + 0.4 * noise(3, height, width)
    return (mixed / 255.0).astype(np.float32)


FAR_FROM_THE_EDGE = np.clip(between(), 0.2, 0.8)


def half_mask(height: int = 48, width: int = 64) -> NDArray[np.float32]:
    mask = np.full((height, width), 0.2, np.float32)
    mask[: height // 3] = 1.0
    return mask


def narrow_case(pooling: Pooling) -> Case:
    """Two styles, one of them for a region."""
    styles, masks = [stripes(), noise(4)], [half_mask(), None]
    return Case(narrow_convolutions(), pooling, scene(), styles, masks)


@pytest.mark.parametrize("pooling", ["max", "average", "l2"])
def test_jax_finds_the_same_loss_and_gradient(pooling: Pooling) -> None:
    case = narrow_case(pooling)
    (loss, gradient), (other, slope) = in_tensorflow(case, between()), in_jax(case, between())
    assert loss == pytest.approx(other, rel=1e-4)
    assert np.linalg.norm(gradient - slope) < 1e-3 * np.linalg.norm(slope)


def test_jax_finds_the_same_loss_and_gradient_with_the_real_weights() -> None:
    convolutions = read_convolutions(bundled_weights(), ARCHITECTURE)
    case = Case(convolutions, "max", scene(64, 64), [stripes(64, 64)], [None], blend=(1.0,))
    picture = between(64, 64)
    (loss, gradient), (other, slope) = in_tensorflow(case, picture), in_jax(case, picture)
    assert loss == pytest.approx(other, rel=1e-4)
    assert np.linalg.norm(gradient - slope) < 1e-3 * np.linalg.norm(slope)


@cache
def gradients() -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Ours and that of JAX."""
    case = narrow_case("average")
    return in_tensorflow(case, FAR_FROM_THE_EDGE)[1], in_jax(case, FAR_FROM_THE_EDGE)[1]


@pytest.mark.parametrize("name", ["plain", "adam", "lbfgs"])
def test_the_first_step_of_every_rule_is_the_formulas_along_jaxs_gradient(name: OptimizerName) -> None:
    ours, slope = gradients()
    taken = make_optimizer(name).step(FAR_FROM_THE_EDGE, ours, RATE, 0.0) - FAR_FROM_THE_EDGE
    size = np.sqrt(np.mean(slope**2))
    if name == "adam":
        # Whatever the slope, a step of the rate: where it is next to 0, a last digit turns it round.
        steep = np.abs(slope) > 1e-2 * size
        assert steep.mean() > 0.9
        np.testing.assert_allclose(taken[steep], -RATE * np.sign(slope[steep]), rtol=1e-3)
        return
    direction = -slope
    length = float(np.sqrt(np.mean(taken**2)))
    np.testing.assert_allclose(taken, direction * length / np.sqrt(np.mean(direction**2)), atol=2e-3 * RATE)
    assert length == pytest.approx(RATE, rel=1e-3) if name == "plain" else 0.0 < length <= RATE
