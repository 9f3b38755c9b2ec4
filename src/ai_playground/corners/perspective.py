"""Whether four corners can be a page's: a rectangle somewhere before a camera.

A convex quadrilateral is the picture of some parallelogram. Its sides in space, and so the angle between
them, follow from the corners and the focal length (Zhang and He, 2007, section 3). Corners that are a
rectangle's for no focal length, or only for a page seen almost from its edge, are no page's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ai_playground.corners.frame import is_convex

FOCAL_LENGTHS = (0.5, 3.0)
"""From the widest lens of a phone to its longest, in lengths of the photo's longer side."""

MOST_SKEWED = np.radians(15)
"""How far from a right angle a page's corner may seem to be: pages curl, lenses bend, photos are cropped."""
STEEPEST = np.radians(65)
"""Between the line of sight and the page's normal."""
FARTHEST = 2.5
"""How many times farther away than its nearest corner a page's farthest may be.

Together these limits refuse one in a thousand of the generated photos' labels, with half a pixel of noise,
and nine in ten of convex quadrilaterals with random corners.
"""


def camera_points(points: ArrayLike, photo_height: float, photo_width: float) -> NDArray[np.float64]:
    """Points (..., 2) in pixels of a photo, counted from its middle in lengths of its longer side."""
    middle = np.array([photo_width / 2, photo_height / 2])
    return np.asarray((np.asarray(points, np.float64) - middle) / max(photo_height, photo_width))


def sides(
    corners: NDArray[np.float64],
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The parallelogram that `corners`, (..., 4, 2) as `camera_points` gives them, are the picture of.

    Returns:
        The side from the first corner to the second and the one from the first to the fourth, (..., 3) each,
        in units of the first corner's depth: z as it is, x and y times the focal length. Then the depths of
        the other three corners, (..., 3).
    """
    points = np.concatenate([corners, np.ones((*corners.shape[:-1], 1))], axis=-1)
    first, second, third, fourth = np.moveaxis(points, -2, 0)
    diagonal = np.cross(first, third)
    with np.errstate(divide="ignore", invalid="ignore"):
        depth_2 = _dot(diagonal, fourth) / _dot(np.cross(second, third), fourth)
        depth_4 = _dot(diagonal, second) / _dot(np.cross(fourth, third), second)
        across, down = depth_2[..., None] * second - first, depth_4[..., None] * fourth - first
    return across, down, np.stack([depth_2, depth_2 + depth_4 - 1, depth_4], axis=-1)


def middle_seen(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where a photo shows the middle of the pages (..., 4, 2) with these corners: (..., 2), in their unit."""
    across, down, _ = sides(corners)
    first = np.concatenate([corners[..., 0, :], np.ones((*corners.shape[:-2], 1))], axis=-1)
    middle = first + (across + down) / 2
    return np.asarray(middle[..., :2] / middle[..., 2:])


def crossing_of_diagonals(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Where the lines through opposite corners of one quadrilateral (4, 2) meet: (2,)."""
    first, second, third, fourth = corners
    along, _ = np.linalg.solve(np.column_stack([third - first, second - fourth]), second - first)
    return np.asarray(first + along * (third - first))


def is_page(corners: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each of the quadrilaterals (..., 4, 2), as `camera_points` gives them, can be a page's outline.

    It can be if the corners go round clockwise, all lie before the camera, and for some focal length of
    `FOCAL_LENGTHS` the sides stand about at right angles on a page that isn't seen from its edge.
    """
    across, down, depths = sides(corners)
    first = np.concatenate([corners[..., 0, :], np.ones((*corners.shape[:-2], 1))], axis=-1)
    middle = first + (across + down) / 2
    focal = np.geomspace(*FOCAL_LENGTHS, 12).reshape(-1, *[1] * (corners.ndim - 1))
    to_space = np.concatenate([1 / focal, 1 / focal, np.ones_like(focal)], axis=-1)
    a, d, m = (part * to_space for part in (across, down, middle))
    normal = np.cross(a, d)
    nearest = np.minimum(depths.min(axis=-1), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        skewed = np.abs(_dot(a, d)) / np.sqrt(_dot(a, a) * _dot(d, d))
        facing = np.abs(_dot(normal, m)) / np.sqrt(_dot(normal, normal) * _dot(m, m))
        before = (nearest > 0) & (np.maximum(depths.max(axis=-1), 1) < FARTHEST * nearest)
    upright = ((skewed < np.sin(MOST_SKEWED)) & (facing > np.cos(STEEPEST))).any(axis=0)
    return np.asarray(is_convex(corners) & before & upright)


def _dot(a: NDArray[np.float64], b: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray((a * b).sum(axis=-1))
