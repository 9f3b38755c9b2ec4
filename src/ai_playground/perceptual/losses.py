"""What a picture is judged by: content, style and total variation, after Gatys et al. (CVPR 2016).

Content and style are relative squared errors: 0 says "the same", 1 "as far off as features that are all 0".
So a weight means the same at any size, for any layer and any network. The papers' own figures are computed
beside them by `paper_content`, which grows with the picture, and `paper_style`, which doesn't. Both differ by
orders of magnitude from layer to layer of a network as it was trained. Gatys et al. rescaled theirs, so that
each filter's mean activation over pictures and places is 1 (section 2); no network is rescaled here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ai_playground.perceptual.network import Descriptor


@dataclass(frozen=True)
class Targets:
    """What a picture's features are compared with; tensors.

    Attributes:
        content: Features of the content picture by layer.
        gram: For each style, Gram matrices by layer.
        masks: For each style, where it applies: weights 0 to 1 of shape (1, height, width, 1), or None for
            everywhere.
    """

    content: Mapping[str, Any]
    gram: tuple[Mapping[str, Any], ...]
    masks: tuple[Any, ...]


@dataclass(frozen=True)
class Weights:
    """Factors of the terms; floats or scalar tensors. Layer weights and shares sum to 1.

    Attributes:
        content, style, total_variation: Factors of the three terms.
        content_layers, style_layers: Share of each layer, in the order of the terms.
        blend: Share of each style.
    """

    content: Any
    style: Any
    total_variation: Any
    content_layers: Any
    style_layers: Any
    blend: Any


@dataclass(frozen=True)
class Terms:
    """Unweighted terms of the loss; tensors, float32.

    Attributes:
        content: Shape (content layers,).
        style: Shape (styles, style layers).
        total_variation: A scalar.
    """

    content: Any
    style: Any
    total_variation: Any

    def total(self, weights: Weights) -> Any:
        """The loss: the weighted sum of all terms."""
        import tensorflow as tf

        content = tf.reduce_sum(self.content * weights.content_layers)
        style = tf.reduce_sum(weights.blend * tf.linalg.matvec(self.style, weights.style_layers))
        return (
            weights.content * content + weights.style * style + weights.total_variation * self.total_variation
        )


def gram_matrix(features: Any, mask: Any = None) -> Any:
    """Mean over all places of the products of two channels: which features occur together, wherever.

    Args:
        features: Shape (1, rows, columns, channels), of any float type.
        mask: Weights of the places, shape (1, rows, columns, 1) float32; None weighs all alike
            (guided Gram matrix of Gatys et al. 2017).

    Returns:
        Shape (channels, channels), summed in float32 (float64 where features are).
    """
    import tensorflow as tf

    flat = _wide(tf.reshape(features, [-1, features.shape[-1]]))
    if mask is None:
        places = tf.cast(tf.shape(flat)[0], flat.dtype)
        return tf.matmul(flat, flat, transpose_a=True) / places
    weights = tf.cast(tf.reshape(mask, [-1, 1]), flat.dtype)
    return tf.matmul(flat * weights, flat, transpose_a=True) / (tf.reduce_sum(weights) + 1e-6)


def relative_error(values: Any, target: Any) -> Any:
    """Sum of squared differences over the target's sum of squares; a scalar, 0 or more."""
    import tensorflow as tf

    values, target = _wide(values), _wide(target)
    return tf.reduce_sum(tf.square(values - target)) / (tf.reduce_sum(tf.square(target)) + 1e-12)


def total_variation(picture: Any) -> Any:
    """Mean squared difference of neighbours down plus across; `picture` (1, height, width, 3), 0 to 1."""
    import tensorflow as tf

    down, across = picture[:, 1:] - picture[:, :-1], picture[:, :, 1:] - picture[:, :, :-1]
    return tf.reduce_mean(tf.square(down)) + tf.reduce_mean(tf.square(across))


def make_targets(
    network: Descriptor,
    content: Any,
    styles: Sequence[Any],
    masks: Sequence[Any],
    content_layers: Sequence[str],
    style_layers: Sequence[str],
) -> Targets:
    """Describe content and styles, float32 tensors (1, height, width, 3), 0 to 1, once for a whole run."""
    grams = tuple(
        {name: gram_matrix(values) for name, values in network.features(style, style_layers).items()}
        for style in styles
    )
    return Targets(network.features(content, content_layers), grams, tuple(masks))


def terms_of(
    network: Descriptor,
    picture: Any,
    targets: Targets,
    content_layers: Sequence[str],
    style_layers: Sequence[str],
) -> Terms:
    """All terms of `picture`, a float32 tensor (1, height, width, 3), 0 to 1."""
    import tensorflow as tf

    features = network.features(picture, list(dict.fromkeys([*content_layers, *style_layers])))
    content = [relative_error(features[name], targets.content[name]) for name in content_layers]
    style = [
        [
            relative_error(gram_matrix(features[name], _shrunk(mask, features[name])), gram[name])
            for name in style_layers
        ]
        for gram, mask in zip(targets.gram, targets.masks, strict=True)
    ]
    return Terms(tf.stack(content), tf.stack([tf.stack(row) for row in style]), total_variation(picture))


def paper_content(relative: float, squares: float) -> float:
    """Gatys et al., eq. 1: half the sum of squared differences of features.

    Args:
        relative: The term as computed here.
        squares: Sum of squares of the content's features.
    """
    return 0.5 * relative * squares


def paper_style(relative: float, squares: float, channels: int) -> float:
    """Gatys et al., eq. 4: squared differences of Gram sums over 4 N^2 M^2.

    N channels, M places, of which the equation has one number for picture and painting. Where theirs differ,
    each one's sums are divided by its own M here, or a larger painting would count as a stronger style. So M
    cancels, as our Gram matrices are means over the places.

    Args:
        relative: The term as computed here.
        squares: Sum of squares of the style's Gram matrix.
        channels: N.
    """
    return mean_squared_gram(relative, squares, channels) / 4.0


def mean_squared_gram(relative: float, squares: float, channels: int) -> float:
    """Mean squared difference of two Gram matrices, each a mean over its own places; see `paper_style`."""
    return relative * squares / channels**2


def _wide(values: Any) -> Any:
    """Values to sum: bfloat16, which forgets all but three digits, becomes float32."""
    import tensorflow as tf

    return values if values.dtype == tf.float64 else tf.cast(values, tf.float32)


def _shrunk(mask: Any, features: Any) -> Any:
    import tensorflow as tf

    return None if mask is None else tf.image.resize(mask, tf.shape(features)[1:3], "area")
