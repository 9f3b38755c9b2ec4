"""The page of the corners lesson, clicked through its widgets' messages."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import numpy as np
import pytest
from PIL import Image

from ai_playground.corners.dashboard import CornersLesson, charts, drawings, sections, transformer
from ai_playground.corners.dashboard.findings import TESTED, compared, network_of, sized
from ai_playground.corners.dashboard.network import Answer
from ai_playground.corners.dashboard.past import short_name, told_apart
from ai_playground.corners.dashboard.units import NOT_YET
from ai_playground.corners.evaluation_data import GENERATED
from ai_playground.corners.locate import Found, Locator
from ai_playground.corners.presets import CURE
from ai_playground.corners.recording import load_recording
from ai_playground.corners.samples import SAMPLES
from ai_playground.corners.settings import TrainingSettings
from ai_playground.corners.verdicts import BASELINE_FIRST
from ai_playground.lesson.recording import NOT_ASKED
from tests.lesson_driver import click, upload, wait_until, widgets_in

pytest.importorskip("tensorflow")
pytestmark = [pytest.mark.filterwarnings("default"), pytest.mark.usefixtures("loaded_once")]


@pytest.fixture
def lesson() -> CornersLesson:
    return CornersLesson()


def editor_of(lesson: CornersLesson) -> Any:
    return next(each for each in widgets_in(lesson.dashboard) if type(each).__name__ == "QuadEditor")


def move(lesson: CornersLesson, index: int, x: float, y: float) -> None:
    editor_of(lesson).receive({"type": "move", "index": index, "x": x, "y": y, "last": True})


def choose(lesson: CornersLesson, name: str) -> None:
    if lesson.transformer.photos.chosen == [name]:
        click(lesson.dashboard, "Ask the network")
    else:
        lesson.transformer.photos.gallery.receive({"type": "toggle", "name": name})


def downloaded(box: Any, name: str) -> tuple[dict[str, Any], bytes]:
    """What a button for a file sends: the message, the file's content."""
    downloads = next(each for each in widgets_in(box) if type(each).__name__ == "Downloads")
    sent: list[Any] = []
    downloads.send = lambda message, buffers=(): sent.append((message, buffers))
    downloads.receive({"type": "download", "name": name})
    return sent[0][0], sent[0][1][0]


def as_png(pixels: Any) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def test_choosing_a_sample_asks_the_network_and_lays_the_page_flat(lesson: CornersLesson) -> None:
    editor = editor_of(lesson)
    choose(lesson, "notes")
    assert "Found in" in editor.caption
    assert np.ptp(np.array(editor.corners), axis=0).min() > 0.3
    page = next(each for each in widgets_in(lesson.dashboard) if type(each).__name__ == "Picture")
    with Image.open(io.BytesIO(page.image)) as flat:
        assert flat.height > flat.width


def flat_page_of(lesson: CornersLesson) -> Any:
    return next(each for each in widgets_in(lesson.dashboard) if type(each).__name__ == "Picture")


def test_a_photo_without_a_page_gets_an_outline_to_begin_with_and_no_flat_page(lesson: CornersLesson) -> None:
    editor = editor_of(lesson)
    upload(editor_of(lesson), ("grey.png", as_png(np.full((400, 300, 3), 128, np.uint8))))
    assert "No page here" in editor.caption
    np.testing.assert_allclose(np.array(editor.corners)[[0, 2]], [[0.1, 0.1], [0.9, 0.9]], atol=0.01)
    assert flat_page_of(lesson).image == b""
    click(lesson.dashboard, "Add to my data")
    assert "drag the corners" in lesson.banner.message
    assert lesson.own.photos == []
    move(lesson, 0, 0.2, 0.2)
    assert flat_page_of(lesson).image
    assert lesson.banner.message == ""
    click(lesson.dashboard, "Undo")
    assert flat_page_of(lesson).image == b""


def test_a_moved_corner_can_be_taken_back(lesson: CornersLesson) -> None:
    editor = editor_of(lesson)
    before = [list(corner) for corner in editor.corners]
    move(lesson, 0, 0.2, 0.05)
    move(lesson, 1, 0.9, 0.06)
    click(lesson.dashboard, "Undo")
    click(lesson.dashboard, "Undo")
    np.testing.assert_allclose(editor.corners, before, atol=1e-6)


def test_crossed_corners_are_explained_and_are_not_kept(lesson: CornersLesson) -> None:
    move(lesson, 0, 0.99, 0.99)
    said = [each.value for each in widgets_in(lesson.dashboard) if type(each).__name__ == "HTML"]
    assert any("drag them" in text for text in said)
    assert flat_page_of(lesson).image == b""
    click(lesson.dashboard, "Add to my data")
    assert "drag them" in lesson.banner.message
    click(lesson.dashboard, "Undo")
    assert lesson.banner.message == ""
    assert flat_page_of(lesson).image


def test_a_file_that_is_no_picture_changes_nothing(lesson: CornersLesson) -> None:
    editor = editor_of(lesson)
    before = editor.picture
    upload(editor, ("page.jpg", b"not a picture"))
    assert "not a picture" in lesson.banner.message
    assert editor.picture == before


@pytest.mark.parametrize("size", [(40, 2000), (2000, 40)])
def test_a_picture_far_too_long_changes_nothing(lesson: CornersLesson, size: tuple[int, int]) -> None:
    editor = editor_of(lesson)
    gallery = next(each for each in widgets_in(lesson.dashboard) if type(each).__name__ == "Gallery")
    before = editor.picture, list(editor.corners), list(gallery.items), list(gallery.chosen)
    upload(editor_of(lesson), ("strip.png", as_png(np.zeros((*size, 3), np.uint8))))
    assert "strip.png is more than 10 times as long" in lesson.banner.message
    assert not editor.taken
    assert (editor.picture, editor.corners, gallery.items, gallery.chosen) == before
    _message, label = downloaded(lesson.dashboard, "label")
    assert "story.jpg" in label.decode()


def test_an_upload_is_asked_about_at_once(lesson: CornersLesson) -> None:
    editor = editor_of(lesson)
    upload(editor, ("mine.jpg", SAMPLES[3].content))
    assert editor.taken
    assert "Found in" in editor.caption


def test_the_label_names_the_visitors_own_file_and_its_hash(lesson: CornersLesson) -> None:
    content = as_png(SAMPLES[1].pixels)
    upload(editor_of(lesson), ("page_2.PNG", content))
    message, text = downloaded(lesson.dashboard, "label")
    label = json.loads(text)
    assert message["filename"] == "page_2.json"
    assert label["X_input_image_file"] == label["y_label_image_file"] == "page_2.PNG"
    assert label["X_input_file_hash"] == hashlib.md5(content).hexdigest()


def test_own_photos_are_kept_undone_taken_home_and_brought_back(lesson: CornersLesson) -> None:
    own = lesson.own
    for name in ("story", "notes"):
        choose(lesson, name)
        click(lesson.dashboard, "Add to my data")
    assert [each.name for each in own.photos] == ["story", "notes"]
    _message, archive = downloaded(lesson.own_photos, "mine")
    assert len(zipfile.ZipFile(io.BytesIO(archive)).namelist()) == 4
    click(lesson.own_photos, "Take the last one back")
    assert [each.name for each in own.photos] == ["story"]
    own.bring_back(archive)
    own.reading.wait(60)
    assert [each.name for each in own.photos] == ["story", "notes"]


def test_the_flat_page_that_is_taken_home_has_all_pixels_of_the_photo(lesson: CornersLesson) -> None:
    file = io.BytesIO()
    with Image.open(io.BytesIO(SAMPLES[0].content)) as photo:
        photo.resize((2304, 3072), Image.Resampling.BICUBIC).save(file, "JPEG")
    upload(editor_of(lesson), ("large.jpg", file.getvalue()))
    for index, (x, y) in enumerate([(0.05, 0.05), (0.95, 0.05), (0.95, 0.95), (0.05, 0.95)]):
        move(lesson, index, x, y)
    _message, content = downloaded(lesson.dashboard, "page")
    with Image.open(io.BytesIO(content)) as page:
        assert sorted(page.size) == [pytest.approx(0.9 * 2304, abs=3), pytest.approx(0.9 * 3072, abs=3)]


def test_a_photo_added_twice_is_kept_once_with_its_last_corners(lesson: CornersLesson) -> None:
    click(lesson.dashboard, "Add to my data")
    click(lesson.dashboard, "Add to my data")
    move(lesson, 0, 0.2, 0.05)
    click(lesson.dashboard, "Add to my data")
    (kept,) = lesson.own.photos
    np.testing.assert_allclose(kept.corners[0], [0.2 * 192, 0.05 * 256], atol=0.01)
    assert "replaced" in lesson.banner.message


def test_a_photo_added_without_a_correction_is_said_to_teach_nothing(lesson: CornersLesson) -> None:
    choose(lesson, "notes")
    click(lesson.dashboard, "Add to my data")
    assert "as the network saw it" in lesson.banner.message
    move(lesson, 0, 0.2, 0.05)
    click(lesson.dashboard, "Add to my data")
    assert "as the network saw it" not in lesson.banner.message
    click(lesson.dashboard, "Undo")
    click(lesson.dashboard, "Add to my data")
    assert "as the network saw it" in lesson.banner.message


def test_training_on_own_photos_changes_who_answers_and_the_shipped_network_comes_back(
    lesson: CornersLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ai_playground.corners import finetune, locate
    from ai_playground.corners.dashboard import own_photos

    monkeypatch.setattr(locate, "Locator", Locator)  # one of its own, as it changes
    monkeypatch.setattr(own_photos, "STEPS", 2)
    for name, count in (("OWN_IN_BATCH", 2), ("GENERATED_IN_BATCH", 2), ("HELD_OUT", 6)):
        monkeypatch.setattr(finetune, name, count)
    choose(lesson, "story")
    before = list(editor_of(lesson).corners)
    click(lesson.dashboard, "Add to my data")
    lesson.own.control.run()
    job = lesson.own.control.job
    assert job is not None
    job.wait(120)
    lesson.own.control.paint_now()
    assert lesson.network.own
    assert "Another network answers now" in editor_of(lesson).caption
    click(lesson.dashboard, "Ask the network")
    assert "Another network" not in editor_of(lesson).caption
    click(lesson.own_photos, "Back to the shipped network")
    assert "Another network answers now" in editor_of(lesson).caption
    choose(lesson, "story")
    np.testing.assert_allclose(editor_of(lesson).corners, before, atol=1e-3)


def test_how_sure_a_network_trained_on_own_photos_is_is_said_to_be_unchecked() -> None:
    found = Found(np.zeros((4, 2), np.float32), np.full(4, 0.97, np.float32), True)
    shipped, own = (transformer._verdict(Answer(found, 20.0), each) for each in (False, True))
    assert shipped.endswith("97 % sure to lie within 8 px, on the photo squashed to 192 × 256.")
    assert own == f"{shipped[:-1]} (not checked for your network)."


def test_without_own_photos_training_says_what_to_do(lesson: CornersLesson) -> None:
    bar = next(each for each in widgets_in(lesson.own_photos) if type(each).__name__ == "RunBar")
    bar.receive({"type": "press", "action": "run"})
    assert "add it first" in lesson.banner.message


def test_a_row_of_the_paper_trains_its_network_and_shows_yours(lesson: CornersLesson) -> None:
    training = lesson.training
    table = next(each for each in widgets_in(lesson.findings) if type(each).__name__ == "FindingsTable")
    assert len(table.rows) == 15
    knobs = next(each for each in widgets_in(lesson.experiments) if type(each).__name__ == "Knobs")
    for name, value in (("sheets", 96), ("epochs", 2)):
        knobs.receive({"type": "change", "name": name, "value": value})
    assert (training.settings.sheets, training.settings.epochs) == (96, 2)
    table.receive({"type": "run", "name": "fifths/constant"})
    assert training.settings.model == "fifths"
    job = lesson.control.job
    assert job is not None
    job.wait(120)
    lesson.control.paint_now()
    row = next(row for row in table.rows if row["name"] == "fifths/constant")
    assert "/" in row["yours"]
    assert "96 sheets" in row["note"]
    # Two epochs of 96 sheets confirm or refute nothing of a thousand of 7390.
    assert row["verdict"] == ""
    assert "No verdict" in row["note"]


def test_before_run_is_pressed_the_recorded_run_is_shown_and_called_so(lesson: CornersLesson) -> None:
    bar = next(each for each in widgets_in(lesson.experiments) if type(each).__name__ == "RunBar")
    assert bar.message.startswith("Recorded: ")
    curves = next(each for each in widgets_in(lesson.experiments) if type(each).__name__ == "Chart")
    assert any("recorded" in (layer.get("label") or "") for layer in curves.layers)
    done, why = lesson.training.sections.check("beat")
    assert not done
    assert "recorded" in why
    assert bar.message.endswith("Press Run for your own.")
    lesson.training.panel.knobs.receive({"type": "change", "name": "epochs", "value": 3})
    assert bar.message.endswith(NOT_ASKED)


def test_reset_leaves_the_pictures_without_a_prediction(lesson: CornersLesson) -> None:
    bar = next(each for each in widgets_in(lesson.experiments) if type(each).__name__ == "RunBar")
    picture = next(each for each in widgets_in(lesson.experiments) if type(each).__name__ == "Picture")
    recorded = picture.image
    bar.receive({"type": "press", "action": "reset"})
    assert bar.message == ""
    assert picture.image != recorded


def test_a_row_is_trained_as_the_paper_did_whatever_the_knobs_said(lesson: CornersLesson) -> None:
    knobs = next(each for each in widgets_in(lesson.experiments) if type(each).__name__ == "Knobs")
    knobs.receive({"type": "preset", "name": "cured"})
    lesson.training.table.table.receive({"type": "run", "name": "fifths/constant"})
    lesson.control.stop()
    settings = lesson.training.settings
    assert settings == TrainingSettings(model="fifths")


def views_of(lesson: CornersLesson, kind: str) -> list[Any]:
    return [each for each in widgets_in(lesson.experiments) if type(each).__name__ == kind]


def told_on(chart: Any) -> str:
    return " ".join(text for text, _tone in chart.caption)


def answer(lesson: CornersLesson, name: str) -> Any:
    """Answer a question of the page, whatever is right, and wait for the verdict."""
    quiz = next(each for each in lesson.sections.quizzes if each.name == name)
    quiz.receive({"type": "answer", "index": 0})
    wait_until(lambda: quiz.answered)
    return quiz


def test_what_answers_a_question_is_drawn_once_it_is_answered(
    lesson: CornersLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, weights = views_of(lesson, "Picture")
    errors, units = views_of(lesson, "Chart")
    assert (units.layers, told_on(units)) == ([], NOT_YET)
    assert weights.caption.endswith(NOT_YET)
    assert charts.MEDIAN not in [layer.get("label") for layer in errors.layers]
    hidden = weights.image
    monkeypatch.setattr(sections, "run_quietly", lambda *_args, **_more: load_recording("report").snapshots)
    answer(lesson, "distinct_units")
    wait_until(lambda: "1 different" in told_on(units))
    assert weights.image != hidden
    assert charts.MEDIAN not in [layer.get("label") for layer in errors.layers]
    answer(lesson, "beats_the_median")
    wait_until(lambda: charts.MEDIAN in [layer.get("label") for layer in errors.layers])


def test_units_that_were_drawn_at_random_answer_no_question_and_are_shown(lesson: CornersLesson) -> None:
    lesson.training.trained = TrainingSettings(initialization="random")
    lesson.control.paint_now()
    _, units = views_of(lesson, "Chart")
    assert "different" in told_on(units)


def test_a_question_is_watched_on_the_charts_and_undone(
    lesson: CornersLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sections, "run_quietly", lambda *_args, **_more: load_recording("report").snapshots)
    before = lesson.panel.settings
    quiz = answer(lesson, "three_photos")
    quiz.receive({"type": "watch"})
    lesson.control.stop()
    assert lesson.panel.settings == sections.quiz_settings({"model": "fifths"})
    errors, *_ = views_of(lesson, "Chart")
    assert any(layer.get("label") == "thirds" for layer in errors.layers)
    lesson.panel.knobs.receive({"type": "undo"})
    assert lesson.panel.settings == before


def test_a_claim_is_tested_against_a_run_of_the_same_size_or_says_what_is_missing(
    lesson: CornersLesson,
) -> None:
    report, cured = load_recording("report"), load_recording("cured")
    tables, claim = lesson.training.tables, sized(TESTED["hypothesis-4"].changes or {}, TrainingSettings())

    def row(name: str) -> dict[str, Any]:
        return next(dict(each) for each in tables.claims.table.rows if each["name"] == name)

    tables.fill(claim.changed(epochs=30), cured.snapshots, GENERATED, GENERATED)
    assert (row("hypothesis-4")["verdict"], row("hypothesis-4")["note"]) == ("", BASELINE_FIRST)
    # The recorded run is the baseline at the size that the knobs begin with.
    tables.fill(claim, report.snapshots, GENERATED, GENERATED)
    assert "photo by photo" in row("hypothesis-4")["note"]
    tables.fill(claim, report.snapshots, "others", "3 photos of yours")
    assert row("hypothesis-4")["note"] == BASELINE_FIRST


def test_a_claim_is_tested_by_its_own_network_and_one_that_cannot_be_has_no_button(
    lesson: CornersLesson,
) -> None:
    table = lesson.training.tables.claims.table
    table.receive({"type": "run", "name": "hypothesis-2"})
    lesson.control.stop()
    assert lesson.training.settings == TrainingSettings(model="c2-1", **CURE)
    assert [row["name"] for row in table.rows if not row["action"]] == ["assumption-2"]


def test_sheets_without_noise_are_trained_on_and_drawn(lesson: CornersLesson) -> None:
    lesson.training.panel.take(TrainingSettings(model="fifths", sheets=96, epochs=2, noise=0))
    lesson.control.run()
    job = lesson.control.job
    assert job is not None
    job.wait(120)
    lesson.control.paint_now()
    assert lesson.banner.message == ""
    for name in ("beat", "cure"):
        done, why = lesson.training.sections.check(name)
        assert (done, "0.00 px for the median guess" in why) == (False, True)


def test_the_row_of_a_figure_says_what_it_is_worth(lesson: CornersLesson) -> None:
    note = {row["name"]: row["note"] for row in lesson.table.table.rows}
    assert "641 s in the report" in note["thirds/constant"]
    assert "s for 1000 sheets" not in note["fourths/constant"]
    assert "7.731 / 27.370 and 793 s" in note["fourths/constant"]
    # 793.33 s for 1000 epochs of 7390 sheets.
    assert "793 s in the report, 0.107 s for 1000 sheets" in note["fifths/constant"]
    assert "under the fourths" in note["fifths/constant"]


def test_a_run_can_be_stopped_while_its_sheets_are_drawn(lesson: CornersLesson) -> None:
    """Drawing them all takes longer than the test waits."""
    lesson.training.panel.take(TrainingSettings(sheets=7390))
    lesson.control.run()
    job = lesson.control.job
    assert job is not None
    with pytest.raises(TimeoutError):
        job.wait(1.0)
    lesson.control.stop()
    assert job.wait(3.0) is None
    assert (job.state.value, job.steps_done) == ("stopped", 0)


def test_the_download_tells_every_epochs_errors(lesson: CornersLesson) -> None:
    name, kind, content = lesson.training.sections.produce("run")
    told = json.loads(content)
    recorded = load_recording("report")
    assert (name, kind) == ("corners.json", "application/json")
    assert told["settings"] == recorded.settings.model_dump()
    for epoch, snapshot in zip(told["epochs"], recorded.snapshots, strict=True):
        assert epoch["held_out_mae"] == pytest.approx(snapshot.held_out_mae, abs=1e-4)
        assert epoch["photo_mae"] == pytest.approx(snapshot.photo_mae, abs=1e-4)


def test_only_the_papers_own_experiments_of_whatever_size_have_a_row() -> None:
    assert network_of(TrainingSettings(initialization="random", model="c2-1", shuffle=True)) is None
    assert network_of(TrainingSettings(epochs=500, noise=1.0, seed=3)) == "dense-32/constant"
    yours, note = compared(TrainingSettings(), load_recording("report").snapshots, "some photos")
    assert "/" in yours
    assert "60 epochs of 960 sheets, some photos" in note


@pytest.mark.parametrize(("changes", "name"), [({}, "dense-32 0.004"), (CURE, "dense-32 cured, labels page")])
def test_a_curve_is_named_after_what_sets_its_run_apart(changes: dict[str, Any], name: str) -> None:
    assert short_name(TrainingSettings(**changes)) == name
    assert short_name(TrainingSettings(**changes, sheets=2000)) == f"{name}, sheets 2000"


def test_the_runs_of_a_question_are_named_after_what_sets_them_apart() -> None:
    start = {"labels": "page", "linear_outputs": True}
    runs = ({**start}, {**start, "scaled_inputs": True}, {**start, "centred_inputs": True})
    assert told_apart(runs) == ["not scaled or centred", "scaled", "centred"]
    assert told_apart(({"model": "thirds"}, {"model": "fifths"})) == ["thirds", "fifths"]


def test_weights_are_drawn_a_column_a_unit_by_their_sign_and_size() -> None:
    picture = drawings.weights(np.array([[0.5, -0.5], [0.25, 0.0]], np.float32))
    side = drawings.MAP_SIDE // 2
    drawn = [picture[y, x].tolist() for y in (side // 2, -2) for x in (side // 2, side + side // 2)]
    assert drawn == [[217, 72, 15], [31, 95, 214], [236, 163, 135], [255, 255, 255]]
    assert (picture[:, side - 1] == 255).all()
