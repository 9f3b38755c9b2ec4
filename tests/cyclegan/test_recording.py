"""The recorded runs that ship: each with its own settings, to its end, and readable."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.cyclegan import recording
from ai_playground.cyclegan.ablations import ABLATIONS, Ablation
from ai_playground.cyclegan.recording import load_recording, save_recording
from ai_playground.cyclegan.settings import SIDE
from ai_playground.cyclegan.step import LOSSES
from ai_playground.cyclegan.study import SAMPLES
from tests.cyclegan.moments import moment
from tests.cyclegan.moments import recording as made_up

EACH = [pytest.param(each, id=each.name) for each in ABLATIONS]


@pytest.mark.parametrize("ablation", EACH)
def test_each_run_ships_with_its_own_settings_from_its_start_to_its_last_step(ablation: Ablation) -> None:
    run = load_recording(ablation.name)
    assert run.settings == ablation.settings
    steps = [each.step for each in run.snapshots]
    assert (steps[0], steps[-1]) == (0, run.settings.steps)
    assert steps == sorted(set(steps))
    assert {each.steps for each in run.snapshots} == {run.settings.steps}


@pytest.mark.parametrize("ablation", EACH)
def test_figures_of_a_recorded_run_are_numbers_but_for_losses_that_it_lacks(ablation: Ablation) -> None:
    run = load_recording(ablation.name)
    assert 0 < run.alike < run.untouched
    lacking = {name for name in LOSSES if name.startswith("identity") and not run.settings.identity_weight}
    assert np.isnan(run.snapshots[0].losses).all()
    for each in run.snapshots:
        assert np.isfinite([each.distance, each.cycle, each.identity, each.rate]).all()
        assert each.painted.shape == each.back.shape == (SIDE, SAMPLES * SIDE, 3)
    for each in run.snapshots[1:]:
        assert {name for name, loss in zip(LOSSES, each.losses, strict=True) if np.isnan(loss)} == lacking


@pytest.mark.parametrize("ablation", EACH)
def test_every_run_ends_nearer_to_the_paintings_than_it_began_but_is_none(ablation: Ablation) -> None:
    run = load_recording(ablation.name)
    assert run.alike < run.snapshots[-1].distance < run.snapshots[0].distance


def test_a_recording_comes_back_as_it_was_saved(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "assets_directory", lambda: tmp_path)
    save_recording("one", made_up(moment(0), moment(losses={"painter": 0.5}), identity_weight=0.0))
    again = load_recording("one")
    assert (again.settings.identity_weight, again.untouched, again.alike) == (0.0, 1000.0, 100.0)
    start, end = again.snapshots
    assert (start.step, end.step, end.painter) == (0, 300, ())
    np.testing.assert_array_equal(end.losses, moment(losses={"painter": 0.5}).losses)
