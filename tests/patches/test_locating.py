"""The shipped networks on a shipped photo: the lens gives patches away, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai_playground.locations import assets_directory
from ai_playground.patches.cues import CUES
from ai_playground.patches.cutting import prepared
from ai_playground.patches.grid import WHOLE, Window
from ai_playground.patches.lens import NO_LENS, shade_left, through
from ai_playground.patches.locating import Locator
from ai_playground.patches.recorded_maps import recorded_maps
from ai_playground.patches.samples import sample
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


def test_shade_alone_tells_a_side_too_but_faintly_as_the_document_says() -> None:
    text = (Path(__file__).parents[2] / "docs" / "patches.md").read_text(encoding="utf-8")
    maps = np.stack(list(recorded_maps().values())).reshape(-1, len(CUES), 16, 4, 4)
    outer = np.isin(CELLS % 4, (0, 3))
    left = maps[:, :, outer, :, :2].sum(axis=(3, 4)) > 0.5
    rightly = (left == (CELLS[outer] % 4 == 0)).mean(axis=(0, 2))
    sides = {cue.name: float(share) for cue, share in zip(CUES, rightly, strict=True)}
    assert sides["whole"] > sides["no_fringes"] > sides["nothing"]
    assert f"with shade alone, {sides['no_fringes']:.0%}".replace("%", " %") in text
    assert f"with neither trace {sides['nothing']:.0%}".replace("%", " %") in text
    # Across the patch of a corner cell, along the line to the middle, of a photo of 1280 x 853 px.
    photo, patch = np.array([1280, 853]), np.array([48, 48])
    middle = 3 * photo / 8
    squares = [((middle + sign * patch) ** 2).sum() / ((photo / 2) ** 2).sum() for sign in (-1, 1)]
    inner, edge = shade_left(np.array(squares, np.float32), LensSettings().vignetting).tolist()
    assert 1 - edge / inner == pytest.approx(0.07, abs=0.005)


def test_a_lens_gives_away_where_patches_come_from(locator: Locator, photo: Pixels) -> None:
    assert right(locator, through(photo, LensSettings())) >= 0.6
    assert right(locator, through(photo, NO_LENS.changed(grey=True))) <= 0.3


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
