"""Squares cut out of pictures, so that none is seen twice alike."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.pictures import Pixels


def cut(rng: np.random.Generator, picture: Pixels, settings: CycleSettings) -> Pixels:
    """A square of `settings.crop` px out of `picture`: scaled, from anywhere in it, flipped and turned.

    A picture that is too small for the scale drawn is enlarged as far as it needs.
    """
    from PIL import Image

    height, width = picture.shape[:2]
    smallest, largest = sorted((settings.smallest_scale, settings.largest_scale))
    scale = np.exp(rng.uniform(np.log(smallest), np.log(largest)))
    side = min(settings.crop / scale, height, width)
    left, top = rng.uniform(0, width - side), rng.uniform(0, height - side)
    flipped, turns = rng.random() < 0.5, int(rng.integers(4))
    image = Image.fromarray(picture).resize(
        (settings.crop, settings.crop), Image.Resampling.BICUBIC, (left, top, left + side, top + side)
    )
    square = np.asarray(image)
    if settings.flip and flipped:
        square = square[:, ::-1]
    return np.rot90(square, turns) if settings.quarter_turns else square


def batch(
    rng: np.random.Generator, pictures: Sequence[Pixels], settings: CycleSettings, step: int, kind: int
) -> Pixels:
    """The squares of step `step`, uint8 (batch_size, crop, crop, 3).

    Every picture comes once before one comes again, in an order that depends on seed, `kind` and epoch.

    Args:
        rng: Draws what is cut.
        pictures: uint8 (height, width, 3) each, of any sizes.
        settings: The knobs.
        step: From 0.
        kind: A number for these pictures, so that two folders aren't gone through in the same order.
    """
    chosen = []
    for place in range(step * settings.batch_size, (step + 1) * settings.batch_size):
        epoch, position = divmod(place, len(pictures))
        order = np.random.default_rng((settings.seed, kind, epoch)).permutation(len(pictures))
        chosen.append(cut(rng, pictures[order[position]], settings))
    return np.stack(chosen)
