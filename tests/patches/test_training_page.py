"""The training on the page: what it shows at load, which knobs it turns off, its charts and files."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import numpy as np
import pytest

from ai_playground.patches.dashboard import charts
from ai_playground.patches.dashboard.drawn_cells import how_often
from ai_playground.patches.dashboard.training import without_effect
from ai_playground.patches.export import FIGURES, as_python, figures_csv, run_json
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.presets import CURE, FLAWS, KEPT, PRESETS
from ai_playground.patches.recording import load_recording
from ai_playground.patches.study_settings import StudySettings


def test_presets_mend_one_flaw_after_the_other_until_none_is_left() -> None:
    settings = [StudySettings(**preset.changes) for preset in PRESETS[:5]]
    left = [[name for name in FLAWS if getattr(each, name)] for each in settings]
    assert left == [list(FLAWS[number:]) for number in range(5)]
    assert not set(KEPT) & set().union(*(preset.changes for preset in PRESETS))


def test_a_knob_that_has_no_effect_says_so() -> None:
    assert without_effect(StudySettings()) == {}
    assert without_effect(StudySettings(network="thumbnail")).keys() == {"labels_as_cut", "mix"}
    assert without_effect(StudySettings(network="both")).keys() == {"mix"}


def test_the_charts_draw_what_a_network_answers_and_nothing_else() -> None:
    patches, thumbnail = (load_recording(name).snapshots for name in ("cured", "thumbnail_half"))
    shares = charts.shares(patches, [])
    assert [layer["kind"] for layer in shares["layers"]] == ["rule", "line", "line"]
    assert shares["layers"][0]["at"] == pytest.approx(6.25)
    assert [each["label"] for each in charts.losses(patches)["layers"]] == ["cells"]
    assert charts.rectangles(patches)["layers"] == []
    assert [each["label"] for each in charts.losses(thumbnail)["layers"]] == ["rectangle", "cropped or not"]
    assert [layer["kind"] for layer in charts.rectangles(thumbnail)["layers"]] == ["rule"] * 2 + ["line"] * 2
    spread = charts.spreads(patches, thumbnail)
    assert [each["label"] for each in spread["layers"]] == ["sure and right", "before", "spread"]
    # Of sixteen cells, each right and sure once: one value of 1 and fifteen of 0.
    assert pytest.approx(np.eye(PATCHES).std(axis=0).mean()) == charts.SURE_AND_RIGHT


def test_cells_are_brighter_the_more_often_they_are_the_answer() -> None:
    counts = np.arange(PATCHES)
    cells = how_often(counts, 2)[::2, ::2].reshape(PATCHES, 3).astype(int).sum(axis=1)
    assert how_often(counts, 2).shape == (8, 8, 3)
    assert (np.diff(cells) > 0).all() or (np.diff(cells) < 0).all()
    assert len(np.unique(how_often(np.zeros(PATCHES, int), 2).reshape(-1, 3), axis=0)) == 1


def test_files_hold_the_figures_and_leave_empty_what_isnt_answered() -> None:
    run = load_recording("cured")
    rows = list(csv.DictReader(io.StringIO(figures_csv(run.snapshots).decode())))
    assert float(rows[-1]["held_out"]) == pytest.approx(run.last.held_out, abs=1e-6)
    assert rows[-1]["overlap"] == rows[0]["loss_patches"] == ""
    assert set(FIGURES) < rows[0].keys()
    told = json.loads(run_json(run.settings, run.snapshots))
    assert told["settings"]["plain"] is False
    assert sum(told["moments"][-1]["answers"]) == 24 * PATCHES
    assert told["moments"][-1]["overlap"] is None


def test_the_code_to_copy_repeats_the_settings() -> None:
    settings = StudySettings(**CURE, photos=3)
    found: dict[str, object] = {}
    code = as_python(settings).partition("for moment")[0]
    exec(code, found)
    assert found["settings"] == settings


def test_the_page_shows_a_recorded_run_before_tensorflow_is_there() -> None:
    program = """
import sys
from ai_playground.jobs import RunSlot
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.page.album import Album
from ai_playground.patches.dashboard.training import Training
from ai_playground.ui import Banner
training = Training(Banner(), RunSlot("long"), Album(lesson_called("patches")), lambda: None)
training.replay()
assert training.view().recorded
assert "Recorded" in training.bar.message
assert not {"keras", "tensorflow"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)
