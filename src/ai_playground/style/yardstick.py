"""One fixed yardstick for every picture of this lesson, whatever it was painted with.

A run's own figures are errors in its own layers of its own network, against the part of the painting that it
was shown: beside another run's they say little. This one measures all of them with the network that comes
with the package, in the same layers, against the whole painting in all its detail, in float32.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ai_playground.perceptual import losses
from ai_playground.perceptual.architectures import ARCHITECTURES, BUNDLED
from ai_playground.perceptual.layers import blend_shares
from ai_playground.perceptual.network import Descriptor, load_network
from ai_playground.pictures import Pixels, resized, resized_to
from ai_playground.style.inputs import Style, to_floats
from ai_playground.style.objective import targets_at
from ai_playground.style.scores import similarity, squares
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot

STYLE_LAYERS = ARCHITECTURES[BUNDLED].style
CONTENT_LAYER = ARCHITECTURES[BUNDLED].content
LAYERS = tuple(
    name for name in ARCHITECTURES[BUNDLED].layers if name in STYLE_LAYERS or name == CONTENT_LAYER
)
# Larger pictures are reduced to this longer side, in px, so that measuring never takes what a run would.
LONGEST = 320
# The second judge has random weights of a seed that no run can have.
OTHER_SEED = 10_000
# The painting as it is: whole, with its detail and its colors, at the picture's scale.
_PAINTING = StyleSettings(
    network=BUNDLED,
    style_scale=1.0,
    style_resolution=2048,
    crop_left=0.0,
    crop_top=0.0,
    crop_width=1.0,
    crop_height=1.0,
    colors="style",
)


@dataclass(frozen=True)
class Measure:
    """What the yardstick says of a picture.

    Attributes:
        style: For each painting the relative error of the Gram matrix in each of `STYLE_LAYERS`.
        start: The same of the photograph.
        shares: What each painting counts; they sum to 1.
        content: Relative error of the features by layer, beside the photograph: 0 to about 2.
        plain: By style layer, the mean squared difference of the first painting's Gram matrix, as the report
            from Hong Kong prints it: four times eq. 4 of Gatys et al.
        ssim: Structural similarity with the photograph: 1 for the same, about 0 for nothing in common.
        total_variation: As in the loss.
        stroke: How far one has to go for the picture to change by as much as it varies altogether, in px.
        start_stroke: The same of the photograph.
    """

    style: tuple[tuple[float, ...], ...]
    start: tuple[tuple[float, ...], ...]
    shares: tuple[float, ...]
    content: Mapping[str, float]
    plain: Mapping[str, float]
    ssim: float
    total_variation: float
    stroke: float
    start_stroke: float

    @property
    def closed(self) -> float:
        """Share of the photograph's squared distance to the paintings that is gone, in percent.

        0 for the photograph itself, 100 for a picture with the paintings' Gram matrices, below 0 for one that
        is farther off than the photograph. All layers count alike.
        """
        far, near = (float(np.dot(self.shares, np.mean(rows, axis=1))) for rows in (self.start, self.style))
        return _gone(far, near)

    def closed_to(self, painting: int) -> float:
        """The same for one of the paintings, by its number from 0."""
        return _gone(float(np.mean(self.start[painting])), float(np.mean(self.style[painting])))

    def closed_in(self, layer: str) -> float:
        """The same in one layer alone, for the first painting."""
        number = STYLE_LAYERS.index(layer)
        return _gone(self.start[0][number], self.style[0][number])

    @property
    def content_error(self) -> float:
        """Relative error in `CONTENT_LAYER`: 0 for the photograph, 1 as far off as no features at all."""
        return self.content[CONTENT_LAYER]


@dataclass(frozen=True, eq=False)
class Judged:
    """The end of a run, and what the yardstick says of its picture.

    Attributes:
        last: The end.
        measure: What the yardstick says.
        untrained: Share of the style gap that is closed in the eyes of a second judge, a network with random
            weights that has led no run; None where it wasn't asked.
    """

    last: Snapshot
    measure: Measure
    untrained: float | None = None


def measure(picture: Pixels, content: Pixels, styles: Sequence[Style], blend: str = "") -> Measure:
    """Measure `picture`, at its own size up to `LONGEST` px.

    Args:
        picture: uint8 of shape (height, width, 3).
        content: The photograph, uint8 of any size.
        styles: The paintings.
        blend: Their shares, as the settings write them.

    Raises:
        LayerError: shares for another number of paintings.
        WeightsMissing: the package with the network's weights isn't installed.
    """
    picture = _reduced(picture)
    now, before, targets = _compared(load_network(BUNDLED), picture, content, styles)
    here, painted = to_floats(resized_to(content, *picture.shape[:2])), to_floats(picture)
    variation = float(now.total_variation)
    return Measure(
        style=_rows(now.style),
        start=_rows(before.style),
        shares=blend_shares(blend, len(styles)),
        content=dict(zip(LAYERS, map(float, now.content.numpy()), strict=True)),
        plain={
            name: losses.mean_squared_gram(float(error), squares(gram), gram.shape[0])
            for (name, gram), error in zip(targets.gram[0].items(), now.style[0], strict=True)
        },
        ssim=similarity(painted, here),
        total_variation=variation,
        stroke=stroke(painted, variation),
        start_stroke=stroke(here, float(before.total_variation)),
    )


def judge(last: Snapshot, content: Pixels, styles: Sequence[Style], *, second_judge: bool = False) -> Judged:
    """The end of a run on these pictures, with its measure, and with a second one if so asked."""
    given = (last.picture, content, styles, last.settings.style_blend)
    return Judged(last, measure(*given), closed_by_untrained(*given) if second_judge else None)


def closed_by_untrained(
    picture: Pixels, content: Pixels, styles: Sequence[Style], blend: str = "", seed: int = OTHER_SEED
) -> float:
    """`Measure.closed` as an untrained network of this seed sees it; the rest as for :func:`measure`."""
    now, before, _ = _compared(load_network("random", seed=seed), picture, content, styles)
    shares = blend_shares(blend, len(styles))
    return _gone(*(float(np.dot(shares, np.mean(each.style, axis=1))) for each in (before, now)))


def stroke(picture: Any, variation: float) -> float:
    """How coarse a picture is, in px.

    Its standard deviation over the root mean squared difference of neighbours: 0.7 for white noise, between
    a fifth and a fourth of the wavelength for waves, in whatever direction.

    Args:
        picture: Shape (height, width, 3), 0 to 1.
        variation: Its total variation, the mean of that square down plus that across.
    """
    spread = float(np.mean(np.var(picture, axis=(0, 1))))
    return float(np.sqrt(spread / max(variation / 2.0, 1e-12)))


def _reduced(picture: Pixels) -> Pixels:
    return resized(picture, LONGEST) if max(picture.shape[:2]) > LONGEST else picture


def _compared(
    network: Descriptor, picture: Pixels, content: Pixels, styles: Sequence[Style]
) -> tuple[losses.Terms, losses.Terms, losses.Targets]:
    """What `network` says of picture and photograph, at the picture's size, and what it compared with."""
    import tensorflow as tf

    picture = _reduced(picture)
    here = to_floats(resized_to(content, *picture.shape[:2]))
    targets = targets_at(network, here, content, styles, _PAINTING, LAYERS, STYLE_LAYERS)
    now, before = (
        losses.terms_of(network, tf.constant(each[None]), targets, LAYERS, STYLE_LAYERS)
        for each in (to_floats(picture), here)
    )
    return now, before, targets


def _gone(far: float, near: float) -> float:
    return 100.0 * (1.0 - near / far) if far > 0.0 else 0.0


def _rows(terms: Any) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(map(float, row)) for row in terms.numpy())
