"""Scores of a finished picture that don't depend on how it was searched for, so that runs can be compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ai_playground.perceptual import losses
from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.perceptual.network import load_network
from ai_playground.pictures import Pixels, resized_to
from ai_playground.style.curvature import Array
from ai_playground.style.descriptor import layer_plan
from ai_playground.style.inputs import Style, to_floats
from ai_playground.style.objective import targets_at
from ai_playground.style.settings import StyleSettings

# Luma of Rec. 709, whose primaries are those of sRGB.
_LUMA = (0.2126, 0.7152, 0.0722)


@dataclass(frozen=True)
class Scores:
    """How a picture compares with content and styles.

    Attributes:
        style_gap_closed: Share of the content picture's squared distance to the styles that is gone, in
            percent: 0 for the content itself, 100 for a picture with the styles' Gram matrices, below 0 for
            one that is farther off than the content; None for a content without any distance. Squared
            distance: the mean relative error of the Gram matrices over the network's usual style layers, all
            alike, whatever layers and weights the run had.
        ssim: Structural similarity (Wang et al. 2004) of the luma with the content's: 1 for the same, about 0
            for nothing in common.
        total_variation: Mean squared difference of neighbours, down plus across, of values from 0 to 1.
        gatys_content: Eq. 1 of Gatys et al. by content layer: half the sum of squared differences.
        gatys_style: Eq. 4 of Gatys et al. by style layer, for each style. It is divided by the picture's
            size; eq. 1 isn't, and grows with it.
    """

    style_gap_closed: float | None
    ssim: float
    total_variation: float
    gatys_content: Mapping[str, float]
    gatys_style: tuple[Mapping[str, float], ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as data that JSON can hold."""
        return asdict(self)


def score(
    picture: Pixels,
    content: Pixels,
    styles: Sequence[Style],
    settings: StyleSettings,
    weights: Path | None = None,
) -> Scores:
    """Score `picture` at its own size, in float32 whatever arithmetic the run had.

    Args:
        picture: The result, uint8 of shape (height, width, 3).
        content: The content picture, uint8 of any size; it is compared at the result's.
        styles: The styles, prepared for the result's size as the run prepared them.
        settings: The run's knobs.
        weights: The network's file of weights, for those that are downloaded.

    Raises:
        LayerError: layers or shares that don't fit network and styles.
        WeightsMissing: the network's weights aren't there.
    """
    import tensorflow as tf

    height, width = picture.shape[:2]
    usual = ARCHITECTURES[settings.network].style
    by_depth = ARCHITECTURES[settings.network].layers
    layers = layer_plan(settings, len(styles))
    compared = tuple(layers.content)
    described = tuple(name for name in by_depth if name in usual or name in layers.style)
    network = load_network(settings.network, pooling=settings.pooling, weights=weights, seed=settings.seed)

    here = to_floats(resized_to(content, height, width))
    photograph, painted = tf.constant(here[None]), tf.constant(to_floats(picture)[None])
    targets = targets_at(network, here, content, styles, settings, compared, described)
    now = losses.terms_of(network, painted, targets, compared, described)
    before = losses.terms_of(network, photograph, targets, compared, described)

    columns = [described.index(name) for name in usual]
    gap, gap_before = (
        float(tf.reduce_sum(layers.blend * tf.reduce_mean(tf.gather(terms.style, columns, axis=1), axis=1)))
        for terms in (now, before)
    )
    return Scores(
        style_gap_closed=100.0 * (1.0 - gap / gap_before) if gap_before > 0.0 else None,
        ssim=similarity(to_floats(picture), here),
        total_variation=float(now.total_variation),
        gatys_content={
            name: losses.paper_content(float(term), squares(targets.content[name]))
            for name, term in zip(compared, now.content, strict=True)
        },
        gatys_style=tuple(
            {
                name: losses.paper_style(float(term), squares(grams[name]), grams[name].shape[0])
                for name, term in zip(described, row, strict=True)
            }
            for grams, row in zip(targets.gram, now.style, strict=True)
        ),
    )


def similarity(picture: Array, other: Array) -> float:
    """Structural similarity of the luma of two pictures of one shape (height, width, 3), 0 to 1."""
    import tensorflow as tf

    lumas = [tf.constant(each @ np.array(_LUMA, np.float32))[None, :, :, None] for each in (picture, other)]
    return float(tf.image.ssim(*lumas, max_val=1.0)[0])


def squares(values: Any) -> float:
    """Sum of the squares of a tensor's values."""
    import tensorflow as tf

    return float(tf.reduce_sum(tf.square(values)))
