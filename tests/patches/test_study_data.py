"""What the training is shown: labels by cutting photos whose pixels say where they are."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.patches import study_data
from ai_playground.patches.grid import CELLS, WHOLE
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.study_data import HELD_OUT, LEARNED, SCALE, WIDTH, Pool, photo
from ai_playground.patches.study_settings import MOST_PHOTOS, StudySettings
from ai_playground.patches.views import View, draw

HEIGHT = 480


@pytest.fixture
def numbered() -> NDArray[np.uint8]:
    """Red says how far right a pixel is, green how far down."""
    x, y = np.meshgrid(np.linspace(0, 255, WIDTH), np.linspace(0, 255, HEIGHT))
    return np.rint(np.stack([x, y, 0 * x], axis=-1)).astype(np.uint8)


def places(view: View) -> NDArray[np.floating]:
    """Where the middles of a view's patches were in the original, by their pixels: x and y, (16, 2)."""
    middle = slice(SCALE.side // 2 - 1, SCALE.side // 2 + 1)
    return np.asarray(view.patches[0][:, middle, middle, :2].mean(axis=(1, 2)) / 255)


def test_cells_are_of_the_original_whatever_was_cropped_away(numbered: NDArray[np.uint8]) -> None:
    rng = np.random.default_rng(0)
    differ = 0
    for _ in range(40):
        view = draw(numbered, rng, 1.0, SCALE, mirror=False)
        at = places(view)
        column, row = (at * CELLS).astype(int).T
        near_an_edge = (np.abs(at * CELLS - np.rint(at * CELLS)) < 0.05).any(axis=1)
        assert (view.cells[0] == row * CELLS + column)[~near_an_edge].all()
        np.testing.assert_array_equal(view.cells_as_cut[0], np.arange(PATCHES))
        differ += (view.cells[0] != view.cells_as_cut[0]).sum()
        window = view.windows[0]
        assert at[:, 0].min() > window.x1
        assert at[:, 1].max() < window.y2
    assert differ > 40 * 4


def test_a_whole_photo_has_its_own_cells_and_no_crop(numbered: NDArray[np.uint8]) -> None:
    view = draw(numbered, np.random.default_rng(0), 0.0, SCALE, mirror=False)
    assert view.patches.shape == (1, PATCHES, SCALE.side, SCALE.side, 3)
    assert view.thumbnails.shape == (1, *SCALE.thumbnail, 3)
    np.testing.assert_array_equal(view.cells[0], np.arange(PATCHES))
    assert view.windows == [WHOLE]
    assert view.rectangles[0, 4] == 0


def test_in_a_mirror_left_is_right(numbered: NDArray[np.uint8]) -> None:
    rng = np.random.default_rng(0)
    leftmost = [places(draw(numbered, rng, 0.0, SCALE))[0, 0] for _ in range(20)]
    assert {round(place * CELLS - 0.5) for place in leftmost} == {0, 3}


@pytest.fixture(autouse=True)
def few_views(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(study_data, "VIEWS", 16)


def pool(**knobs: Any) -> Pool:
    settings = StudySettings.model_validate({"cropped": 0.5, "labels_as_cut": False, **knobs})
    return Pool([photo(LEARNED[0])], settings, np.random.default_rng(0))


@pytest.mark.slow
def test_a_batch_has_patches_of_all_cells_or_without_mixing_and_cropping_of_one() -> None:
    _, _, mixed, _ = pool(cropped=0.0).batch()
    assert len(set(mixed.ravel().tolist())) > 8
    alone = pool(cropped=0.0, mix=False)
    drawn = [set(alone.batch()[2].ravel().tolist()) for _ in range(6)]
    assert all(len(cells) == 1 for cells in drawn)
    assert len(set().union(*drawn)) > 1
    cropped = pool(cropped=1.0, mix=False)
    assert max(len(set(cropped.batch()[2].ravel().tolist())) for _ in range(6)) > 1


def test_labels_as_cut_are_those_of_the_crop() -> None:
    patches, _, cells, _ = pool(cropped=1.0, labels_as_cut=True, network="both").batch()
    assert patches.shape == (4, PATCHES, SCALE.side, SCALE.side, 3)
    np.testing.assert_array_equal(cells, np.tile(np.arange(PATCHES), (4, 1)))
    _, _, cells, rectangles = pool(cropped=1.0, network="both").batch()
    assert (cells != np.arange(PATCHES)).any()
    assert (rectangles[:, 4] == 1).all()


def test_no_photo_is_learned_from_and_held_out() -> None:
    assert len(LEARNED) == MOST_PHOTOS
    assert not set(LEARNED) & set(HELD_OUT)
    assert photo(HELD_OUT[0]).shape[1] == WIDTH
