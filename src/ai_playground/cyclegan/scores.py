"""How far two sets of pictures are apart, by what a network sees in them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ai_playground.perceptual.architectures import BUNDLED
from ai_playground.perceptual.network import load_network
from ai_playground.pictures import Pixels

LAYER = "block4_conv3"
"""What `vgg_features` are means of."""


def vgg_features(pictures: Sequence[Pixels]) -> NDArray[np.float64]:
    """Means over each picture of the channels of `LAYER` of the bundled VGG16, (pictures, 512).

    Args:
        pictures: uint8 (height, width, 3), of any sizes; compare only such as were made to one size alike.

    Raises:
        perceptual.network.WeightsMissing: the network isn't installed.
    """
    import tensorflow as tf

    network = load_network(BUNDLED)

    def means(picture: tf.Tensor) -> tf.Tensor:
        scaled = tf.cast(picture, tf.float32)[None] / 255.0
        return tf.reduce_mean(network.features(scaled, [LAYER])[LAYER], axis=(0, 1, 2))

    describe = tf.function(means, reduce_retracing=True)
    return np.array([describe(picture) for picture in pictures], np.float64)


def frechet_distance(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Squared Frechet distance of two sets of features, each taken for a normal distribution.

    It is the distance of Heusel et al. (2017) for features of any network, and no FID unless they are
    Inception's. The trace of the root of both covariances' product is the sum of the singular values of one
    set times the other, both centred: exact also for fewer pictures than features, where a root of the
    product isn't. It is too large for few pictures: compare only sets of the same numbers.

    Args:
        one, other: (pictures, features) each, at least two pictures.
    """
    # A triangle with the covariance of the set, and no more rows than there are pictures or features.
    triangle, other_triangle = (
        np.linalg.qr(features - features.mean(axis=0), mode="r") / np.sqrt(len(features) - 1)
        for features in (one, other)
    )
    return float(
        np.square(one.mean(axis=0) - other.mean(axis=0)).sum()
        + one.var(axis=0, ddof=1).sum()
        + other.var(axis=0, ddof=1).sum()
        - 2 * np.linalg.svd(triangle @ other_triangle.T, compute_uv=False).sum()
    )
