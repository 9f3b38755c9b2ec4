"""Straightening: a page of known proportions, seen by a known camera, comes back as it was."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.corners.straighten import (
    LONGEST_SIDE,
    MOST_PIXELS,
    NotAPageError,
    flat_size,
    height_over_width,
    straightened,
)

HEIGHT, WIDTH = 1200, 900


def _seen(ratio: float, tilt: float, turn: float, focal: float = 0.75) -> NDArray[np.float64]:
    """Corners of a page `ratio` as high as wide, tilted about two axes (degrees), through a pinhole."""
    page = np.array([[-0.5, -ratio / 2, 0], [0.5, -ratio / 2, 0], [0.5, ratio / 2, 0], [-0.5, ratio / 2, 0]])
    a, b = np.radians([tilt, turn])
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    points = page @ about_x.T @ about_y.T + [0.05, 0.1, 2.2]
    return np.asarray(points[:, :2] / points[:, 2:] * focal * HEIGHT + [WIDTH / 2, HEIGHT / 2])


@pytest.mark.parametrize("ratio", [2**0.5, 11 / 8.5, 1.0, 0.6])
@pytest.mark.parametrize(("tilt", "turn"), [(0, 0), (25, 0), (0, -20), (25, 15), (-30, 20)])
def test_a_phones_photo_gives_the_pages_true_proportions(ratio: float, tilt: float, turn: float) -> None:
    assert height_over_width(_seen(ratio, tilt, turn), HEIGHT, WIDTH) == pytest.approx(ratio, rel=1e-6)


def test_a_long_lens_is_told_from_two_converging_pairs_of_sides() -> None:
    seen = _seen(1.4, 30, 25, focal=1.5)
    assert height_over_width(seen, HEIGHT, WIDTH) == pytest.approx(1.4, rel=1e-6)


def test_a_checkerboard_comes_back_square_by_square() -> None:
    board = np.kron(np.indices((8, 6)).sum(axis=0) % 2 * 255, np.ones((50, 50))).astype(np.uint8)
    board = np.repeat(board[..., None], 3, axis=2)
    corners = _seen(8 / 6, 20, 15)
    flat = np.array([[0, 0], [300, 0], [300, 400], [0, 400]], np.float64)
    to_photo = cv2.getPerspectiveTransform(
        (flat - 0.5).astype(np.float32), (corners - 0.5).astype(np.float32)
    )
    photo = cv2.warpPerspective(board, to_photo, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
    page = cv2.resize(straightened(photo.astype(np.uint8), corners), (300, 400), interpolation=cv2.INTER_AREA)
    middles = page[25::50, 25::50, 0]
    np.testing.assert_allclose(middles, np.indices((8, 6)).sum(axis=0) % 2 * 255, atol=3)
    assert np.abs(page.astype(int) - board).mean() < 10


def test_the_whole_photo_straightened_is_the_photo() -> None:
    photo = np.random.default_rng(0).integers(0, 256, (80, 60, 3), np.uint8)
    whole = [[0, 0], [60, 0], [60, 80], [0, 80]]
    np.testing.assert_array_equal(straightened(photo, whole), photo)


def test_a_corner_outside_the_photo_becomes_white() -> None:
    photo = np.zeros((80, 60, 3), np.uint8)
    page = straightened(photo, [[-30, 0], [30, 0], [30, 80], [-30, 80]])
    assert (page[:, :28] == 255).all()
    assert (page[:, 32:] == 0).all()


def test_no_page_is_larger_than_asked_for() -> None:
    photo = np.zeros((800, 600, 3), np.uint8)
    assert straightened(photo, [[0, 0], [600, 0], [600, 800], [0, 800]], longest_side=100).shape == (
        100,
        75,
        3,
    )


def test_a_long_receipt_keeps_its_proportions() -> None:
    photo = np.zeros((1300, 300, 3), np.uint8)
    receipt = [[80, 30], [220, 30], [220, 1270], [80, 1270]]
    assert straightened(photo, receipt).shape == (1240, 140, 3)
    lying = [[30, 80], [1270, 80], [1270, 220], [30, 220]]
    assert straightened(photo.transpose(1, 0, 2), lying).shape == (140, 1240, 3)


@pytest.mark.parametrize(("tilt", "turn"), [(0, 0), (20, 0), (15, 10)])
def test_a_tilted_receipt_has_its_true_proportions(tilt: float, turn: float) -> None:
    seen = _seen(12.0, tilt, turn) * 0.2
    height, width = straightened(np.zeros((HEIGHT // 5, WIDTH // 5, 3), np.uint8), seen).shape[:2]
    assert height / width == pytest.approx(12.0, rel=0.05)


def test_a_page_is_as_large_as_the_photo_shows_it_up_to_the_cap() -> None:
    page = np.array([[100, 90], [2350, 90], [2350, 3240], [100, 3240]], np.float64)
    assert flat_size(page, 3400, 2500, LONGEST_SIDE) == (3150, 2250)
    assert flat_size(page, 3400, 2500, 2048) == (2048, 1463)
    height, width = flat_size(page * 4, 13600, 10000, LONGEST_SIDE)
    assert height * width == pytest.approx(MOST_PIXELS, rel=1e-3)
    assert height / width == pytest.approx(3150 / 2250, rel=1e-3)


def test_corners_almost_in_a_line_are_no_page() -> None:
    with pytest.raises(NotAPageError, match="more than 40 times as long as it is wide"):
        straightened(np.zeros((80, 600, 3), np.uint8), [[0, 0], [600, 0], [600, 10], [0, 10]])


@pytest.mark.parametrize(
    "corners",
    [
        [[0, 0], [60, 80], [60, 0], [0, 80]],
        [[0, 0], [30, 0], [60, 0], [0, 80]],
        [[0, 0], [0, 0], [0, 0], [0, 0]],
        [[0, 0], [60, 0], [60, float("nan")], [0, 80]],
        [[0, 0], [60, 0], [60, 80]],
    ],
)
def test_corners_that_no_page_has_are_refused_with_what_to_do(corners: list[list[float]]) -> None:
    with pytest.raises(NotAPageError, match="drag them"):
        straightened(np.zeros((80, 60, 3), np.uint8), corners)
