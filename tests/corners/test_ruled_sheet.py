"""The paper's generated sheets: labels found again in the picture, their spread against known figures."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.corners.classical import constant
from ai_playground.corners.frame import FRAME_CORNERS, HEIGHT, WIDTH, Quad, mean_absolute_error
from ai_playground.corners.ruled_sheet import (
    BACKGROUND,
    LINE_GAP,
    LINES,
    ROWS,
    WRITING_TOP,
    photograph,
    ruled_sheet,
    ruled_sheets,
    sheet_corners,
    writing_area,
)

BORDER = 128


def many_corners(noise: float) -> Quad:
    rng = np.random.default_rng(0)
    return np.stack([sheet_corners(rng, noise) for _ in range(4000)])


def corners_found_again(covered: NDArray[np.float64], corners: Quad) -> NDArray[np.float64]:
    """Where lines through a sheet's four edges meet, given how much of each pixel lies within the sheet.

    Args:
        covered: Shares, shape (HEIGHT, WIDTH).
        corners: Only says which rows and columns cross no other edge.
    """
    y, x = HEIGHT // 2, WIDTH // 2
    top, bottom = y - covered[:y].sum(axis=0), y + covered[y:].sum(axis=0)
    left, right = x - covered[:, :x].sum(axis=1), x + covered[:, x:].sum(axis=1)
    lines = []
    (x0, y0), (x1, y1) = np.sort(corners, axis=0)[1] + 2, np.sort(corners, axis=0)[2] - 2
    columns, rows = np.arange(int(x0), int(x1)), np.arange(int(y0), int(y1))
    for positions, seen, along in (
        (top, columns, 0),
        (right, rows, 1),
        (bottom, columns, 0),
        (left, rows, 1),
    ):
        slope, offset = np.polyfit(seen + 0.5, positions[seen], 1)
        lines.append(([-slope, 1.0] if along == 0 else [1.0, -slope], offset))
    meeting = [(lines[i - 1], lines[i]) for i in range(4)]
    return np.array([np.linalg.solve([one[0], two[0]], [one[1], two[1]]) for one, two in meeting])


@pytest.mark.parametrize("noise", [5, 15, 30, 50])
@pytest.mark.parametrize("seed", range(5))
def test_the_labels_are_where_the_edges_of_a_white_sheet_meet(noise: float, seed: int) -> None:
    corners = sheet_corners(np.random.default_rng(seed), noise)
    picture = photograph(np.full((699, 540, 3), 255, np.uint8), corners)
    covered = (picture[..., 0].astype(float) - BACKGROUND) / (255 - BACKGROUND)
    np.testing.assert_allclose(corners_found_again(covered, corners), corners, atol=0.1)


def test_a_drawn_sheet_lies_where_a_white_one_does() -> None:
    picture, corners = ruled_sheet(np.random.default_rng(7), 40)
    white = photograph(np.full((699, 540, 3), 255, np.uint8), corners)
    outside = white[..., 0] == BACKGROUND
    assert (picture[outside] == BACKGROUND).all()
    rim = cv2.dilate(outside.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool) & (
        white[..., 0] == 255
    )
    assert (np.abs(picture[rim].astype(int) - BORDER) < 20).mean() > 0.9


def test_a_white_sheet_brightens_the_picture_by_the_area_within_its_corners() -> None:
    corners = sheet_corners(np.random.default_rng(1), 40)
    picture = photograph(np.full((699, 540, 3), 255, np.uint8), corners)
    x, y = corners.astype(float).T
    area = (x * np.roll(y, -1) - y * np.roll(x, -1)).sum() / 2
    covered = (picture[..., 0].astype(float) - BACKGROUND).sum() / (255 - BACKGROUND)
    assert covered == pytest.approx(area, rel=5e-4)


def test_the_same_seed_gives_the_same_bytes() -> None:
    first, again, other = (ruled_sheet(np.random.default_rng(seed), 25) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert (first[0] != other[0]).any()


def test_many_sheets_are_the_single_ones_in_a_row() -> None:
    together = ruled_sheets(np.random.default_rng(5), 3, 20)
    rng = np.random.default_rng(5)
    for picture, corners in zip(*together, strict=True):
        alone = ruled_sheet(rng, 20)
        np.testing.assert_array_equal(picture, alone[0])
        np.testing.assert_array_equal(corners, alone[1])


def test_without_noise_the_sheet_fills_the_frame_with_its_lines_of_ink() -> None:
    picture, corners = ruled_sheet(np.random.default_rng(0), 0)
    np.testing.assert_array_equal(corners, FRAME_CORNERS)
    assert picture.shape == (HEIGHT, WIDTH, 3)
    assert (picture[0] == BORDER).all()
    assert (picture[10:30, 50:150] == 255).all()  # paper above the first rule
    rows = picture[:, 60:180].mean(axis=(1, 2))
    ink = (WRITING_TOP + LINE_GAP * (np.arange(LINES) + 0.7)) / ROWS * HEIGHT
    assert (rows[ink.astype(int)] < rows[(ink - LINE_GAP / ROWS * HEIGHT / 2).astype(int)] - 40).all()


def test_corners_move_inward_by_ten_pixels_of_the_large_photo_per_unit_of_noise() -> None:
    inward = np.abs(many_corners(30) - FRAME_CORNERS) * [1512 / WIDTH, 2016 / HEIGHT]
    assert inward.min() >= 0
    assert inward.max() <= 300 + 1e-3
    np.testing.assert_allclose(inward.mean(axis=0), 150, rtol=0.03)


@pytest.mark.parametrize("noise", [10, 25, 50])
def test_a_constant_guess_is_off_by_a_quarter_of_the_range(noise: float) -> None:
    labels = many_corners(noise)
    error = mean_absolute_error(constant(labels), labels).mean()
    assert error == pytest.approx(10 * noise * WIDTH / 1512 / 4, rel=0.02)


@pytest.mark.parametrize(("noise", "measured"), [(10, 2.81), (25, 6.93), (50, 14.1)])
def test_on_the_papers_own_labels_a_constant_guess_scores_what_was_measured(
    noise: float, measured: float
) -> None:
    sheet = np.array([[0, 0], [215.9, 0], [215.9, 279.4], [0, 279.4]], np.float32)
    area = np.array([[[32, 48], [215.9, 48], [215.9, 279], [32, 279]]], np.float32)
    corners = many_corners(noise)
    labels = np.stack(
        [cv2.perspectiveTransform(area, cv2.getPerspectiveTransform(sheet, page))[0] for page in corners]
    )
    assert mean_absolute_error(constant(labels), labels).mean() == pytest.approx(measured, rel=0.02)


def test_the_writing_area_begins_48_mm_below_the_top_and_32_mm_right_of_the_edge() -> None:
    flat = np.array([[0, 0], [215.9, 0], [215.9, 279.4], [0, 279.4]], np.float32)
    area = writing_area(flat[None])[0]
    expected = np.array([[32, 48], [215.9, 48], [215.9, 279.4], [32, 279.4]])
    np.testing.assert_allclose(area, expected, atol=0.4)
