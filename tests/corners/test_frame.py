"""The label: order, unit, and the metric of the paper."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.corners.frame import (
    FRAME_CORNERS,
    Quad,
    in_order,
    is_convex,
    mean_absolute_error,
    to_frame,
    to_photo,
)

PAGE: Quad = np.array([[20, 30], [170, 40], [160, 240], [30, 230]], np.float32)


def test_a_photo_of_the_frames_size_has_the_frames_coordinates() -> None:
    np.testing.assert_array_equal(to_frame(PAGE, 256, 192), PAGE)


def test_the_photos_own_corners_are_the_frames_corners() -> None:
    whole = [[0, 0], [3024, 0], [3024, 4032], [0, 4032]]
    np.testing.assert_allclose(to_frame(whole, 4032, 3024), FRAME_CORNERS)


def test_to_the_photo_and_back_changes_nothing() -> None:
    np.testing.assert_allclose(to_frame(to_photo(PAGE, 900, 1600), 900, 1600), PAGE, rtol=1e-6)


@pytest.mark.parametrize("order", [[2, 0, 3, 1], [3, 2, 1, 0], [1, 2, 3, 0]])
def test_the_order_of_the_clicks_does_not_matter(order: list[int]) -> None:
    np.testing.assert_array_equal(in_order(PAGE[order]), PAGE)


@pytest.mark.parametrize("degrees", [-40, -20, 20, 40])
def test_a_turned_page_keeps_each_corner_once(degrees: float) -> None:
    angle = np.radians(degrees)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    centre = np.array([96, 128])
    sheet = (np.array([[-40, -52], [40, -52], [40, 52], [-40, 52]]) @ turn) + centre
    np.testing.assert_allclose(in_order(sheet[[1, 3, 0, 2]]), sheet, rtol=1e-5)


@pytest.mark.parametrize("corners", [PAGE[:3], np.full((4, 2), np.nan), PAGE[:, :1]])
def test_anything_but_four_corners_is_refused(corners: Quad) -> None:
    with pytest.raises(ValueError, match="four corners"):
        in_order(corners)


def test_crossed_corners_are_no_page() -> None:
    assert is_convex(PAGE)
    assert not is_convex(PAGE[[0, 2, 1, 3]])
    assert not is_convex(PAGE[::-1])


def test_the_error_is_the_mean_over_the_eight_numbers() -> None:
    aside = np.array([[8, 0]] * 4)
    one_corner = np.array([[4, -4], [0, 0], [0, 0], [0, 0]])
    moved = np.stack([PAGE, PAGE + aside, PAGE + one_corner])
    np.testing.assert_allclose(mean_absolute_error(moved, PAGE), [0, 4, 1], atol=1e-6)
