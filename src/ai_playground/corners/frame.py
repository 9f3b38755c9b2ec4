"""What a label is: the four page corners, their order, their unit, and the frame that errors are given in.

A corner is (x, y), x to the right and y downwards, from the photo's top left corner: the photo ends at
x = width, and the centre of its first pixel is (0.5, 0.5). A page has four: top left, top right, bottom
right, bottom left as they lie in the photo, whatever way its text runs. Errors are given in pixels of the
paper's frame, a photo squashed to 192 x 256 px; so are the labels of generated pictures.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

HEIGHT, WIDTH = 256, 192
CORNERS = ("top left", "top right", "bottom right", "bottom left")

Quad = NDArray[np.float32]
"""float32 of shape (4, 2): the corners in the order of `CORNERS`, each as (x, y)."""

FRAME_CORNERS: Quad = np.array([[0, 0], [WIDTH, 0], [WIDTH, HEIGHT], [0, HEIGHT]], np.float32)


def to_frame(corners: ArrayLike, height: int, width: int) -> Quad:
    """Corners (..., 4, 2) in pixels of a photo of `height` x `width` px, in pixels of the frame."""
    return np.asarray(corners, np.float32) * np.array([WIDTH / width, HEIGHT / height], np.float32)


def to_photo(corners: ArrayLike, height: int, width: int) -> Quad:
    """Corners (..., 4, 2) in pixels of the frame, in pixels of a photo of `height` x `width` px."""
    return np.asarray(corners, np.float32) * np.array([width / WIDTH, height / HEIGHT], np.float32)


def in_order(corners: ArrayLike) -> Quad:
    """Four corners of a convex quadrilateral, in pixels of the frame, in the order of `CORNERS`.

    They are taken clockwise about their centre, beginning so that together they lie nearest to the frame's
    own corners. That stays right at angles where the common rule (the top left has the smallest x + y) names
    one corner twice; at 45 degrees two answers are equally good, and one of them is given.

    Raises:
        ValueError: not four points of finite coordinates.
    """
    points = np.asarray(corners, np.float32)
    if points.shape != (4, 2) or not np.isfinite(points).all():
        raise ValueError("A page has four corners, each with an x and a y.")
    x, y = (points - points.mean(axis=0)).T
    clockwise = points[np.argsort(np.arctan2(y, x), kind="stable")]
    turns = [np.roll(clockwise, turn, axis=0) for turn in range(4)]
    return min(turns, key=lambda turn: float(np.square(turn - FRAME_CORNERS).sum()))


def is_convex(corners: ArrayLike) -> NDArray[np.bool_]:
    """Whether corners (..., 4, 2) go round clockwise and cross nowhere, as a page's do seen from anywhere."""
    points = np.asarray(corners, np.float64)
    side = np.roll(points, -1, axis=-2) - points
    following = np.roll(side, -1, axis=-2)
    turns = side[..., 0] * following[..., 1] - side[..., 1] * following[..., 0]
    return np.asarray((turns > 0).all(axis=-1))


def mean_absolute_error(found: ArrayLike, labels: ArrayLike) -> NDArray[np.float64]:
    """Mean distance per coordinate of corners (..., 4, 2), in their own unit: one figure for each photo.

    This is the paper's metric: the mean over the eight numbers of a page.
    """
    distances = np.abs(np.asarray(found, np.float64) - np.asarray(labels, np.float64))
    return np.asarray(distances.mean(axis=(-2, -1)))
