"""One generated photo: a page before the camera on what it lies on, in light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import ArrayLike

from ai_playground.corners.frame import HEIGHT, WIDTH, Quad
from ai_playground.corners.photo.camera import look_at_page, page_coordinates
from ai_playground.corners.photo.light import curl_shading, expose, illumination, page_shadow
from ai_playground.corners.photo.noise import Field, lit
from ai_playground.corners.photo.paper import Picture, page
from ai_playground.corners.photo.surface import add_clutter, add_fingers, surface

SCALE = 2
"""Pages are drawn this many times larger than the frame and averaged down, as a camera's pixels do."""

WITHOUT_PAGE = 0.06
"""The share of photos that show no page."""

BESIDE = 0.12
"""The share of photos in which another page lies beneath or beside."""


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
    """The photo of this seed: the same bytes on every call with the same photographs.

    Args:
        seed: One number or several.
        photographs: Pictures, uint8 (height, width, 3), some of which become backgrounds
            or are printed on pages.
    """
    rng = np.random.default_rng(seed)
    scene = surface(rng, HEIGHT, WIDTH, photographs)
    shows_page = rng.random() >= WITHOUT_PAGE
    if rng.random() < 0.35:
        add_clutter(rng, scene, papers=shows_page)
    corners = None
    if shows_page:
        if rng.random() < BESIDE:
            scene, _ = lay_page(rng, scene, photographs)
        scene, corners = lay_page(rng, scene, photographs)
        if rng.random() < 0.1:
            side = rng.integers(4)
            add_fingers(rng, scene, corners[[side, (side + 1) % 4]])
    light = illumination(rng, HEIGHT, WIDTH)
    return Photo(expose(rng, scene, light), corners)


def lay_page(
    rng: np.random.Generator, scene: Picture, photographs: Sequence[Picture] = ()
) -> tuple[Picture, Quad]:
    """Lay a page on `scene`. Returns the picture and the page's corners, in pixels of the frame."""
    flat = page(rng, photographs)
    view = look_at_page(rng, flat.shape[0] / flat.shape[1])
    u, v = page_coordinates(view)
    before, coverage = warped(flat, u, v)
    gain = curl_shading(rng, u[1:-1, 1:-1], v[1:-1, 1:-1])
    behind = lit(scene, (1 - coverage) * page_shadow(rng, coverage))
    return np.asarray(cv2.add(behind, lit(before, gain), dtype=cv2.CV_8U), np.uint8), view.corners


def warped(flat: Picture, u: Field, v: Field) -> tuple[Picture, Field]:
    """`flat` where (u, v) look, averaged down to the frame, and the share of each pixel that it covers.

    Where it covers a part of a pixel the colours are mixed with black: they have their weight already.
    """
    height, width = flat.shape[:2]
    # u and v count from the page's edge, remap from the centre of its first pixel.
    across, down = _enlarged(u * width - 0.5), _enlarged(v * height - 0.5)
    with_coverage = cv2.cvtColor(flat, cv2.COLOR_RGB2RGBA)
    seen = cv2.remap(with_coverage, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    reduced = _reduced(seen)
    return reduced[..., :3], reduced[..., 3] * np.float32(1 / 255)


def _enlarged(bordered: Field) -> Field:
    """A map over the frame and a border of one pixel, drawn `SCALE` times larger, without the border."""
    height, width = bordered.shape
    large = cv2.resize(bordered, (width * SCALE, height * SCALE), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large[SCALE:-SCALE, SCALE:-SCALE], np.float32)


def _reduced(drawn: ArrayLike) -> Picture:
    return np.asarray(
        cv2.resize(np.asarray(drawn, np.uint8), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA), np.uint8
    )
