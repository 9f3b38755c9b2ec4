"""The run itself: a picture painted step by step, as an iterator of snapshots."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ai_playground.lesson.recording import NOT_RECORDED
from ai_playground.perceptual.layers import LayerPlan
from ai_playground.pictures import Pixels
from ai_playground.style.colors import recolored
from ai_playground.style.curvature import Array
from ai_playground.style.descriptor import layer_plan
from ai_playground.style.inputs import Style, to_pixels
from ai_playground.style.objective import Objective, StyleError, Values
from ai_playground.style.optimizers import make_optimizer
from ai_playground.style.schedule import Stage, stages
from ai_playground.style.settings import StyleSettings

# Standard deviation of the noise a run may start from, around mid-grey; pixels are 0 to 1.
NOISE = 0.25


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run after `step` of `steps` steps. The losses are those of the picture; see `losses.Terms`.

    With Adam the picture is the average of the newest ones, and the losses are those of the newest one,
    but for the last snapshot, whose losses are always its picture's. Where the photograph's colors are put
    back afterwards, they are those of the picture before that.

    Attributes:
        step, steps: Steps done, and steps of the whole run.
        picture: uint8 of shape (height, width, 3), at the size of its stage.
        loss: The weighted sum.
        content: Relative error of each content layer, unweighted.
        style: For each style, the relative error of each style layer, unweighted.
        total_variation: Unweighted.
        weighted: What content, style and total variation contribute to `loss`.
        settings: The knobs it was made with; the live ones may be others than at the start.
        layers: What is compared, as these settings say; names what `content` and `style` are of.
    """

    step: int
    steps: int
    picture: Pixels
    loss: float
    content: tuple[float, ...]
    style: tuple[tuple[float, ...], ...]
    total_variation: float
    weighted: tuple[float, float, float]
    settings: StyleSettings
    layers: LayerPlan = field(metadata=NOT_RECORDED)

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
    run = _Run(content, styles, settings, check(styles, settings), weights)
    picture: Array | None = None
    lowest: tuple[float, Array | None] = np.inf, None  # loss and picture, of the present size and settings
    step = 0
    for stage in run.stages:
        picture = run.enter(stage, picture)
        last_loss = np.inf
        lowest = np.inf, None
        for _ in range(stage.iterations):
            terms, gradient = run.objective.evaluate(picture)
            changed = yield run.snapshot(step, picture, terms)
            if changed is not None:
                run.change(changed)
                terms, gradient = run.objective.evaluate(picture)
                lowest = np.inf, None
            elif abs(last_loss - terms.loss) < run.objective.settings.tolerance * terms.loss:
                break
            last_loss = terms.loss
            if terms.loss < lowest[0]:
                lowest = terms.loss, picture
            picture = run.optimizer.step(picture, gradient, run.objective.settings.learning_rate, terms.loss)
            step += 1
        if run.optimizer.result is not None:
            picture = run.optimizer.result
    assert picture is not None
    terms = run.objective.evaluate(picture)[0]
    if run.optimizer.keeps_the_lowest and terms.loss > lowest[0]:
        picture = lowest[1]
        assert picture is not None
        terms = run.objective.evaluate(picture)[0]
    yield run.snapshot(step, picture, terms, final=True)


def check(styles: Sequence[Style], settings: StyleSettings) -> LayerPlan:
    """Raise StyleError or LayerError where `stylize` would, without loading anything.

    Returns:
        What a run compares.
    """
    if not styles:
        raise StyleError("Choose a style: there is none yet.")
    if settings.content_weight == 0 and settings.style_weight == 0:
        raise StyleError("Content weight and style weight are both 0: turn one of them up.")
    if any(style.mask is not None and not style.mask.any() for style in styles):
        raise StyleError("The region of a style is empty: paint where it applies.")
    layers = layer_plan(settings, len(styles))
    if sum(layers.content.values()) == 0 or sum(layers.style.values()) == 0:
        raise StyleError("The weights of the layers are all 0: give one of them more.")
    return layers


class _Run:
    """The parts of a run, and how one stage follows the other."""

    def __init__(
        self,
        content: Pixels,
        styles: Sequence[Style],
        settings: StyleSettings,
        layers: LayerPlan,
        weights: Path | None,
    ) -> None:
        self.stages = stages(settings, *content.shape[:2])
        self.optimizer = make_optimizer(settings.optimizer)
        self.objective = Objective(content, styles, settings, layers, weights)

    def enter(self, stage: Stage, picture: Array | None) -> Array:
        """Take up a stage; returns its first picture, `picture` being the last one of the stage before."""
        if picture is None:
            self.objective.enter(stage.height, stage.width)
            return self._start()
        before = self.objective.here
        self.objective.enter(stage.height, stage.width)
        self.optimizer.resize(stage.height, stage.width)
        # What the larger content picture shows beyond the smaller one comes with it, as far as the run
        # started from the content: a deep layer would take long to ask for it.
        detail = self.objective.here - enlarged(before, stage)
        share = np.float32(1.0 - self.objective.settings.noise_ratio)
        return np.clip(enlarged(picture, stage) + share * detail, np.float32(0.0), np.float32(1.0))

    def change(self, settings: StyleSettings) -> None:
        """Take up what is live in `settings`; the gradients known so far are those of another loss."""
        self.objective.change(settings)
        self.optimizer.forget()

    def snapshot(self, step: int, picture: Array, values: Values, *, final: bool = False) -> Snapshot:
        """What the caller sees."""
        shown = picture if final or self.optimizer.result is None else self.optimizer.result
        settings, layers = self.objective.settings, self.objective.layers
        content = sum(
            share * term for share, term in zip(layers.content.values(), values.content, strict=True)
        )
        style = sum(
            blend * sum(share * term for share, term in zip(layers.style.values(), row, strict=True))
            for blend, row in zip(layers.blend, values.style, strict=True)
        )
        return Snapshot(
            step=step,
            steps=step if final else sum(stage.iterations for stage in self.stages),
            picture=recolored(to_pixels(shown), to_pixels(self.objective.here), settings.colors),
            loss=values.loss,
            content=values.content,
            style=values.style,
            total_variation=values.total_variation,
            weighted=(
                settings.content_weight * content,
                settings.style_weight * style,
                settings.total_variation_weight * values.total_variation,
            ),
            settings=settings,
            layers=layers,
        )

    def _start(self) -> Array:
        here, settings = self.objective.here, self.objective.settings
        noise = np.random.default_rng(settings.seed).normal(0.5, NOISE, here.shape)
        ratio = settings.noise_ratio
        return np.clip((1 - ratio) * here + ratio * noise, 0.0, 1.0).astype(np.float32)


def enlarged(picture: Array, stage: Stage) -> Array:
    """A float picture at the stage's size, bicubic."""
    import tensorflow as tf

    array: Array = tf.image.resize(picture, (stage.height, stage.width), "bicubic").numpy()
    return array
