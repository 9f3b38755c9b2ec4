"""The lesson's page without a browser: messages in, traits out."""

from __future__ import annotations

import errno
import json
import tempfile
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.regression.dashboard import RegressionLesson
from ai_playground.regression.dashboard.graph import GraphSection, TracedFit
from ai_playground.regression.dashboard.lesson import FULL_SPEED
from ai_playground.regression.data import load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.tensorflow_fit import GraphNode
from ai_playground.regression.theory import theory
from ai_playground.ui.banner import Banner
from ai_playground.ui.figures import Graph
from tests.lesson_driver import button_in, click, opened_at, turn, wait_until


@pytest.fixture
def lesson() -> RegressionLesson:
    return RegressionLesson()


def captions(lesson: RegressionLesson) -> str:
    charts = (lesson.views.data, lesson.views.surface, lesson.views.loss)
    return " | ".join(text for chart in charts for text, _ in chart.caption)


def row(lesson: RegressionLesson, name: str) -> dict[str, Any]:
    return next(row for row in lesson.table.table.rows if row["name"] == name)


def test_at_load_the_lectures_run_is_there(lesson: RegressionLesson) -> None:
    assert lesson.banner.message == ""
    assert "slope 1.718" in captions(lesson)
    assert any(layer.get("label") == "exact 1.313" for layer in lesson.views.data.layers)
    assert lesson.bar.state == "idle"
    assert lesson.bar.timeline_length == 101


def test_the_loss_chart_is_called_after_the_loss_that_it_shows(lesson: RegressionLesson) -> None:
    for loss, name in (
        ("squared", "Mean squared error"),
        ("absolute", "Mean absolute error"),
        ("huber", "Mean Huber loss"),
    ):
        turn(lesson, "loss", loss)
        assert lesson.views.loss.title == f"{name} above its minimum"


def test_a_turned_knob_is_answered_with_the_whole_run(lesson: RegressionLesson) -> None:
    turn(lesson, "method", "batch")
    turn(lesson, "learning_rate", 0.0039)
    turn(lesson, "epochs", 50)

    *_, last = descend(load_points(lesson.settings), lesson.settings)
    assert f"slope {last.coefficients[1]:.3f}" in captions(lesson)
    assert lesson.settings == RegressionSettings(method="batch", learning_rate=0.0039, epochs=50)


def test_a_long_run_waits_for_run_and_says_what_it_costs(lesson: RegressionLesson) -> None:
    turn(lesson, "epochs", 50_000)

    assert "2,100,000 updates" in lesson.bar.message
    assert lesson.history == []


def test_a_live_knob_changes_the_run_in_its_middle_and_is_marked(lesson: RegressionLesson) -> None:
    turn(lesson, "epochs", 100_000)
    lesson.control.set_speed("full")
    lesson.control.run()
    wait_until(lambda: len(lesson.history) > 3)
    job = lesson.control.job

    turn(lesson, "learning_rate", 0.0005)
    wait_until(lambda: len(lesson.marks) == 1)

    assert lesson.control.job is job
    assert "0.001 → 0.0005" in lesson.marks[0][1]
    lesson.control.stop()


def test_any_other_knob_starts_a_run_that_is_on_anew(lesson: RegressionLesson) -> None:
    turn(lesson, "epochs", 100_000)
    lesson.control.run()
    first = lesson.control.job
    wait_until(lambda: bool(lesson.history))

    turn(lesson, "optimizer", "adam")

    assert lesson.control.job is not first
    assert lesson.control.active
    lesson.control.stop()


def test_a_diverging_run_is_named_and_no_number_on_the_page_is_nan(lesson: RegressionLesson) -> None:
    lesson.panel.knobs.receive({"type": "preset", "name": "diverge"})

    assert "diverged after" in captions(lesson)
    assert "Diverged" in lesson.bar.message
    for chart in (lesson.views.data, lesson.views.surface, lesson.views.loss):
        for axis in (chart.x_axis, chart.y_axis):
            assert np.isfinite(axis["domain"]).all()
    assert "nan" not in captions(lesson).lower()


def test_the_surface_of_standardised_points_is_drawn_with_equal_units(lesson: RegressionLesson) -> None:
    before = lesson.views.surface.equal_units
    turn(lesson, "standardize", True)
    assert (before, lesson.views.surface.equal_units) == (False, True)


def test_the_hint_of_the_surface_is_about_the_surface_that_is_drawn(lesson: RegressionLesson) -> None:
    surface = lesson.views.surface
    assert "along its steep axis than along its flat one" in surface.hint
    turn(lesson, "curve", "parabola")
    turn(lesson, "method", "exact")
    assert surface.caption == [["condition number 1.5e+06", "mute"]]
    assert "over all three coefficients" in surface.hint
    assert "best intercept at each place" in surface.hint
    assert "flat one" not in surface.hint
    # With the best intercept everywhere the second derivatives are the Schur complement of all three's.
    for standardize, number in ((False, 18_983), (True, 8.854)):
        known = theory(lesson.problem.data, lesson.settings.changed(standardize=standardize))
        all_three = known.hessian
        drawn = all_three[1:, 1:] - np.outer(all_three[1:, 0], all_three[0, 1:]) / all_three[0, 0]
        assert np.linalg.cond(drawn) == pytest.approx(number, rel=1e-3)
        assert np.linalg.cond(drawn) < known.condition_number
    # Of another loss no condition number is said, and no axes are drawn.
    turn(lesson, "loss", "huber")
    assert "Condition number" not in surface.hint


def test_a_moved_point_moves_the_exact_line_and_undo_brings_it_back(lesson: RegressionLesson) -> None:
    before = lesson.problem.exact
    message = {"type": "edit", "action": "move", "index": 23, "x": 39.7, "y": 20.0}

    lesson.views.data.receive(message)
    assert lesson.panel.knobs.values["data"] == "own"
    assert lesson.problem.exact != pytest.approx(before)
    click(lesson.dashboard, "Undo")

    assert lesson.settings.data == "fire_theft"
    assert lesson.problem.exact == pytest.approx(before, abs=0.0)


def test_a_whole_drag_is_one_step_back(lesson: RegressionLesson) -> None:
    def drag_to(y: float, drag: str) -> None:
        message = {"type": "edit", "action": "move", "index": 23, "x": 39.7, "y": y, "drag": drag}
        lesson.views.data.receive(message)

    for y in (140.0, 120.0, 100.0):
        drag_to(y, "first")
    drag_to(80.0, "second")

    click(lesson.dashboard, "Undo")
    assert lesson.problem.data.y[23] == 100.0
    click(lesson.dashboard, "Undo")

    assert lesson.settings.data == "fire_theft"
    assert button_in(lesson.dashboard, "Undo").disabled


def test_points_are_added_and_removed(lesson: RegressionLesson) -> None:
    lesson.views.data.receive({"type": "edit", "action": "add", "x": 5.0, "y": 5.0})
    assert len(lesson.problem.data) == 43

    lesson.views.data.receive({"type": "edit", "action": "remove", "index": 42})

    assert len(lesson.problem.data) == 42


def test_a_file_replaces_the_points_and_a_bad_one_changes_nothing(lesson: RegressionLesson) -> None:
    def hand_over(content: bytes) -> None:
        message = {"type": "piece", "name": "mine.csv", "first": True, "last": True}
        lesson.own.file.receive(message, [memoryview(content)])

    hand_over(b"x,y\n1,2\n2,4\n3,6\n")
    assert len(lesson.problem.data) == 3
    assert lesson.own.file.taken
    assert lesson.problem.exact == pytest.approx([0.0, 2.0], abs=1e-12)
    hand_over(b"x,y\n1,2\n2,abc\n")

    assert "abc" in lesson.banner.message or "line 3" in lesson.banner.message
    assert len(lesson.problem.data) == 3
    assert not lesson.own.file.taken


def test_edited_points_no_longer_go_by_the_name_of_the_data(lesson: RegressionLesson) -> None:
    lesson.views.data.receive({"type": "edit", "action": "add", "x": 5.0, "y": 5.0})

    assert lesson.views.data.title == "Your points (edited)"
    assert "Your points (edited)" in lesson.views.data.description
    assert json.loads(lesson.sections.produce("result")[2])["data"] == "Your points (edited)"
    lesson.own.undo()
    assert lesson.views.data.title == "Fire and theft in Chicago"


def test_a_step_back_that_can_not_be_fitted_changes_nothing_and_is_kept(lesson: RegressionLesson) -> None:
    message = {"type": "piece", "name": "two.csv", "first": True, "last": True}
    lesson.own.file.receive(message, [memoryview(b"x,y\n1,2\n2,4\n")])
    lesson.views.data.receive({"type": "edit", "action": "add", "x": 5.0, "y": 5.0})
    turn(lesson, "curve", "parabola")

    click(lesson.dashboard, "Undo")
    assert "three different x" in lesson.banner.message
    assert len(lesson.problem.data) == 3
    turn(lesson, "curve", "line")
    click(lesson.dashboard, "Undo")

    assert len(lesson.problem.data) == 2


def hand_over(lesson: RegressionLesson, content: str, name: str = "mine.csv") -> None:
    message = {"type": "piece", "name": name, "first": True, "last": True}
    lesson.own.file.receive(message, [memoryview(content.encode())])


THREE_COLUMNS = "ward;fires;thefts;income\nA;6,2;29;11\nB;9,5;44;9\nC;10,5;NA;10\nD;7;37;12\n"


def test_what_was_decided_about_a_file_is_said_below_the_points(lesson: RegressionLesson) -> None:
    assert lesson.own.choice.text == ""

    hand_over(lesson, THREE_COLUMNS)

    assert lesson.own.choice.text == (
        "Read as semicolons, decimal commas, 3 rows, columns fires and thefts. "
        "Left out: what lacks a number (line 4)."
    )
    assert lesson.own.choice.columns == ["fires", "thefts", "income"]
    assert lesson.own.choice.chosen == [0, 1]


def test_other_columns_are_chosen_undone_and_kept(lesson: RegressionLesson) -> None:
    hand_over(lesson, THREE_COLUMNS)
    choice = lesson.own.choice

    choice.receive({"type": "choose", "axis": "y", "index": 2})
    assert (lesson.problem.data.y_label, len(lesson.problem.data)) == ("income", 4)
    assert choice.chosen == [0, 2]
    choice.receive({"type": "choose", "axis": "x", "index": 2})
    assert (lesson.problem.data.x_label, lesson.problem.data.y_label) == ("income", "fires")

    click(lesson.dashboard, "Undo")
    assert choice.chosen == [0, 2]
    turn(lesson, "data", "line")
    assert choice.text == ""
    turn(lesson, "data", "own")
    assert choice.chosen == [0, 2]
    assert lesson.problem.data.y_label == "income"
    assert "columns fires and income" in choice.text


def test_edited_points_keep_the_way_to_other_columns(lesson: RegressionLesson) -> None:
    hand_over(lesson, THREE_COLUMNS)

    lesson.views.data.receive({"type": "edit", "action": "remove", "index": 0, "x": 0.0, "y": 0.0})
    assert lesson.own.choice.columns == ["fires", "thefts", "income"]
    lesson.own.choice.receive({"type": "choose", "axis": "y", "index": 2})

    assert len(lesson.problem.data) == 4


def test_a_column_that_cannot_be_taken_leaves_the_page_as_it_was(lesson: RegressionLesson) -> None:
    hand_over(lesson, THREE_COLUMNS.replace(";12\n", ";twelve\n"))

    lesson.own.choice.receive({"type": "choose", "axis": "y", "index": 2})

    assert "line 5: 'twelve' is not a number" in lesson.banner.message
    assert lesson.own.choice.chosen == [0, 1]
    assert lesson.problem.data.y_label == "thefts"


def test_a_file_that_can_be_read_in_two_ways_is_asked_about(lesson: RegressionLesson) -> None:
    hand_over(lesson, "fires;thefts\n1,250;2\n12,400;3\n980;4\n")
    choice = lesson.own.choice
    assert "'1,250' can be 1.25 or 1250" in choice.text
    assert choice.answers == ["It is 1.25", "It is 1250"]
    assert lesson.problem.data.title == "Fire and theft in Chicago"

    choice.receive({"type": "answer", "index": 1})

    assert lesson.problem.data.x.tolist() == [1250.0, 12400.0, 980.0]
    assert choice.text == "Read as semicolons, commas between thousands, 3 rows, columns fires and thefts"
    assert choice.answers == []


def test_a_question_about_a_file_goes_when_something_else_is_done(lesson: RegressionLesson) -> None:
    hand_over(lesson, "fires;thefts\n1,250;2\n980;4\n")

    turn(lesson, "epochs", 20)

    assert (lesson.own.choice.text, lesson.own.choice.answers) == ("", [])
    lesson.own.choice.receive({"type": "answer", "index": 0})
    assert lesson.problem.data.title == "Fire and theft in Chicago"


def test_a_file_that_is_refused_changes_nothing(lesson: RegressionLesson) -> None:
    hand_over(lesson, THREE_COLUMNS)

    hand_over(lesson, "1,2\n3,four\n", "other.csv")

    assert "other.csv, line 2: 'four' is not a number" in lesson.banner.message
    assert lesson.problem.data.title == "mine.csv"
    assert "columns fires and thefts" in lesson.own.choice.text


def test_own_points_without_any_say_how_to_get_them(lesson: RegressionLesson) -> None:
    turn(lesson, "data", "own")

    assert "CSV" in lesson.banner.message
    assert lesson.settings.data == "fire_theft"
    assert lesson.panel.knobs.values["data"] == "fire_theft"


def test_an_experiment_fills_its_row_with_what_was_measured(lesson: RegressionLesson) -> None:
    lesson.control.set_speed("full")

    lesson.table.table.receive({"type": "run", "name": "lecture"})
    assert row(lesson, "lecture")["busy"]
    wait_until(lambda: bool(row(lesson, "lecture")["yours"]))

    assert row(lesson, "lecture")["yours"] == "slope 1.71838, intercept 15.7892"
    assert row(lesson, "lecture")["verdict"] == "same"
    assert not row(lesson, "lecture")["busy"]


def test_an_experiment_that_is_stopped_frees_its_row(lesson: RegressionLesson) -> None:
    lesson.table.table.receive({"type": "run", "name": "slow"})

    lesson.control.stop()
    wait_until(lambda: not row(lesson, "slow")["busy"])

    assert row(lesson, "slow")["yours"] == ""


def test_an_experiment_left_by_turning_a_knob_frees_its_row(lesson: RegressionLesson) -> None:
    lesson.table.table.receive({"type": "run", "name": "slow"})

    turn(lesson, "optimizer", "adam")
    lesson.control.stop()

    wait_until(lambda: not row(lesson, "slow")["busy"])
    assert row(lesson, "slow")["yours"] == ""


def test_the_address_sets_the_knobs_and_is_kept_in_step(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = opened_at(RegressionLesson, "learning_rate=0.002&curve=parabola&hide=loss,seed", monkeypatch)

    assert (lesson.settings.learning_rate, lesson.settings.curve) == (0.002, "parabola")
    assert {"loss", "seed"} <= set(lesson.panel.knobs.hidden)
    turn(lesson, "epochs", 20)
    assert (
        lesson.sections.snippet.address_query == "learning_rate=0.002&epochs=20&curve=parabola&hide=loss,seed"
    )


def test_a_hostile_address_is_clamped_ignored_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    query = "learning_rate=1e99&epochs=<script>alert(1)</script>&data=../../etc/passwd&seed=nan"

    lesson = opened_at(RegressionLesson, query, monkeypatch)

    assert lesson.settings == RegressionSettings(learning_rate=10.0)
    assert "learning rate" in lesson.banner.message.lower()
    assert lesson.banner.tone == "note"


def test_the_downloads_hold_the_run_on_the_page(lesson: RegressionLesson) -> None:
    produce = lesson.sections.produce

    name, mime, content = produce("run")
    assert (name, mime) == ("regression_run.csv", "text/csv")
    header, *rows = content.decode().strip().split("\n")
    assert header.startswith("epoch,updates,loss")
    assert len(rows) == 101
    result = json.loads(produce("result")[2])
    assert result["slope"] == pytest.approx(1.71838, abs=1e-5)
    assert result["settings"]["learning_rate"] == 0.001
    assert produce("points")[2].decode().count("\n") == 43


def test_a_saved_chart_says_which_settings_it_is_of(lesson: RegressionLesson) -> None:
    sent = threading.Event()
    contents: list[bytes] = []

    def send(message: dict[str, Any], buffers: Any = ()) -> None:
        if message["type"] == "file":
            contents.append(buffers[0])
            sent.set()

    turn(lesson, "epochs", 50)
    lesson.views.loss.send = send
    lesson.views.loss.receive({"type": "save", "format": "SVG", "ticket": 1})
    assert sent.wait(60)
    assert "AI Playground. Lesson 1: Regression. Epochs 50, seed 42." in contents[0].decode()


def test_the_copied_code_computes_the_number_on_the_page(lesson: RegressionLesson) -> None:
    turn(lesson, "method", "batch")
    names: dict[str, Any] = {}

    exec(lesson.sections.snippet.text, names)

    shown = lesson.control.shown
    assert names["snapshot"].coefficients == pytest.approx(shown.coefficients, abs=0.0)


def earlier_labels(lesson: RegressionLesson) -> list[str]:
    return [layer["label"] for layer in lesson.views.loss.layers if layer.get("tone") == "before"]


def test_runs_that_were_asked_for_stay_as_curves_and_answers_to_knobs_do_not(
    lesson: RegressionLesson,
) -> None:
    for rate in (0.0011, 0.0012, 0.0013):
        turn(lesson, "learning_rate", rate)
    assert earlier_labels(lesson) == ["rate 0.001"]
    lesson.control.set_speed("full")
    lesson.control.run()
    wait_until(lambda: lesson.bar.state == "done")

    turn(lesson, "learning_rate", 0.0005)

    assert earlier_labels(lesson) == ["rate 0.001", "rate 0.0013"]


def test_a_knob_without_effect_is_not_on_the_page(lesson: RegressionLesson) -> None:
    assert {"batch_size", "momentum"} <= set(lesson.panel.knobs.hidden)

    turn(lesson, "optimizer", "nesterov")
    turn(lesson, "method", "minibatch")

    assert {"batch_size", "momentum"}.isdisjoint(lesson.panel.knobs.hidden)


def test_a_download_without_a_run_says_so_and_the_points_are_there(lesson: RegressionLesson) -> None:
    lesson.control.reset()

    lesson.sections.downloads.receive({"type": "download", "name": "run"})

    assert lesson.banner.message == "There is no run yet. Press Run, then download."
    assert lesson.sections.produce("points")[2].startswith(b"fires")


def test_turning_a_live_knob_leaves_the_authors_run(lesson: RegressionLesson) -> None:
    lesson.table.table.receive({"type": "run", "name": "slow"})

    turn(lesson, "learning_rate", 2e-5)
    lesson.control.stop()

    wait_until(lambda: not row(lesson, "slow")["busy"])
    assert row(lesson, "slow")["yours"] == ""
    assert lesson.marks == []


def test_the_code_of_own_points_reads_their_download(
    lesson: RegressionLesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson.views.data.receive({"type": "edit", "action": "move", "index": 23, "x": 39.7, "y": 20.0})
    name, _, content = lesson.sections.produce("points")
    (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}

    exec(lesson.sections.snippet.text, names)

    assert names["snapshot"].coefficients == pytest.approx(lesson.control.shown.coefficients, abs=0.0)
    assert lesson.sections.snippet.share_url_query == ""


def test_an_exercise_judges_the_newest_state_wherever_the_timeline_stands(lesson: RegressionLesson) -> None:
    turn(lesson, "data", "line")
    turn(lesson, "method", "batch")
    turn(lesson, "learning_rate", 0.0018)
    turn(lesson, "epochs", 300)
    lesson.control.seek(3)

    lesson.sections.tasks.receive({"type": "check", "name": "largest_rate"})

    assert "past the edge" in lesson.sections.tasks.verdicts["largest_rate"]["text"]


def test_an_exercise_is_judged_by_the_run_on_the_page(lesson: RegressionLesson) -> None:
    lesson.sections.tasks.receive({"type": "check", "name": "largest_rate"})
    assert lesson.sections.tasks.verdicts["largest_rate"]["right"] is False
    turn(lesson, "data", "line")
    turn(lesson, "method", "batch")
    turn(lesson, "learning_rate", 0.00176)

    lesson.sections.tasks.receive({"type": "check", "name": "largest_rate"})

    assert lesson.sections.tasks.verdicts["largest_rate"]["right"] is True


@pytest.mark.parametrize("cause", ["read-only", "full", "missing"])
def test_without_temporary_files_a_run_goes_on_and_says_that_it_does_not_queue(
    lesson: RegressionLesson, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, cause: str
) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EROFS if cause == "read-only" else errno.ENOSPC, cause)

    if cause == "missing":
        monkeypatch.setattr(tempfile, "tempdir", None)
        monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
        monkeypatch.setenv("TMPDIR", "/proc")
    else:
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
        monkeypatch.setattr(Path, "mkdir", fail)
    turn(lesson, "epochs", 2_000)  # long enough to queue

    lesson.control.run(FULL_SPEED)
    wait_until(lambda: lesson.bar.state == "done")

    assert "This run doesn't queue for the machine" in lesson.bar.message
    assert "TMPDIR" in lesson.bar.message
    assert lesson.banner.message == ""
    for name in ("run", "points", "result"):
        assert lesson.sections.produce(name)[2]
    lesson.own.file.receive(
        {"type": "piece", "name": "mine.csv", "first": True, "last": True}, [memoryview(b"1,2\n2,4\n3,7\n")]
    )
    assert len(lesson.problem.data) == 3


def test_tensorflow_stays_out_until_it_is_asked_for(lesson: RegressionLesson) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from ai_playground.regression.dashboard import RegressionLesson; RegressionLesson();"
        "heavy = 'tensorflow', 'keras', 'matplotlib', 'pandas', 'PIL';"
        "print([name for name in heavy if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_the_traced_graph_can_be_saved_once_it_is_there() -> None:
    section = GraphSection(Banner(), lambda: load_points(RegressionSettings()))
    assert section.save.plate() is None
    nodes = (GraphNode("X", "Placeholder"), GraphNode("Xavg", "Mean", ("X",)))
    section.show(TracedFit(nodes, 1.5, 2.5))
    plate = section.save.plate()
    assert isinstance(plate, Graph)
    assert [box[4:] for box in plate.boxes] == [("X", "Placeholder"), ("Xavg", "Mean")]
    assert len(plate.lines) == 1
    assert ("slope 1.50000000000", "now") in plate.caption
