"""Generators and discriminators, in `keras.layers` and `keras.ops` alone: TensorFlow and JAX both run them.

The residual generator and the patch discriminator have the shapes and the arithmetic of the networks of Zhu
et al. (2017), so that their weights fit. Three traps lie on the way. A convolution of stride 2 pads both
sides, where "same" would pad one. The transposed convolution drops the first row and column, where "same"
would shift the picture by a pixel. Instance normalization takes each channel by itself, without scale and
offset.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan.settings import Upsampling

if TYPE_CHECKING:
    import keras

EPSILON = 1e-5
"""Added to a variance before its root is taken, as PyTorch does."""
SLOPE = 0.2
"""What a leaky rectifier multiplies negative numbers by."""
DEVIATION = 0.02
"""Standard deviation of a kernel's first numbers, about zero."""


def residual_generator(
    filters: int = 64, blocks: int = 9, upsampling: Upsampling = "transposed", name: str = "generator"
) -> keras.Model:
    """The authors' generator: float (pictures, height, width, 3), -1 to 1, to the same.

    Height and width are any multiples of 4, at least 16.

    Args:
        filters: Channels of the first convolution; twice and four times as many after it has been halved.
        blocks: Residual blocks in the middle: 9 for pictures of 256 px, or 6.
        upsampling: How it enlarges; the authors' weights are for "transposed".
        name: Of the model.
    """
    import keras

    pictures = keras.Input((None, None, 3), name="pictures")
    painted = residual_layers(pictures, filters, blocks, upsampling, instance_norm)
    return keras.Model(pictures, painted, name=name)


def residual_layers(
    pictures: Any, filters: int, blocks: int, upsampling: Upsampling, norm: Callable[[Any], Any]
) -> Any:
    """What a residual generator makes of `pictures`, with a normalization of the caller's."""
    from keras import layers

    x = _convolved(_reflected(pictures, 3), filters, 7, "first")
    x = layers.ReLU()(norm(x))
    for level in (1, 2):
        x = _convolved(layers.ZeroPadding2D(1)(x), filters << level, 3, f"down{level}", strides=2)
        x = layers.ReLU()(norm(x))
    for block in range(blocks):
        inner = _convolved(_reflected(x, 1), filters << 2, 3, f"block{block}_a")
        inner = layers.ReLU()(norm(inner))
        inner = _convolved(_reflected(inner, 1), filters << 2, 3, f"block{block}_b")
        x = layers.Add()([x, norm(inner)])
    for level in (1, 0):
        x = _enlarged(x, filters << level, upsampling, f"up{level}")
        x = layers.ReLU()(norm(x))
    x = _convolved(_reflected(x, 3), 3, 7, "last")
    return layers.Activation("tanh", dtype="float32")(x)


def unet_generator(filters: int = 64, levels: int = 8, name: str = "generator") -> keras.Model:
    """The generator of Kaggle's notebook: halves `levels` times, comes back with connections across.

    Height and width are multiples of 2 ** levels.

    Args:
        filters: Channels of the first convolution; they double up to eight times as many.
        levels: How often it halves; 8 takes a picture of 256 px to a single point.
        name: Of the model.
    """
    import keras
    from keras import layers

    channels = [filters * min(1 << level, 8) for level in range(levels)]
    pictures = keras.Input((None, None, 3), name="pictures")
    x, across = pictures, []
    for level in range(levels):
        x = _convolved(x, channels[level], 4, f"down{level}", strides=2, padding="same", use_bias=False)
        # A single point has no variance to divide by.
        if 0 < level < levels - 1:
            x = _affine_norm(x, f"down{level}_norm")
        x = layers.LeakyReLU(SLOPE)(x)
        across.append(x)
    for level in range(levels - 2, -1, -1):
        x = _transposed(x, channels[level], 4, f"up{level}", use_bias=False)
        x = _affine_norm(x, f"up{level}_norm")
        if level > levels - 5:
            x = layers.Dropout(0.5)(x)
        x = layers.Concatenate()([layers.ReLU()(x), across[level]])
    x = _transposed(x, 3, 4, "last")
    return keras.Model(pictures, layers.Activation("tanh", dtype="float32")(x), name=name)


def patch_discriminator(
    filters: int = 64, layers_between: int = 3, name: str = "discriminator"
) -> keras.Model:
    """The authors' discriminator: pictures (pictures, height, width, 3) to logits, one for each patch.

    Args:
        filters: Channels of the first convolution; they double up to eight times as many.
        layers_between: Convolutions between the first and the last; with 3 a logit sees 70 x 70 px.
        name: Of the model.
    """
    import keras
    from keras import layers

    pictures = keras.Input((None, None, 3), name="pictures")
    x = _convolved(layers.ZeroPadding2D(1)(pictures), filters, 4, "first", strides=2)
    x = layers.LeakyReLU(SLOPE)(x)
    for level in range(1, layers_between + 1):
        strides = 2 if level < layers_between else 1
        x = layers.ZeroPadding2D(1)(x)
        x = _convolved(x, filters * min(2**level, 8), 4, f"level{level}", strides=strides)
        x = layers.LeakyReLU(SLOPE)(instance_norm(x))
    x = _convolved(layers.ZeroPadding2D(1)(x), 1, 4, "last")
    return keras.Model(pictures, layers.Activation("linear", dtype="float32")(x), name=name)


def first_weights(model: keras.Model, rng: np.random.Generator) -> list[NDArray[np.float32]]:
    """What training starts from, in the order of `model.trainable_variables`, the same on every backend.

    Kernels are drawn about 0 and scales about 1, all else is 0.
    """
    weights = []
    for variable in model.trainable_variables:
        values = np.zeros(variable.shape, np.float32)
        if variable.name in ("kernel", "gamma"):
            values += rng.normal(float(variable.name == "gamma"), DEVIATION, values.shape)
        weights.append(values)
    return weights


def instance_norm(x: Any) -> Any:
    """Each channel of each picture with mean 0 and variance 1, computed in float32."""
    return normalized(x, *moments(x))


def moments(x: Any) -> tuple[Any, Any]:
    """Mean and variance of each channel of each picture, float32 (pictures, 1, 1, channels)."""
    from keras import ops

    wide = ops.cast(x, "float32")
    mean = ops.mean(wide, axis=(1, 2), keepdims=True)
    return mean, ops.mean(ops.square(wide - mean), axis=(1, 2), keepdims=True)


def normalized(x: Any, mean: Any, variance: Any) -> Any:
    """`x` less `mean`, over the root of `variance`, computed in float32."""
    from keras import ops

    return ops.cast((ops.cast(x, "float32") - mean) * ops.rsqrt(variance + EPSILON), x.dtype)


def _affine_norm(x: Any, name: str) -> Any:
    """Instance normalization that scales and shifts, as the notebook's does."""
    from keras import layers

    return layers.GroupNormalization(groups=-1, epsilon=EPSILON, name=name)(x)


def _reflected(x: Any, pixels: int) -> Any:
    from keras import ops

    return ops.pad(x, [[0, 0], [pixels, pixels], [pixels, pixels], [0, 0]], mode="reflect")


def _convolved(
    x: Any,
    channels: int,
    size: int,
    name: str,
    strides: int = 1,
    padding: str = "valid",
    use_bias: bool = True,
) -> Any:
    from keras import layers

    return layers.Conv2D(channels, size, strides, padding=padding, use_bias=use_bias, name=name)(x)


def _transposed(
    x: Any, channels: int, size: int, name: str, padding: str = "same", use_bias: bool = True
) -> Any:
    from keras import layers

    return layers.Conv2DTranspose(channels, size, 2, padding=padding, use_bias=use_bias, name=name)(x)


def _enlarged(x: Any, channels: int, upsampling: Upsampling, name: str) -> Any:
    """`x` at twice its height and width."""
    from keras import layers

    if upsampling == "transposed":
        x = _transposed(x, channels, 3, name, padding="valid")
        return layers.Cropping2D(((1, 0), (1, 0)))(x)
    x = layers.UpSampling2D(2, interpolation="nearest")(x)
    return _convolved(_reflected(x, 1), channels, 3, name)
