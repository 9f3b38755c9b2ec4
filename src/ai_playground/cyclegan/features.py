"""Numbers that describe a picture, of the bundled network: what `scores` compares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.perceptual.architectures import BUNDLED
from ai_playground.perceptual.network import load_network
from ai_playground.pictures import Pixels

LAYER = "block4_conv3"
"""What `vgg_features` are means of."""
TOGETHER = 8 * 64 * 64
"""Pixels of pictures of one size that are described in one go: small ones a sixth faster than one by one."""


def vgg_features(pictures: Iterable[Pixels]) -> NDArray[np.float64]:
    """Means over each picture of the channels of `LAYER` of the bundled VGG16, (pictures, 512).

    Args:
        pictures: uint8 (height, width, 3), of any sizes; compare only such as were made to one size alike.

    Raises:
        perceptual.network.WeightsMissing: the network isn't installed.
    """
    describe = _means()
    found = [np.asarray(describe(batch), np.float64) for batch in _batches(pictures)]
    return np.concatenate(found) if found else np.empty((0, 512))


def _batches(pictures: Iterable[Pixels]) -> Iterator[Pixels]:
    """All in their order; those of one size that follow each other stacked, (pictures, height, width, 3)."""
    waiting: list[Pixels] = []
    for picture in pictures:
        full = (len(waiting) + 1) * picture[..., 0].size > TOGETHER
        if waiting and (full or waiting[0].shape != picture.shape):
            yield np.stack(waiting)
            waiting = []
        waiting.append(picture)
    if waiting:
        yield np.stack(waiting)


@cache
def _means() -> Callable[[Pixels], Any]:
    """Traced once: every further call of a function that is traced anew takes a second."""
    import tensorflow as tf

    network = load_network(BUNDLED)

    def means(pictures: tf.Tensor) -> tf.Tensor:
        scaled = tf.cast(pictures, tf.float32) / 255.0
        return tf.reduce_mean(network.features(scaled, [LAYER])[LAYER], axis=(1, 2))

    traced: Callable[[Pixels], Any] = tf.function(means, reduce_retracing=True, autograph=False)
    return traced
