"""What lies on a page and across its edges: cables, pens, fruit, cups; each with its shadow."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.photo.noise import lit

Picture = NDArray[np.uint8]
Points = NDArray[np.float64]
Color = tuple[int, int, int]

FRACTION_BITS = 4
"""OpenCV takes points in sixteenths of a pixel."""


def add_things(rng: np.random.Generator, picture: Picture, page: Points, squash: float) -> Picture:
    """`picture` with one to four things on the page or across its edges; none of them hides a corner's place.

    Args:
        rng: What it draws from.
        picture: uint8 (height, width, 3).
        page: The page's corners, (4, 2), in pixels of the picture.
        squash: Width over height, in the picture, of what is as wide as it is high.
    """
    for _ in range(rng.integers(1, 5)):
        kind = rng.random()
        if kind < 0.35:
            picture = _cable(rng, picture, page, squash)
        elif kind < 0.72:
            picture = _pen(rng, picture, page, squash)
        else:
            picture = _round(rng, picture, page, squash)
    return picture


def _cable(rng: np.random.Generator, picture: Picture, page: Points, squash: float) -> Picture:
    """A line that bends as it goes, through some point of the page."""
    steps = 80
    bends = cv2.resize(rng.normal(0, 0.9, (1, 8)), (steps, 1), interpolation=cv2.INTER_CUBIC).ravel()
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(bends * rng.uniform(0.05, 0.25))
    path = np.cumsum(np.column_stack([np.cos(heading) * squash, np.sin(heading)]), axis=0)
    path *= picture.shape[0] / steps * rng.uniform(0.6, 2.2)
    path += _on_page(rng, page) - path[rng.integers(steps)]
    thick = float(rng.uniform(1, 4.5))
    picture = _in_shadow(rng, picture, [path], round(thick))
    color = _dark_or_pale(rng)
    cv2.polylines(picture, [_fixed(path)], False, color, max(round(thick), 1), cv2.LINE_AA, FRACTION_BITS)
    if thick > 2 and rng.random() < 0.5:  # a gleam along it
        gleam = _mixed(color, 255, rng.uniform(0.1, 0.5))
        cv2.polylines(picture, [_fixed(path - 0.5)], False, gleam, 1, cv2.LINE_AA, FRACTION_BITS)
    return picture


def _pen(rng: np.random.Generator, picture: Picture, page: Points, squash: float) -> Picture:
    """A bar with a cap of another colour: pens, markers, rulers, knives."""
    length = np.linalg.norm(page[2] - page[0]) * rng.uniform(0.15, 0.6)
    thick = length * rng.uniform(0.05, 0.2)
    angle = rng.uniform(0, 2 * np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    centre = _on_page(rng, page) if rng.random() < 0.6 else _on_edge(rng, page)
    cap = rng.uniform(0.2, 0.4)

    def bar(first: float, last: float, low: float, high: float) -> Points:
        ends = [(first, low), (last, low), (last, high), (first, high)]
        corners = [(end - 0.5) * length * along + side * thick * across for end, side in ends]
        return np.asarray(centre + np.array(corners) * [squash, 1])

    picture = _in_shadow(rng, picture, [bar(0, 1, -0.5, 0.5)])
    color, other = _any_color(rng), _any_color(rng)
    for outline, paint in (
        (bar(0, 1 - cap, -0.5, 0.5), color),
        (bar(1 - cap, 1, -0.55, 0.55), other),
        (bar(0.02, 1 - cap, -0.3, -0.1), _mixed(color, 255, rng.uniform(0, 0.6))),
    ):
        cv2.fillConvexPoly(picture, _fixed(outline), paint, cv2.LINE_AA, FRACTION_BITS)
    return picture


def _round(rng: np.random.Generator, picture: Picture, page: Points, squash: float) -> Picture:
    """Fruit, a coin, a mouse, or a cup with what is left in it, mostly across an edge."""
    radius = np.linalg.norm(page[2] - page[0]) * rng.uniform(0.04, 0.2)
    axes = radius * np.array([squash, 1]) * [1, rng.uniform(0.7, 1.1)]
    centre = _on_edge(rng, page) + rng.normal(0, 0.5, 2) * axes
    if (np.linalg.norm((page - centre) / axes, axis=1) < 1.2).any():
        return picture  # it would hide a corner
    turn = np.linspace(0, 2 * np.pi, 33)[:-1]
    unit = np.column_stack([np.cos(turn), np.sin(turn)])
    outline = centre + unit * axes
    picture = _in_shadow(rng, picture, [outline])
    color = _any_color(rng)
    cv2.fillConvexPoly(picture, _fixed(outline), color, cv2.LINE_AA, FRACTION_BITS)
    if rng.random() < 0.4:  # a cup: its inside, and what is in it
        for share, dark in ((0.88, 0.8), (rng.uniform(0.5, 0.8), rng.uniform(0.2, 0.8))):
            inside = _fixed(centre + unit * axes * share)
            cv2.fillConvexPoly(picture, inside, _mixed(color, 0, 1 - dark), cv2.LINE_AA, FRACTION_BITS)
    else:  # the lit side
        for share in (0.7, 0.45, 0.2):
            side = _fixed(centre - axes * 0.3 * (1 - share) + unit * axes * share)
            cv2.fillConvexPoly(picture, side, _mixed(color, 255, 0.12 / share), cv2.LINE_AA, FRACTION_BITS)
    return picture


def _in_shadow(
    rng: np.random.Generator, picture: Picture, outlines: list[Points], thick: int | None = None
) -> Picture:
    """`picture` darkened beside outlines: filled ones, or lines `thick` px wide."""
    mask = np.zeros(picture.shape[:2], np.float32)
    away = rng.normal(0, 2.5, 2)
    points = [_fixed(outline + away) for outline in outlines]
    if thick is None:
        cv2.fillPoly(mask, points, 1.0, cv2.LINE_AA, FRACTION_BITS)
    else:
        cv2.polylines(mask, points, False, 1.0, max(thick, 1), cv2.LINE_AA, FRACTION_BITS)
    soft = cv2.GaussianBlur(mask, (0, 0), rng.uniform(0.6, 4))
    gain = np.asarray(1 - np.float32(rng.uniform(0.1, 0.7)) * soft, np.float32)
    return np.asarray(lit(picture, gain), np.uint8)


def _on_page(rng: np.random.Generator, page: Points) -> Points:
    """A random point of the page."""
    across, down = rng.uniform(0.05, 0.95, 2)
    top, bottom = page[0] + across * (page[1] - page[0]), page[3] + across * (page[2] - page[3])
    return np.asarray(top + down * (bottom - top))


def _on_edge(rng: np.random.Generator, page: Points) -> Points:
    """A random point of the page's outline, away from its corners."""
    side = rng.integers(4)
    return np.asarray(page[side] + rng.uniform(0.15, 0.85) * (page[(side + 1) % 4] - page[side]))


def _dark_or_pale(rng: np.random.Generator) -> Color:
    value = rng.uniform(5, 70) if rng.random() < 0.7 else rng.uniform(150, 250)
    return _color(value + rng.normal(0, 4, 3))


def _any_color(rng: np.random.Generator) -> Color:
    return _color(rng.uniform(10, 250, 3)) if rng.random() < 0.55 else _dark_or_pale(rng)


def _mixed(color: Color, with_grey: float, share: float) -> Color:
    return _color((1 - share) * np.array(color) + share * with_grey)


def _color(parts: NDArray[np.floating]) -> Color:
    red, green, blue = (int(part) for part in np.clip(parts, 0, 255))
    return red, green, blue


def _fixed(points: Points) -> NDArray[np.int32]:
    """Points as OpenCV takes them; its (0, 0) is the centre of the first pixel."""
    return np.asarray((points - 0.5) * (1 << FRACTION_BITS), np.int32)
