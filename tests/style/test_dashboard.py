"""The style lesson's page without a browser: messages in, traits out."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.jobs import Job, device
from ai_playground.lesson.grid import CellSnapshot
from ai_playground.locations import assets_directory
from ai_playground.page.picture_grid import GridRun
from ai_playground.perceptual.network import WeightsMissing
from ai_playground.style import transfer
from ai_playground.style.dashboard import StyleLesson
from ai_playground.style.export import settings_from_png
from ai_playground.style.inputs import Style
from ai_playground.style.knob_rules import cost_of
from ai_playground.style.library import PHOTOS, STYLES
from ai_playground.style.quiz import QuizRun, quiz_run
from ai_playground.style.recording import load_recording
from ai_playground.style.settings import StyleSettings
from ai_playground.style.yardstick import Judged, judge
from tests.lesson_driver import button_in, opened_at, press, turn, upload, wait_until

pytestmark = pytest.mark.usefixtures("loaded_once")

SMALL = "size=64&iterations=3"
# Of the opening picture at a window of 1280 px, in px.
SHOWN_WIDTH = 512


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch) -> StyleLesson:
    return opened_at(StyleLesson, SMALL, monkeypatch)


def run_to_its_end(lesson: StyleLesson) -> None:
    press(lesson, "run")
    wait_until(lambda: lesson.bar.state in ("done", "failed"))
    assert lesson.banner.message == ""


def job_of(lesson: StyleLesson) -> Job[Any]:
    assert lesson.control.job is not None
    return lesson.control.job


def png(height: int, width: int) -> bytes:
    pixels = np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def download(lesson: StyleLesson, name: str) -> bytes:
    return lesson.sections.produce(name)[2]


def test_at_load_a_recorded_run_is_there_and_says_so(lesson: StyleLesson) -> None:
    recorded = load_recording()
    assert lesson.bar.message.startswith(f"Recorded: size {recorded.settings.size:,}; ")
    assert f"; {recorded.took}. Press Run: 3 steps" in lesson.bar.message
    assert lesson.bar.timeline_length > 10
    assert lesson.views.picture.after.startswith(b"\xff\xd8")
    assert lesson.views.picture.before != lesson.views.picture.after


def test_the_recorded_picture_has_two_pixels_for_each_that_the_page_shows_it_with(
    lesson: StyleLesson,
) -> None:
    assert load_recording().snapshots[-1].size >= 2 * SHOWN_WIDTH
    for file in (lesson.views.picture.after, (assets_directory() / "pictures" / "style.jpg").read_bytes()):
        with Image.open(io.BytesIO(file)) as picture:
            assert picture.width >= 2 * SHOWN_WIDTH
            # Pillow's scale: its tables at quality 90 begin with 3. Blocks are seen from 6 on.
            assert max(table[0] for table in picture.quantization.values()) <= 4  # type: ignore[attr-defined]
            assert len(file) < 600_000


def test_before_a_run_the_page_says_what_it_will_cost(lesson: StyleLesson) -> None:
    assert "Press Run: 3 steps at 64 px, under 1 s and" in lesson.bar.message


def test_a_run_paints_the_chosen_photo_and_ends_with_its_last_step(lesson: StyleLesson) -> None:
    run_to_its_end(lesson)
    assert lesson.bar.figures[0] == ["step", "3 of 3"]
    assert lesson.control.newest.size == 64
    assert "tensorflow" in sys.modules
    assert not lesson.control.answered_at_once


def test_a_weight_turned_in_mid_run_is_marked_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(StyleLesson, "size=64&iterations=2000&schedule=flat", monkeypatch)
    press(lesson, "run")
    job = job_of(lesson)
    wait_until(lambda: job.steps_done > 2)
    turn(lesson, "content_weight", 1.0)
    wait_until(lambda: bool(job.marks))
    assert job.marks[0][1] == "content weight 2 → 1"
    assert lesson.control.job is job
    press(lesson, "stop")
    job.wait(30)


def paused(lesson: StyleLesson) -> Job[Any]:
    """A run that has begun and rests."""
    lesson.bar.receive({"type": "step", "count": 1})
    job = job_of(lesson)
    job.wait(60)
    assert lesson.control.active
    return job


def further(lesson: StyleLesson) -> None:
    """A few steps more of a run that rests."""
    lesson.bar.receive({"type": "step", "count": 10})
    job_of(lesson).wait(60)
    lesson.control.paint_now()


def test_what_is_taken_home_has_the_settings_of_the_step_that_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lesson = opened_at(StyleLesson, "size=64&iterations=2000&schedule=flat&content_weight=2", monkeypatch)
    paused(lesson)
    turn(lesson, "content_weight", 9.0)
    further(lesson)
    settings = settings_from_png(download(lesson, "picture"))
    assert settings is not None
    assert settings.content_weight == 9.0
    assert json.loads(download(lesson, "run"))["settings"]["content_weight"] == 9.0
    lesson.bar.receive({"type": "seek", "index": 0})
    settings = settings_from_png(download(lesson, "picture"))
    assert settings is not None
    assert settings.content_weight == 2.0
    press(lesson, "stop")


def test_an_exercise_judges_the_weights_the_picture_was_painted_with(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(StyleLesson, "size=64&iterations=2000&schedule=flat&noise_ratio=1", monkeypatch)
    paused(lesson)
    turn(lesson, "content_weight", 0.0)
    further(lesson)
    press(lesson, "stop")
    job_of(lesson).wait(30)
    assert "Style gap closed in block 4" in lesson.sections.check("texture")[1]


def test_undo_takes_back_shares_in_mid_run_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    names = f"{STYLES[0].name},{STYLES[1].name}"
    lesson = opened_at(StyleLesson, f"size=64&iterations=2000&schedule=flat&styles={names}", monkeypatch)
    turn(lesson, "noise_ratio", 0.5)
    job = paused(lesson)
    for shares in ([0.6, 0.4], [0.75, 0.25]):
        lesson.choices.styles.gallery.receive({"type": "share", "shares": shares})
    lesson.panel.knobs.receive({"type": "undo"})
    assert lesson.control.job is job
    assert lesson.settings.style_blend == ""
    assert lesson.choices.styles.shares == [0.5, 0.5]
    assert lesson.settings.noise_ratio == 0.5
    press(lesson, "stop")


def test_a_run_that_gives_way_to_another_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(StyleLesson, "size=64&iterations=2000&schedule=flat", monkeypatch)
    turn(lesson, "noise_ratio", 0.5)
    paused(lesson)
    lesson.panel.knobs.receive({"type": "undo"})
    assert "Begun anew: a run keeps its noise ratio." in lesson.bar.message
    press(lesson, "stop")
    wait_until(lambda: lesson.bar.state == "stopped")
    press(lesson, "run")
    assert lesson.bar.state in ("queued", "running")
    assert "Begun anew" not in lesson.bar.message
    press(lesson, "stop")


def test_after_reset_the_photograph_stands_alone_with_the_cost_of_a_run(lesson: StyleLesson) -> None:
    press(lesson, "reset")
    assert lesson.views.picture.after == b""
    assert lesson.views.picture.before.startswith(b"\xff\xd8")
    assert lesson.bar.message.startswith("Press Run: 3 steps at 64 px")
    assert "no run yet" in lesson.sections.check("keep")[1]
    before = lesson.views.picture.before
    lesson.choices.photos.gallery.receive({"type": "toggle", "name": PHOTOS[1].name})
    assert lesson.views.picture.before != before


def test_another_kind_of_knob_in_mid_run_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(StyleLesson, "size=64&iterations=2000&schedule=flat", monkeypatch)
    press(lesson, "run")
    job = job_of(lesson)
    wait_until(lambda: job.steps_done > 2)
    turn(lesson, "noise_ratio", 1.0)
    assert lesson.control.job is not job
    assert lesson.inputs.settings.noise_ratio == 1.0
    press(lesson, "stop")
    job_of(lesson).wait(30)


def test_a_wrong_layer_is_explained_and_the_knob_goes_back(lesson: StyleLesson) -> None:
    turn(lesson, "style_layers", "block9_conv1")
    assert lesson.banner.message.startswith("No layer block9_conv1; the network has block1_conv1")
    assert lesson.settings.style_layers == ""
    assert lesson.panel.knobs.values["style_layers"] == ""


def test_no_weight_at_all_is_explained(lesson: StyleLesson) -> None:
    turn(lesson, "content_weight", 0.0)
    turn(lesson, "style_weight", 0.0)
    assert "both 0" in lesson.banner.message
    assert lesson.settings.style_weight == StyleSettings().style_weight


def test_two_styles_share_as_their_sliders_say(lesson: StyleLesson) -> None:
    lesson.choices.styles.gallery.receive({"type": "toggle", "name": STYLES[1].name})
    lesson.choices.styles.gallery.receive({"type": "share", "shares": [0.75, 0.25]})
    assert lesson.settings.style_blend == "75, 25"
    run_to_its_end(lesson)
    assert len(lesson.control.newest.style) == 2


def test_an_own_picture_is_painted(lesson: StyleLesson) -> None:
    upload(lesson.choices.photos.gallery, ("mine.png", png(48, 96)))
    run_to_its_end(lesson)
    assert lesson.control.newest.picture.shape == (32, 64, 3)
    assert lesson.inputs.chosen.photo == "own-1"


def test_a_file_that_is_no_picture_changes_nothing(lesson: StyleLesson) -> None:
    before = lesson.choices.now().photo
    upload(lesson.choices.photos.gallery, ("notes.txt", b"no picture"))
    assert "not a picture" in lesson.banner.message
    assert lesson.choices.now().photo == before
    upload(lesson.choices.photos.gallery, ("mine.png", png(48, 96)))
    assert lesson.banner.message == ""


def test_an_address_brings_knobs_and_pictures_back(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(
        StyleLesson, f"content_weight=2&photo={PHOTOS[2].name}&styles={STYLES[3].name}", monkeypatch
    )
    assert lesson.settings.content_weight == 2.0
    assert lesson.choices.now().photo == PHOTOS[2].name
    assert lesson.choices.now().styles == (STYLES[3].name,)
    query = lesson.sections.snippet.share_url_query
    again = opened_at(StyleLesson, query, monkeypatch)
    assert (again.settings, again.choices.now().photo) == (lesson.settings, PHOTOS[2].name)


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (
            "photo=nonsense&styles=foo",
            "no photograph nonsense here, as the address has it. There is no style foo here",
        ),
        (f"style_blend=1,2,3&styles={STYLES[0].name},{STYLES[1].name}", "3 shares for 2 styles"),
        ("content_weight=0&style_weight=0", "both 0"),
    ],
)
def test_what_an_address_asks_for_in_vain_is_told_at_once(
    query: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = opened_at(StyleLesson, query, monkeypatch)
    assert told in lesson.banner.message
    transfer.check(lesson.choices.now().paintings, lesson.settings)


def test_an_address_sets_the_sliders_of_the_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(StyleLesson, f"style_blend=3,1&styles={STYLES[0].name},{STYLES[1].name}", monkeypatch)
    assert lesson.choices.styles.shares == [0.75, 0.25]
    assert lesson.settings.style_blend == "75, 25"


def test_a_hostile_address_is_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(
        StyleLesson, "photo=../../etc/passwd&styles=<script>,x&size=9e9&pooling=drop", monkeypatch
    )
    assert lesson.choices.now().photo == PHOTOS[0].name
    assert lesson.settings.size == 1024
    assert "pooling must be one of" in lesson.banner.message


def test_what_is_taken_home_is_of_the_run(lesson: StyleLesson) -> None:
    turn(lesson, "content_weight", 2.0)
    run_to_its_end(lesson)
    turn(lesson, "content_weight", 9.0)
    settings = settings_from_png(download(lesson, "picture"))
    assert settings is not None
    assert settings.content_weight == 2.0
    assert json.loads(download(lesson, "run"))["settings"]["content_weight"] == 2.0
    assert Image.open(io.BytesIO(download(lesson, "film"))).n_frames > 1  # type: ignore[attr-defined]


def test_presets_turn_what_they_promise_and_size_alone_keeps_the_rest(lesson: StyleLesson) -> None:
    turn(lesson, "content_weight", 3.0)
    lesson.panel.knobs.receive({"type": "preset", "name": "quick"})
    assert (lesson.settings.size, lesson.settings.content_weight) == (192, 3.0)
    lesson.panel.knobs.receive({"type": "preset", "name": "default"})
    assert lesson.settings == StyleSettings()


def test_exercises_are_not_won_with_the_recording(lesson: StyleLesson) -> None:
    for name in ("keep", "texture", "remember"):
        done, why = lesson.sections.check(name)
        assert not done
        assert "recorded" in why


def test_a_run_that_memory_would_not_hold_is_refused_with_the_size_that_fits(
    lesson: StyleLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    device.configure()
    monkeypatch.setattr("ai_playground.style.estimate.available_memory", lambda: 150_000_000)
    turn(lesson, "size", 1024)
    press(lesson, "run")
    assert "MB are free. Take a size of " in lesson.banner.message
    assert lesson.bar.state != "running"


def experiment_of(lesson: StyleLesson, name: str) -> GridRun:
    """The grid of an experiment, with the smallest pictures."""
    knobs = lesson.experiments.panel.knobs
    knobs.receive({"type": "change", "name": "size", "value": 64})
    knobs.receive({"type": "preset", "name": name})
    return lesson.experiments.run


def states(run: GridRun) -> list[str]:
    return [cell["state"] for cell in run.grid.cells]


def fill(run: GridRun) -> None:
    run.bar.receive({"type": "press", "action": "run"})
    wait_until(lambda: run.bar.state == "done")
    run.control.paint_now()


def test_an_experiment_fills_its_grid_and_a_cell_can_be_taken_over(lesson: StyleLesson) -> None:
    run = experiment_of(lesson, "layer_exponent")
    assert lesson.experiments.panel.knobs.active_preset == "layer_exponent"
    assert run.grid.columns == ["0.2", "1", "2"]
    assert run.grid.source == "Predict"
    assert run.grid.finding.startswith("Which scale of brushwork?")
    assert run.grid.found == ""
    fill(run)
    assert states(run) == ["done"] * 3
    assert run.grid.source == "From the post"
    assert "magnifies some style layer contributions" in run.grid.finding
    assert "the style term weighs no less with a small exponent" in run.grid.found
    assert run.grid.cells[2]["alt"] == "Layer exponent: 2"
    assert len({cell["figures"] for cell in run.grid.cells}) == 3
    run.grid.receive({"type": "open", "row": 0, "column": 2})
    assert lesson.settings.layer_exponent == 2.0
    assert lesson.settings.size == 64


def test_a_grid_stays_when_knobs_of_the_page_are_turned_and_undone(lesson: StyleLesson) -> None:
    before, run = lesson.settings, experiment_of(lesson, "layer_exponent")
    fill(run)
    run.grid.receive({"type": "open", "row": 0, "column": 2})
    assert "layer_exponent=2" in (lesson.sections.snippet.address_query or "")
    turn(lesson, "content_weight", 3.0)
    lesson.panel.knobs.receive({"type": "undo"})
    lesson.panel.knobs.receive({"type": "undo"})
    assert lesson.settings == before
    assert "layer_exponent" not in (lesson.sections.snippet.address_query or "")
    assert states(run) == ["done"] * 3
    assert lesson.experiments.said().startswith(f"Photograph: {PHOTOS[0].label}; style: {STYLES[0].label}.")


def test_another_size_empties_the_grid_and_undo_takes_size_and_experiment_back(lesson: StyleLesson) -> None:
    run, knobs = experiment_of(lesson, "layer_exponent"), lesson.experiments.panel.knobs
    fill(run)
    knobs.receive({"type": "preset", "name": "layer_exponent"})
    assert states(run) == ["done"] * 3  # as it was chosen already
    knobs.receive({"type": "change", "name": "size", "value": 80})
    assert (states(run), run.bar.state) == (["waiting"] * 3, "idle")
    knobs.receive({"type": "preset", "name": "pooling"})
    assert run.grid.columns == ["maximum", "average", "root mean square (ours)"]
    knobs.receive({"type": "undo"})
    assert run.grid.columns == ["0.2", "1", "2"]
    assert (knobs.active_preset, knobs.values["size"]) == ("layer_exponent", 80)


def test_a_grid_that_is_stopped_keeps_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(StyleLesson, "size=64&iterations=40", monkeypatch)
    run = experiment_of(lesson, "content_weight")
    run.bar.receive({"type": "press", "action": "run"})
    wait_until(lambda: states(run)[0] == "done")
    run.bar.receive({"type": "press", "action": "stop"})
    wait_until(lambda: run.bar.state == "stopped")
    assert states(run)[0] == "done"
    assert states(run)[-1] == "waiting"


def test_the_grid_of_two_styles_takes_a_second_one_if_need_be(lesson: StyleLesson) -> None:
    run = experiment_of(lesson, "two_styles")
    assert run.grid.column_title == f"{STYLES[0].label} / {STYLES[1].label}"
    fill(run)
    assert set(states(run)) == {"done"}
    run.grid.receive({"type": "open", "row": 0, "column": 1})
    assert lesson.banner.message == ""
    assert lesson.choices.now().styles == (STYLES[0].name, STYLES[1].name)
    assert (lesson.choices.styles.shares, lesson.settings.style_blend) == ([0.75, 0.25], "75, 25")
    run.grid.receive({"type": "open", "row": 0, "column": 4})
    assert lesson.choices.now().styles == (STYLES[1].name,)  # a share of 0 is no style


def test_a_grid_that_cannot_be_painted_is_refused_and_the_one_before_stays(lesson: StyleLesson) -> None:
    run = experiment_of(lesson, "layer_exponent")
    fill(run)
    turn(lesson, "content_weight", 0.0)
    lesson.panel.show(lesson.settings.changed(style_weight=0.0))
    run.bar.receive({"type": "press", "action": "run"})
    assert "Content weight and style weight are both 0" in lesson.banner.message
    assert (states(run), run.bar.state) == (["done"] * 3, "done")


def test_a_grid_that_varies_what_has_no_effect_gives_the_reason_and_judges_nobody(
    lesson: StyleLesson,
) -> None:
    answer(lesson, "content_depth")
    turn(lesson, "content_weight", 0.0)
    run = experiment_of(lesson, "content_layers")
    fill(run)
    turn(lesson, "content_weight", 2.0)
    run.conclude()  # by the knobs that its pictures were painted with
    assert states(run) == ["done"] * 4
    assert run.grid.found == "The content weight is 0. So these pictures can't tell."
    assert run.grid.source == "From the report"


def test_a_network_that_cannot_be_had_leaves_the_rest_of_its_grid(
    lesson: StyleLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(network: str) -> None:
        if network in ("vgg16", "vgg19", "resnet50", "inception_v3"):
            raise WeightsMissing("There is no connection.")

    monkeypatch.setattr("ai_playground.style.dashboard.grids.weights_file", offline)
    run = experiment_of(lesson, "network")
    fill(run)
    assert states(run) == ["done"] * 2 + ["failed"] * 4
    assert run.grid.cells[2]["figures"] == "needs a download"
    assert lesson.banner.message == ""


def test_a_result_brings_its_knobs_back(lesson: StyleLesson) -> None:
    turn(lesson, "content_weight", 2.0)
    run_to_its_end(lesson)
    result = download(lesson, "picture")
    lesson.panel.knobs.receive({"type": "preset", "name": "default"})
    upload(lesson.views.picture, ("style.png", result))
    assert (lesson.settings.content_weight, lesson.settings.size) == (2.0, 64)
    photo = lesson.choices.now().photo
    upload(lesson.views.picture, ("holiday.png", png(64, 64)))
    assert lesson.choices.now().photo != photo


def test_a_style_is_painted_in_its_region_only(lesson: StyleLesson) -> None:
    button_in(lesson.choices.widget, "Regions").value = True
    masks = lesson.choices.regions
    masks.receive({"type": "tool", "name": "left"})
    (style,) = lesson.choices.now().paintings
    assert style.mask is not None
    assert style.mask[:, : style.mask.shape[1] // 2].all()
    assert not style.mask[:, style.mask.shape[1] // 2 + 1 :].any()
    run_to_its_end(lesson)
    masks.receive({"type": "tool", "name": "clear"})
    press(lesson, "run")
    assert "region of a style is empty" in lesson.banner.message
    masks.receive({"type": "tool", "name": "whole"})
    assert lesson.choices.now().paintings[0].mask is None


def test_the_python_code_of_shipped_pictures_runs_in_an_empty_folder(
    lesson: StyleLesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lesson.choices.styles.gallery.receive({"type": "toggle", "name": STYLES[1].name})
    exec(lesson.sections.snippet.text, {})
    assert settings_from_png((tmp_path / "style.png").read_bytes()) == lesson.settings


def test_the_python_code_names_own_files_and_says_that_regions_are_left_out(lesson: StyleLesson) -> None:
    upload(lesson.choices.photos.gallery, ("it's mine.png", png(48, 96)))
    button_in(lesson.choices.widget, "Regions").value = True
    text = lesson.sections.snippet.text
    assert 'content = read_picture(Path("it\'s mine.png"))' in text
    assert f"Style(shipped('{STYLES[0].name}'))" in text
    assert "regions" not in text
    lesson.choices.regions.receive({"type": "tool", "name": "left"})
    assert "The regions painted on the page are left out" in lesson.sections.snippet.text


def test_figures_of_a_grid_are_the_yardsticks_and_the_runs_own_stand_apart(lesson: StyleLesson) -> None:
    run = experiment_of(lesson, "network")
    answer(lesson, "untrained")
    fill(run)
    results = [end.result.measure for end in run.control.newest.ended if isinstance(end, CellSnapshot)]
    told = [cell["figures"] for cell in run.grid.cells[: len(results)]]
    assert told == [f"style {each.closed:.0f} %, content {each.content_error:.2f}" for each in results]
    assert all(cell["remark"].startswith("its own ") for cell in run.grid.cells[: len(results)])


def smallest(changes: Mapping[str, Any]) -> QuizRun:
    """A question's run, too small to tell anything."""
    run = quiz_run(changes)
    return replace(run, settings=run.settings.changed(size=64, iterations=2))


def answer(lesson: StyleLesson, name: str) -> None:
    """Answer a question and wait for its verdict, whatever it is."""
    quiz = next(each for each in lesson.sections.quizzes if each.name == name)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("ai_playground.style.dashboard.sections.quiz_run", smallest)
        quiz.receive({"type": "answer", "index": 0})
        wait_until(lambda: quiz.answered)


def verdict(lesson: StyleLesson, name: str) -> dict[str, Any]:
    """The verdict on the last answer to a question."""
    quiz = next(each for each in lesson.sections.quizzes if each.name == name)
    assert quiz.verdict is not None
    return dict(quiz.verdict)


def test_a_grid_that_answers_a_question_says_nothing_before_it_is_answered(lesson: StyleLesson) -> None:
    run = experiment_of(lesson, "noise_ratio")
    fill(run)
    assert (run.grid.source, run.grid.found) == ("Predict", "")
    assert "Which start ends with the smaller loss" in run.grid.finding
    assert {(cell["figures"], cell["remark"]) for cell in run.grid.cells} == {("", "")}
    answer(lesson, "start")
    wait_until(lambda: run.grid.found != "")
    assert all(cell["figures"].startswith("style ") for cell in run.grid.cells)
    assert all(cell["remark"].startswith("its own ") for cell in run.grid.cells)
    assert run.grid.source == "From the report"
    assert "ensures quicker convergence" in run.grid.finding
    assert run.grid.found.startswith("Loss after the same steps")


def test_a_grid_that_answers_two_questions_waits_for_both(lesson: StyleLesson) -> None:
    run = experiment_of(lesson, "depths")
    fill(run)
    answer(lesson, "content_depth")
    wait_until(lambda: "What does the picture keep better" not in run.grid.finding)
    assert "the features related to style in the higher layers" in run.grid.finding
    assert {cell["figures"] for cell in run.grid.cells} == {""}
    answer(lesson, "style_depth")
    wait_until(lambda: run.grid.source == "From the post")
    wait_until(lambda: all(cell["figures"] for cell in run.grid.cells))


def test_the_reports_table_of_losses_stands_there_once_its_question_is_answered(lesson: StyleLesson) -> None:
    sums = lesson.formulas.children[0].children[-1]
    assert "Answer the question" in sums.value
    answer(lesson, "start")
    assert "<table" not in sums.value
    answer(lesson, "plain_sums")
    wait_until(lambda: sums.value.count("<tr>") == 6)
    assert "9e+09, 1.4e+10, 4.2e+09" in sums.value
    assert "0.30, 0.10, 0.15, 0.15, 0.30" in sums.value


def test_a_question_is_watched_on_the_charts_and_undo_brings_the_visitors_knobs_back(
    lesson: StyleLesson,
) -> None:
    before = lesson.settings
    answer(lesson, "start")
    quiz = next(each for each in lesson.sections.quizzes if each.name == "start")
    quiz.receive({"type": "watch"})
    assert (lesson.settings.size, lesson.settings.noise_ratio) == (128, 1.0)
    assert lesson.control.active
    press(lesson, "stop")
    lesson.panel.knobs.receive({"type": "undo"})
    assert lesson.settings == before


def left_half_alone(lesson: StyleLesson) -> None:
    """Paint a region: the style applies in the left half of the photograph."""
    button_in(lesson.choices.widget, "Regions").value = True
    lesson.choices.regions.receive({"type": "tool", "name": "left"})


@pytest.fixture
def judged_paintings(monkeypatch: pytest.MonkeyPatch) -> list[Style]:
    """The paintings that quiz and exercises have judged pictures by."""
    found: list[Style] = []

    def kept(last: Any, content: Any, paintings: Sequence[Style], **given: Any) -> Judged:
        found.extend(paintings)
        return judge(last, content, paintings, **given)

    monkeypatch.setattr("ai_playground.style.dashboard.sections.judge", kept)
    return found


def test_a_painted_region_changes_no_answer_of_the_quiz(
    lesson: StyleLesson, judged_paintings: list[Style]
) -> None:
    answer(lesson, "start")
    figures = verdict(lesson, "start")
    left_half_alone(lesson)
    answer(lesson, "start")
    assert verdict(lesson, "start") == figures
    assert [style.mask for style in judged_paintings] == [None] * 4


def test_a_question_is_watched_without_the_region_that_the_visitors_own_run_has(lesson: StyleLesson) -> None:
    left_half_alone(lesson)
    answer(lesson, "start")
    next(each for each in lesson.sections.quizzes if each.name == "start").receive({"type": "watch"})
    assert [style.mask for style in lesson.inputs.chosen.paintings] == [None]
    press(lesson, "stop")
    press(lesson, "reset")
    press(lesson, "run")
    assert lesson.inputs.chosen.paintings[0].mask is not None
    press(lesson, "stop")


def test_an_answer_is_decided_by_the_pictures_that_were_chosen_when_it_was_given(
    lesson: StyleLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = []

    def choosing(last: Any, content: Any, paintings: Any, **given: Any) -> Any:
        contents.append(content)
        lesson.choices.photos.gallery.receive({"type": "toggle", "name": PHOTOS[1].name})
        return judge(last, content, paintings, **given)

    monkeypatch.setattr("ai_playground.style.dashboard.sections.judge", choosing)
    answer(lesson, "start")
    assert lesson.choices.now().photo == PHOTOS[1].name
    assert len(contents) == 2
    assert contents[0] is contents[1]


def test_an_exercise_judges_the_whole_picture_whatever_region_was_painted(
    lesson: StyleLesson, judged_paintings: list[Style]
) -> None:
    left_half_alone(lesson)
    run_to_its_end(lesson)
    lesson.sections.check("keep")
    assert [style.mask for style in judged_paintings] == [None]
    assert lesson.inputs.chosen.paintings[0].mask is not None


def test_a_question_of_other_pictures_is_watched_with_them(lesson: StyleLesson) -> None:
    answer(lesson, "larger")
    next(each for each in lesson.sections.quizzes if each.name == "larger").receive({"type": "watch"})
    assert (lesson.inputs.chosen.photo, lesson.inputs.chosen.styles) == ("rocket", ("munch_the_scream",))
    press(lesson, "stop")


def test_a_photograph_is_a_style_where_a_grid_or_an_address_asks_for_it(
    lesson: StyleLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = experiment_of(lesson, "objects")
    fill(run)
    assert states(run) == ["done"] * 5
    run.grid.receive({"type": "open", "row": 0, "column": 2})
    assert lesson.choices.now().styles == ("coffee",)
    again = opened_at(StyleLesson, lesson.sections.snippet.share_url_query, monkeypatch)
    assert again.choices.now().styles == ("coffee",)
    assert again.banner.message == ""


def test_the_speed_of_a_machine_leaves_out_what_was_loaded_before_the_first_step(
    lesson: StyleLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Job, "seconds_since_first", property(lambda _job: 4000.0))
    monkeypatch.setattr(Job, "steps_done", property(lambda _job: 21))
    run_to_its_end(lesson)
    rate, shape = lesson.inputs.cost.rate(20, 4000.0), lesson.inputs.chosen.content.shape[:2]
    wait_until(lambda: lesson.bar.message == cost_of(lesson.settings, shape, rate))
