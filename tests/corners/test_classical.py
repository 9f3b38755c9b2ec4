"""The guesses and the OpenCV methods on pages whose corners are known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ai_playground.corners.classical import canny, canny_or_otsu, constant, otsu, whole_frame
from ai_playground.corners.frame import Quad, mean_absolute_error
from ai_playground.pictures import Pixels

PAGE: Quad = np.array([[0.22, 0.2], [0.8, 0.15], [0.9, 0.85], [0.12, 0.9]], np.float32)
"""Corners in shares of the photo."""


def draw_page(height: int, width: int, paper: int = 235, table: int = 60) -> tuple[Pixels, Quad]:
    corners = PAGE * np.array([width, height], np.float32)
    photo = np.full((height, width, 3), table, np.uint8)
    # OpenCV's corners are centres of pixels, here in sixteenths.
    cv2.fillConvexPoly(
        photo, ((corners - 0.5) * 16).round().astype(np.int32), (paper, paper, paper), cv2.LINE_AA, 4
    )
    return photo, corners


@pytest.mark.parametrize("method", [canny, otsu, canny_or_otsu])
@pytest.mark.parametrize(("height", "width"), [(1000, 750), (300, 500), (1500, 2000)])
def test_a_bright_page_on_a_dark_table_is_found(method: object, height: int, width: int) -> None:
    assert callable(method)
    photo, corners = draw_page(height, width)
    found = method(photo)
    assert found is not None
    # The methods look at 500 rows, whatever the photo has, and no finer than to a pixel or two of those.
    np.testing.assert_allclose(found, corners, atol=2.5 * height / 500)
    assert found.dtype == np.float32


def test_nothing_is_biased_by_half_a_pixel() -> None:
    photo, corners = draw_page(500, 375)
    found = canny_or_otsu(photo)
    assert found is not None
    outward = (found - corners) * [[-1, -1], [1, -1], [1, 1], [-1, 1]]
    assert abs((found - corners).mean()) < 0.3
    assert abs(outward.mean()) < 1.5


def test_on_a_blank_wall_canny_finds_nothing() -> None:
    assert canny(np.full((400, 300, 3), 180, np.uint8)) is None


def test_without_anything_bright_otsu_finds_nothing() -> None:
    assert otsu(np.zeros((400, 300, 3), np.uint8)) is None


def test_a_page_too_faint_for_canny_is_left_to_otsu() -> None:
    photo, corners = draw_page(800, 600, paper=150, table=130)
    assert canny(photo) is None
    found = canny_or_otsu(photo)
    assert found is not None
    np.testing.assert_allclose(found, corners, atol=4)


def test_a_page_of_a_twentieth_of_the_photo_is_too_small_for_canny() -> None:
    photo = np.full((500, 500, 3), 60, np.uint8)
    photo[200:300, 200:300] = 235
    assert canny(photo) is None
    photo[150:350, 150:350] = 235
    assert canny(photo) is not None


@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (7, 3)])
def test_photos_of_odd_sizes_are_borne(shape: tuple[int, int]) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (*shape, 3), np.uint8)
    found = canny_or_otsu(photo)
    assert found is None or np.isfinite(found).all()


def test_the_whole_frame_is_the_photos_own_corners() -> None:
    photo = np.zeros((30, 40, 3), np.uint8)
    np.testing.assert_allclose(whole_frame(photo), [[0, 0], [40, 0], [40, 30], [0, 30]])


def test_no_other_constant_beats_the_median() -> None:
    labels = np.random.default_rng(0).gamma(2, 10, (101, 4, 2)).astype(np.float32)
    best = mean_absolute_error(constant(labels), labels).mean()
    for other in (labels.mean(axis=0), constant(labels) + 0.5, constant(labels) - 0.5):
        assert mean_absolute_error(other, labels).mean() > best
