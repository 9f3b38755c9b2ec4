"""The pair that ships: what is trained on, what is held out, and the swatches."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.cyclegan import bundle
from ai_playground.cyclegan.bundle import SWATCHES, Swatch
from ai_playground.cyclegan.settings import SIDE


def test_no_photograph_that_is_held_out_is_trained_on_nor_one_like_it() -> None:
    trained, held_out = bundle.training_photographs(), bundle.held_out_photographs()
    assert (len(trained), len(held_out)) == (34, 12)
    for photo in held_out:
        apart = [np.abs(photo.astype(float) - other).mean() for other in trained]
        assert min(apart) > 10


def test_photographs_are_squares_that_a_crop_of_the_page_fits_into() -> None:
    assert {photo.shape for photo in bundle.photographs()} == {(96, 96, 3)}
    assert {photo.dtype for photo in bundle.photographs()} == {np.dtype(np.uint8)}


@pytest.mark.parametrize("name", SWATCHES)
def test_each_swatch_has_room_for_squares_and_colors_of_its_own(name: Swatch) -> None:
    swatch = bundle.swatch(name)
    assert max(swatch.shape[:2]) == bundle.SWATCH_SIDE
    assert min(swatch.shape[:2]) >= SIDE
    others = [bundle.swatch(other) for other in SWATCHES if other != name]
    mean = swatch.mean(axis=(0, 1))
    assert min(np.abs(mean - other.mean(axis=(0, 1))).max() for other in others) > 2
