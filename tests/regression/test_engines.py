"""What isn't descent's run goes by the name of its engine, wherever it is shown or taken home."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from typing import Any

import pytest

from ai_playground.jobs import device
from ai_playground.regression.dashboard import RegressionLesson, export
from ai_playground.regression.dashboard import lesson as page
from ai_playground.regression.dashboard.charts import descriptions, way
from ai_playground.regression.dashboard.problem import Curve, Problem
from ai_playground.regression.data import load_points
from ai_playground.regression.descent import Snapshot, descend
from ai_playground.regression.engines import Engine
from ai_playground.regression.experiments import ESTIMATOR, LECTURE
from ai_playground.regression.settings import RegressionSettings
from ai_playground.ui.chart import Chart
from tests.lesson_driver import turn, wait_until


@pytest.fixture
def lesson() -> RegressionLesson:
    return RegressionLesson()


def labels(chart: Chart) -> list[str]:
    return [layer["label"] for layer in chart.layers if layer.get("label")]


def saved(chart: Chart) -> str:
    """The chart as SVG, with its caption in it."""
    sent = threading.Event()
    contents: list[bytes] = []

    def send(message: dict[str, Any], buffers: Any = ()) -> None:
        if message["type"] == "file":
            contents.append(buffers[0])
            sent.set()

    chart.send = send
    chart.receive({"type": "save", "format": "SVG", "ticket": 1})
    assert sent.wait(60)
    return contents[0].decode()


def nothing() -> None:
    """In place of what prepares TensorFlow."""


def run_by(engine: Engine, settings: RegressionSettings) -> tuple[Problem, list[Snapshot]]:
    """A problem of this engine, and a made-up history of it: descent's first two snapshots."""
    points = load_points(settings)
    run = descend(points, settings)
    return Problem.of(points, settings, engine=engine), [next(run), next(run)]


def row_of(lesson: RegressionLesson, name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in lesson.table.table.rows if each["name"] == name)
    return found


def test_the_lasso_is_drawn_judged_and_copied_as_code(lesson: RegressionLesson) -> None:
    lesson.table.table.receive({"type": "run", "name": "lasso"})
    wait_until(lambda: "Lasso" in labels(lesson.views.surface))
    wait_until(lambda: row_of(lesson, "lasso")["verdict"] != "")
    row = row_of(lesson, "lasso")
    assert (row["yours"], row["verdict"]) == ("slope 1.3025, intercept 17.1343", "same")
    assert {"exact 1.313", "Lasso 1.302"} <= set(labels(lesson.views.data))
    names: dict[str, Any] = {}
    exec(lesson.sections.snippet.text, names)
    assert names["snapshot"].coefficients == pytest.approx(lesson.control.shown.coefficients, abs=0.0)


def test_what_is_taken_home_of_the_lasso_says_so_and_no_link_promises_it(lesson: RegressionLesson) -> None:
    assert lesson.sections.snippet.share_url_query != ""
    lesson.table.table.receive({"type": "run", "name": "lasso"})
    wait_until(lambda: lesson.bar.state == "done")

    result = json.loads(lesson.sections.produce("result")[2])
    assert (result["engine"], result["slope"]) == ("lasso", pytest.approx(1.3025, abs=5e-5))
    picture = saved(lesson.views.data)
    assert "Lasso, penalty 1. Data: Fire and theft in Chicago." in picture
    assert "solve exactly" not in picture
    assert lesson.sections.snippet.share_url_query == ""

    lesson.table.table.receive({"type": "run", "name": "exact"})
    wait_until(lambda: "formula 1.313" in labels(lesson.views.data))
    assert json.loads(lesson.sections.produce("result")[2])["engine"] == "descent"
    assert lesson.sections.snippet.share_url_query == "method=exact"


def test_a_run_in_keras_counts_batches_and_goes_by_its_name() -> None:
    problem, history = run_by("keras", ESTIMATOR)
    assert way(problem) == "Keras"
    assert Curve.of(problem, history).label == "Keras, rate 0.2, ftrl"
    assert export.run_csv(problem, history).startswith(b"batch,updates,loss,")
    result = json.loads(export.result_json(problem, history, 1.0))
    assert (result["engine"], result["batches_run"]) == ("keras", 1)
    assert "epochs_run" not in result
    assert export.as_caption(problem).startswith("Keras, whose epochs are batches. Update after a few,")
    assert "over 1 batch, now" in descriptions(problem, history[-1])[2]
    assert "over 2,000 batches, now" in descriptions(problem, replace(history[-1], epoch=2000))[2]


def test_a_run_of_descent_counts_epochs_and_is_named_after_its_knobs() -> None:
    problem, history = run_by("descent", LECTURE)
    assert way(problem) == "descent"
    assert Curve.of(problem, history).label == "rate 0.001"
    assert export.run_csv(problem, history).startswith(b"epoch,updates,loss,")
    result = json.loads(export.result_json(problem, history, 1.0))
    assert (result["engine"], result["epochs_run"]) == ("descent", 1)
    assert export.as_caption(problem) == "Knobs as they come, seed 42."
    assert "over 1 epoch, now" in descriptions(problem, history[-1])[2]
    assert way(Problem.of(problem.data, LECTURE.changed(method="exact"))) == "formula"
    assert Curve.of(*run_by("lasso", LECTURE.changed(method="exact"))).label == "Lasso"


def test_a_knob_turned_after_the_lasso_is_answered_by_descent(lesson: RegressionLesson) -> None:
    lesson.table.table.receive({"type": "run", "name": "lasso"})
    wait_until(lambda: lesson.bar.state == "done")

    turn(lesson, "method", "sgd")

    assert lesson.problem.engine == "descent"
    assert "descent 1.718" in labels(lesson.views.data)


def test_a_knob_turned_while_keras_runs_begins_a_descent(
    lesson: RegressionLesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "keras_dense", descend)
    monkeypatch.setattr(device, "configure", nothing)
    lesson.table.table.receive({"type": "run", "name": "estimator"})
    wait_until(lambda: lesson.bar.state == "done")
    lesson.control.step(1)  # the same again, which is no row's any more
    wait_until(lambda: lesson.bar.state == "paused")
    assert way(lesson.problem) == "Keras"

    turn(lesson, "learning_rate", 0.3)

    assert lesson.problem.engine == "descent"
    assert lesson.marks == []
    assert "Begun anew: a run keeps its learning rate." in lesson.bar.message
    lesson.control.stop()
