"""Windows of a photo: what the frame shows of it, and the way back."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.corners.frame import FRAME_CORNERS, HEIGHT, WIDTH, to_photo
from ai_playground.corners.perspective import camera_points
from ai_playground.corners.window import SLENDEREST, Window

PHOTO = np.zeros((1080, 1920, 3), np.uint8)


def test_all_of_a_photo_is_seen_as_the_frame_always_saw_it() -> None:
    whole = Window.whole(PHOTO)
    corners = np.array([[3, 5], [180, 7], [170, 250], [9, 240]], np.float32)
    np.testing.assert_allclose(whole.to_photo(corners), to_photo(corners, 1080, 1920), atol=1e-3)


@pytest.mark.parametrize(
    "corners",
    [
        [[800, 300], [1100, 320], [1080, 700], [790, 690]],
        [[900, 100], [930, 100], [930, 900], [900, 900]],  # a slip
        [[-40, -30], [500, 20], [480, 900], [10, 1200]],  # it reaches out of the photo
        [[5, 5], [6, 5], [6, 6], [5, 6]],
    ],
)
def test_a_window_holds_the_page_lies_in_the_photo_and_is_not_too_slender(corners: list[list[int]]) -> None:
    page = np.array(corners, np.float32)
    window = Window.whole(PHOTO).about(page)
    inside = np.clip(page, 0, [1920, 1080])
    assert 0 <= window.left < window.left + window.width <= 1920
    assert 0 <= window.top < window.top + window.height <= 1080
    assert (inside >= [window.left, window.top]).all()
    assert (inside <= [window.left + window.width, window.top + window.height]).all()
    cut = window.left == 0 or window.top == 0 or window.height == 1080
    assert cut or SLENDEREST * 0.98 < window.width / window.height < 1.02 / SLENDEREST


def test_a_mark_in_a_window_is_found_again_in_the_photo() -> None:
    photo = PHOTO.copy()
    photo[500:520, 900:930] = 255
    window = Window.whole(photo).about(
        np.array([[800, 400], [1100, 400], [1100, 700], [800, 700]], np.float32)
    )
    seen = window.picture(photo)[..., 0].astype(float)
    rows, columns = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    mark = np.array([(seen * columns).sum(), (seen * rows).sum()], np.float32) / np.float32(seen.sum())
    np.testing.assert_allclose(window.to_photo(mark), [915, 510], atol=0.5)


def test_a_window_larger_than_what_it_shows_is_enlarged() -> None:
    window = Window(100, 100, 40, 50, 1080, 1920)
    assert window.picture(PHOTO).shape == (HEIGHT, WIDTH, 3)


def test_the_frame_in_the_camera_is_the_window_in_the_photo() -> None:
    window = Window(300, 200, 400, 600, 1080, 1920)
    scale, offset = window.to_camera
    expected = camera_points(window.to_photo(FRAME_CORNERS), 1080, 1920)
    np.testing.assert_allclose(FRAME_CORNERS * scale + offset, expected, atol=1e-6)


def test_nine_parts_cover_the_photo_and_a_page_at_the_edge_of_one_may_go_on() -> None:
    whole = Window.whole(PHOTO)
    parts = whole.parts()
    covered = np.zeros(PHOTO.shape[:2], int)
    for part in parts:
        covered[part.top : part.top + part.height, part.left : part.left + part.width] += 1
    assert len(parts) == 9
    assert covered.min() == 1
    page = np.array([[400, 300], [700, 300], [700, 600], [400, 600]], np.float32)
    assert parts[0].holds(page)
    assert not parts[8].holds(page)  # it begins at 576, 324
    at_its_right_edge = page + np.array([parts[0].width - 700, 0], np.float32)
    assert not parts[0].holds(at_its_right_edge)
    assert parts[0].holds(page - np.array([400, 300], np.float32))  # there the photo ends, too
    assert whole.holds(page * 10)
