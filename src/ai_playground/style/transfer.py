"""The run itself: a picture painted step by step, as an iterator of snapshots."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.pictures import Pixels, resized, resized_to
from ai_playground.settings import describe
from ai_playground.style import losses
from ai_playground.style.colors import matched, recolored
from ai_playground.style.curvature import Array
from ai_playground.style.layers import ARCHITECTURES, blend_shares, content_layers, style_layers
from ai_playground.style.network import Descriptor, load_network
from ai_playground.style.optimizers import make_optimizer
from ai_playground.style.precision import arithmetic
from ai_playground.style.schedule import Stage, stages
from ai_playground.style.settings import StyleSettings

# Standard deviation of the noise a run may start from, around mid-grey; pixels are 0 to 1.
NOISE = 0.25
_LIVE = tuple(knob.name for knob in describe(StyleSettings) if knob.live)


class StyleError(ValueError):
    """A run that makes no sense; the message says what to change."""


@dataclass(frozen=True, eq=False)
class Style:
    """A painting, and where in the content picture it applies.

    Attributes:
        picture: uint8 of shape (height, width, 3).
        mask: uint8 of shape (height, width), 255 where it applies fully; None for everywhere. It is
            stretched to the content picture.
    """

    picture: Pixels
    mask: NDArray[np.uint8] | None = None


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run after `step` of `steps` steps. The losses are those of the picture; see `losses.Terms`.

    With Adam the picture is the average of the newest ones, and the losses are those of the newest one,
    but for the last snapshot, whose losses are always its picture's.

    Attributes:
        step, steps: Steps done, and steps of the whole run.
        picture: uint8 of shape (height, width, 3), at the size of its stage.
        loss: The weighted sum.
        content: Relative error of each content layer, unweighted.
        style: For each style, the relative error of each style layer, unweighted.
        total_variation: Unweighted.
        weighted: What content, style and total variation contribute to `loss`.
    """

    step: int
    steps: int
    picture: Pixels
    loss: float
    content: tuple[float, ...]
    style: tuple[tuple[float, ...], ...]
    total_variation: float
    weighted: tuple[float, float, float]

    @property
    def size(self) -> int:
        """Longer side of the picture in px."""
        return int(max(self.picture.shape[:2]))


def stylize(
    content: Pixels, styles: Sequence[Style], settings: StyleSettings, weights: Path | None = None
) -> Generator[Snapshot, StyleSettings | None, None]:
    """Paint `content` like `styles`.

    The first snapshot is the start, before any step. Settings that are sent in take effect at the next step
    as far as they are live: weights, shares and the learning rate. The others stay as they were.

    Args:
        content: uint8 of shape (height, width, 3).
        styles: One or more.
        settings: The knobs.
        weights: The network's file of weights, for those that are downloaded.

    Raises:
        StyleError: no style, or weights that leave nothing to do.
        LayerError: layers or shares that don't fit network and styles.
        SizeError: a size too small for the picture's proportions.
        WeightsMissing: the network's weights aren't there.
    """
    check(styles, settings)
    run = _Run(content, styles, settings, weights)
    picture: Array | None = None
    step = 0
    for stage in run.stages:
        picture = run.enter(stage, picture)
        last_loss = np.inf
        for _ in range(stage.iterations):
            terms, gradient = run.evaluate(picture)
            changed = yield run.snapshot(step, picture, terms)
            if changed is not None:
                run.change(changed)
                terms, gradient = run.evaluate(picture)
            elif abs(last_loss - terms.loss) < run.settings.tolerance * terms.loss:
                break
            last_loss = terms.loss
            picture = run.optimizer.step(picture, gradient, run.settings.learning_rate)
            step += 1
        if run.optimizer.result is not None:
            picture = run.optimizer.result
    assert picture is not None
    yield run.snapshot(step, picture, run.evaluate(picture)[0], final=True)


def check(styles: Sequence[Style], settings: StyleSettings) -> None:
    """Raise StyleError or LayerError where `stylize` would, without loading anything."""
    if not styles:
        raise StyleError("Choose a style: there is none yet.")
    if settings.content_weight == 0 and settings.style_weight == 0:
        raise StyleError("Content weight and style weight are both 0: turn one of them up.")
    if any(style.mask is not None and not style.mask.any() for style in styles):
        raise StyleError("The region of a style is empty: paint where it applies.")
    blend_shares(settings, len(styles))
    for chosen in (content_layers(settings), style_layers(settings)):
        if sum(chosen.values()) == 0:
            raise StyleError("The weights of the layers are all 0: give one of them more.")


def prepared_style(style: Pixels, content: Pixels, settings: StyleSettings, longest_side: int) -> Pixels:
    """The painting as the network gets it beside a picture of `longest_side` px.

    Cropped, robbed of detail and recolored as the settings say, and scaled; uint8.
    """
    height, width = style.shape[:2]
    top = min(round(height * settings.crop_top), height - 1)
    left = min(round(width * settings.crop_left), width - 1)
    bottom = min(top + max(round(height * settings.crop_height), 1), height)
    right = min(left + max(round(width * settings.crop_width), 1), width)
    part = style[top:bottom, left:right]
    if settings.colors == "style_matched":
        part = matched(part, content)
    if settings.style_resolution < max(part.shape[:2]):
        part = resized(part, settings.style_resolution)
    scale = longest_side * settings.style_scale / max(part.shape[:2])
    # In proportion even where it is too small to be described: strokes keep their shape.
    scale = max(scale, ARCHITECTURES[settings.network].shortest / min(part.shape[:2]))
    rows, columns = (round(side * scale) for side in part.shape[:2])
    return resized_to(part, rows, columns)


@dataclass(frozen=True)
class _Values:
    """What one evaluation gave, as floats."""

    loss: float
    content: tuple[float, ...]
    style: tuple[tuple[float, ...], ...]
    total_variation: float


class _Run:
    """What stays the same during a run, and what belongs to its present stage."""

    def __init__(
        self, content: Pixels, styles: Sequence[Style], settings: StyleSettings, weights: Path | None
    ) -> None:
        import tensorflow as tf

        self.settings = settings
        self.stages = stages(settings, *content.shape[:2])
        self.optimizer = make_optimizer(settings.optimizer)
        self._content, self._styles = content, styles
        self._layers = tuple(content_layers(settings)), tuple(style_layers(settings))
        self._network = load_network(settings, tf.as_dtype(arithmetic(settings)), weights)
        self._evaluate: Callable[..., Any] | None = None
        self._here: Array  # the content picture at the stage's size, 0 to 1
        self._targets: losses.Targets
        self._weights = self._make_weights()
        self._random = np.random.default_rng(settings.seed)

    def enter(self, stage: Stage, picture: Array | None) -> Array:
        """Take up a stage; returns its first picture, `picture` being the last one of the stage before."""
        import tensorflow as tf

        before = None if picture is None else self._here
        self._here = to_floats(resized_to(self._content, stage.height, stage.width))
        longest = max(stage.height, stage.width)
        self._targets = losses.make_targets(
            self._network,
            tf.constant(self._here[None]),
            [
                tf.constant(
                    to_floats(prepared_style(style.picture, self._content, self.settings, longest))[None]
                )
                for style in self._styles
            ],
            [mask_at(style.mask, stage) for style in self._styles],
            *self._layers,
        )
        if picture is None or before is None:
            return self._start()
        self.optimizer.resize(stage.height, stage.width)
        # What the larger content picture shows beyond the smaller one comes with it, as far as the run
        # started from the content: a deep layer would take long to ask for it.
        detail = self._here - enlarged(before, stage)
        share = np.float32(1.0 - self.settings.noise_ratio)
        return np.clip(enlarged(picture, stage) + share * detail, np.float32(0.0), np.float32(1.0))

    def evaluate(self, picture: Array) -> tuple[_Values, Array]:
        """Loss terms at `picture` and the loss' gradient. Raises StyleError if it isn't finite."""
        if self._evaluate is None:
            self._evaluate = _traced(self._network, self._layers, self._targets)
        loss, content, style, variation, gradient = self._evaluate(
            picture[None],
            [self._targets.content[name] for name in self._layers[0]],
            [[gram[name] for name in self._layers[1]] for gram in self._targets.gram],
            [mask for mask in self._targets.masks if mask is not None],
            self._weights,
        )
        values = _Values(
            float(loss),
            tuple(map(float, content.numpy())),
            tuple(tuple(map(float, row)) for row in style.numpy()),
            float(variation),
        )
        if not np.isfinite(values.loss):
            raise StyleError("The loss is no longer a number. Try a smaller learning rate.")
        return values, gradient.numpy()[0]

    def change(self, settings: StyleSettings) -> None:
        """Take up what is live in `settings`; the gradients known so far are those of another loss."""
        self.settings = self.settings.changed(**{name: getattr(settings, name) for name in _LIVE})
        self._weights = self._make_weights()
        self.optimizer.forget()

    def snapshot(self, step: int, picture: Array, values: _Values, *, final: bool = False) -> Snapshot:
        """What the caller sees."""
        shown = picture if final or self.optimizer.result is None else self.optimizer.result
        weights = self.settings
        content = sum(
            share * term for share, term in zip(content_layers(weights).values(), values.content, strict=True)
        )
        shares = list(style_layers(weights).values())
        style = sum(
            blend * sum(share * term for share, term in zip(shares, row, strict=True))
            for blend, row in zip(blend_shares(weights, len(self._styles)), values.style, strict=True)
        )
        return Snapshot(
            step=step,
            steps=step if final else sum(stage.iterations for stage in self.stages),
            picture=recolored(to_pixels(shown), to_pixels(self._here), weights.colors),
            loss=values.loss,
            content=values.content,
            style=values.style,
            total_variation=values.total_variation,
            weighted=(
                weights.content_weight * content,
                weights.style_weight * style,
                weights.total_variation_weight * values.total_variation,
            ),
        )

    def _start(self) -> Array:
        noise = self._random.normal(0.5, NOISE, self._here.shape)
        ratio = self.settings.noise_ratio
        return np.clip((1 - ratio) * self._here + ratio * noise, 0.0, 1.0).astype(np.float32)

    def _make_weights(self) -> list[Any]:
        import tensorflow as tf

        settings = self.settings
        factors = (settings.content_weight, settings.style_weight, settings.total_variation_weight)
        lists = (
            list(content_layers(settings).values()),
            list(style_layers(settings).values()),
            list(blend_shares(settings, len(self._styles))),
        )
        return [tf.constant(value, tf.float32) for value in (*factors, *lists)]


def to_floats(pixels: Pixels) -> Array:
    """uint8 pixels as float32, 0 to 1."""
    return pixels.astype(np.float32) / np.float32(255.0)


def to_pixels(picture: Array) -> Pixels:
    """A float picture, 0 to 1, as uint8."""
    return (np.clip(picture, 0.0, 1.0) * np.float32(255.0) + np.float32(0.5)).astype(np.uint8)


def enlarged(picture: Array, stage: Stage) -> Array:
    """A float picture at the stage's size, bicubic."""
    import tensorflow as tf

    array: Array = tf.image.resize(picture, (stage.height, stage.width), "bicubic").numpy()
    return array


def mask_at(mask: NDArray[np.uint8] | None, stage: Stage) -> Any:
    """A mask at the stage's size: a float32 tensor of shape (1, height, width, 1), 0 to 1; None for None."""
    import tensorflow as tf

    if mask is None:
        return None
    values = tf.constant(mask[None, :, :, None].astype(np.float32) / 255.0)
    return tf.image.resize(values, (stage.height, stage.width), "area")


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
    traced: Callable[..., Any] = tf.function(evaluate, input_signature=signature)
    return traced
