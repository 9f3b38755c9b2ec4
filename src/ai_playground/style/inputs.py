"""What a run is given, and how the network gets it: pictures and regions at the size of the moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.pictures import Pixels, resized, resized_to
from ai_playground.style.colors import matched
from ai_playground.style.curvature import Array
from ai_playground.style.settings import StyleSettings


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


def mask_at(mask: NDArray[np.uint8] | None, height: int, width: int) -> Any:
    """A mask at a picture's size: a float32 tensor of shape (1, height, width, 1), 0 to 1; None for None."""
    import tensorflow as tf

    if mask is None:
        return None
    values = tf.constant(mask[None, :, :, None].astype(np.float32) / 255.0)
    return tf.image.resize(values, (height, width), "area")


def to_floats(pixels: Pixels) -> Array:
    """uint8 pixels as float32, 0 to 1."""
    return pixels.astype(np.float32) / np.float32(255.0)


def to_pixels(picture: Array) -> Pixels:
    """A float picture, 0 to 1, as uint8."""
    return (np.clip(picture, 0.0, 1.0) * np.float32(255.0) + np.float32(0.5)).astype(np.uint8)
