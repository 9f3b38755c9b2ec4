"""One generated photo: a page before the camera on what it lies on, in light."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ai_playground.corners.frame import HEIGHT, WIDTH, Quad
from ai_playground.corners.photo.background import add_clutter, add_fingers, background, pale_table
from ai_playground.corners.photo.camera import View, look_at_page, page_coordinates
from ai_playground.corners.photo.light import curl_shading, expose, illumination, page_shadow
from ai_playground.corners.photo.noise import Field, lit
from ai_playground.corners.photo.paper import Picture, page
from ai_playground.corners.photo.things import add_things

SCALE = 2
"""Pages are drawn this many times larger than the frame and averaged down, as a camera's pixels do."""

WITHOUT_PAGE = 0.06
"""The share of photos that show no page."""

BESIDE = 0.12
"""The share of photos in which another page lies beneath or beside."""

MESSY = 0.25
"""The share of photos of a messy desk: sheets under the page, other papers beside it, things on it."""


@dataclass(frozen=True)
class Photo:
    """A generated photo.

    Attributes:
        picture: uint8 of shape (HEIGHT, WIDTH, 3), RGB, or as many times larger as it was asked for.
        corners: The page's corners in pixels of the frame; None where there is no page.
        shape: Width over height of the photo before it was squashed into the frame.
    """

    picture: Picture
    corners: Quad | None
    shape: float

    def as_taken(self) -> Picture:
        """The picture in the shape that the photo had, as high as it is."""
        height, width = self.picture.shape[:2]
        wide = round(height * self.shape)
        how = cv2.INTER_AREA if wide < width else cv2.INTER_LINEAR
        return np.asarray(cv2.resize(self.picture, (wide, height), interpolation=how), np.uint8)


def photo(seed: int | Sequence[int], photographs: Sequence[Picture] = (), larger: int = 1) -> Photo:
    """The photo of this seed: the same bytes on every call with the same photographs and size.

    Args:
        seed: One number or several.
        photographs: Pictures, uint8 (height, width, 3), some of which become backgrounds
            or are printed on pages.
        larger: How many times higher and wider than the frame it is drawn.
    """
    height, width = larger * HEIGHT, larger * WIDTH
    rng = np.random.default_rng(seed)
    messy = rng.random() < MESSY
    table = pale_table if messy and rng.random() < 0.5 else background
    scene = table(rng, height, width, photographs)
    shows_page = rng.random() >= WITHOUT_PAGE
    if rng.random() < 0.35:
        add_clutter(rng, scene, papers=shows_page)
    view = None
    if shows_page:
        if rng.random() < BESIDE:
            scene, _ = lay_page(rng, scene, photographs)
        scene, view = (lay_page_on_others if messy else lay_page)(rng, scene, photographs)
        if rng.random() < 0.1:
            side = rng.integers(4)
            add_fingers(rng, scene, larger * view.corners[[side, (side + 1) % 4]])
    picture = expose(rng, scene, illumination(rng, height, width))
    if view is None:
        return Photo(picture, None, WIDTH / HEIGHT)
    return Photo(picture, view.corners, view.shape)


def lay_page(
    rng: np.random.Generator, scene: Picture, photographs: Sequence[Picture] = ()
) -> tuple[Picture, View]:
    """`scene`, a picture of the frame's size or a multiple of it, with a page on it, and how that is seen."""
    flat = page(rng, photographs)
    view = look_at_page(rng, flat.shape[0] / flat.shape[1])
    return _laid(rng, scene, flat, *page_coordinates(view)), view


def lay_page_on_others(
    rng: np.random.Generator, scene: Picture, photographs: Sequence[Picture] = ()
) -> tuple[Picture, View]:
    """The same, with sheets under the page, papers beside it and things on it, or some of these."""
    flat = page(rng, photographs)
    view = look_at_page(rng, flat.shape[0] / flat.shape[1])
    u, v = page_coordinates(view)
    if rng.random() < 0.5:
        for _ in range(rng.integers(1, 3)):
            scene = _laid(rng, scene, *_moved(rng, page(rng, photographs), flat, (u, v), beside=True))
    if rng.random() < 0.7:
        for _ in range(rng.integers(1, 5)):
            sheet = np.ascontiguousarray(flat[::-1, ::-1]) if rng.random() < 0.5 else page(rng, photographs)
            scene = _laid(rng, scene, *_moved(rng, sheet, flat, (u, v), beside=False))
    scene = _laid(rng, scene, flat, u, v)
    if rng.random() < 0.75:
        squash = WIDTH / HEIGHT / view.shape
        scene = add_things(rng, scene, view.corners * (scene.shape[0] / HEIGHT), squash)
    return scene, view


def _moved(
    rng: np.random.Generator, sheet: Picture, flat: Picture, coordinates: tuple[Field, Field], *, beside: bool
) -> tuple[Picture, Field, Field]:
    """`sheet` and where it is looked at if it lies in the page's plane, askew under it or beside it.

    Args:
        rng: What it draws from.
        sheet: The other paper.
        flat: The page. Lengths are counted in its longer side.
        coordinates: The page's own u and v.
        beside: Whether the other lies anywhere about the page, in any size, or under it, about as large.
    """
    page_size, size = (np.array(each.shape[1::-1]) / max(each.shape) for each in (flat, sheet))
    if beside:
        size = size * rng.uniform(0.5, 1.3)
        turn, direction = rng.uniform(-np.pi, np.pi, 2)
        shift = rng.uniform(0.5, 1.2) * np.array([np.cos(direction), np.sin(direction)])
    else:
        size = size * rng.normal(1, 0.03)
        turn = rng.normal(0, np.radians(6)) + rng.choice([0, np.pi / 2], p=[0.9, 0.1])
        shift = rng.normal(0, 0.05, 2)
    x = (coordinates[0] - np.float32(0.5)) * np.float32(page_size[0]) - np.float32(shift[0])
    y = (coordinates[1] - np.float32(0.5)) * np.float32(page_size[1]) - np.float32(shift[1])
    cos, sin = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    u = np.asarray((cos * x + sin * y) / np.float32(size[0]) + np.float32(0.5), np.float32)
    v = np.asarray((cos * y - sin * x) / np.float32(size[1]) + np.float32(0.5), np.float32)
    return sheet, u, v


def _laid(rng: np.random.Generator, scene: Picture, flat: Picture, u: Field, v: Field) -> Picture:
    """`scene` with `flat` on it where (u, v) look, and its shadow."""
    larger = scene.shape[0] // HEIGHT
    before, coverage = warped(flat, u, v, larger)
    gain = curl_shading(rng, _enlarged(u, larger), _enlarged(v, larger))
    behind = lit(scene, (1 - coverage) * page_shadow(rng, coverage))
    return np.asarray(cv2.add(behind, lit(before, gain), dtype=cv2.CV_8U), np.uint8)


def warped(flat: Picture, u: Field, v: Field, larger: int = 1) -> tuple[Picture, Field]:
    """`flat` where (u, v) look, averaged down to the frame, and the share of each pixel that it covers.

    Where it covers a part of a pixel the colours are mixed with black: they have their weight already. Both
    are drawn `larger` times the frame's size.
    """
    height, width = flat.shape[:2]
    # u and v count from the page's edge, remap from the centre of its first pixel.
    across, down = (_enlarged(part, larger * SCALE) for part in (u * width - 0.5, v * height - 0.5))
    with_coverage = cv2.cvtColor(flat, cv2.COLOR_RGB2RGBA)
    seen = cv2.remap(with_coverage, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)
    reduced = np.asarray(
        cv2.resize(seen, (larger * WIDTH, larger * HEIGHT), interpolation=cv2.INTER_AREA), np.uint8
    )
    return reduced[..., :3], reduced[..., 3] * np.float32(1 / 255)


def _enlarged(bordered: Field, times: int) -> Field:
    """A map over the frame and a border of one pixel, drawn `times` larger, without the border."""
    height, width = bordered.shape
    large = cv2.resize(bordered, (width * times, height * times), interpolation=cv2.INTER_LINEAR)
    return np.asarray(large[times:-times, times:-times], np.float32)
