"""The small networks of the page's training: as they should be, as we suppose the report's; their losses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ai_playground.patches import losses
from ai_playground.patches.networks import (
    EMBEDDING,
    EPSILON,
    MOMENTUM,
    PATCHES,
    rectangle_head,
)
from ai_playground.patches.step import Networks
from ai_playground.patches.study_data import SCALE
from ai_playground.patches.study_settings import StudySettings

if TYPE_CHECKING:
    import keras

WIDTHS = (16, 32, 64)
"""Channels of the first convolution and of the blocks; each halves the picture."""
SMALL = 1e-7
"""Keras' limit: probabilities that are scored are between this and 1 less this. We add it to sums, too."""


def build(settings: StudySettings) -> Networks:
    """Untrained networks, drawn by Keras' seed."""
    patches, thumbnail = settings.network != "thumbnail", settings.network != "patches"
    return Networks(
        _patch_network(settings.plain) if patches else None,
        _thumbnail_network(settings.plain) if thumbnail else None,
        rectangle_head(patches, thumbnail) if thumbnail else None,
    )


def _patch_network(plain: bool) -> keras.Model:
    """Patches (patches, 48, 48, 3), 0 to 1, to embeddings (patches, 64) and sixteen answers (patches, 16)."""
    import keras
    from keras import layers

    patches = keras.Input((SCALE.side, SCALE.side, 3), name="patches")
    embedding = layers.Dense(EMBEDDING, activation="relu" if plain else None)(_trunk(patches, plain))
    return keras.Model(patches, [embedding, layers.Dense(PATCHES)(embedding)], name="patch_network")


def _thumbnail_network(plain: bool) -> keras.Model:
    """Thumbnails (photos, 75, 112, 3), 0 to 1, to embeddings (photos, 64)."""
    import keras
    from keras import layers

    thumbnails = keras.Input((*SCALE.thumbnail, 3), name="thumbnails")
    embedding = layers.Dense(EMBEDDING, activation="relu" if plain else None)(_trunk(thumbnails, plain))
    return keras.Model(thumbnails, embedding, name="thumbnail_network")


def _trunk(x: Any, plain: bool) -> Any:
    """A small residual network, or its convolutions alone, one after the other; (pictures, 64)."""
    from keras import layers

    def convolved(x: Any, channels: int, size: int, strides: int) -> Any:
        if plain:
            return layers.Conv2D(channels, size, strides, padding="same")(x)
        x = layers.Conv2D(
            channels, size, strides, padding="same", use_bias=False, kernel_initializer="he_normal"
        )(x)
        return layers.BatchNormalization(momentum=MOMENTUM, epsilon=EPSILON)(x)

    first, *others = WIDTHS
    x = convolved(x, first, 5, 2)
    if not plain:
        x = layers.ReLU()(x)
    for width in others:
        if plain:
            x = convolved(convolved(x, width, 3, 2), width, 3, 1)
            continue
        inner = convolved(layers.ReLU()(convolved(x, width, 3, 2)), width, 3, 1)
        x = layers.ReLU()(layers.Add()([convolved(x, width, 1, 2), inner]))
    return layers.GlobalAveragePooling2D()(x)


def answered(outputs: Any, relu: bool, axis: int = -1) -> Any:
    """Probabilities of sixteen outputs (patches, 16): by softmax, or what a ReLU left, divided by its sum.

    Args:
        outputs: Of the network.
        relu: Whether they pass a ReLU. Where it leaves nothing, all are 0; Keras' own loss adds nothing
            to the sum and has 0 / 0 there.
        axis: Along which they add up to 1; 0 is the wrong one.
    """
    from keras import ops

    if not relu:
        return ops.softmax(outputs, axis=axis)
    left = ops.relu(outputs)
    return left / (ops.sum(left, axis=axis, keepdims=True) + SMALL)


def told_of_photos(outputs: Any, relu: bool) -> Any:
    """Of five outputs the four edges, and the probability of "cropped": (photos, 5) both.

    Args:
        outputs: Of the network.
        relu: Whether they pass a ReLU; what it leaves of the last is taken for the probability, up to 1.
    """
    from keras import ops

    edges, cropped = outputs[:, :4], outputs[:, 4:]
    if relu:
        return ops.concatenate([ops.relu(edges), ops.clip(cropped, 0.0, 1.0)], axis=-1)
    return ops.concatenate([edges, ops.sigmoid(cropped)], axis=-1)


def patch_loss(outputs: Any, cells: Any, settings: StudySettings) -> Any:
    """Cross-entropy of where patches came from, nats: (patches, 16) and (patches,).

    With the wrong axis, a cell's answers are made to add up to 1 over the patches of the batch. The public
    program has that flaw in the loss of its five answers, see `rectangle_losses`; that it was here, too, is
    our guess.
    """
    from keras import ops

    axis = 0 if settings.wrong_axis else -1
    if settings.relu_on_logits:
        logs = ops.log(ops.clip(answered(outputs, True, axis), SMALL, 1.0 - SMALL))
    else:
        logs = ops.log_softmax(outputs, axis=axis)
    return -ops.mean(ops.sum(ops.one_hot(cells, PATCHES, dtype="float32") * logs, axis=-1))


def rectangle_losses(outputs: Any, rectangles: Any, settings: StudySettings) -> tuple[Any, Any]:
    """Mean squared error of the edges, and cross-entropy of cropped or not: (photos, 5) both.

    With the wrong axis, the last photo of the batch is scored as if its five numbers were "cropped or not",
    the other photos as if all theirs were edges.
    """
    from keras import ops

    edges, cropped = outputs[:, :4], outputs[:, 4]
    true_edges, true_cropped = rectangles[:, :4], rectangles[:, 4]
    if settings.wrong_axis:
        edges, cropped = outputs[:-1], outputs[-1]
        true_edges, true_cropped = rectangles[:-1], rectangles[-1]
    if not settings.relu_on_logits:
        return losses.rectangle_loss(edges, true_edges), losses.cropped_loss(cropped, true_cropped)
    likely = ops.clip(ops.relu(cropped), SMALL, 1.0 - SMALL)
    entropy = -ops.mean(true_cropped * ops.log(likely) + (1.0 - true_cropped) * ops.log(1.0 - likely))
    return losses.rectangle_loss(ops.relu(edges), true_edges), entropy
