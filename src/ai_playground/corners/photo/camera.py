"""Where the page stands before the camera: a pinhole, a lens that bends lines, a sheet that doesn't lie flat.

Three maps in a row take a point of the photo to a point of the page: the lens straightens it, the inverse
of a homography lays it on the page's plane, and the curl moves it within the page. Each is given in the
direction that drawing needs, so a picture takes one pass; the four labels go the other way.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.frame import HEIGHT, WIDTH, Quad, in_order, is_convex
from ai_playground.corners.photo.noise import Field

MARGIN = 32.0
"""How far outside the frame a corner may lie, in pixels of the frame."""

PHOTO_SHAPES = (3 / 4, 9 / 16, 4 / 3, 1.0, 16 / 9)
"""Width over height of the photos that are squashed into the frame: phones both ways up, square, film."""
SHARE_OF_SHAPES = (0.48, 0.14, 0.14, 0.08, 0.16)

NO_EDGE_IN_SIGHT = 0.06
"""The share of views in which the page spans the photo both ways, or all but a strip."""

UNIT_CORNERS = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
_CENTRE = np.array([WIDTH / 2, HEIGHT / 2])


@dataclass(frozen=True)
class View:
    """How one page is seen.

    Attributes:
        from_frame: The homography, (3, 3), from the frame (lens straightened) to the page's unit square.
        lens: Radial distortion: what is seen at distance r from the centre (1 at the frame's corner) would be
            seen at r (1 + lens r^2) without.
        curl: Shares of the page's width by which its left and right edge bow, and of its height by which its
            top and bottom edge do. The corners stay where they are.
        corners: The label, in pixels of the frame.
        shape: Width over height of the photo that is squashed into the frame.
    """

    from_frame: NDArray[np.float64]
    lens: float
    curl: tuple[float, float, float, float]
    corners: Quad
    shape: float


def look_at_page(rng: np.random.Generator, height_over_width: float) -> View:
    """A random view of a page; its corners lie in the frame or at most `MARGIN` px outside."""
    while True:
        shape = float(rng.choice(PHOTO_SHAPES, p=SHARE_OF_SHAPES))
        corners = _project(rng, height_over_width, shape)
        lens = float(rng.uniform(-0.06, 0.06)) if rng.random() < 0.4 else 0.0
        seen = in_order(_bent(corners, lens))
        inside = (seen > -MARGIN + 1).all() and (seen < [WIDTH + MARGIN - 1, HEIGHT + MARGIN - 1]).all()
        if inside and is_convex(seen):
            break
    curl = rng.normal(0, 0.012, 4) if rng.random() < 0.6 else np.zeros(4)
    left, right, top, bottom = (float(amount) for amount in np.clip(curl, -0.03, 0.03))
    from_frame = cv2.getPerspectiveTransform(corners.astype(np.float32), UNIT_CORNERS.astype(np.float32))
    return View(np.asarray(from_frame, np.float64), lens, (left, right, top, bottom), seen, shape)


def page_coordinates(view: View) -> tuple[Field, Field]:
    """Where in the page's unit square each pixel of the frame looks.

    Returns:
        u and v, float32 of shape (HEIGHT + 2, WIDTH + 2): the frame's pixels and one more on each side, so
        that the map can be drawn larger without a guess at its border. Outside 0 to 1 it looks past the page.
    """
    x = np.arange(-0.5, WIDTH + 1, dtype=np.float32)[None, :] - np.float32(WIDTH / 2)
    y = np.arange(-0.5, HEIGHT + 1, dtype=np.float32)[:, None] - np.float32(HEIGHT / 2)
    if view.lens:
        straight = 1 + np.float32(view.lens / (_CENTRE @ _CENTRE)) * (x * x + y * y)
        x, y = x * straight, y * straight
    # The homography from the frame's centre, where float32 is exact enough for the whole frame.
    h = (view.from_frame @ _shift(_CENTRE)).astype(np.float32)
    w = 1 / (h[2, 0] * x + (h[2, 1] * y + h[2, 2]))
    u = (h[0, 0] * x + (h[0, 1] * y + h[0, 2])) * w
    v = (h[1, 0] * x + (h[1, 1] * y + h[1, 2])) * w
    if any(view.curl):
        left, right, top, bottom = (np.float32(amount) for amount in view.curl)
        bow_u, bow_v = _bow(u), _bow(v)
        u, v = u + (left + (right - left) * u) * bow_v, v + (top + (bottom - top) * v) * bow_u
    return u, v


def _project(rng: np.random.Generator, height_over_width: float, shape: float) -> NDArray[np.float64]:
    """Corners of the page in the frame, as a pinhole sees them, in the order of `UNIT_CORNERS`.

    The photo is `shape` wide and 1 high.
    """
    page = (UNIT_CORNERS - 0.5) * [1, height_over_width]
    page /= np.linalg.norm(page[0]) * 2  # its diagonal is 1
    turn = rng.uniform(-np.pi, np.pi) if rng.random() < 0.12 else rng.normal(0, np.radians(7))
    tilt = np.radians(np.clip(rng.normal(0, [13, 10]), -40, 40))
    distance = rng.uniform(1.2, 3.0)  # in diagonals of the page: nearer bends more
    points = np.column_stack([page, np.zeros(4)]) @ _rotation(2, turn) @ _rotation(0, tilt[0])
    points = points @ _rotation(1, tilt[1])
    seen = points[:, :2] / (distance + points[:, 2:])
    # Zoom and aim: the page's bounding box fills a share of the photo.
    low, high = seen.min(axis=0), seen.max(axis=0)
    photo = np.array([shape, 1.0])
    zooms = photo / (high - low)
    if rng.random() < NO_EDGE_IN_SIGHT:
        seen = (seen - low) * zooms.max() * rng.uniform(0.97, 1.15)
    else:
        seen = (seen - low) * zooms.min() * _fill(rng)
    room = photo - seen.max(axis=0)
    # Mostly near the middle, as people aim; a page larger than the photo hangs out on both sides.
    seen += room * np.clip(0.5 + rng.normal(0, 0.22, 2), 0, 1)
    if rng.random() < 0.08:
        seen += rng.normal(0, 0.07, 2) * photo
    return np.asarray(seen / photo * [WIDTH, HEIGHT])


def _fill(rng: np.random.Generator) -> float:
    """The share of the photo that the page spans along its tighter side."""
    kind = rng.random()
    if kind < 0.07:
        return float(rng.uniform(1.0, 1.25))  # it hangs out on two sides
    if kind < 0.12:
        return float(rng.uniform(0.28, 0.4))
    return float(rng.uniform(0.4, 0.8) if kind < 0.5 else rng.uniform(0.8, 1.0))


def _bent(corners: NDArray[np.float64], lens: float) -> NDArray[np.float64]:
    """Where the lens shows points: the inverse of straightening, by fixed-point iteration."""
    straight = corners - _CENTRE
    seen = straight
    for _ in range(20):
        seen = straight / (1 + lens * (seen**2).sum(axis=1, keepdims=True) / (_CENTRE @ _CENTRE))
    return np.asarray(seen + _CENTRE)


def _bow(along: Field) -> Field:
    """A parabola, 0 at both ends of the page's side and beyond, 1 in its middle."""
    within = np.clip(along, 0, 1)
    return 4 * within * (1 - within)


def _shift(by: NDArray[np.float64]) -> NDArray[np.float64]:
    matrix = np.eye(3)
    matrix[:2, 2] = by
    return matrix


def _rotation(axis: int, angle: float) -> NDArray[np.float64]:
    matrix = np.eye(3)
    i, j = (k for k in range(3) if k != axis)
    matrix[i, i] = matrix[j, j] = np.cos(angle)
    matrix[i, j], matrix[j, i] = -np.sin(angle), np.sin(angle)
    return matrix
