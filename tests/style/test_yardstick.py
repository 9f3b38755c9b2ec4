"""The yardstick is the same whatever a picture was painted with, and knows closed forms."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf

from ai_playground.perceptual.architectures import BUNDLED
from ai_playground.perceptual.losses import gram_matrix, paper_style
from ai_playground.perceptual.network import load_network
from ai_playground.pictures import Pixels, resized
from ai_playground.style.inputs import Style, to_pixels
from ai_playground.style.library import shipped
from ai_playground.style.scores import score
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import NOISE
from ai_playground.style.yardstick import (
    CONTENT_LAYER,
    LAYERS,
    LONGEST,
    OTHER_SEED,
    STYLE_LAYERS,
    closed_by_untrained,
    measure,
    stroke,
)
from tests.style.every_knob import OTHERWISE

DOCUMENT = Path(__file__).parents[2] / "docs" / "style.md"


def noise(seed: int, height: int = 48, width: int = 64) -> Pixels:
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def smooth(height: int = 48, width: int = 64) -> Pixels:
    across, down = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return np.stack([across, down, 255 - across], axis=-1).astype(np.uint8)


def test_the_photograph_has_closed_nothing_and_is_itself() -> None:
    measured = measure(smooth(), smooth(), [Style(noise(1))])
    assert measured.closed == pytest.approx(0.0, abs=1e-4)
    assert measured.content_error == pytest.approx(0.0, abs=1e-9)
    assert measured.ssim == pytest.approx(1.0)


def test_the_painting_itself_has_closed_all_of_the_gap_in_every_layer() -> None:
    measured = measure(noise(1), smooth(), [Style(noise(1))])
    assert measured.closed == pytest.approx(100.0, abs=1e-3)
    assert [measured.closed_in(layer) for layer in STYLE_LAYERS] == pytest.approx([100.0] * 5, abs=1e-3)
    assert measured.content_error > 0.5


def test_it_is_the_score_of_a_run_with_its_network_and_the_whole_painting() -> None:
    painted, photograph, styles = noise(2), smooth(), [Style(noise(1)), Style(noise(3, 32, 48))]
    settings = StyleSettings(network=BUNDLED, style_blend="75, 25")
    scored = score(painted, photograph, styles, settings)
    measured = measure(painted, photograph, styles, "75, 25")
    assert measured.closed == pytest.approx(scored.style_gap_closed)
    assert measured.ssim == pytest.approx(scored.ssim)
    assert measured.total_variation == pytest.approx(scored.total_variation)
    assert measured.closed_to(0) != pytest.approx(measured.closed_to(1), abs=0.1)
    # The report's figure is four times eq. 4.
    ours = {layer: 4 * value for layer, value in scored.gatys_style[0].items()}
    assert measured.plain == pytest.approx(ours, rel=1e-4)


def test_a_plain_loss_is_the_mean_squared_difference_of_the_gram_matrices() -> None:
    painted, painting = noise(2), noise(1)
    network = load_network(BUNDLED)
    one, other = (
        gram_matrix(
            network.features(tf.constant(each[None] / np.float32(255)), ["block1_conv1"])["block1_conv1"]
        ).numpy()
        for each in (painted, painting)
    )
    plain = measure(painted, smooth(), [Style(painting)]).plain["block1_conv1"]
    assert plain == pytest.approx(float(np.mean((one - other) ** 2)), rel=1e-3)
    assert paper_style(2.0, 3.0, 4) == pytest.approx(2 * 3 / (4 * 16))


def test_a_larger_picture_is_measured_reduced() -> None:
    large = noise(2, 2 * LONGEST, 2 * LONGEST)
    styles = [Style(noise(1))]
    assert measure(large, smooth(), styles) == measure(resized(large, LONGEST), smooth(), styles)


def test_the_second_judge_knows_photograph_and_painting_and_led_no_run() -> None:
    photograph, painting = smooth(), noise(1)
    assert closed_by_untrained(photograph, photograph, [Style(painting)]) == pytest.approx(0.0, abs=1e-3)
    assert closed_by_untrained(painting, photograph, [Style(painting)]) == pytest.approx(100.0, abs=1e-2)
    with pytest.raises(ValueError, match="seed"):
        StyleSettings(seed=OTHER_SEED)


def test_knobs_of_a_run_have_no_say() -> None:
    # It isn't asked for any: layers, network, crop and resolution are its own.
    assert OTHERWISE.network != BUNDLED
    assert tuple(f"block{block}_conv1" for block in range(1, 6)) == STYLE_LAYERS
    assert CONTENT_LAYER == "block4_conv2"
    assert set(LAYERS) == {*STYLE_LAYERS, CONTENT_LAYER}


def test_coarseness_of_white_noise_and_of_waves_in_all_directions_is_as_computed() -> None:
    random = np.random.default_rng(1).normal(0.5, 0.1, (200, 200, 3))
    assert stroke(random, _variation(random)) == pytest.approx(np.sqrt(0.5), rel=0.02)
    place = np.arange(256)
    for wavelength in (32, 64):
        wave = np.sin(2 * np.pi * place / wavelength)
        both = np.repeat((wave[:, None] + wave[None, :])[:, :, None], 3, axis=2)
        # Across and down each carry half of the variance.
        step = 2 * np.sin(np.pi / wavelength)
        assert stroke(both, _variation(both)) == pytest.approx(np.sqrt(2) / step, rel=0.01)


@pytest.mark.parametrize(
    ("photo", "style", "closed"),
    [("flower", "kandinsky_composition_vii", 86.0), ("cat", "turner_shipwreck", -256.0)],
)
def test_noise_may_be_much_nearer_to_a_painting_than_the_photograph_or_much_farther_off(
    photo: str, style: str, closed: float
) -> None:
    """Figures of the documentation."""
    shape = resized(shipped(photo), 160).shape
    start = to_pixels(np.random.default_rng(42).normal(0.5, NOISE, shape).astype(np.float32))
    assert measure(start, shipped(photo), [Style(shipped(style))]).closed == pytest.approx(closed, abs=1.0)
    assert f"{closed:.0f} % from the {photo} to" in " ".join(DOCUMENT.read_text(encoding="utf-8").split())


def _variation(picture: np.ndarray) -> float:
    down, across = np.diff(picture, axis=0), np.diff(picture, axis=1)
    return float(np.mean(down**2) + np.mean(across**2))
