"""The networks against the authors' figures, and against their layers written anew in numpy."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from ai_playground.cyclegan import networks
from ai_playground.cyclegan.settings import Upsampling
from tests.cyclegan import reference


def randomized(model: keras.Model, seed: int = 0) -> list[reference.Floats]:
    """Give `model` weights of ordinary size, biases included."""
    rng = np.random.default_rng(seed)
    weights = [rng.normal(0, 0.3, array.shape) for array in model.get_weights()]
    model.set_weights(weights)
    return weights


def noise(*shape: int) -> reference.Floats:
    return np.random.default_rng(1).uniform(-1, 1, shape)


def test_networks_of_the_authors_sizes_have_as_many_weights_as_theirs() -> None:
    assert networks.residual_generator().count_params() == 11_378_179
    assert networks.patch_discriminator().count_params() == 2_764_737


def test_a_generator_computes_what_its_definition_says() -> None:
    model = networks.residual_generator(filters=3, blocks=2)
    weights = randomized(model)
    picture = noise(16, 20, 3)
    painted = np.asarray(model(picture[None].astype(np.float32)))[0]
    np.testing.assert_allclose(painted, reference.generator(picture, weights, blocks=2), atol=1e-4)


def test_a_discriminator_computes_what_its_definition_says() -> None:
    model = networks.patch_discriminator(filters=3)
    weights = randomized(model)
    picture = noise(40, 32, 3)
    logits = np.asarray(model(picture[None].astype(np.float32)))[0]
    np.testing.assert_allclose(logits, reference.discriminator(picture, weights), rtol=1e-3, atol=1e-4)


def test_instance_norm_takes_each_channel_of_each_picture_by_itself() -> None:
    pictures = noise(2, 8, 8, 3) * [[[[1, 10, 100]]]] + [[[[0, 5, 50]]]]
    normal = np.asarray(networks.instance_norm(keras.ops.convert_to_tensor(pictures, "float32")))
    expected = np.stack([reference.instance_norm(picture) for picture in pictures])
    np.testing.assert_allclose(normal, expected, atol=1e-5)


def test_a_discriminators_logit_sees_70_pixels() -> None:
    model = networks.patch_discriminator(filters=2)
    assert model.compute_output_shape((1, 256, 256, 3)) == (1, 30, 30, 1)
    field = 1
    for layer in reversed(model.layers):
        if isinstance(layer, keras.layers.Conv2D):
            field = (field - 1) * layer.strides[0] + layer.kernel_size[0]
    assert field == 70


@pytest.mark.parametrize("upsampling", ["transposed", "resize"])
def test_a_generator_takes_any_multiple_of_four(upsampling: Upsampling) -> None:
    model = networks.residual_generator(2, 1, upsampling)
    for height, width in ((16, 16), (20, 36)):
        painted = np.asarray(model(noise(2, height, width, 3).astype(np.float32)))
        assert painted.shape == (2, height, width, 3)
        assert np.abs(painted).max() <= 1


def test_a_unet_paints_pictures_of_its_own_size() -> None:
    model = networks.unet_generator(filters=2, levels=5)
    assert np.asarray(model(noise(1, 32, 64, 3).astype(np.float32))).shape == (1, 32, 64, 3)


def test_the_units_of_a_unets_dropout_are_those_nearest_to_the_point() -> None:
    model = networks.unet_generator(filters=2, levels=8)
    sizes = [layer.output.shape[-1] for layer in model.layers if isinstance(layer, keras.layers.Dropout)]
    assert sizes == [16, 16, 16]


def test_first_weights_are_those_of_the_paper() -> None:
    model = networks.unet_generator(filters=32, levels=4)
    weights = networks.first_weights(model, np.random.default_rng(0))
    for variable, values in zip(model.trainable_variables, weights, strict=True):
        assert values.shape == tuple(variable.shape)
        expected = {"kernel": (0, 0.02), "gamma": (1, 0.02)}.get(variable.name, (0, 0))
        assert (values.mean(), values.std()) == pytest.approx(expected, abs=0.01)
