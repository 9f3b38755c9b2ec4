"""The shipped networks on a shipped photo: the lens gives patches away, and nothing else does."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.locations import assets_directory
from ai_playground.patches.cues import CUES
from ai_playground.patches.cutting import prepared
from ai_playground.patches.grid import WHOLE, Window
from ai_playground.patches.lens import NO_LENS, shade_left, through
from ai_playground.patches.locating import Locator
from ai_playground.patches.recorded_maps import recorded_maps, recorded_share
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels, read_picture

CELLS = np.arange(16)


@pytest.fixture(scope="module")
def locator() -> Locator:
    return Locator()


@pytest.fixture(scope="module")
def photo() -> Pixels:
    """No camera's original: a scaled copy, without a lens's traces that a network could know."""
    return prepared(read_picture(assets_directory() / "style" / "photos" / "temple.jpg"))


def right(locator: Locator, photo: Pixels) -> float:
    return float((locator.heat_maps(photo).argmax(axis=1) == CELLS).mean())


QUARTERS = CELLS // 8 * 2 + CELLS % 4 // 2
OUTER = np.isin(CELLS % 4, (0, 3)).astype(int) + np.isin(CELLS // 4, (0, 3))
"""0 in the middle, 1 at an edge, 2 in a corner."""


def told(regions: NDArray[np.int64]) -> dict[str, float]:
    """Under each cue the share of recorded patches whose likeliest region is theirs."""
    maps = np.stack(list(recorded_maps().values()))
    likely = np.stack([maps[..., regions == each].sum(axis=-1) for each in np.unique(regions)], axis=-1)
    shares = (likely.argmax(axis=-1) == regions).mean(axis=(0, 2))
    return {cue.name: float(share) for cue, share in zip(CUES, shares, strict=True)}


def test_shade_alone_tells_direction_more_than_distance_but_faintly_as_the_document_says() -> None:
    text = (Path(__file__).parents[2] / "docs" / "patches.md").read_text(encoding="utf-8").replace("\n ", "")
    quarter, outer = told(QUARTERS), told(OUTER)
    assert quarter["whole"] > quarter["no_fringes"] > quarter["nothing"] > 0.25
    assert quarter["no_fringes"] - quarter["nothing"] > outer["no_fringes"] - outer["nothing"]
    said = "for {:.0%} with shade alone, for {:.0%} with neither trace, by chance for 25%"
    assert said.format(quarter["no_fringes"], quarter["nothing"]).replace("%", " %") in text
    said = "for {:.0%} and {:.0%}, where always “edge” is right for {:.0%}"
    edge = (OUTER == 1).mean()
    assert said.format(outer["no_fringes"], outer["nothing"], edge).replace("%", " %") in text
    # Across the patch of a corner cell, from its inner to its outer corner.
    photo, patch = np.array([1280, 854]), np.array([48, 48])
    middle = 3 * photo / 8
    squares = [((middle + sign * patch) ** 2).sum() / ((photo / 2) ** 2).sum() for sign in (-1, 1)]
    inner, outermost = shade_left(np.array(squares, np.float32), LensSettings().vignetting).tolist()
    assert f"{1 - outermost / inner:.0%} lower values".replace("%", " %") in text


def test_a_lens_gives_away_where_patches_come_from(locator: Locator, photo: Pixels) -> None:
    assert right(locator, through(photo, LensSettings())) >= 0.6
    assert right(locator, through(photo, NO_LENS.changed(grey=True))) <= 0.3


def test_swapped_colors_cost_little_where_shade_tells_the_side_as_the_document_says(locator: Locator) -> None:
    text = " ".join((Path(__file__).parents[2] / "docs" / "patches.md").read_text(encoding="utf-8").split())
    said = re.search(
        r"eight photos (\d+) % are placed right, with red and blue swapped (\d+) %; "
        r"without dark corners, .* (\d+) % and (\d+) %\.",
        text,
    )
    assert said
    swapped = LensSettings(red=-0.2, blue=0.2)
    found = [
        np.mean([right(locator, through(sample(each.name), lens)) for each in PHOTOS])
        for lens in (swapped, swapped.changed(vignetting=0.0))
    ]
    shares = [recorded_share("whole"), found[0], recorded_share("no_shade"), found[1]]
    assert shares == pytest.approx([int(share) / 100 for share in said.groups()], abs=0.015)


def test_heat_maps_are_probabilities(locator: Locator, photo: Pixels) -> None:
    maps = locator.heat_maps(photo)
    assert maps.shape == (16, 16)
    assert (maps >= 0).all()
    np.testing.assert_allclose(maps.sum(axis=1), 1.0, atol=1e-5)


def test_the_recorded_maps_are_what_the_shipped_networks_say(locator: Locator) -> None:
    for name in ("cat", "valley"):
        for cue, recorded in zip(CUES, recorded_maps()[name], strict=True):
            said = locator.heat_maps(through(sample(name), LensSettings().changed(**cue.changes)))
            np.testing.assert_allclose(recorded, said, atol=0.02)


def test_a_patch_answers_alike_alone_and_among_others(locator: Locator, photo: Pixels) -> None:
    patch = photo[100:196, 200:296]
    alone = locator.probabilities(patch[None])[0]
    among = locator.probabilities(np.stack([photo[:96, :96], patch, photo[-96:, -96:]]))[1]
    np.testing.assert_allclose(alone, among, atol=1e-4)


def test_a_crop_through_a_lens_is_found(locator: Locator, photo: Pixels) -> None:
    taken = through(photo, LensSettings(red=0.4, blue=-0.3, vignetting=0.5))
    height, width = taken.shape[:2]
    window = Window(0.0, 0.0, 0.6, 0.6)
    part = prepared(taken[: round(0.6 * height), : round(0.6 * width)])
    answer = locator.crop(part)
    assert answer.cropped > 0.8
    assert answer.window.overlap(window) > 0.6
    assert locator.crop(taken).window.overlap(WHOLE) > 0.8


def test_the_authors_head_answers_within_reason(locator: Locator, photo: Pixels) -> None:
    answer = locator.paper_answer(through(photo, LensSettings()))
    assert 0.0 <= answer.cropped <= 1.0
    assert answer.window.overlap(WHOLE) > 0.4
