"""Generated photos: labels exact to a tenth of a pixel, the same bytes from the same seed."""

from __future__ import annotations

import dataclasses

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.corners.frame import FRAME_CORNERS, HEIGHT, WIDTH, Quad, in_order, is_convex
from ai_playground.corners.photo.camera import MARGIN, View, look_at_page, page_coordinates
from ai_playground.corners.photo.paper import page
from ai_playground.corners.photo.scene import photo, warped

FLAT = (400, 300)


def _view(seed: int, lens: float = 0.0, curl: float = 0.0) -> View:
    """A view of a page well inside the frame, with as much lens and curl as asked for."""
    rng = np.random.default_rng(seed)
    while True:
        view = look_at_page(rng, 4 / 3)
        if view.lens or not ((view.corners > 4).all() and (view.corners < [WIDTH - 4, HEIGHT - 4]).all()):
            continue
        if np.ptp(view.corners, axis=0).min() > 90:
            break
    changed = dataclasses.replace(view, lens=lens, curl=(curl, -curl, curl / 2, curl))
    return changed if lens == 0 else dataclasses.replace(changed, corners=_seen_through(changed))


def _seen_through(view: View) -> Quad:
    """Where a lens shows the corners of `view`, by bisection along the ray from the frame's centre."""
    centre = np.array([WIDTH / 2, HEIGHT / 2])
    straight = view.corners - centre
    low, high = np.zeros((4, 1)), np.full((4, 1), 2.0)
    for _ in range(60):
        middle = (low + high) / 2
        r2 = ((middle * straight) ** 2).sum(axis=1, keepdims=True) / (centre @ centre)
        too_far = middle * (1 + view.lens * r2) > 1
        low, high = np.where(too_far, low, middle), np.where(too_far, middle, high)
    return np.asarray(centre + low * straight, np.float32)


def _marks(view: View) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Black discs printed on a white page: where the picture shows them, and where they were printed."""
    printed = np.array([[x, y] for x in (0.1, 0.5, 0.9) for y in (0.08, 0.35, 0.65, 0.92)])
    found = []
    for x, y in printed:
        flat = np.full((*FLAT, 3), 255, np.uint8)
        # shift=4: sixteenths of a pixel; OpenCV's (0, 0) is the centre of the first one.
        centre = (round((x * FLAT[1] - 0.5) * 16), round((y * FLAT[0] - 0.5) * 16))
        cv2.circle(flat, centre, 8 * 16, (0, 0, 0), -1, cv2.LINE_AA, 4)
        picture, coverage = warped(flat, *page_coordinates(view))
        darkness = coverage - picture[..., 0] / np.float32(255)
        darkness[coverage < 1] = 0
        rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
        found.append([(darkness * columns).sum() / darkness.sum(), (darkness * rows).sum() / darkness.sum()])
    return np.array(found), printed


@pytest.mark.parametrize("seed", range(4))
def test_corners_found_from_printed_marks_are_the_labels_to_a_tenth_of_a_pixel(seed: int) -> None:
    view = _view(seed)
    found, printed = _marks(view)
    to_picture, _ = cv2.findHomography(printed, found)
    corners = cv2.perspectiveTransform(np.array([[[0, 0], [1, 0], [1, 1], [0, 1]]], np.float64), to_picture)
    np.testing.assert_allclose(in_order(corners[0]), view.corners, atol=0.1)


@pytest.mark.parametrize(("lens", "curl"), [(0.06, 0.0), (-0.06, 0.0), (0.0, 0.03), (0.05, -0.03)])
def test_marks_seen_through_a_lens_on_a_curled_page_lie_where_the_map_says(lens: float, curl: float) -> None:
    view = _view(7, lens, curl)
    found, printed = _marks(view)
    np.testing.assert_allclose(_looked_up(view, found), printed, atol=0.1 / 90)


@pytest.mark.parametrize(("lens", "curl"), [(0.0, 0.0), (0.06, 0.03), (-0.06, -0.03)])
def test_the_labels_lie_where_the_map_reaches_the_pages_corners(lens: float, curl: float) -> None:
    view = _view(3, lens, curl)
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]])
    reached = _looked_up(view, view.corners)
    turn = int(np.abs(unit - reached[0]).sum(axis=1).argmin())
    np.testing.assert_allclose(reached, np.roll(unit, -turn, axis=0), atol=0.1 / 90)


def _looked_up(view: View, points: NDArray[np.floating]) -> NDArray[np.float32]:
    """Page coordinates at `points` of the picture, between the pixels of the map."""
    # The map begins one pixel outside the frame: its index 0 is the point -0.5.
    x, y = (np.asarray(points, np.float32) + np.float32(0.5)).T
    maps = page_coordinates(view)
    return np.column_stack([cv2.remap(part, x, y, cv2.INTER_LINEAR).ravel() for part in maps])


def test_a_random_lens_bends_the_labels_as_bisection_says() -> None:
    rng = np.random.default_rng(5)
    views = [look_at_page(rng, 1.4) for _ in range(60)]
    bent = [view for view in views if view.lens]
    assert bent
    for view in bent:
        reached = _straightened(view)
        unit = cv2.perspectiveTransform(reached[None], view.from_frame)[0]
        assert np.abs(np.sort(unit.ravel()) - [0, 0, 0, 0, 1, 1, 1, 1]).max() < 1e-3


def _straightened(view: View) -> NDArray[np.float64]:
    centre = np.array([WIDTH / 2, HEIGHT / 2])
    off = view.corners - centre
    return np.asarray(
        centre + off * (1 + view.lens * (off**2).sum(axis=1, keepdims=True) / (centre @ centre)), np.float64
    )


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    for seed in range(6):
        first, again, other = photo([1, seed]), photo([1, seed]), photo([2, seed])
        assert first.picture.tobytes() == again.picture.tobytes()
        assert first.picture.tobytes() != other.picture.tobytes()
        if first.corners is not None:
            assert again.corners is not None
            assert first.corners.tobytes() == again.corners.tobytes()


@pytest.mark.slow
def test_every_photo_has_the_frames_size_and_a_label_in_order_within_the_margin() -> None:
    photos = [photo([3, seed]) for seed in range(150)]
    labels = [made.corners for made in photos if made.corners is not None]
    assert all(made.picture.shape == (HEIGHT, WIDTH, 3) for made in photos)
    assert all(made.picture.dtype == np.uint8 for made in photos)
    assert 0 < len(photos) - len(labels) < 30  # some show no page, most do
    for corners in labels:
        assert is_convex(corners)
        np.testing.assert_array_equal(in_order(corners), corners)
        assert np.abs(corners - FRAME_CORNERS).max() < max(HEIGHT, WIDTH) + MARGIN
        assert (corners > -MARGIN).all()
        assert (corners < [WIDTH + MARGIN, HEIGHT + MARGIN]).all()
    assert any((corners < 0).any() for corners in labels)  # some reach out of the frame


def test_backgrounds_come_from_the_photographs_given() -> None:
    green = [np.full((300, 200, 3), (0, 255, 0), np.uint8)]

    def greenish(photographs: list[NDArray[np.uint8]]) -> int:
        edges = [photo([4, seed], photographs).picture[:2].reshape(-1, 3).mean(axis=0) for seed in range(40)]
        return sum(bool(edge[1] > 3 * max(edge[0], edge[2])) for edge in edges)

    assert greenish([]) <= 1
    assert 5 <= greenish(green) <= 25


def test_pages_are_of_many_shapes() -> None:
    shapes = [page(np.random.default_rng(seed)).shape for seed in range(60)]
    ratios = [height / width for height, width, _ in shapes]
    assert min(ratios) < 0.8
    assert max(ratios) > 2
    assert all(max(shape) == 416 for shape in shapes)
