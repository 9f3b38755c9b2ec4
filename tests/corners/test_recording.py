"""The runs that ship: what they hold, and that the engine still gives them."""

from __future__ import annotations

import itertools
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from ai_playground.corners import recording
from ai_playground.corners.evaluation_data import generated_photos, shown_pictures
from ai_playground.corners.paired import chosen_by_threes, difference
from ai_playground.corners.paper_models import PAPER_MODELS
from ai_playground.corners.paper_training import BATCH, Snapshot, by_epoch, train_paper_model
from ai_playground.corners.presets import PRESETS
from ai_playground.corners.recording import load_recording, save_recording
from ai_playground.corners.settings import TrainingSettings
from ai_playground.corners.verdicts import EARLY


@pytest.mark.parametrize("preset", ["report", "cured"])
def test_a_recording_has_a_snapshot_for_the_start_and_each_epoch_of_its_preset(preset: str) -> None:
    recorded = load_recording(preset)
    changes = next(each.changes for each in PRESETS if each.name == preset)
    assert recorded.settings == TrainingSettings(**changes)
    assert [each.epoch for each in recorded.snapshots] == list(range(recorded.settings.epochs + 1))


def test_a_recording_comes_back_as_it_was_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = load_recording("cured")
    monkeypatch.setattr(recording, "assets_directory", lambda: tmp_path)
    save_recording("cured", kept)
    again = load_recording("cured")
    assert (again.settings, again.seconds, again.machine) == (kept.settings, kept.seconds, kept.machine)
    for one, other in zip(kept.snapshots, again.snapshots, strict=True):
        for field in fields(Snapshot):
            first, second = getattr(one, field.name), getattr(other, field.name)
            assert type(first) is type(second)
            np.testing.assert_array_equal(first, second)


def test_the_engine_still_begins_as_the_recorded_run_did() -> None:
    pytest.importorskip("tensorflow")
    recorded = load_recording("report")
    settings, photos = recorded.settings, generated_photos()
    run = train_paper_model(settings, photos, shown_pictures(settings, photos).pictures)
    first_epoch = 1 + -(-settings.sheets // BATCH)
    found = by_epoch(list(itertools.islice(run, first_epoch)))
    for mine, theirs in zip(found, recorded.snapshots[:2], strict=True):
        # Another processor rounds otherwise.
        assert mine.held_out_mae == pytest.approx(theirs.held_out_mae, rel=0.02)
        assert mine.photo_mae == pytest.approx(theirs.photo_mae, rel=0.02)
        assert mine.distinct_units == theirs.distinct_units
        for field in fields(Snapshot):
            assert type(getattr(mine, field.name)) is type(getattr(theirs, field.name)), field.name


def test_the_documents_figures_of_the_recorded_runs_are_theirs() -> None:
    text = (Path(__file__).parents[2] / "docs" / "corners.md").read_text(encoding="utf-8")
    report, cured = (load_recording(preset).snapshots for preset in ("report", "cured"))
    end = cured[-1]
    assert f"{end.held_out_mae:.2f} px where the median guess scores {end.constant_mae:.2f}" in text
    assert f"{end.photo_mae:.0f} px where the median guess scores {end.constant_photo_mae:.0f}" in text
    falls = f"from {report[0].photo_mae:.0f} to {report[EARLY].photo_mae:.0f} px within {EARLY} epochs"
    assert falls in text
    assert max(abs(each.photo_mae - report[EARLY].photo_mae) for each in report[EARLY:]) < 1
    on_sheets = np.array([each.held_out_mae for each in report])
    assert (np.abs(np.diff(on_sheets[EARLY:])) < 0.01 * on_sheets[EARLY:-1]).all()
    lowest = min(report, key=lambda each: each.photo_mae)
    assert f"the lowest, {lowest.photo_mae:.2f} px, is epoch {lowest.epoch}'s" in text
    assert f"looks at nothing, scores {report[0].constant_photo_mae:.1f} px" in text
    size = load_recording("cured").settings
    told = f"not refuted: {end.photo_mae:.1f} px, cured, one seed, {size.sheets} sheets, {size.epochs} epochs"
    assert told in text
    since_start, error = difference(report[-1], report[0])
    assert f"from start to end photo by photo {since_start:.1f} ± {error:.1f} px" in text
    mean, error = difference(report[-1], report[EARLY])
    assert f"{report[EARLY].photo_mae:.1f} px after {EARLY} epochs, {report[-1].photo_mae:.1f} px" in text
    assert f"photo by photo {mean:+.2f} ± {error:.2f} px" in text
    assert f"Sheets fall from {on_sheets[EARLY]:.2f} to {on_sheets[-1]:.2f} px meanwhile" in text
    since = [difference(report[-1], each) for each in report[1:-1]]
    signs = [np.sign(mean) * (abs(mean) > 2 * error) for mean, error in since]
    assert signs[2] == signs[3] == -1
    assert f"{signs.count(-1)} say true, 3 and 4 among them, {signs.count(1)} false" in text
    assert f"below 8 px on {(end.photo_errors < 8).sum()} of {len(end.photo_errors)} photos" in text


def test_what_a_minimum_gains_by_choosing_its_epoch_is_as_much_as_the_documents_say() -> None:
    corners, experiments = (
        (Path(__file__).parents[2] / "docs" / name).read_text(encoding="utf-8")
        for name in ("corners.md", "experiments.md")
    )
    there, elsewhere = chosen_by_threes(load_recording("report").snapshots)
    gain = f"a gain of {elsewhere - there:.1f} px"
    assert f"the baseline is {there:.1f} px on average over sixteen threes" in corners
    assert f"{elsewhere:.1f} px on the 45 other photos: {gain}" in corners
    assert f"that is {there:.1f} px for the baseline" in experiments
    assert f"{elsewhere:.1f} px on the 45 other photos: {gain}" in experiments
    there, elsewhere = chosen_by_threes(load_recording("cured").snapshots)
    assert f"cured {there:.1f} and {elsewhere:.1f} px, a gain of {elsewhere - there:.1f} px" in corners
    alike = [
        model.published["constant"].real_mae
        for name, model in PAPER_MODELS.items()
        if name.startswith(("dense", "means", "gradient", "thirds"))
    ]
    assert len(alike) == 7
    for text in (corners, experiments):
        assert f"networks lie within {min(alike):.2f} to {max(alike):.2f} px" in text
