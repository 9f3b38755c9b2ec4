from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.pictures import Pixels
from ai_playground.style.colors import from_lab, lab, matched, recolored
from tests.perceptual.narrow import noise, scene, stripes

# As published for sRGB and D65 (B. Lindbloom's calculator).
PUBLISHED = {
    (255, 255, 255): (100.0, 0.0, 0.0),
    (0, 0, 0): (0.0, 0.0, 0.0),
    (255, 0, 0): (53.24, 80.09, 67.20),
    (0, 255, 0): (87.73, -86.18, 83.18),
    (0, 0, 255): (32.30, 79.19, -107.86),
    (255, 255, 0): (97.14, -21.55, 94.48),
    (0, 255, 255): (91.11, -48.09, -14.13),
    (255, 0, 255): (60.32, 98.23, -60.82),
    (128, 128, 128): (53.59, 0.0, 0.0),
    (1, 1, 1): (0.274, 0.0, 0.0),  # on the straight part of both curves
}


def pale(picture: Pixels) -> Pixels:
    """`picture` near mid-grey, where no change of lightness or color leaves sRGB."""
    return (picture // 8 + 112).astype(np.uint8)


def moments(picture: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    values = picture.reshape(-1, 3).astype(np.float64)
    return values.mean(axis=0), np.cov(values, rowvar=False)


@pytest.mark.parametrize(("rgb", "expected"), PUBLISHED.items())
def test_lab_is_what_is_published(rgb: tuple[int, ...], expected: tuple[float, ...]) -> None:
    assert lab(np.array([[rgb]], np.uint8))[0, 0] == pytest.approx(expected, abs=0.01)


def test_there_and_back_changes_no_pixel() -> None:
    steps = np.arange(0, 256, 15, dtype=np.uint8)
    everything = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(18, -1, 3)
    np.testing.assert_array_equal(from_lab(lab(everything)), everything)


def test_colors_that_srgb_lacks_are_cut_off() -> None:
    impossible = np.array([[[50.0, 200.0, -200.0], [150.0, 0.0, 0.0], [-20.0, 0.0, 0.0]]])
    assert from_lab(impossible).dtype == np.uint8
    np.testing.assert_array_equal(from_lab(impossible)[0, 1:], [[255] * 3, [0] * 3])


@pytest.mark.parametrize("colors", ["style", "style_matched"])
def test_a_result_keeps_its_own_colors_unless_told_otherwise(colors: str) -> None:
    np.testing.assert_array_equal(recolored(noise(0), scene(), colors), noise(0))  # type: ignore[arg-type]


def test_the_photographs_colors_come_with_the_paintings_lightness() -> None:
    painted, photographed = pale(noise(0)), pale(scene())
    mixed = lab(recolored(painted, photographed, "content"))
    np.testing.assert_allclose(mixed[..., 0], lab(painted)[..., 0], atol=0.5)  # a level of grey is 0.4
    np.testing.assert_allclose(mixed[..., 1:], lab(photographed)[..., 1:], atol=1.0)


def test_the_photographs_lightness_comes_with_the_paintings_colors() -> None:
    painted, photographed = pale(noise(0)), pale(scene())
    mixed = lab(recolored(painted, photographed, "content_lightness"))
    np.testing.assert_allclose(mixed[..., 0], lab(photographed)[..., 0], atol=0.5)
    np.testing.assert_allclose(mixed[..., 1:], lab(painted)[..., 1:], atol=1.0)


def test_a_grey_photograph_gives_a_grey_result() -> None:
    grey = np.repeat(scene()[..., :1], 3, axis=-1)
    result = recolored(noise(0), grey, "content").astype(int)
    assert np.abs(result - result.mean(axis=-1, keepdims=True)).max() <= 1


def test_matching_moves_mean_and_covariance_to_those_of_the_photograph() -> None:
    # Far from black and white: nothing is cut off.
    style, content = noise(0) // 3 + 20, noise(1) // 4 + 100
    content[..., 1] = content[..., 0] // 2 + content[..., 1] // 2  # red and green go together
    mean, covariance = moments(matched(style, content))
    wanted_mean, wanted_covariance = moments(content)
    np.testing.assert_allclose(mean, wanted_mean, atol=0.1)
    # Rounding to whole levels adds a twelfth, the little on the diagonal 0.65 of a level squared.
    np.testing.assert_allclose(covariance, wanted_covariance, atol=0.01 * wanted_covariance.max() + 1.0)


def test_matching_takes_the_symmetric_root() -> None:
    # Equation 9 of Gatys et al. 2017 by its defining property: the map is symmetric where one of the
    # covariances is a multiple of the identity, so a style without correlation isn't turned.
    style, content = noise(0) // 2 + 60, noise(1) // 4 + 100
    difference = matched(style, content).astype(float) - (0.5 * (style.astype(float) - 60) + 100)
    assert np.abs(difference - difference.mean(axis=(0, 1))).max() < 6.0


def test_matching_a_picture_to_itself_changes_nothing() -> None:
    for picture in (scene(), stripes(), noise(0)):
        np.testing.assert_allclose(matched(picture, picture).astype(int), picture, atol=1)


@pytest.mark.parametrize("level", [0, 77, 255])
def test_a_picture_of_one_color_can_be_matched_either_way(level: int) -> None:
    flat = np.full((8, 8, 3), level, np.uint8)
    assert np.abs(matched(scene(), flat).astype(int) - level).max() <= 3
    np.testing.assert_allclose(moments(matched(flat, scene()))[0], moments(scene())[0], atol=1.0)


def test_matching_takes_pictures_of_different_sizes() -> None:
    assert matched(noise(0, 20, 30), scene()).shape == (20, 30, 3)
