"""Numbers that describe a picture, of the bundled network: what `scores` compares."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.perceptual.architectures import BUNDLED
from ai_playground.perceptual.network import load_network
from ai_playground.pictures import Pixels

LAYER = "block4_conv3"
"""What `vgg_features` are means of."""


def vgg_features(pictures: Iterable[Pixels]) -> NDArray[np.float64]:
    """Means over each picture of the channels of `LAYER` of the bundled VGG16, (pictures, 512).

    Args:
        pictures: uint8 (height, width, 3), of any sizes; compare only such as were made to one size alike.

    Raises:
        perceptual.network.WeightsMissing: the network isn't installed.
    """
    describe = _means()
    return np.array([describe(picture) for picture in pictures], np.float64)


@cache
def _means() -> Callable[[Pixels], Any]:
    """Traced once: every further call of a function that is traced anew takes a second."""
    import tensorflow as tf

    network = load_network(BUNDLED)

    def means(picture: tf.Tensor) -> tf.Tensor:
        scaled = tf.cast(picture, tf.float32)[None] / 255.0
        return tf.reduce_mean(network.features(scaled, [LAYER])[LAYER], axis=(0, 1, 2))

    traced: Callable[[Pixels], Any] = tf.function(means, reduce_retracing=True, autograph=False)
    return traced
