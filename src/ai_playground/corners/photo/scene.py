"""One generated photo: a page before the camera on what it lies on, in light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.frame import HEIGHT, WIDTH, Quad
from ai_playground.corners.photo.camera import View, look_at_page, page_coordinates
from ai_playground.corners.photo.light import curl_shading, expose, illumination, page_shadow
from ai_playground.corners.photo.paper import Picture, page
from ai_playground.corners.photo.surface import add_clutter, add_fingers, surface

SCALE = 2
"""Pictures are drawn this many times larger than the frame and averaged down, as a camera's pixels do."""

NO_PAGE = 0.06
"""The share of photos that show no page."""


@dataclass(frozen=True)
class Photo:
    """A generated photo.

    Attributes:
        picture: uint8 of shape (HEIGHT, WIDTH, 3), RGB.
        corners: The page's corners in pixels of the frame; None where there is no page.
    """

    picture: Picture
    corners: Quad | None


def photo(seed: int | Sequence[int], photographs: Sequence[Picture] = ()) -> Photo:
    """The photo of this seed: the same bytes on every call with the same photographs to lay pages on.

    Args:
        seed: One number or several.
        photographs: Pictures, uint8 (height, width, 3), some of which become backgrounds.
    """
    rng = np.random.default_rng(seed)
    scene = surface(rng, HEIGHT * SCALE, WIDTH * SCALE, photographs)
    if rng.random() < 0.35:
        add_clutter(rng, scene)
    if rng.random() < NO_PAGE:
        return Photo(expose(rng, _reduced(scene * _light_on(rng))), None)
    flat = page(rng)
    view = look_at_page(rng, flat.shape[0] / flat.shape[1])
    lit = lay(rng, scene, flat, view)
    if rng.random() < 0.1:
        side = rng.integers(4)
        add_fingers(rng, lit, view.corners[[side, (side + 1) % 4]] * SCALE)
    return Photo(expose(rng, _reduced(lit * _light_on(rng))), view.corners)


def lay(rng: np.random.Generator, scene: Picture, flat: Picture, view: View) -> Picture:
    """`flat` seen through `view`, before `scene`, whose light it takes."""
    u, v = page_coordinates(view, SCALE)
    height, width = flat.shape[:2]
    # Coordinates count from the page's edge, remap's from the centre of its first pixel.
    across, down = u * np.float32(width) - np.float32(0.5), v * np.float32(height) - np.float32(0.5)
    with_coverage = np.dstack([flat, np.full((height, width), 255, np.uint8)])
    seen = cv2.remap(with_coverage, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    coverage = seen[..., 3].astype(np.float32) / 255
    behind = scene * ((1 - coverage) * page_shadow(rng, coverage))[..., None]
    # remap has mixed the colours with black where the page covers half a pixel: no second weight.
    before = seen[..., :3] * curl_shading(rng, u, v)[..., None]
    return np.asarray(cv2.convertScaleAbs(behind + before), np.uint8)


def _light_on(rng: np.random.Generator) -> NDArray[np.float32]:
    return illumination(rng, HEIGHT * SCALE, WIDTH * SCALE)[..., None]


def _reduced(drawn: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.resize(drawn, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)
