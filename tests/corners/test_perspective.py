"""What can be a page: rectangles before a camera are, wedges and pages seen from their edge are not."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.corners.frame import HEIGHT, WIDTH, in_order, is_convex
from ai_playground.corners.perspective import (
    camera_points,
    crossing_of_diagonals,
    is_page,
    middle_seen,
    sides,
)
from ai_playground.corners.photo.camera import look_at_page


def _seen(
    width: float, height: float, turned: tuple[float, float, float], distance: float, focal: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A rectangle's corners in space, and as a pinhole sees them, turned about x, y and z in degrees."""
    flat = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]]) * [width / 2, height / 2, 0]
    x, y, z = np.radians(turned)
    about_x = [[1, 0, 0], [0, np.cos(x), -np.sin(x)], [0, np.sin(x), np.cos(x)]]
    about_y = [[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]]
    about_z = [[np.cos(z), -np.sin(z), 0], [np.sin(z), np.cos(z), 0], [0, 0, 1]]
    space = flat @ np.transpose(about_z) @ np.transpose(about_x) @ np.transpose(about_y) + [
        0.1,
        -0.2,
        distance,
    ]
    return space, focal * space[:, :2] / space[:, 2:]


@pytest.mark.parametrize("turned", [(0, 0, 0), (30, 10, 5), (-25, 35, 80), (50, 0, 0)])
@pytest.mark.parametrize("focal", [0.6, 1.2])
def test_the_sides_in_space_are_the_rectangles_own(turned: tuple[float, float, float], focal: float) -> None:
    space, seen = _seen(1.0, 1.4, turned, 2.2, focal)
    across, down, depths = sides(seen)
    expected = (space - space[0]) / space[0, 2] * [focal, focal, 1]
    np.testing.assert_allclose(across, expected[1], atol=1e-9)
    np.testing.assert_allclose(down, expected[3], atol=1e-9)
    np.testing.assert_allclose(depths, space[1:, 2] / space[0, 2], atol=1e-9)
    assert is_page(seen)


def test_a_page_seen_almost_from_its_edge_is_refused() -> None:
    assert is_page(_seen(1.0, 1.4, (55, 0, 0), 3.5, 0.75)[1])
    assert not is_page(_seen(1.0, 1.4, (80, 0, 0), 3.5, 0.75)[1])


def test_crossed_corners_and_three_in_a_line_are_refused_without_a_warning() -> None:
    crossed = np.array([[0, 0], [0.4, 0.4], [0.4, 0], [0, 0.4]], np.float64)
    in_a_line = np.array([[0, 0], [0.2, 0], [0.4, 0], [0, 0.4]], np.float64)
    one_place = np.zeros((4, 2))
    np.testing.assert_array_equal(is_page(np.stack([crossed, in_a_line, one_place])), False)


@pytest.mark.parametrize(
    "wedge",
    [
        [[757, 153], [1084, 207], [2051, 1036], [741, 815]],
        [[875, 253], [1223, 235], [1270, 705], [51, 1143]],
        [[673, 237], [1133, 263], [1180, 877], [674, 594]],
    ],
)
def test_a_wedge_across_the_room_is_refused(wedge: list[list[int]]) -> None:
    """Answers of the detector for photos of a messy desk, 1080 x 1920 px, that it couldn't read."""
    assert is_convex(wedge)
    assert not is_page(camera_points(wedge, 1080, 1920))


def test_nearly_all_labels_pass_and_nearly_no_random_quadrilaterals() -> None:
    rng = np.random.default_rng(0)
    views = [look_at_page(rng, float(rng.choice([0.7, 1, 1.4, 3]))) for _ in range(500)]
    noisy = [view.corners + rng.normal(0, 0.5, (4, 2)) for view in views]
    labels = [
        camera_points(corners / [WIDTH, HEIGHT] * [view.shape, 1], 1, view.shape)
        for corners, view in zip(noisy, views, strict=True)
    ]
    random = [in_order(rng.uniform(0, 1, (4, 2)) * [WIDTH, HEIGHT]) for _ in range(1000)]
    convex = np.stack([camera_points(quad, HEIGHT, WIDTH) for quad in random if is_convex(quad)])
    assert is_page(np.stack(labels)).mean() > 0.99
    assert is_page(convex).mean() < 0.2


def test_the_middle_of_a_page_is_seen_where_its_middle_in_space_is() -> None:
    space, seen = _seen(1.0, 1.4, (25, -10, 8), 3.0, 0.75)
    middle = space.mean(axis=0)
    np.testing.assert_allclose(middle_seen(seen), 0.75 * middle[:2] / middle[2])
    np.testing.assert_allclose(middle_seen(seen), crossing_of_diagonals(seen))
    assert not np.allclose(middle_seen(seen), seen.mean(axis=0), atol=1e-3)
