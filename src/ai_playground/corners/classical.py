"""What a network has to beat: guesses that don't look, and thirty lines of OpenCV.

The OpenCV methods are the common recipes: Canny's edges and `approxPolyDP`, or Otsu's threshold and a hull.
A photo is uint8 of shape (height, width, 3), RGB, of any size; corners are in its pixels.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import ArrayLike

from ai_playground.corners.frame import FRAME_CORNERS, Quad, in_order, to_frame, to_photo
from ai_playground.pictures import Pixels

HEIGHT = 500
"""Height in pixels at which both methods look at a photo."""
MAX_WIDTH = 2000
CANDIDATES = 5
SMALLEST_SHARE = 0.05
"""A page fills more than this share of its photo."""


def whole_frame(photo: Pixels) -> Quad:
    """The photo's own corners."""
    return to_photo(FRAME_CORNERS, *photo.shape[:2])


def constant(labels: Quad) -> Quad:
    """The one guess (4, 2) with the smallest mean absolute error over `labels` (n, 4, 2): their median."""
    return np.median(labels, axis=0).astype(np.float32)


def canny(photo: Pixels) -> Quad | None:
    """Corners of the largest closed outline of four sides among its edges, or None."""
    edges = cv2.Canny(cv2.GaussianBlur(_small_grey(photo), (5, 5), 0), 75, 200)
    outlines, _ = cv2.findContours(edges, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    for outline in sorted(outlines, key=cv2.contourArea, reverse=True)[:CANDIDATES]:
        polygon = cv2.approxPolyDP(outline, 0.02 * cv2.arcLength(outline, True), True)
        if len(polygon) == 4 and cv2.contourArea(polygon) > SMALLEST_SHARE * edges.size:
            return _in_photo(polygon, edges.shape, photo)
    return None


def otsu(photo: Pixels) -> Quad | None:
    """Corners of the largest bright region, made a quadrilateral; None without any."""
    blurred = cv2.GaussianBlur(_small_grey(photo), (7, 7), 0)
    _, bright = cv2.threshold(blurred, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((25, 25), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    for tolerance in (0.02, 0.03, 0.05, 0.08):
        polygon = cv2.approxPolyDP(hull, tolerance * cv2.arcLength(hull, True), True)
        if len(polygon) == 4:
            return _in_photo(polygon, bright.shape, photo)
    return _in_photo(cv2.boxPoints(cv2.minAreaRect(hull)), bright.shape, photo)


def canny_or_otsu(photo: Pixels) -> Quad | None:
    """What `canny` finds, or else what `otsu` does."""
    found = canny(photo)
    return otsu(photo) if found is None else found


def _small_grey(photo: Pixels) -> Pixels:
    height, width = photo.shape[:2]
    # A photo of one row and thousands of columns must not become one of a thousand megapixels.
    size = (min(max(round(width * HEIGHT / height), 1), MAX_WIDTH), HEIGHT)
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)


def _in_photo(polygon: ArrayLike, size: tuple[int, ...], photo: Pixels) -> Quad:
    """Four corners in OpenCV's pixels of a picture of `size` (height, width), in order and in the photo's."""
    # OpenCV counts from the centre of the first pixel, a label from its edge.
    points = np.asarray(polygon, np.float32).reshape(4, 2) + np.float32(0.5)
    return to_photo(in_order(to_frame(points, *size)), *photo.shape[:2])
