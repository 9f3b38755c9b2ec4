"""The training on the page: what it shows at load, which knobs it turns off, its charts and files."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

from ai_playground.jobs import RunSlot, device
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.page.album import Album
from ai_playground.patches.dashboard import charts
from ai_playground.patches.dashboard import training as training_module
from ai_playground.patches.dashboard.drawn_cells import how_often
from ai_playground.patches.dashboard.training import Training, without_effect
from ai_playground.patches.export import FIGURES, as_python, figures_csv, run_json
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.presets import CURE, FLAWS, KEPT, PRESETS
from ai_playground.patches.recording import RECORDED, load_recording
from ai_playground.patches.run_figures import ALWAYS_SURE
from ai_playground.patches.study_exam import Moment
from ai_playground.patches.study_settings import StudySettings
from ai_playground.ui.banner import Banner
from tests.lesson_driver import press, wait_until, widgets_in


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Training:
    """The training, where recorded runs are played instead of computed."""

    def played(settings: StudySettings) -> Iterator[Moment]:
        name = next(name for name, changes in RECORDED.items() if settings == StudySettings(**changes))
        yield from load_recording(name).snapshots

    monkeypatch.setattr(training_module, "study", played)
    monkeypatch.setattr(device, "configure", lambda: "CPU")
    return Training(Banner(), RunSlot("long"), Album(lesson_called("patches")), lambda: None)


def spreads(page: Training) -> dict[str, float]:
    """The last value of each line in the chart of spreads, by its label."""
    title = "How much its answers differ"
    (chart,) = (each for each in widgets_in(page.dashboard) if getattr(each, "title", "") == title)
    return {each["label"]: np.frombuffer(each["xy"])[-1] for each in chart.layers if each["kind"] == "line"}


def last_spread(name: str) -> float:
    return load_recording(name).last.spread


def test_the_grey_line_is_the_run_before_whatever_began_the_new_one(page: Training) -> None:
    page.replay()
    page.watch({"recorded": "cured"})
    wait_until(lambda: spreads(page) == {"before": last_spread("report"), "spread": last_spread("cured")})
    page.claims.table.receive({"type": "run", "name": "rate"})
    wait_until(lambda: spreads(page) == {"before": last_spread("cured"), "spread": last_spread("rate6")})
    press(page, "reset")
    assert spreads(page) == {"before": last_spread("rate6")}
    page.watch({"recorded": "report"})
    wait_until(lambda: spreads(page) == {"before": last_spread("rate6"), "spread": last_spread("report")})


def test_the_grey_line_is_a_run_that_gave_way_to_one_with_a_turned_knob(page: Training) -> None:
    page.control.step(5)
    wait_until(lambda: page.bar.state == "paused")
    page.panel.knobs.receive({"type": "change", "name": "relu_on_logits", "value": False})
    given_way = load_recording("report").snapshots[5].spread
    wait_until(
        lambda: spreads(page) == {"before": given_way, "spread": last_spread("without_relu_on_logits")}
    )


def test_a_spread_of_patches_is_not_drawn_beside_one_of_rectangles(page: Training) -> None:
    page.replay()
    page.panel.take(StudySettings(**RECORDED["thumbnail_half"]))
    press(page, "run")
    wait_until(lambda: spreads(page) == {"spread": last_spread("thumbnail_half")})


def test_a_run_fills_the_rows_that_it_tests_only_if_it_came_to_its_end(
    page: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> str:
        return str(next(row["yours"] for row in page.claims.table.rows if row["name"] == "rate"))

    with monkeypatch.context() as patched:
        patched.setattr(training_module, "MAX_RUN_SECONDS", 1e-9)
        page.claims.table.receive({"type": "run", "name": "rate"})
        wait_until(lambda: page.bar.state == "done")
    assert page.control.newest.step < page.control.newest.steps
    assert found() == ""
    page.claims.table.receive({"type": "run", "name": "rate"})
    wait_until(lambda: found() != "")


def test_a_run_that_ended_before_its_start_loads_nothing_any_more(
    page: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_settings: StudySettings) -> Iterator[None]:
        yield None
        raise MemoryError

    monkeypatch.setattr(training_module, "study", failing)
    page.control.run()
    wait_until(lambda: page.bar.state == "failed")
    assert "Loading" not in page.bar.message


def test_a_recorded_run_says_that_the_knobs_ask_for_another(
    page: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.replay()
    assert page.bar.message.endswith("Press Run for your own.")
    page.panel.knobs.receive({"type": "change", "name": "steps", "value": 60})
    assert page.bar.message.endswith("The knobs ask for another run: press Run.")
    page.panel.knobs.receive({"type": "undo"})
    assert page.bar.message.endswith("Press Run for your own.")
    # So does one that an address opens.
    monkeypatch.setattr(training_module, "address_query", lambda: "steps=60")
    opened = Training(Banner(), RunSlot("long"), Album(lesson_called("patches")), lambda: None)
    opened.replay()
    assert opened.view().recorded
    assert opened.settings.steps == 60
    assert opened.bar.message.endswith("The knobs ask for another run: press Run.")


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
    cured = load_recording("cured").settings
    shares = charts.shares(patches, [])
    assert [layer["kind"] for layer in shares["layers"]] == ["rule", "line", "line"]
    assert shares["layers"][0]["at"] == pytest.approx(6.25)
    assert [each["label"] for each in charts.losses(patches, cured)["layers"]] == ["knows nothing", "cells"]
    assert charts.rectangles(patches)["layers"] == []
    assert charts.rectangles(patches)["caption"][0][0].startswith("The network for patches names")
    of_thumbnail = charts.losses(thumbnail, load_recording("thumbnail_half").settings)
    assert [each["label"] for each in of_thumbnail["layers"]] == ["rectangle", "cropped or not"]
    assert [layer["kind"] for layer in charts.rectangles(thumbnail)["layers"]] == ["rule"] * 2 + ["line"] * 2
    spread = charts.spreads(patches, load_recording("report").snapshots)
    assert [each["label"] for each in spread["layers"]] == ["always sure", "before", "spread"]
    # Each cell is called sure once, whether it is the right one or its neighbour.
    assert pytest.approx(np.eye(PATCHES).std(axis=0).mean()) == ALWAYS_SURE
    assert pytest.approx(np.roll(np.eye(PATCHES), 1, axis=1).std(axis=0).mean()) == ALWAYS_SURE


def test_what_knowing_nothing_loses_is_drawn_where_the_run_before_its_first_steps_stands() -> None:
    for name, level in (("report", np.log(4 * PATCHES)), ("cured", np.log(PATCHES))):
        run = load_recording(name)
        chart = charts.losses(run.snapshots, run.settings)
        assert chart["layers"][0]["at"] == pytest.approx(level)
        assert chart["y_axis"]["domain"][1] > level


def test_cells_are_brighter_the_more_often_they_are_the_answer_with_lines_between() -> None:
    photo = np.zeros((40, 60, 3), np.uint8)
    drawn = how_often(np.arange(PATCHES), photo)
    assert drawn.shape == photo.shape
    middles = drawn[5::10, 7::15].reshape(PATCHES, 3).astype(int).sum(axis=1)
    assert (np.diff(middles) > 0).all() or (np.diff(middles) < 0).all()
    assert (drawn[10] == 255).all()
    assert len(np.unique(how_often(np.zeros(PATCHES, int), photo)[5::10, 7::15].reshape(-1, 3), axis=0)) == 1


def test_files_hold_the_figures_and_leave_empty_what_isnt_answered() -> None:
    run = load_recording("cured")
    rows = list(csv.DictReader(io.StringIO(figures_csv(run.snapshots).decode())))
    assert float(rows[-1]["held_out"]) == pytest.approx(run.last.held_out, abs=1e-6)
    assert rows[-1]["overlap"] == rows[0]["loss_patches"] == ""
    assert rows[-1]["constant_overlap"] == rows[-1]["loss_rectangle"] == ""
    assert set(FIGURES) < rows[0].keys()
    thumbnail = figures_csv(load_recording("thumbnail_half").snapshots).decode()
    assert list(csv.DictReader(io.StringIO(thumbnail)))[-1]["loss_patches"] == ""
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
from ai_playground.ui.banner import Banner
training = Training(Banner(), RunSlot("long"), Album(lesson_called("patches")), lambda: None)
training.replay()
assert training.view().recorded
assert "Recorded" in training.bar.message
assert not {"keras", "tensorflow"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", program], check=True)
