"""The paper's models: sizes and figures as published, and what they compute against numpy."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.corners.paper_models import (
    CONSTANT,
    PAPER_MODELS,
    build_model,
    corner_slices,
    gradient,
)
from ai_playground.corners.settings import Model, TrainingSettings

pytest.importorskip("tensorflow")
# TensorFlow and Keras warn of their own future while they are imported.
pytestmark = pytest.mark.filterwarnings("default")

SMALLEST: Model = "fifths"


def pictures(count: int = 3) -> NDArray[np.float32]:
    return np.random.default_rng(0).integers(0, 256, (count, 256, 192, 3)).astype(np.float32)


def outputs(model: Any, given: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(model(given))


def by_numpy(model: Any, values: NDArray[np.float64], last: str = "relu") -> NDArray[np.float64]:
    """The four dense layers of `model` in float64."""
    for number, layer in enumerate(model.layers[-4:]):
        values = values @ layer.kernel.numpy().astype(float) + layer.bias.numpy()
        if number < 3 or last == "relu":
            values = np.maximum(values, 0)
    return values


def in_slices(given: NDArray[np.float32], divisions: int) -> NDArray[np.float32]:
    """The paper's own arithmetic: top left above bottom left, beside top right above bottom right."""
    height, width = given.shape[1:3]
    high, wide = int(height / divisions), int(width / divisions)
    low, right = int(height - high), int(width - wide)
    left_half = np.concatenate([given[:, :high, :wide], given[:, low:, :wide]], axis=1)
    right_half = np.concatenate([given[:, :high, right:], given[:, low:, right:]], axis=1)
    return np.concatenate([left_half, right_half], axis=2)


@pytest.mark.parametrize("name", PAPER_MODELS)
def test_every_model_has_as_many_parameters_as_the_paper_says(name: Model) -> None:
    model = PAPER_MODELS[name]
    assert build_model(model, "random").count_params() == model.parameters


def test_no_model_of_the_paper_beat_its_baseline_on_photos() -> None:
    figures = {
        (name, start): figure.real_mae
        for name, model in PAPER_MODELS.items()
        for start, figure in model.published.items()
    }
    assert len(figures) == 15
    assert min(figures, key=lambda key: figures[key]) == (
        TrainingSettings().model,
        TrainingSettings().initialization,
    )


def test_a_constant_start_gives_every_dense_weight_and_bias_the_same_number() -> None:
    model = build_model(PAPER_MODELS["c2-3"], "constant")
    for layer in model.layers[-4:]:
        for weights in layer.get_weights():
            np.testing.assert_array_equal(weights, np.float32(CONSTANT))
    convolution = next(layer for layer in model.layers if layer.name.startswith("conv2d"))
    assert np.ptp(convolution.kernel.numpy()) > 0.1  # drawn at random all the same


def test_a_random_start_follows_the_seed_and_draws_biases_too() -> None:
    first, again, other = (
        build_model(PAPER_MODELS[SMALLEST], "random", seed=seed).get_weights() for seed in (1, 1, 2)
    )
    for one, two, three in zip(first, again, other, strict=True):
        np.testing.assert_array_equal(one, two)
        assert (one != three).any()
    # Layers of one shape differ, and Glorot's bound is kept.
    assert (first[2] != first[4]).any()
    assert np.abs(first[2]).max() <= np.sqrt(6 / 64)


@pytest.mark.parametrize("start", ["constant", "random"])
def test_slices_and_dense_layers_compute_what_numpy_does(start: Any) -> None:
    model = build_model(PAPER_MODELS[SMALLEST], start, seed=3)
    given = pictures()
    expected = by_numpy(model, in_slices(given, 5).reshape(3, -1).astype(float))
    np.testing.assert_allclose(outputs(model, given), expected, rtol=1e-4, atol=1e-3)
    assert (expected >= 0).all()


def test_grey_profiles_and_their_gradients_stand_before_the_grey_pixels() -> None:
    model = build_model(PAPER_MODELS["gradient-2"], "random", seed=3)
    given = pictures()
    grey = given.astype(float).mean(axis=3)
    parts = [grey.mean(axis=2), grey.mean(axis=1)]
    for _ in range(2):
        parts += [np.gradient(part, axis=1) for part in parts[-2:]]
    expected = by_numpy(model, np.concatenate([*parts, grey.reshape(3, -1)], axis=1))
    np.testing.assert_allclose(outputs(model, given), expected, rtol=1e-4, atol=1e-3)


def test_the_gradient_is_numpys() -> None:
    values = np.random.default_rng(0).normal(size=(2, 9)).astype(np.float32)
    np.testing.assert_allclose(np.asarray(gradient(values)), np.gradient(values, axis=1), atol=1e-6)


@pytest.mark.parametrize("divisions", [3, 4, 5])
def test_corner_slices_are_the_papers(divisions: int) -> None:
    given = pictures(1)
    np.testing.assert_array_equal(np.asarray(corner_slices(given, divisions)), in_slices(given, divisions))


def test_scaled_inputs_are_the_same_model_on_pixels_from_minus_one_to_one() -> None:
    raw = build_model(PAPER_MODELS[SMALLEST], "random", seed=4)
    scaled = build_model(PAPER_MODELS[SMALLEST], "random", seed=4, scaled_inputs=True)
    given = pictures()
    np.testing.assert_allclose(outputs(scaled, given), outputs(raw, given / 127.5 - 1), atol=1e-4)


def test_linear_outputs_go_below_zero_where_the_others_stop() -> None:
    stopped = build_model(PAPER_MODELS[SMALLEST], "random", seed=4)
    linear = build_model(PAPER_MODELS[SMALLEST], "random", seed=4, linear_outputs=True)
    given = pictures()
    values = outputs(linear, given)
    assert values.min() < 0
    np.testing.assert_allclose(outputs(stopped, given), np.maximum(values, 0), atol=1e-4)


def test_the_table_and_the_engine_load_without_tensorflow() -> None:
    code = (
        "import sys, ai_playground.corners.paper_training\n"
        "assert not {'tensorflow', 'keras'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
