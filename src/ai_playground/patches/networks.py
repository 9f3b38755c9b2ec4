"""The three networks of "Dissecting Image Crops" (Van Hoorick and Vondrick, 2020), and light ones.

A residual network looks at a patch, another at a thumbnail, each says what it saw in 64 numbers; from these
a small head guesses the rectangle. Written in `keras.layers` and `keras.ops` alone: TensorFlow and JAX both
run them. In the paper's size the patch network is ResNet-18 and the thumbnail network ResNet-34 (He et al.,
2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ai_playground.patches.grid import CELLS

if TYPE_CHECKING:
    import keras

EMBEDDING = 64
"""Numbers that say what a patch or a thumbnail is like."""
PATCH_SIDE = 96
"""Of a patch, px."""
THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH = 149, 224
"""Of a thumbnail, px."""
PATCHES = CELLS * CELLS
"""Patches of a photo that the head is told of, and cells of the grid."""
OUTPUTS = 5
"""The rectangle's x1, x2, y1, y2 in fractions of the original, and a logit: cropped or not."""

# What batch normalization keeps of its averages at a step, and adds to a variance, as PyTorch has them.
MOMENTUM, EPSILON = 0.9, 1e-5


@dataclass(frozen=True)
class Sizes:
    """How large a residual network is.

    Attributes:
        blocks: Residual blocks of each of its stages; the first of a stage halves the picture, but for the
            first stage.
        widths: Channels of each stage.
        pooled: Whether the picture is halved once more before the first stage.
    """

    blocks: Sequence[int]
    widths: Sequence[int]
    pooled: bool


RESNET_18 = Sizes((2, 2, 2, 2), (64, 128, 256, 512), True)
RESNET_34 = Sizes((3, 4, 6, 3), (64, 128, 256, 512), True)
LIGHT_PATCH = Sizes((2, 2, 2, 2), (32, 64, 128, 192), False)
LIGHT_THUMBNAIL = Sizes((2, 2, 2, 2), (24, 48, 96, 128), True)


def patch_network(sizes: Sizes = LIGHT_PATCH) -> keras.Model:
    """Patches (patches, 96, 96, 3), 0 to 1, to embeddings (patches, 64) and logits (patches, 16)."""
    import keras
    from keras import layers

    patches = keras.Input((PATCH_SIDE, PATCH_SIDE, 3), name="patches")
    embedding = _residual(patches, sizes)
    logits = layers.Dense(PATCHES, name="cells", dtype="float32")(embedding)
    return keras.Model(patches, [embedding, logits], name="patch_network")


def thumbnail_network(sizes: Sizes = LIGHT_THUMBNAIL) -> keras.Model:
    """Thumbnails (photos, 149, 224, 3), 0 to 1, to embeddings (photos, 64).

    It is told of each pixel where it is: y and x, from 0 to 1, are two more channels (Liu et al., 2018).
    """
    import keras
    from keras import ops

    thumbnails = keras.Input((THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH, 3), name="thumbnails")
    rows = ops.reshape(ops.linspace(0.0, 1.0, THUMBNAIL_HEIGHT), (1, -1, 1, 1))
    columns = ops.reshape(ops.linspace(0.0, 1.0, THUMBNAIL_WIDTH), (1, 1, -1, 1))
    # Written as a sum, so that each photo of the batch gets its own.
    nothing = thumbnails[..., :1] * 0.0
    placed = ops.concatenate(
        [thumbnails, nothing + ops.cast(rows, nothing.dtype), nothing + ops.cast(columns, nothing.dtype)],
        axis=-1,
    )
    return keras.Model(thumbnails, _residual(placed, sizes), name="thumbnail_network")


def rectangle_head(patches: bool = True, thumbnail: bool = True) -> keras.Model:
    """Embeddings to `OUTPUTS`, (photos, 5), without any bound.

    Args:
        patches: Whether it is told of the sixteen patches: embeddings (photos, 1024), row by row.
        thumbnail: Whether of the thumbnail: embeddings (photos, 64), after those.
    """
    import keras
    from keras import layers

    told = keras.Input((EMBEDDING * (PATCHES * patches + thumbnail),), name="told")
    x = layers.Dense(512, activation="relu", name="first")(told)
    x = layers.Dense(256, activation="relu", name="second")(x)
    return keras.Model(told, layers.Dense(OUTPUTS, name="outputs", dtype="float32")(x), name="rectangle_head")


def _residual(x: Any, sizes: Sizes) -> Any:
    """What a residual network says of `x`, float32 (pictures, 64)."""
    from keras import layers

    x = _convolved(x, sizes.widths[0], 7, 2, "first")
    x = layers.ReLU()(x)
    if sizes.pooled:
        x = layers.MaxPooling2D(3, 2)(layers.ZeroPadding2D(1)(x))  # zeros lose to what a ReLU lets through
    for stage, (blocks, width) in enumerate(zip(sizes.blocks, sizes.widths, strict=True)):
        for block in range(blocks):
            strides = 2 if stage and not block else 1
            name = f"stage{stage}_block{block}"
            inner = layers.ReLU()(_convolved(x, width, 3, strides, f"{name}_a"))
            inner = _convolved(inner, width, 3, 1, f"{name}_b")
            if strides > 1 or x.shape[-1] != width:
                x = _convolved(x, width, 1, strides, f"{name}_across")
            x = layers.ReLU()(layers.Add()([x, inner]))
    x = layers.GlobalAveragePooling2D(dtype="float32")(x)
    return layers.Dense(EMBEDDING, name="embedding", dtype="float32")(x)


def _convolved(x: Any, channels: int, size: int, strides: int, name: str) -> Any:
    """A convolution without biases, padded on both sides, and batch normalization."""
    from keras import layers

    x = layers.ZeroPadding2D(size // 2)(x) if size > 1 else x
    x = layers.Conv2D(
        channels, size, strides, use_bias=False, kernel_initializer="he_normal", name=f"{name}_convolution"
    )(x)
    return layers.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON, name=f"{name}_norm")(x)
