"""The crop game by answers that are known, and its recorded errors by the networks that made them."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from ai_playground.patches.crop_game import (
    CROPS,
    Asked,
    Errors,
    around_the_middle,
    ask,
    asked_windows,
    draw,
    measure,
    said,
    score,
    smallest_factor,
)
from ai_playground.patches.crop_recording import load_errors
from ai_playground.patches.cutting import cut, prepared_part
from ai_playground.patches.grid import WHOLE, Window
from ai_playground.patches.lens import NO_LENS, through
from ai_playground.patches.rectangle import Guess
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels
from tests.patches.asked import Always

HALF = Window(0.0, 0.5, 0.5, 1.0)


def ramp() -> Pixels:
    """A photo whose red tells the column and whose green the row, in 200ths of its sides."""
    y, x = (np.indices((800, 1200)).T / (800, 1200)).T
    return np.stack([200 * x, 200 * y, 0 * x], axis=-1).astype(np.uint8)


def last(photos: int, lens: LensSettings, asked: Always, seed: int = 0) -> Errors:
    *_, end = measure([ramp] * photos, lens, lambda: asked, seed)
    assert end is not None
    return end


def test_half_of_the_rounds_show_a_whole_photo() -> None:
    rng = np.random.default_rng(0)
    windows = [draw(rng) for _ in range(2000)]
    assert np.mean([window == WHOLE for window in windows]) == pytest.approx(0.5, abs=0.045)


def test_a_window_leaves_the_pixels_that_lie_in_it() -> None:
    part = cut(ramp(), HALF)
    assert part.shape == (400, 600, 3)
    assert part[..., 0].max() < 100
    assert part[..., 1].min() == 100


def test_nothing_is_loaded_before_the_question_is_on_and_only_the_part_is_shown() -> None:
    asked, loaded = Always(), []
    question = ask(lambda: loaded.append(1) or asked, ramp(), HALF)  # type: ignore[func-returns-value]
    assert next(question) is None
    assert not loaded
    assert next(question) == asked.guess
    (shown,) = asked.shown
    assert shown.shape == prepared_part(ramp(), HALF).shape
    assert shown.reshape(-1, 3).mean(axis=0) == pytest.approx([50, 150, 0], abs=1.5)


@pytest.mark.parametrize(
    ("height", "factor"), [(1000, 0.5), (772, 0.5), (500, 386 / 500), (386, 1.0), (384, 1.0)]
)
def test_the_smallest_crop_still_holds_four_patches(height: int, factor: float) -> None:
    assert smallest_factor(height) == pytest.approx(factor)
    if factor < 1:
        photo = np.zeros((height, 2 * height, 3), np.uint8)
        for place in np.linspace(0, 1 - factor, 7):
            prepared_part(photo, Window(place, place, place + factor, place + factor))


def test_a_score_is_the_mean_of_what_the_rounds_were_off() -> None:
    rounds = [
        (WHOLE, said(WHOLE)),
        (WHOLE, Guess(HALF, 0.6, 0.3)),
        (HALF, said(Window(0.0, 0.25, 0.75, 1.0))),
        (HALF, Guess(WHOLE, 0.9, 0.5)),
    ]
    told = score(rounds)
    assert (told.rounds, told.told) == (4, 3)
    assert told.off == pytest.approx((0 + 0.4 + 0.25 + 0.4) / 4)
    assert told.overlap == pytest.approx((1 + 0.25 + 4 / 9 + 0.25) / 4)
    with pytest.raises(ValueError, match="nothing was played"):
        score([])


def test_errors_are_those_of_the_answer_that_is_always_given() -> None:
    asked = Always()
    errors = last(3, NO_LENS, asked)
    assert len(errors.true) == errors.total == len(asked.shown) == 3 * (1 + CROPS)
    assert (errors.true == 1.0).sum() == 3
    np.testing.assert_allclose(errors.off, errors.true - 0.7)
    np.testing.assert_allclose(errors.cropped, 0.9)
    # It always says "cropped": right of each part, wrong of each whole photo.
    assert errors.told == (0, 3 * CROPS)
    deviations = {guess: np.abs(errors.true - guess).mean() for guess in np.linspace(0.4, 1.0, 601)}
    assert np.abs(errors.true - errors.constant).mean() <= min(deviations.values()) + 1e-12


def test_every_lens_is_asked_about_the_same_parts_and_another_seed_about_others() -> None:
    first, second = (last(2, lens, Always()) for lens in (NO_LENS, LensSettings(red=1.0)))
    np.testing.assert_array_equal(first.true, second.true)
    assert not np.array_equal(first.true, last(2, NO_LENS, Always(), seed=1).true)


def test_photos_are_asked_about_through_the_lens() -> None:
    grey = Always()
    last(1, NO_LENS.changed(grey=True), grey)
    for shown in grey.shown:
        np.testing.assert_array_equal(shown[..., 0], shown[..., 1])


def test_the_recorded_errors_are_smaller_than_those_of_any_constant_answer() -> None:
    recorded = load_errors()
    errors = recorded.last
    assert recorded.settings == LensSettings()
    assert len(errors.true) == errors.total == len(PHOTOS) * (1 + CROPS)
    constant = np.abs(errors.true - errors.constant).mean()
    assert np.abs(errors.off).mean() < 0.65 * constant
    assert errors.told == (8, 23)
    np.testing.assert_allclose(errors.true, [window.factor for window in asked_windows(len(PHOTOS))])
    assert errors.off.mean() < 0  # where the patches tell little it leans to the whole


@pytest.fixture(scope="module")
def locator() -> Asked:
    pytest.importorskip("tensorflow")
    from ai_playground.patches.locating import Locator

    return Locator()


def test_the_shipped_networks_say_what_was_recorded(locator: Asked) -> None:
    *_, errors = measure([partial(sample, PHOTOS[0].name)], LensSettings(), lambda: locator)
    recorded = load_errors().last
    assert errors is not None
    count = len(errors.true)
    np.testing.assert_allclose(recorded.true[:count], errors.true)
    np.testing.assert_allclose(recorded.guessed[:count], errors.guessed, atol=0.026)  # the next size asked
    np.testing.assert_allclose(recorded.cropped[:count], errors.cropped, atol=0.05)


@pytest.mark.parametrize("name", ["temple", "boat", "coffee"])
def test_a_part_around_the_middle_is_taken_for_a_whole_photo_and_one_at_an_edge_is_not(
    locator: Asked, name: str
) -> None:
    seen = through(sample(name), LensSettings())
    middle, edge = Window(0.2, 0.2, 0.8, 0.8), Window(0.0, 0.2, 0.6, 0.8)
    assert around_the_middle(middle)
    assert not around_the_middle(edge)
    assert locator.crop(prepared_part(seen, middle)).cropped < 0.2
    assert locator.crop(prepared_part(seen, edge)).cropped > 0.9


def test_a_whole_photo_is_no_part_of_one() -> None:
    assert not around_the_middle(WHOLE)
