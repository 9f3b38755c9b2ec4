"""Squares cut out of pictures, so that none is seen twice alike.

What is cut is drawn beforehand, apart from the cutting: so it can be done in another place, as on a graphics
card that holds all pictures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.pictures import Pixels


@dataclass(frozen=True)
class Cut:
    """A square of one picture.

    Attributes:
        picture: Its place among the pictures.
        left, top, side: The square in px of the picture, from its left upper corner.
        flipped: Whether left and right change places afterwards.
        turns: Quarter turns after that, counter-clockwise.
    """

    picture: int
    left: float
    top: float
    side: float
    flipped: bool
    turns: int


class Size(NamedTuple):
    """Of a picture, in px."""

    height: int
    width: int


def draw(
    rng: np.random.Generator, sizes: Sequence[Size], settings: CycleSettings, step: int, kind: int
) -> list[Cut]:
    """What is cut for step `step`: one square for each picture of a batch.

    Every picture comes once before one comes again, in an order that depends on seed, `kind` and epoch. One
    that is too small for the scale drawn is enlarged as far as it needs.

    Args:
        rng: Draws the squares.
        sizes: Of all pictures.
        settings: The knobs.
        step: From 0.
        kind: A number for these pictures, so that two folders aren't gone through in the same order.
    """
    cuts = []
    smallest, largest = np.log(sorted((settings.smallest_scale, settings.largest_scale)))
    for place in range(step * settings.batch_size, (step + 1) * settings.batch_size):
        epoch, position = divmod(place, len(sizes))
        order = np.random.default_rng((settings.seed, kind, epoch)).permutation(len(sizes))
        picture = int(order[position])
        height, width = sizes[picture]
        side = float(min(settings.crop / np.exp(rng.uniform(smallest, largest)), height, width))
        left, top = rng.uniform(0, width - side), rng.uniform(0, height - side)
        flipped, turns = rng.random() < 0.5, int(rng.integers(4))
        cuts.append(
            Cut(
                picture,
                left,
                top,
                side,
                settings.flip and flipped,
                turns if settings.quarter_turns else 0,
            )
        )
    return cuts


def cut_out(picture: Pixels, cut: Cut, crop: int) -> Pixels:
    """The square of `picture`, with a side of `crop` px."""
    from PIL import Image

    box = (cut.left, cut.top, cut.left + cut.side, cut.top + cut.side)
    image = Image.fromarray(picture).resize((crop, crop), Image.Resampling.BICUBIC, box)
    square = np.asarray(image)
    return np.rot90(square[:, ::-1] if cut.flipped else square, cut.turns)


def batch(pictures: Sequence[Pixels], cuts: Sequence[Cut], crop: int) -> Pixels:
    """All squares, uint8 (squares, crop, crop, 3), of pictures of any sizes."""
    return np.stack([cut_out(pictures[cut.picture], cut, crop) for cut in cuts])
