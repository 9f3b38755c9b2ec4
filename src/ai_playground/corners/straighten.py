"""The page laid flat: the four corners become a rectangle of the page's own shape."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from ai_playground.corners.frame import is_convex
from ai_playground.pictures import Pixels

LONGEST_SIDE = 8192
"""Largest side of a straightened page, in px."""
MOST_PIXELS = 40_000_000
"""So many it has at most."""

MOST_STRETCHED = 40.0
"""No page is longer than so many times its width; a shape beyond comes of corners almost in a line."""

USUAL_FOCAL_LENGTH = 0.75
"""A phone's, in lengths of the photo's longer side: 26 mm on film, by the diagonal of a 4 : 3 sensor."""
FOCAL_LENGTHS = (0.4, 3.0)
"""From the widest lens of a phone to its longest."""


class NotAPageError(ValueError):
    """Four corners that no page can have; the message says what to do."""


def straightened(photo: Pixels, corners: ArrayLike, longest_side: int = LONGEST_SIDE) -> Pixels:
    """The page between `corners`, seen from straight above.

    Args:
        photo: uint8 RGB, (height, width, 3).
        corners: (4, 2) in pixels of the photo, in the order of `frame.CORNERS`. What lies outside the photo
            becomes white.
        longest_side: Largest side of the result, in px; it is never larger than the page is in the photo, nor
            than `MOST_PIXELS`.

    Raises:
        NotAPageError: the corners cross, or three lie in a line, or nearly so.
    """
    check_page(corners)
    points = np.asarray(corners, np.float64)
    height, width = flat_size(points, photo.shape[0], photo.shape[1], longest_side)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]])
    # Corners count from the picture's edge, OpenCV from the centre of its first pixel.
    matrix = cv2.getPerspectiveTransform((points - 0.5).astype(np.float32), (target - 0.5).astype(np.float32))
    flat = cv2.warpPerspective(
        photo, matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255)
    )
    return np.asarray(flat, np.uint8)


def check_page(corners: ArrayLike) -> None:
    """Raises NotAPageError for corners, (4, 2), that cross or of which three lie in a line."""
    points = np.asarray(corners, np.float64)
    if points.shape != (4, 2) or not np.isfinite(points).all() or not is_convex(points):
        raise NotAPageError("These corners cross or lie in a line: drag them to the page's four corners.")


def flat_size(
    corners: NDArray[np.float64], photo_height: int, photo_width: int, longest_side: int
) -> tuple[int, int]:
    """Height and width of the page laid flat, in px: proportions as estimated, as large as in the photo.

    Raises:
        NotAPageError: it would be more than `MOST_STRETCHED` times as long as it is wide.
    """
    top, right, bottom, left = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    ratio = height_over_width(corners, photo_height, photo_width)
    if not 1 / MOST_STRETCHED <= ratio <= MOST_STRETCHED:
        raise NotAPageError(
            f"With these corners the page is more than {MOST_STRETCHED:.0f} times as long as it is wide: "
            "drag them to the page's four corners."
        )
    width = max(top, bottom, max(left, right) / ratio)
    share = min(longest_side / max(width, width * ratio), np.sqrt(MOST_PIXELS / (width * width * ratio)), 1)
    return max(round(width * ratio * share), 1), max(round(width * share), 1)


def height_over_width(corners: NDArray[np.float64], photo_height: int, photo_width: int) -> float:
    """The page's proportions, from how its sides converge (Zhang and He, 2007, section 3).

    They are exact for a camera without lens distortion that looks through the middle of the photo: one that
    isn't cropped. Where a pair of sides runs almost parallel the corners don't tell its focal length: a
    phone's usual one stands in.
    """
    longer = max(photo_height, photo_width)
    top_left, top_right, bottom_right, bottom_left = np.column_stack(
        [(corners - [photo_width / 2, photo_height / 2]) / longer, np.ones(4)]
    )
    diagonal = np.cross(top_left, bottom_right)
    across = diagonal @ bottom_left / (np.cross(top_right, bottom_right) @ bottom_left) * top_right - top_left
    down = diagonal @ top_right / (np.cross(bottom_left, bottom_right) @ top_right) * bottom_left - top_left
    squared_focal = USUAL_FOCAL_LENGTH**2
    if min(abs(across[2]), abs(down[2])) > 0.05:
        measured = -(across[:2] @ down[:2]) / (across[2] * down[2])
        low, high = FOCAL_LENGTHS
        squared_focal = np.clip(measured, low**2, high**2)
    lengths = [side[:2] @ side[:2] / squared_focal + side[2] ** 2 for side in (across, down)]
    return float(np.sqrt(lengths[1] / lengths[0]))
