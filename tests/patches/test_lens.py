"""The simulated lens and camera against their formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.patches.lens import NO_LENS, shade_left, through
from ai_playground.pictures import Pixels

HEIGHT, WIDTH = 241, 361
MIDDLE = np.array([(WIDTH - 1) / 2, (HEIGHT - 1) / 2])
RADIUS = float(np.hypot(WIDTH, HEIGHT)) / 2
RED, GREEN, BLUE = range(3)
NEAR = 0.06
"""How far off a place may be, px: OpenCV's cubic curve (a = -0.75) moves things by up to 0.05."""


def place(x: float, y: float) -> NDArray[np.float64]:
    """A place that is so many half diagonals from the middle, in px."""
    return MIDDLE + RADIUS * np.array([x, y])


def point(at: NDArray[np.float64]) -> Pixels:
    """A bright point there, blurred a little, so that its place is known to a part of a pixel."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    light = 240 * np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / (2 * 2.0**2))
    return np.repeat(np.rint(light)[..., None], 3, axis=-1).astype(np.uint8)


def found(pixels: Pixels, color: int) -> NDArray[np.float64]:
    """Where the point's middle is, in px."""
    light = pixels[..., color].astype(np.float64)
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.array([(light * x).sum(), (light * y).sum()], np.float64) / float(light.sum())


def noisy(height: int = 60, width: int = 90, seed: int = 0) -> Pixels:
    """A picture in which every value is another."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def flat(value: int) -> Pixels:
    return np.full((HEIGHT, WIDTH, 3), value, np.uint8)


@pytest.mark.parametrize("at", [(0.0, 0.0), (0.5, 0.0), (-0.4, 0.3), (0.6, -0.4)])
def test_a_points_red_and_blue_are_farther_out_by_their_enlargement_and_green_stays(
    at: tuple[float, float],
) -> None:
    seen = through(point(place(*at)), NO_LENS.changed(red=1.0, blue=-0.6))
    for color, enlarged in ((RED, 1.01), (GREEN, 1.0), (BLUE, 0.994)):
        expected = place(at[0] * enlarged, at[1] * enlarged)
        np.testing.assert_allclose(found(seen, color), expected, atol=NEAR)


def test_the_middle_of_a_photo_has_the_fringes_of_a_whole_one_and_the_shade_of_a_weaker_lens() -> None:
    lens, at = NO_LENS.changed(red=1.0, blue=-0.6), place(0.3, -0.15)
    quarters = slice(HEIGHT // 4, HEIGHT - HEIGHT // 4), slice(WIDTH // 4, WIDTH - WIDTH // 4)
    scene = point(at)
    np.testing.assert_array_equal(through(scene, lens)[quarters], through(scene[quarters], lens))
    shade = NO_LENS.changed(vignetting=1.0)
    part, whole = through(flat(200), shade)[quarters], through(flat(200)[quarters], shade)
    assert part[0, 0, 0] > 2 * whole[0, 0, 0]


@pytest.mark.parametrize("distortion", [-5.0, 4.0])
def test_a_distorted_point_is_where_its_light_comes_from_by_the_formula(distortion: float) -> None:
    x, y = 0.5, -0.35
    farther = 1 + distortion / 100 * (x * x + y * y)
    seen = through(point(place(x * farther, y * farther)), NO_LENS.changed(distortion=distortion))
    for color in (RED, GREEN, BLUE):
        np.testing.assert_allclose(found(seen, color), place(x, y), atol=NEAR)


def test_colors_are_set_apart_behind_the_bending() -> None:
    x, y = -0.45, 0.3
    scene = np.array([x, y]) * (1 + 0.04 * (x * x + y * y))
    seen = through(point(place(*scene)), NO_LENS.changed(red=1.0, distortion=4.0))
    np.testing.assert_allclose(found(seen, RED), place(1.01 * x, 1.01 * y), atol=NEAR)
    np.testing.assert_allclose(found(seen, GREEN), place(x, y), atol=NEAR)


@pytest.mark.parametrize("strength", [0.4, 1.0])
def test_what_is_left_of_the_light_is_as_the_formula_says_in_the_middle_at_edges_and_at_corners(
    strength: float,
) -> None:
    seen = through(flat(240), NO_LENS.changed(vignetting=strength))
    for row, column in ((120, 180), (120, 0), (0, 180), (0, 0), (240, 0), (240, 360)):
        square = ((row - 120) ** 2 + (column - 180) ** 2) / RADIUS**2
        gain = 1 / (1 + 2.0625 * square + 8.75 * square**2 + 0.0313 * square**3)
        expected = round(240 * (gain * strength + 1 - strength))
        assert seen[row, column].tolist() == [expected] * 3


def test_at_a_corner_a_twelfth_of_the_light_is_left() -> None:
    assert float(shade_left(np.ones(1, np.float32), 1.0)[0]) == pytest.approx(1 / 11.8438, rel=1e-5)


def test_a_flat_picture_stays_flat_as_what_is_behind_its_edge_is_as_the_edge_is() -> None:
    bent = NO_LENS.changed(red=-1.0, blue=1.0, distortion=10.0)
    np.testing.assert_array_equal(through(flat(77), bent), flat(77))


def test_grey_by_green_is_what_green_was_through_the_same_lens() -> None:
    lens = NO_LENS.changed(red=0.7, blue=-0.7, vignetting=0.5)
    pixels = noisy()
    grey = through(pixels, lens.changed(grey=True))
    for color in (RED, GREEN, BLUE):
        np.testing.assert_array_equal(grey[..., color], through(pixels, lens)[..., GREEN])


@pytest.mark.parametrize("saturation", [0.0, 0.5, 1.5])
def test_saturation_is_the_factor_of_a_colors_distance_from_its_grey(saturation: float) -> None:
    pixels = np.full((8, 8, 3), (140, 120, 100), np.uint8)
    seen = through(pixels, NO_LENS.changed(saturation=saturation))
    assert seen[4, 4].tolist() == [120 + 20 * saturation, 120, 120 - 20 * saturation]


@pytest.mark.parametrize("noise", [2.0, 12.0])
def test_noise_has_its_deviation_and_is_the_same_from_the_same_seed(noise: float) -> None:
    lens = NO_LENS.changed(noise=noise, noise_seed=5)
    seen = through(flat(128), lens)
    # Rounding adds a twelfth to the variance; of 261,003 draws it is good to a seventh of a percent.
    assert seen.std() == pytest.approx(np.sqrt(noise**2 + 1 / 12), rel=0.007)
    assert seen.mean() == pytest.approx(128, abs=0.1)
    np.testing.assert_array_equal(through(flat(128), lens), seen)
    assert (through(flat(128), lens.changed(noise_seed=6)) != seen).any()


def test_a_jpeg_is_the_farther_off_the_lower_its_quality_and_at_100_none_is_written() -> None:
    pixels = noisy()
    off = [
        np.abs(through(pixels, NO_LENS.changed(jpeg=quality)).astype(float) - pixels).mean()
        for quality in (100, 99, 60, 10)
    ]
    assert off[0] == 0
    assert off == sorted(set(off))


def test_a_jpegs_blocks_are_of_eight_pixels() -> None:
    across = np.repeat(np.linspace(40, 200, 96)[None, :, None], 96, axis=0).repeat(3, axis=2)
    seen = through(across.astype(np.uint8), NO_LENS.changed(jpeg=10)).astype(int)
    steps = np.abs(np.diff(seen[..., GREEN], axis=1)).mean(axis=0)
    assert steps[7::8].mean() > 2 * np.delete(steps, np.s_[7::8]).mean()


def test_knobs_at_nothing_leave_every_byte_as_it_is() -> None:
    pixels = noisy()
    np.testing.assert_array_equal(through(pixels, NO_LENS), pixels)


EVERYTHING: dict[str, Any] = {
    "red": 1.0,
    "blue": -1.0,
    "vignetting": 1.0,
    "distortion": -10.0,
    "saturation": 2.0,
    "noise": 30.0,
    "jpeg": 10,
}


@pytest.mark.parametrize("size", [(61, 97), (97, 61), (32, 33)])
def test_a_pictures_size_stays_and_the_picture_given_is_not_changed(size: tuple[int, int]) -> None:
    pixels = noisy(*size)
    before = pixels.copy()
    seen = through(pixels, NO_LENS.changed(**EVERYTHING))
    assert seen.shape == pixels.shape
    assert seen.dtype == np.uint8
    np.testing.assert_array_equal(pixels, before)
