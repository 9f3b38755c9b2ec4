"""The page's training: the report's network says the same of all patches, the cured one learns."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from contextlib import closing
from itertools import islice

import numpy as np
import pytest

from ai_playground.patches import study as study_module
from ai_playground.patches import study_data, study_exam
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.presets import CURE
from ai_playground.patches.run_figures import LEARNED, SAME
from ai_playground.patches.study import SNAPSHOTS, study
from ai_playground.patches.study_exam import Moment
from ai_playground.patches.study_settings import StudySettings

STEPS = 150


def run(settings: StudySettings) -> Sequence[Moment]:
    return [moment for moment in study(settings) if moment is not None]


@pytest.fixture(scope="module")
def report() -> Sequence[Moment]:
    return run(StudySettings(steps=STEPS // 2))


@pytest.fixture(scope="module")
def cured() -> Sequence[Moment]:
    return run(StudySettings(**CURE, steps=STEPS, decay=0.1))


@pytest.mark.slow
def test_the_reports_network_says_the_same_of_every_patch(report: Sequence[Moment]) -> None:
    assert report[-1].spread < SAME
    assert report[-1].held_out < 1.7 / PATCHES
    # Where the ReLU lets nothing through, a cell is never the answer.
    assert (report[-1].probabilities == 0).sum() >= 2


@pytest.mark.slow
def test_without_its_flaws_it_learns_photos_that_it_never_saw(cured: Sequence[Moment]) -> None:
    last = cured[-1]
    assert last.held_out >= LEARNED
    assert last.trained >= last.held_out
    assert last.spread > 3 * SAME
    assert (last.answers > 0).sum() >= 12
    assert last.losses[0] < cured[1].losses[0] < np.log(PATCHES) + 0.5


@pytest.mark.slow
def test_a_run_has_a_moment_for_its_start_and_evenly_spaced_ones_to_its_end(cured: Sequence[Moment]) -> None:
    assert [each.step for each in cured] == list(range(0, STEPS + 1, STEPS // SNAPSHOTS))
    assert np.isnan(cured[0].losses).all()
    assert cured[0].rate == pytest.approx(1e-3)
    assert cured[-1].rate == pytest.approx(1e-4)
    for each in cured:
        np.testing.assert_allclose(each.heat_maps.astype(float).sum(axis=1), 1.0, atol=5e-3)
        assert each.answers.sum() == 24 * PATCHES
        assert np.isnan(each.overlap)
    assert pickle.loads(pickle.dumps(cured[-1])).held_out == cured[-1].held_out


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> StudySettings:
    """Of few views, so that a run is over in a second or two."""
    monkeypatch.setattr(study_data, "VIEWS", 8)
    monkeypatch.setattr(study_exam, "VIEWS", 6)
    monkeypatch.setattr(study_module, "SNAPSHOTS", 2)
    return StudySettings(**CURE, steps=20, photos=1, batch=2)


def test_the_same_seed_gives_the_same_run_and_another_one_another(short: StudySettings) -> None:
    one, again, other = (run(short.changed(seed=seed))[1] for seed in (3, 3, 4))
    np.testing.assert_array_equal(one.heat_maps, again.heat_maps)
    np.testing.assert_array_equal(one.losses, again.losses)
    assert (one.heat_maps != other.heat_maps).any()


def test_it_can_be_stopped_after_every_step(short: StudySettings) -> None:
    with closing(study(short)) as engine:
        yielded = [each is None for each in islice(engine, 8)]
    # The fifth is the start; then each step yields, whether there is a moment or not.
    assert yielded == [True] * 4 + [False] + [True] * 3


@pytest.mark.parametrize("network", ["thumbnail", "both"])
def test_a_rectangle_is_set_beside_the_best_constant_answer(network: str, short: StudySettings) -> None:
    last = run(short.changed(network=network))[-1]
    assert np.isfinite([last.factor_error, last.overlap, last.cropped, last.spread]).all()
    assert 0 < last.constant_factor_error < 0.2
    assert 0.7 < last.constant_overlap < 1
    assert np.isnan(last.held_out) == (network == "thumbnail")
    assert len(last.heat_maps) == (0 if network == "thumbnail" else PATCHES)
    assert np.isnan(last.losses).tolist() == [network == "thumbnail", False, False]


def test_a_network_of_patches_has_no_figures_and_no_losses_of_rectangles(short: StudySettings) -> None:
    last = run(short)[-1]
    assert np.isnan(last.losses).tolist() == [False, True, True]
    assert np.isnan([last.overlap, last.constant_overlap, last.constant_factor_error]).all()
