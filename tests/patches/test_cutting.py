"""Patches are cut from pictures whose cells hold their own numbers: what is cut says where it was."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.patches.cutting import (
    patch_at,
    patches_of,
    prepared,
    prepared_part,
    thumbnail_of,
    upright_to_landscape,
)
from ai_playground.patches.grid import WHOLE, Window, cell_of, centres, draw_crop
from ai_playground.pictures import PictureError, Pixels

STEP = 15
"""Between the greys of cells."""


def numbered(height: int, width: int) -> Pixels:
    """A picture each of whose sixteen cells has the grey of its number."""
    rows, columns = (np.arange(side) * 4 // side for side in (height, width))
    return np.repeat(STEP * np.add.outer(4 * rows, columns)[..., None], 3, axis=-1).astype(np.uint8)


def numbers_of(patches: NDArray[np.uint8]) -> list[int]:
    """What is in the middle of each patch."""
    middles = patches[:, 44:52, 44:52].reshape(len(patches), -1).astype(float).mean(axis=1)
    return [int(number) for number in np.rint(middles / STEP)]


def cropped(pixels: Pixels, window: Window) -> Pixels:
    height, width = pixels.shape[:2]
    return pixels[
        round(window.y1 * height) : round(window.y2 * height),
        round(window.x1 * width) : round(window.x2 * width),
    ]


@pytest.mark.parametrize("size", [(1000, 1500), (800, 1067), (1200, 1600), (700, 900), (2400, 3600)])
def test_of_a_whole_photo_each_patch_is_of_its_own_cell(size: tuple[int, int]) -> None:
    assert numbers_of(patches_of(prepared(numbered(*size)))) == list(range(16))


@pytest.mark.parametrize(
    "window",
    [
        WHOLE,
        Window(0.0, 0.0, 0.5, 0.5),
        Window(0.5, 0.13, 1.0, 0.63),
        Window(0.1, 0.0, 0.8, 0.7),
        Window(0.22, 0.3, 0.92, 1.0),
    ],
)
def test_of_a_crop_each_patch_is_of_the_cell_that_its_middle_had_in_the_original(window: Window) -> None:
    photo = prepared(cropped(numbered(1600, 2400), window))
    assert numbers_of(patches_of(photo)) == cell_of(*window.in_original(*centres())).tolist()


def test_a_portrait_is_turned_to_the_left_and_its_patches_with_it() -> None:
    photo = prepared(numbered(1500, 1000))
    assert photo.shape[1] > photo.shape[0]
    # Its right column, from the top down, has become the top row from the left on.
    turned = [3, 7, 11, 15, 2, 6, 10, 14, 1, 5, 9, 13, 0, 4, 8, 12]
    assert numbers_of(patches_of(photo)) == turned


def test_a_photo_that_is_wider_than_high_is_not_turned() -> None:
    pixels = numbered(400, 600)
    assert upright_to_landscape(pixels) is pixels
    square = numbered(500, 500)
    assert upright_to_landscape(square) is square


@pytest.mark.parametrize(
    ("size", "cut"),
    [
        ((600, 900), (683, 1024)),
        ((1000, 1500), (1000, 1500)),
        ((3000, 4000), (1536, 2048)),
        ((384, 960), (410, 1024)),
        ((1000, 2500), (819, 2048)),
    ],
)
def test_photos_are_cut_at_widths_that_the_networks_know(size: tuple[int, int], cut: tuple[int, int]) -> None:
    assert prepared(numbered(*size)).shape == (*cut, 3)


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ((383, 800), "800 x 383 px; it needs 384 px each way"),
        ((800, 383), "needs 384 px each way"),
        ((500, 1300), "2.6 times as wide as high, a panorama"),
        ((1300, 500), "a panorama"),
    ],
)
def test_what_is_smaller_than_four_patches_or_a_panorama_is_refused(
    size: tuple[int, int], words: str
) -> None:
    with pytest.raises(PictureError, match=words):
        prepared(numbered(*size))


def test_a_patch_has_its_middle_where_it_is_asked_for_or_lies_within_the_photo() -> None:
    pixels = np.zeros((500, 700, 3), np.uint8)
    pixels[..., 0], pixels[..., 1] = np.arange(700) % 256, np.arange(500)[:, None] % 256
    for (x, y), (left, top) in {
        (0.5, 0.5): (302, 202),
        (0.2, 0.7): (92, 302),
        (0.0, 0.0): (0, 0),
        (1.0, 1.0): (604, 404),
        (0.5, 0.01): (302, 0),
    }.items():
        np.testing.assert_array_equal(patch_at(pixels, x, y), pixels[top : top + 96, left : left + 96])


def test_a_thumbnail_is_the_whole_photo_squeezed() -> None:
    thumbnail = thumbnail_of(numbered(1000, 1500))
    assert thumbnail.shape == (149, 224, 3)
    rows, columns = ([round(149 * (n + 0.5) / 4) for n in range(4)], [28, 84, 140, 196])
    assert (np.rint(thumbnail[rows][:, columns, 0] / STEP).flatten() == np.arange(16)).all()


@pytest.mark.parametrize(("height", "width"), [(1281, 1281), (820, 2048)])
def test_a_part_is_never_turned_and_never_called_a_panorama(height: int, width: int) -> None:
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[..., 0] = np.linspace(0, 255, width).astype(np.uint8)
    rng = np.random.default_rng(0)
    for _ in range(60):
        window = draw_crop(rng)
        part = prepared_part(pixels, window)
        across = part[..., 0].mean(axis=0)
        assert (np.diff(across) >= -1).all()
        assert across[-1] > across[0]
        assert 1024 <= part.shape[1] <= 2048


def test_a_part_without_sixteen_patches_is_refused() -> None:
    with pytest.raises(PictureError, match="needs 384 px each way"):
        prepared_part(numbered(700, 1024), Window(0.0, 0.0, 0.5, 0.5))
