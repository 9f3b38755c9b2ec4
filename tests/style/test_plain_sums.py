"""The report's figure 3, and what can be computed from it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.perceptual.layers import style_layers
from ai_playground.pictures import resized
from ai_playground.style.inputs import Style
from ai_playground.style.library import shipped
from ai_playground.style.plain_sums import (
    PRINTED,
    PRINTED_VARIATION,
    REPORTED,
    STYLE_WEIGHT,
    WEIGHTS,
    mean_reported,
    shares,
)
from ai_playground.style.schedule import Stage, stages
from ai_playground.style.settings import StyleSettings
from ai_playground.style.yardstick import STYLE_LAYERS, measure

ROOT = Path(__file__).parents[2]


def test_block_1_is_some_hundred_times_smaller_than_block_2_as_the_report_says() -> None:
    ratio = mean_reported("block2_conv1") / mean_reported("block1_conv1")
    assert 30 < ratio < 120
    # Of one picture, by the brackets in print the second, the number of block 2 is missing.
    pairs = zip(REPORTED["block2_conv1"], REPORTED["block1_conv1"], strict=True)
    ratios = [second / first for second, first in pairs if second and first]
    assert ratios == pytest.approx([101, 25], abs=0.5)


def test_block_4_has_some_4_200_times_as_much_as_block_1_but_not_in_each_picture() -> None:
    pairs = zip(REPORTED["block4_conv1"], REPORTED["block1_conv1"], strict=True)
    assert [fourth / first for fourth, first in pairs if fourth and first] == pytest.approx(
        [6_506, 7_663, 1_280], abs=0.5
    )
    ratio = mean_reported("block4_conv1") / mean_reported("block1_conv1")
    assert ratio == pytest.approx(4_200, abs=50)


def test_block_4_is_nearly_all_of_the_plain_sum_and_of_the_weighted_one() -> None:
    means = {layer: mean_reported(layer) for layer in REPORTED}
    assert shares(means)["block4_conv1"] == pytest.approx(0.965, abs=0.005)
    assert shares(means, WEIGHTS)["block4_conv1"] == pytest.approx(0.964, abs=0.006)
    assert sum(shares(means, WEIGHTS).values()) == pytest.approx(1.0)
    assert sum(WEIGHTS.values()) == pytest.approx(1.0)


def test_in_the_posts_plain_sums_a_small_exponent_leaves_a_fifth_of_the_style_term() -> None:
    # Its Gram matrices are divided by the number of channels, too.
    widths = dict(zip(STYLE_LAYERS, (64, 128, 256, 512, 512), strict=True))
    terms = {layer: mean_reported(layer) / widths[layer] ** 2 for layer in STYLE_LAYERS}
    told = dict(zip(STYLE_LAYERS, (0.01, 0.15, 0.07, 0.77, 0.002), strict=True))
    assert shares(terms) == pytest.approx(told, abs=0.005)

    def whole(exponent: float) -> float:
        weights = style_layers("", ARCHITECTURES["vgg19"], exponent)
        return sum(weights[layer] * terms[layer] for layer in STYLE_LAYERS)

    assert whole(0.2) / whole(1.0) == pytest.approx(0.2, abs=0.005)


def test_the_number_that_cannot_be_read_follows_from_the_printed_sum_of_layers_weighted_alike() -> None:
    firsts = [losses[0] or 0.0 for losses in REPORTED.values()]
    # The print has eight digits, the last of them rounded in float32.
    assert STYLE_WEIGHT * sum(firsts) / 5 == pytest.approx(PRINTED, rel=3e-7)
    rest = sum(firsts[:-1])
    assert PRINTED * 5 / STYLE_WEIGHT - rest == pytest.approx(firsts[-1], abs=2_000)
    # With the weights that they made of it later it would be another sum.
    assert STYLE_WEIGHT * sum(loss * WEIGHTS[layer] for loss, layer in zip(firsts, REPORTED, strict=True)) < (
        0.8 * PRINTED
    )


def test_the_printed_variation_is_weighted_as_no_mean_square_of_grey_levels_is_that_large() -> None:
    down_and_across = 2 * 255.0**2
    assert down_and_across < PRINTED_VARIATION
    assert down_and_across > PRINTED_VARIATION / 100


def test_where_a_swatch_began_300_thousand_gram_entries_follow_from_150_and_face_42_thousand_values() -> None:
    vgg = ARCHITECTURES["vgg16"]
    numbers = [vgg.layers.index(layer) for layer in STYLE_LAYERS]
    widths = [vgg.channels[number] for number in numbers]
    first, *_, last = stages(StyleSettings(size=384, noise_ratio=1.0), 288, 384)
    assert (first.width, first.height, last.width, last.height) == (136, 102, 384, 288)

    def places(stage: Stage) -> list[int]:
        return [(stage.width // vgg.strides[n]) * (stage.height // vgg.strides[n]) for n in numbers]

    assert places(first)[3:] == [204, 48]
    # A Gram matrix is symmetric, and its rank is at most the number of places.
    assert sum(_free(width, width) for width in widths) == pytest.approx(300_000, rel=0.03)
    for stage, free, values in ((first, 150_000, 42_000), (last, 303_000, 332_000)):
        pairs = zip(widths, places(stage), strict=True)
        assert sum(_free(width, min(width, place)) for width, place in pairs) == pytest.approx(
            free, rel=0.005
        )
        assert stage.width * stage.height * 3 == pytest.approx(values, rel=0.01)


def test_the_swatches_took_435_steps_where_the_script_now_takes_240() -> None:
    # Of its schedule then: the full size's 60 steps, times what a size is smaller by.
    planned = stages(StyleSettings(size=384, iterations=60, noise_ratio=1.0), 288, 384)
    then = [round(60 * 2 ** (octaves / 2)) for octaves in (3, 2, 1, 0)]
    sizes = "{} at {} px, {} at {}, {} at {} and {} at {} px".format(
        *(number for steps, stage in zip(then, planned, strict=True) for number in (steps, stage.width))
    )
    text = " ".join((ROOT / "assets" / "README.md").read_text(encoding="utf-8").split())
    assert f"{sum(then)} steps: {sizes} (the script now takes 60 at each, 240: " in text
    assert sum(stage.iterations for stage in planned) == 240


def _free(width: int, rank: int) -> int:
    """How many numbers make a symmetric matrix of that rank."""
    return width * rank - rank * (rank - 1) // 2


def test_a_copy_that_is_rolled_aside_has_nearly_the_same_gram_matrices_in_the_lower_blocks() -> None:
    swatch = resized(shipped("hokusai_great_wave"), 128)
    rolled = np.roll(swatch, swatch.shape[1] // 3, axis=1)
    (errors,) = measure(rolled, swatch, [Style(swatch)]).style
    assert max(errors[:3]) < 0.01
    assert errors[3:] == pytest.approx((0.03, 0.1), rel=0.2)
    told = "reduced to 128 px and rolled aside by a third of its width, Hokusai's swatch is off by less than"
    assert told in " ".join((ROOT / "docs" / "style.md").read_text(encoding="utf-8").split())
