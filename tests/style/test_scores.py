from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
import tensorflow as tf
from numpy.typing import NDArray

from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.perceptual.network import Descriptor, load_network
from ai_playground.pictures import Pixels, resized_to
from ai_playground.style.inputs import Style
from ai_playground.style.scores import Scores, score
from ai_playground.style.settings import StyleSettings

SETTINGS = StyleSettings(
    network="random", content_layers="", style_layers="", style_scale=1.0, colors="style"
)


def noise(seed: int, height: int = 48, width: int = 64) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def smooth(height: int = 48, width: int = 64) -> Pixels:
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([across, down, 255 - across], axis=-1).astype(np.uint8)


def flat(*rgb: int) -> Pixels:
    return np.full((48, 64, 3), rgb, np.uint8)


@cache
def network() -> Descriptor:
    return load_network("random", pooling=SETTINGS.pooling, seed=SETTINGS.seed)


def features(picture: Pixels, layer: str) -> NDArray[np.float64]:
    """What the network sees at `layer`, one row for each place."""
    values = network().features(tf.constant(picture[None] / np.float32(255)), [layer])[layer].numpy()
    rows: NDArray[np.float64] = values.reshape(-1, values.shape[-1]).astype(np.float64)
    return rows


def closed(picture: Pixels, content: Pixels, style: Style) -> float:
    """The share of the gap that is closed, where there is one."""
    share = score(picture, content, [style], SETTINGS).style_gap_closed
    assert share is not None
    return share


def test_the_content_itself_closes_none_of_the_gap() -> None:
    scores = score(smooth(), smooth(), [Style(noise(1))], SETTINGS)
    assert scores.style_gap_closed == pytest.approx(0.0, abs=1e-4)
    assert scores.ssim == pytest.approx(1.0)
    assert scores.gatys_content == {"block4_conv2": pytest.approx(0.0, abs=1e-3)}


def test_the_style_itself_closes_all_of_it() -> None:
    scores = score(noise(1), smooth(), [Style(noise(1))], SETTINGS)
    assert scores.style_gap_closed == pytest.approx(100.0)
    assert scores.ssim < 0.2
    assert all(value == pytest.approx(0.0, abs=1e-3) for value in scores.gatys_style[0].values())


def test_a_picture_farther_off_than_the_content_scores_below_zero() -> None:
    assert closed(noise(1), smooth(), Style(flat(120, 120, 120))) < 0.0


def test_a_photograph_that_is_the_painting_has_no_gap_to_close() -> None:
    assert score(noise(1), smooth(), [Style(smooth())], SETTINGS).style_gap_closed is None


def test_the_gap_is_the_mean_over_the_usual_layers_of_relative_errors_of_gram_matrices() -> None:
    picture, content, styles = noise(1), smooth(), [noise(2), flat(200, 40, 10)]

    def distance(shown: Pixels) -> float:
        total = 0.0
        for style, share in zip(styles, (0.75, 0.25), strict=True):
            for layer in ARCHITECTURES["random"].style:
                ours, theirs = (
                    rows.T @ rows / len(rows) for rows in (features(shown, layer), features(style, layer))
                )
                total += share * np.sum((ours - theirs) ** 2) / np.sum(theirs**2) / 5
        return float(total)

    settings = SETTINGS.changed(style_blend="75, 25")
    found = score(picture, content, [Style(style) for style in styles], settings).style_gap_closed
    assert found == pytest.approx(100 * (1 - distance(picture) / distance(content)), rel=1e-3)


def test_the_gap_is_the_same_whatever_weights_layers_and_arithmetic_the_run_had() -> None:
    others = SETTINGS.changed(
        style_layers="block1_conv2 block3_conv1:3", layer_exponent=2.0, style_weight=7.0, precision="bfloat16"
    )
    usual, other = (score(noise(1), smooth(), [Style(noise(2))], settings) for settings in (SETTINGS, others))
    assert other.style_gap_closed == pytest.approx(usual.style_gap_closed, rel=1e-5)
    assert list(usual.gatys_style[0]) == list(ARCHITECTURES["random"].style)
    assert list(other.gatys_style[0]) == ["block1_conv1", "block1_conv2", *ARCHITECTURES["random"].style[1:]]


def test_a_style_counts_where_its_mask_lets_it() -> None:
    half = np.zeros((6, 8), np.uint8)
    half[:, :4] = 255
    mixed = smooth()
    mixed[:, :32] = noise(1)[:, :32]
    masked = closed(mixed, smooth(), Style(noise(1), half))
    everywhere = closed(mixed, smooth(), Style(noise(1)))
    assert masked > everywhere + 20


def test_content_of_another_size_is_compared_at_the_results() -> None:
    content = smooth(96, 128)
    assert score(resized_to(content, 48, 64), content, [Style(noise(1))], SETTINGS).ssim > 0.999


def test_ssim_of_two_flat_pictures_has_a_closed_form_in_their_luma() -> None:
    first, second = (200, 100, 50), (20, 60, 250)
    a, b = (np.dot((0.2126, 0.7152, 0.0722), color) / 255 for color in (first, second))
    expected = (2 * a * b + 0.01**2) / (a**2 + b**2 + 0.01**2)
    scores = score(flat(*first), flat(*second), [Style(noise(1))], SETTINGS)
    assert scores.ssim == pytest.approx(expected, abs=1e-4)


def test_total_variation_of_stripes_is_one() -> None:
    stripes = flat(0, 0, 0)
    stripes[:, ::2] = 255
    assert score(stripes, smooth(), [Style(noise(1))], SETTINGS).total_variation == pytest.approx(1.0)
    assert score(flat(9, 9, 9), smooth(), [Style(noise(1))], SETTINGS).total_variation == 0.0


def test_the_papers_figures_are_its_equations_1_and_4() -> None:
    picture, content, style = noise(1), smooth(), noise(2)
    scores = score(picture, content, [Style(style)], SETTINGS)

    ours, theirs = features(picture, "block4_conv2"), features(content, "block4_conv2")
    assert scores.gatys_content["block4_conv2"] == pytest.approx(0.5 * np.sum((ours - theirs) ** 2), rel=1e-3)

    ours, theirs = features(picture, "block2_conv1"), features(style, "block2_conv1")
    places, channels = ours.shape
    misses = np.sum((ours.T @ ours - theirs.T @ theirs) ** 2)
    expected = misses / (4 * channels**2 * places**2)
    assert scores.gatys_style[0]["block2_conv1"] == pytest.approx(expected, rel=1e-3)


def test_scores_become_json() -> None:
    scores = Scores(81.5, 0.4, 0.01, {"block4_conv2": 5e6}, ({"block1_conv1": 1e9}, {"block1_conv1": 2e9}))
    assert json.loads(json.dumps(scores.as_dict())) == {
        "style_gap_closed": 81.5,
        "ssim": 0.4,
        "total_variation": 0.01,
        "gatys_content": {"block4_conv2": 5e6},
        "gatys_style": [{"block1_conv1": 1e9}, {"block1_conv1": 2e9}],
    }
