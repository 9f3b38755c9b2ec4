"""The loss as a function of the picture, at one size after the other: its terms and its gradient."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ai_playground.perceptual import losses
from ai_playground.perceptual.layers import LayerPlan
from ai_playground.perceptual.network import Descriptor, load_network
from ai_playground.pictures import Pixels, resized_to
from ai_playground.style.curvature import Array
from ai_playground.style.descriptor import arithmetic, layer_plan
from ai_playground.style.inputs import Style, mask_at, prepared_style, to_floats
from ai_playground.style.settings import LIVE, StyleSettings


class StyleError(ValueError):
    """A run that makes no sense; the message says what to change."""


@dataclass(frozen=True)
class Values:
    """What one evaluation gave, as floats."""

    loss: float
    content: tuple[float, ...]
    style: tuple[tuple[float, ...], ...]
    total_variation: float


class Objective:
    """The loss of a picture beside `content` and `styles`.

    Args:
        content: uint8 of shape (height, width, 3).
        styles: One or more.
        settings: The knobs.
        layers: What is compared, as `settings` say.
        weights: The network's file of weights, for those that are downloaded.

    Attributes:
        settings: The knobs, with the live ones as they were changed last.
        layers: What is compared, as these settings say.
        here: The content picture at the present size, 0 to 1; there after :meth:`enter`.
    """

    here: Array

    def __init__(
        self,
        content: Pixels,
        styles: Sequence[Style],
        settings: StyleSettings,
        layers: LayerPlan,
        weights: Path | None = None,
    ) -> None:
        self.settings, self.layers = settings, layers
        self._content, self._styles = content, styles
        self._names = tuple(layers.content), tuple(layers.style)
        self._network = load_network(
            settings.network,
            pooling=settings.pooling,
            arithmetic=arithmetic(settings),
            weights=weights,
            seed=settings.seed,
        )
        self._evaluate: Callable[..., Any] | None = None
        self._targets: losses.Targets
        self._weights = self._make_weights()

    def enter(self, height: int, width: int) -> None:
        """From now on pictures have this size."""
        self.here = to_floats(resized_to(self._content, height, width))
        self._targets = targets_at(
            self._network, self.here, self._content, self._styles, self.settings, *self._names
        )

    def evaluate(self, picture: Array) -> tuple[Values, Array]:
        """Loss terms at `picture` and the loss' gradient. Raises StyleError if it isn't finite."""
        if self._evaluate is None:
            self._evaluate = _traced(self._network, self._names, self._targets)
        loss, content, style, variation, gradient = self._evaluate(
            picture[None],
            [self._targets.content[name] for name in self._names[0]],
            [[gram[name] for name in self._names[1]] for gram in self._targets.gram],
            [mask for mask in self._targets.masks if mask is not None],
            self._weights,
        )
        values = Values(
            float(loss),
            tuple(map(float, content.numpy())),
            tuple(tuple(map(float, row)) for row in style.numpy()),
            float(variation),
        )
        if not np.isfinite(values.loss):
            raise StyleError("The loss is no longer a number. Try a smaller learning rate.")
        return values, gradient.numpy()[0]

    def change(self, settings: StyleSettings) -> None:
        """Take up what is live in `settings`."""
        self.settings = self.settings.changed(**{name: getattr(settings, name) for name in LIVE})
        self.layers = layer_plan(self.settings, len(self._styles))
        self._weights = self._make_weights()

    def _make_weights(self) -> list[Any]:
        import tensorflow as tf

        settings, layers = self.settings, self.layers
        factors = (settings.content_weight, settings.style_weight, settings.total_variation_weight)
        lists = (list(layers.content.values()), list(layers.style.values()), list(layers.blend))
        return [tf.constant(value, tf.float32) for value in (*factors, *lists)]


def targets_at(
    network: Descriptor,
    here: Array,
    content: Pixels,
    styles: Sequence[Style],
    settings: StyleSettings,
    content_layers: Sequence[str],
    style_layers: Sequence[str],
) -> losses.Targets:
    """What a picture is compared with that has the size of `here`, the content picture at that size, 0 to 1.

    `content` is that picture as it was given, whose colors the paintings may be matched to.
    """
    import tensorflow as tf

    height, width = here.shape[:2]
    paintings = [prepared_style(style.picture, content, settings, max(height, width)) for style in styles]
    return losses.make_targets(
        network,
        tf.constant(here[None]),
        [tf.constant(to_floats(painting)[None]) for painting in paintings],
        [mask_at(style.mask, height, width) for style in styles],
        content_layers,
        style_layers,
    )


def _traced(
    network: Descriptor, layers: tuple[tuple[str, ...], tuple[str, ...]], targets: losses.Targets
) -> Callable[..., Any]:
    """A TensorFlow function of picture, targets and weights, traced once for all sizes."""
    import tensorflow as tf

    masked = [mask is not None for mask in targets.masks]

    def evaluate(picture: Any, content: Any, grams: Any, masks: Any, weights: Any) -> Any:
        rest = iter(masks)
        here = losses.Targets(
            dict(zip(layers[0], content, strict=True)),
            tuple(dict(zip(layers[1], gram, strict=True)) for gram in grams),
            tuple(next(rest) if there else None for there in masked),
        )
        with tf.GradientTape() as tape:
            tape.watch(picture)
            terms = losses.terms_of(network, picture, here, *layers)
            loss = terms.total(losses.Weights(*weights))
        return loss, terms.content, terms.style, terms.total_variation, tape.gradient(loss, picture)

    def any_size(tensor: Any) -> Any:
        return tf.TensorSpec([1, None, None, tensor.shape[-1]], tensor.dtype)

    grams = [[tf.TensorSpec.from_tensor(gram[name]) for name in layers[1]] for gram in targets.gram]
    signature = (
        tf.TensorSpec([1, None, None, 3], tf.float32),
        [any_size(targets.content[name]) for name in layers[0]],
        grams,
        [any_size(mask) for mask in targets.masks if mask is not None],
        [tf.TensorSpec(shape, tf.float32) for shape in ((), (), (), (None,), (None,), (None,))],
    )
    traced: Callable[..., Any] = tf.function(evaluate, input_signature=signature, autograph=False)
    return traced
