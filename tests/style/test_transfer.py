"""Whole runs, through a VGG16 of few channels; one through the real one."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from ai_playground.perceptual import losses
from ai_playground.perceptual.architectures import Network, Pooling
from ai_playground.perceptual.layers import LayerError, LayerPlan, plan_layers
from ai_playground.perceptual.network import Vgg, WeightsMissing
from ai_playground.perceptual.precision import Arithmetic
from ai_playground.pictures import Pixels, resized_to
from ai_playground.settings import describe
from ai_playground.style import descriptor, objective
from ai_playground.style.colors import lab, matched
from ai_playground.style.descriptor import layer_plan
from ai_playground.style.inputs import Style, prepared_style, to_floats, to_pixels
from ai_playground.style.objective import StyleError
from ai_playground.style.schedule import SizeError, stages
from ai_playground.style.settings import OptimizerName, StyleSettings
from ai_playground.style.transfer import NOISE, Snapshot, check, stylize
from tests.perceptual.narrow import as_tensor, narrow_vgg, noise, scene, stripes
from tests.style.every_knob import OTHERWISE, SETTINGS

pytestmark = pytest.mark.usefixtures("traced_once")
shared_network = cache(narrow_vgg)
OPTIMIZERS: tuple[OptimizerName, ...] = ("lbfgs", "adam", "plain")


@pytest.fixture
def real_network() -> None:
    """Asked for by tests of the network that the settings name."""


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    if "real_network" not in request.fixturenames:

        def load(_network: Network, *, pooling: Pooling, arithmetic: Arithmetic, **_others: Any) -> Vgg:
            return shared_network(pooling, arithmetic)

        monkeypatch.setattr(objective, "load_network", load)


def run(
    settings: StyleSettings = SETTINGS, content: Pixels | None = None, styles: Sequence[Style] | None = None
) -> list[Snapshot]:
    return list(stylize(scene() if content is None else content, styles or [Style(stripes())], settings))


def same(first: Sequence[Snapshot], second: Sequence[Snapshot]) -> bool:
    """Whether two runs went the same way, bit for bit."""
    return all(
        (a.step, a.steps, a.loss, a.content, a.style) == (b.step, b.steps, b.loss, b.content, b.style)
        and np.array_equal(a.picture, b.picture)
        for a, b in zip(first, second, strict=True)
    )


def losses_of(picture: Pixels, settings: StyleSettings) -> losses.Terms:
    """The terms of a shown picture, computed anew; content and style are the usual ones of these tests."""
    plan = layer_plan(settings, 1)
    compared = tuple(plan.content), tuple(plan.style)
    height, width = picture.shape[:2]
    style = prepared_style(stripes(), scene(), settings, max(height, width))
    targets = losses.make_targets(
        narrow_vgg(settings.pooling),
        as_tensor(resized_to(scene(), height, width)),
        [as_tensor(style)],
        [None],
        *compared,
    )
    return losses.terms_of(narrow_vgg(settings.pooling), as_tensor(picture), targets, *compared)


# --- the course of a run ---


def test_the_first_snapshot_is_the_photograph_before_any_step() -> None:
    first = run()[0]
    assert first.step == 0
    np.testing.assert_array_equal(first.picture, scene())
    assert first.content == (0.0,)
    assert first.weighted[0] == 0.0
    assert first.style[0][0] > 0.1


def test_the_first_snapshot_of_a_coarse_start_is_the_small_photograph() -> None:
    settings = SETTINGS.changed(size=256, schedule="coarse_to_fine", iterations=1)
    first = next(stylize(scene(), [Style(stripes())], settings))
    coarsest = stages(settings, 48, 64)[0]
    np.testing.assert_array_equal(first.picture, resized_to(scene(), coarsest.height, coarsest.width))
    assert first.size == coarsest.width < 256


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_step_is_counted_to_the_last(optimizer: OptimizerName) -> None:
    found = run(SETTINGS.changed(iterations=7, optimizer=optimizer))
    assert [snapshot.step for snapshot in found] == list(range(8))
    assert {snapshot.steps for snapshot in found} == {7}


@pytest.mark.parametrize("rate", [0.01, 0.1, 1.0])
@pytest.mark.parametrize("iterations", [1, 2, 3, 5, 12])
def test_lbfgs_never_ends_worse_than_it_began(iterations: int, rate: float) -> None:
    grey = np.full((48, 64, 3), 128, np.uint8)
    found = run(SETTINGS.changed(iterations=iterations, learning_rate=rate), grey)
    assert found[-1].loss == min(snapshot.loss for snapshot in found)
    assert found[-1].loss <= found[0].loss
    if iterations > 1:
        assert found[-1].weighted[1] < found[0].weighted[1]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_goes_through_all_sizes_without_losing_a_step(optimizer: OptimizerName) -> None:
    settings = SETTINGS.changed(size=200, schedule="coarse_to_fine", iterations=2, optimizer=optimizer)
    found = run(settings)
    planned = stages(settings, 48, 64)
    assert len(planned) > 1
    sizes = [stage.width for stage in planned for _ in range(stage.iterations)]
    assert [snapshot.size for snapshot in found] == [*sizes, 200]
    assert [snapshot.step for snapshot in found] == list(range(len(sizes) + 1))
    assert {snapshot.steps for snapshot in found} == {len(sizes)}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("pooling", ["max", "average", "l2"])
def test_the_loss_falls(optimizer: OptimizerName, pooling: str) -> None:
    rate = 0.02 if optimizer == "adam" else 0.05
    found = run(SETTINGS.changed(iterations=30, optimizer=optimizer, pooling=pooling, learning_rate=rate))
    assert found[-1].loss < 0.75 * found[0].loss
    assert found[-1].style[0] < found[0].style[0]


def test_contributions_add_up_to_the_loss() -> None:
    settings = SETTINGS.changed(
        content_weight=3.0,
        style_weight=7.0,
        total_variation_weight=11.0,
        layer_exponent=2.0,
        content_layers="block2_conv2 block3_conv1:3",
        style_blend="3 1",
    )
    for snapshot in run(settings, styles=[Style(stripes()), Style(noise(0))]):
        content = 3.0 * (0.25 * snapshot.content[0] + 0.75 * snapshot.content[1])
        shares = (1 / 7, 2 / 7, 4 / 7)
        rows = [sum(s * t for s, t in zip(shares, row, strict=True)) for row in snapshot.style]
        style = 7.0 * (0.75 * rows[0] + 0.25 * rows[1])
        variation = 11.0 * snapshot.total_variation
        assert snapshot.weighted == pytest.approx((content, style, variation), rel=1e-5)
        assert snapshot.loss == pytest.approx(content + style + variation, rel=1e-4)


def test_snapshots_are_pictures_that_stay_as_they_were() -> None:
    found, copies = [], []
    for snapshot in stylize(scene(), [Style(stripes())], SETTINGS):
        found.append(snapshot.picture)
        copies.append(snapshot.picture.copy())
    for picture, copy in zip(found, copies, strict=True):
        assert picture.dtype == np.uint8
        assert picture.shape == (48, 64, 3)
        np.testing.assert_array_equal(picture, copy)
    assert not np.array_equal(found[1], found[-1])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_last_snapshots_losses_are_those_of_its_picture(optimizer: OptimizerName) -> None:
    settings = SETTINGS.changed(
        optimizer=optimizer, iterations=12, learning_rate=0.03, total_variation_weight=1.0
    )
    last = run(settings)[-1]
    terms = losses_of(last.picture, settings)
    # What rounding to 256 levels changes.
    assert last.content == pytest.approx(terms.content.numpy(), rel=0.02)
    assert last.style[0] == pytest.approx(terms.style.numpy()[0], rel=0.02)
    assert last.total_variation == pytest.approx(float(terms.total_variation), rel=0.02)


def test_adam_shows_another_picture_than_the_one_it_steps_from() -> None:
    found = run(SETTINGS.changed(optimizer="adam", iterations=3, learning_rate=0.1))
    # Two snapshots of the mean of the newest pictures change by half a step where the pictures change by one.
    first = np.abs(found[1].picture.astype(int) - found[0].picture).mean()
    second = np.abs(found[2].picture.astype(int) - found[1].picture).mean()
    assert second < 0.7 * first


def test_a_run_can_be_left_midway() -> None:
    running = stylize(scene(), [Style(stripes())], SETTINGS)
    next(running)
    next(running)
    running.close()
    with pytest.raises(StopIteration):
        next(running)
    assert len(run(SETTINGS.changed(iterations=1))) == 2


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_same_seed_paints_the_same_picture_bit_for_bit(optimizer: OptimizerName) -> None:
    settings = SETTINGS.changed(optimizer=optimizer, noise_ratio=0.7, iterations=4)
    first = run(settings)
    assert same(first, run(settings))
    assert not same(first, run(settings.changed(seed=2)))


def test_without_noise_the_seed_changes_nothing() -> None:
    assert same(run(), run(SETTINGS.changed(seed=2)))


def test_a_loss_that_is_no_number_ends_the_run_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    network = narrow_vgg()
    features = network.features
    monkeypatch.setattr(
        network,
        "features",
        lambda picture, layers: {k: v * 1e30 for k, v in features(picture, layers).items()},
    )
    monkeypatch.setattr(objective, "load_network", lambda *_, **__: network)
    with pytest.raises(StyleError, match="smaller learning rate"):
        run()


# --- the start ---


def test_noise_alone_forgets_the_photograph() -> None:
    settings = SETTINGS.changed(noise_ratio=1.0)
    first, second = (
        next(stylize(content, [Style(stripes())], settings)).picture
        for content in (scene(), np.zeros_like(scene()))
    )
    np.testing.assert_array_equal(first, second)
    values = first / 255.0
    assert values.mean() == pytest.approx(0.5, abs=0.01)
    assert values.std() == pytest.approx(NOISE, abs=0.02)
    # Noise of single pixels: neighbours know nothing of each other.
    assert abs(np.corrcoef(values[:, 1:].ravel(), values[:, :-1].ravel())[0, 1]) < 0.05


def test_a_share_of_noise_is_mixed_in() -> None:
    grey = np.full_like(scene(), 128)
    settings = SETTINGS.changed(noise_ratio=0.3)
    noisy = np.random.default_rng(settings.seed).normal(0.5, NOISE, grey.shape)
    expected = to_pixels((0.7 * to_floats(grey) + 0.3 * noisy).astype(np.float32))
    start = next(stylize(grey, [Style(stripes())], settings)).picture
    np.testing.assert_allclose(start.astype(int), expected, atol=1)


def test_content_alone_brings_the_photograph_back_out_of_noise(real_network: None) -> None:
    settings = SETTINGS.changed(
        style_weight=0.0, noise_ratio=1.0, content_layers="block1_conv1", iterations=60
    )
    found = run(settings)
    assert found[-1].content[0] < 1e-2 * found[0].content[0]
    assert np.corrcoef(found[0].picture.ravel(), scene().ravel())[0, 1] < 0.1
    assert np.corrcoef(found[-1].picture.ravel(), scene().ravel())[0, 1] > 0.98


def test_total_variation_alone_smooths() -> None:
    settings = SETTINGS.changed(
        content_weight=0.001, style_weight=0.0, total_variation_weight=100.0, noise_ratio=0.5, iterations=20
    )
    found = run(settings)
    assert found[-1].total_variation < 0.1 * found[0].total_variation


# --- tolerance ---


def test_no_tolerance_goes_on_to_the_last_step_even_where_nothing_moves() -> None:
    settings = SETTINGS.changed(style_weight=0.0, iterations=6)  # the start is the goal
    assert run(settings)[-1].step == 6


@pytest.mark.parametrize("schedule", ["flat", "coarse_to_fine"])
def test_tolerance_ends_a_stage_once_the_loss_hardly_changes(schedule: str) -> None:
    settings = SETTINGS.changed(size=200, schedule=schedule, iterations=40, tolerance=0.05)
    found = run(settings)
    planned = stages(settings, 48, 64)
    assert found[-1].step < sum(stage.iterations for stage in planned)
    assert found[-1].steps == found[-1].step
    for stage in planned:
        there = [snapshot.loss for snapshot in found[:-1] if snapshot.size == stage.width]
        changes = [abs(before - after) / after for before, after in pairwise(there)]
        assert all(change >= 0.049 for change in changes[:-1])
        assert len(there) == stage.iterations or changes[-1] <= 0.051


# --- settings sent in ---


def test_settings_sent_in_as_they_are_change_nothing() -> None:
    settings = SETTINGS.changed(optimizer="plain", iterations=5)
    running = stylize(scene(), [Style(stripes())], settings)
    found = [next(running)]
    found += [running.send(settings) for _ in range(5)]
    assert same(found, run(settings))


def test_what_is_not_live_stays_as_it_was() -> None:
    settings = SETTINGS.changed(optimizer="plain", iterations=4)
    kept = {knob.name: getattr(OTHERWISE, knob.name) for knob in describe(StyleSettings) if not knob.live}
    running = stylize(scene(), [Style(stripes())], settings)
    found = [next(running), running.send(settings.changed(**kept)), *running]
    assert same(found, run(settings))


@pytest.mark.parametrize("optimizer", ["lbfgs", "plain"])
def test_weights_sent_in_hold_for_the_very_next_step(optimizer: OptimizerName) -> None:
    settings = SETTINGS.changed(optimizer=optimizer, iterations=6)
    running = stylize(scene(), [Style(stripes())], settings)
    next(running)
    before = next(running)
    # Nothing is asked for any more, so nothing may move.
    after = running.send(settings.changed(content_weight=0.0, style_weight=0.0, total_variation_weight=0.0))
    np.testing.assert_array_equal(after.picture, before.picture)
    assert after.loss == 0.0
    assert after.weighted == (0.0, 0.0, 0.0)
    assert after.style[0] == pytest.approx(before.style[0])


def test_new_weights_are_those_of_the_next_snapshot() -> None:
    running = stylize(scene(), [Style(stripes()), Style(noise(0))], SETTINGS)
    next(running)
    changed = SETTINGS.changed(
        content_weight=2.0,
        style_weight=30.0,
        total_variation_weight=5.0,
        layer_exponent=3.0,
        style_blend="1 4",
    )
    snapshot = running.send(changed)
    assert snapshot.settings == changed
    assert snapshot.layers == layer_plan(changed, 2)
    rows = [np.dot([1 / 13, 3 / 13, 9 / 13], row) for row in snapshot.style]
    style = 30.0 * np.dot([0.2, 0.8], rows)
    assert snapshot.weighted == pytest.approx(
        (2.0 * snapshot.content[0], style, 5.0 * snapshot.total_variation)
    )
    assert snapshot.loss == pytest.approx(sum(snapshot.weighted), rel=1e-4)


def test_the_loss_falls_on_after_a_change_of_weights() -> None:
    settings = SETTINGS.changed(iterations=40)
    running = stylize(scene(), [Style(stripes())], settings)
    for _ in range(15):
        next(running)
    changed = settings.changed(content_weight=50.0, style_weight=0.1)
    found = [running.send(changed), *running]
    assert found[-1].loss < 0.5 * found[0].loss


def test_a_learning_rate_sent_in_is_the_next_steps() -> None:
    settings = SETTINGS.changed(optimizer="plain", iterations=6, learning_rate=0.01)
    running = stylize(scene(), [Style(stripes())], settings)
    before = [next(running) for _ in range(3)][-1]
    still = running.send(settings.changed(learning_rate=0.0001))
    assert np.abs(still.picture.astype(int) - before.picture).max() <= 1
    far = running.send(settings.changed(learning_rate=0.2))
    assert np.abs(far.picture.astype(int) - still.picture).max() > 20


def test_layers_are_read_once_for_a_run_and_once_for_a_change(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[float] = []

    def counted(*names: Any, exponent: float, **texts: Any) -> LayerPlan:
        read.append(exponent)
        return plan_layers(*names, exponent=exponent, **texts)

    monkeypatch.setattr(descriptor, "plan_layers", counted)
    running = stylize(scene(), [Style(stripes())], SETTINGS)
    next(running)
    next(running)
    assert read == [1.0]
    running.send(SETTINGS.changed(layer_exponent=2.0))
    deque(running)
    assert read == [1.0, 2.0]


# --- styles and masks ---


def test_a_style_without_a_share_has_no_say() -> None:
    settings = SETTINGS.changed(optimizer="plain", style_blend="1 0")
    both = run(settings, styles=[Style(stripes()), Style(noise(0))])
    one = run(settings.changed(style_blend=""), styles=[Style(stripes())])
    np.testing.assert_allclose(both[-1].picture.astype(int), one[-1].picture, atol=1)
    assert len(both[-1].style) == 2
    assert both[-1].style[0] == pytest.approx(one[-1].style[0], rel=1e-3)


def test_two_styles_both_come_closer() -> None:
    styles = [Style(stripes()), Style(np.ascontiguousarray(stripes()[..., ::-1]))]
    found = run(SETTINGS.changed(iterations=20, content_weight=0.01), styles=styles)
    for before, after in zip(found[0].style, found[-1].style, strict=True):
        assert sum(after) < sum(before)


@pytest.mark.parametrize("factor", [1, 2])
def test_a_mask_keeps_the_style_to_its_region(factor: int) -> None:
    mask = np.zeros((48 * factor, 64 * factor), np.uint8)
    mask[:, 32 * factor :] = 255
    # One layer that sees one pixel to each side; the content has no slope at the start.
    settings = SETTINGS.changed(
        style_layers="block1_conv1", content_layers="block1_conv1", optimizer="plain", iterations=1
    )
    before, after = run(settings, styles=[Style(stripes(), mask)])
    np.testing.assert_array_equal(after.picture[:, :31], before.picture[:, :31])
    assert np.abs(after.picture[:, 32:].astype(int) - before.picture[:, 32:]).mean() > 1.0


def test_a_mask_of_everything_is_no_mask() -> None:
    settings = SETTINGS.changed(optimizer="plain")
    everywhere = Style(stripes(), np.full((48, 64), 255, np.uint8))
    found, plain = run(settings, styles=[everywhere]), run(settings)
    np.testing.assert_allclose(found[-1].picture.astype(int), plain[-1].picture, atol=1)
    assert found[-1].loss == pytest.approx(plain[-1].loss, rel=1e-3)


def test_masks_of_two_styles_divide_the_picture() -> None:
    left = np.zeros((48, 64), np.uint8)
    left[:, :32] = 255
    settings = SETTINGS.changed(
        content_weight=0.01, iterations=60, optimizer="adam", style_layers="block1_conv1 block2_conv1"
    )
    blue, red = np.full((48, 64, 3), (20, 30, 220), np.uint8), np.full((48, 64, 3), (220, 30, 20), np.uint8)
    last = run(settings, styles=[Style(blue, left), Style(red, 255 - left)])[-1].picture.astype(int)
    blueness = (last[..., 2] - last[..., 0]).mean(axis=0)
    assert blueness[:28].mean() > 20
    assert blueness[36:].mean() < -40


def test_a_run_may_have_one_style_with_a_mask_and_one_without_at_all_sizes() -> None:
    settings = SETTINGS.changed(size=200, schedule="coarse_to_fine", iterations=1)
    styles = [Style(stripes()), Style(noise(0, 40, 90), noise(1)[..., 0])]
    assert run(settings, styles=styles)[-1].size == 200


def test_a_run_leaves_what_it_was_given_as_it_was() -> None:
    content, style, mask = scene(), stripes(), noise(1)[..., 0].copy()
    for array in (content, style, mask):
        array.flags.writeable = False
    assert run(content=content, styles=[Style(style, mask)])[-1].step == 5


# --- the painting ---


def test_a_painting_is_as_long_as_the_picture_times_its_scale() -> None:
    painting = noise(0, 90, 120)
    for scale, width in ((1.0, 64), (0.75, 48), (2.0, 128)):
        found = prepared_style(painting, scene(), SETTINGS.changed(style_scale=scale), 64)
        assert found.shape == (width * 3 // 4, width, 3)
    upright = prepared_style(np.ascontiguousarray(painting.swapaxes(0, 1)), scene(), SETTINGS, 64)
    assert upright.shape == (64, 48, 3)


def test_a_painting_of_the_right_size_is_left_alone() -> None:
    np.testing.assert_array_equal(prepared_style(stripes(), scene(), SETTINGS, 64), stripes())


def test_a_part_of_the_painting_is_cut_out() -> None:
    painting = noise(0, 100, 200)
    settings = SETTINGS.changed(crop_left=0.25, crop_top=0.1, crop_width=0.5, crop_height=0.4)
    np.testing.assert_array_equal(prepared_style(painting, scene(), settings, 100), painting[10:50, 50:150])


def test_a_part_that_reaches_beyond_the_painting_ends_at_its_edge() -> None:
    painting = noise(0, 100, 200)
    settings = SETTINGS.changed(crop_left=0.75, crop_top=0.5, crop_width=1.0, crop_height=1.0)
    np.testing.assert_array_equal(prepared_style(painting, scene(), settings, 50), painting[50:, 150:])


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (10, 400)])
def test_a_part_of_the_smallest_painting_is_never_empty(shape: tuple[int, int]) -> None:
    settings = SETTINGS.changed(crop_left=0.95, crop_top=0.95, crop_width=0.05, crop_height=0.05)
    assert min(prepared_style(noise(0, *shape), scene(), settings, 64).shape[:2]) >= 32


def test_a_small_or_thin_painting_is_enlarged_without_being_distorted() -> None:
    # Five blocks halve it four times; stretched to that in one direction only, its strokes would be too.
    assert prepared_style(noise(0, 50, 100), scene(), SETTINGS.changed(style_scale=0.25), 64).shape == (
        32,
        64,
        3,
    )
    assert prepared_style(noise(0, 300, 30), scene(), SETTINGS, 64).shape == (320, 32, 3)


def test_detail_is_taken_from_the_painting_before_it_is_scaled() -> None:
    painting = noise(0, 96, 128)
    coarse = prepared_style(painting, scene(), SETTINGS.changed(style_resolution=16), 128)
    assert coarse.shape == (96, 128, 3)
    assert (
        np.abs(np.diff(coarse.astype(int), axis=1)).mean()
        < 0.2 * np.abs(np.diff(painting.astype(int), axis=1)).mean()
    )
    same_detail = prepared_style(painting, scene(), SETTINGS.changed(style_resolution=128), 128)
    np.testing.assert_array_equal(same_detail, painting)


def test_a_painting_matched_to_the_photograph_has_its_colors_before_it_is_scaled() -> None:
    settings = SETTINGS.changed(colors="style_matched")
    np.testing.assert_array_equal(
        prepared_style(stripes(), scene(), settings, 64), matched(stripes(), scene())
    )
    cropped = settings.changed(crop_width=0.5)
    expected = matched(stripes()[:, :32], scene())  # only the part that counts is matched
    np.testing.assert_array_equal(prepared_style(stripes(), scene(), cropped, 48), expected)


def test_the_photographs_colors_stay_with_the_result() -> None:
    pale = (scene() // 8 + 112).astype(np.uint8)
    for snapshot in run(SETTINGS.changed(colors="content", learning_rate=0.01), pale):
        np.testing.assert_allclose(lab(snapshot.picture)[..., 1:], lab(pale)[..., 1:], atol=2.0)


def test_the_photographs_lightness_stays_with_the_result() -> None:
    pale = (scene() // 8 + 112).astype(np.uint8)
    for snapshot in run(SETTINGS.changed(colors="content_lightness", learning_rate=0.01), pale):
        np.testing.assert_allclose(lab(snapshot.picture)[..., 0], lab(pale)[..., 0], atol=1.0)


# --- arithmetic ---


def test_bfloat16_closes_as_much_of_the_gap_to_the_style() -> None:
    settings = SETTINGS.changed(iterations=30, style_weight=10.0)

    def gap(precision: str) -> float:
        last = run(settings.changed(precision=precision))[-1]
        return float(tf.reduce_mean(losses_of(last.picture, settings).style))

    start = float(tf.reduce_mean(losses_of(scene(), settings).style))
    exact, short = gap("float32"), gap("bfloat16")
    assert exact < 0.2 * start
    assert short < exact + 0.02 * start


# --- refusals ---


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"content_weight": 0.0, "style_weight": 0.0}, "Content weight and style weight are both 0"),
        ({"style_layers": "block1_conv1:0"}, "weights of the layers are all 0"),
        ({"content_layers": "block1_conv1:0 block2_conv1:0"}, "weights of the layers are all 0"),
        ({"style_layers": "conv1"}, "No layer conv1"),
        ({"content_layers": "block9_conv1"}, "No layer block9_conv1"),
        ({"style_blend": "1 2"}, "2 shares for 1 style: "),
    ],
)
def test_a_run_that_makes_no_sense_is_refused_before_anything_is_loaded(
    changes: dict[str, Any], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(objective, "load_network", None)
    settings = SETTINGS.changed(**changes)
    with pytest.raises((StyleError, LayerError), match=words):
        check([Style(stripes())], settings)
    with pytest.raises((StyleError, LayerError), match=words):
        next(stylize(scene(), [Style(stripes())], settings))


def test_a_run_without_a_style_is_refused() -> None:
    with pytest.raises(StyleError, match="Choose a style"):
        next(stylize(scene(), [], SETTINGS))


def test_one_weight_may_be_0() -> None:
    check([Style(stripes())], SETTINGS.changed(content_weight=0.0))
    check([Style(stripes())], SETTINGS.changed(style_weight=0.0))


def test_a_picture_too_thin_for_its_size_is_refused_before_the_network_is_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(objective, "load_network", None)
    with pytest.raises(SizeError, match="shorter side"):
        next(stylize(noise(0, 32, 300), [Style(stripes())], SETTINGS))


def test_missing_weights_are_said_before_the_first_snapshot(real_network: None) -> None:
    with pytest.raises(WeightsMissing, match="downloaded first"):
        next(stylize(scene(), [Style(stripes())], SETTINGS.changed(network="vgg19")))


def test_the_real_network_paints(real_network: None) -> None:
    settings = SETTINGS.changed(
        network="vgg16_hed",
        style_layers="",
        content_layers="",
        iterations=10,
        pooling="max",
        style_weight=10.0,
    )
    found = run(settings)
    assert found[-1].loss < 0.5 * found[0].loss
    assert found[-1].content[0] > 0.0
