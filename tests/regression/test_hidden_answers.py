"""What answers a question isn't on the page before it was asked, and is then."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai_playground.regression.dashboard import RegressionLesson
from ai_playground.regression.experiments import EXPERIMENTS
from ai_playground.regression.presets import PRESETS
from ai_playground.regression.settings import RegressionSettings
from ai_playground.ui.chart import Chart
from tests.lesson_driver import turn, wait_until, widgets_in


@pytest.fixture
def lesson() -> RegressionLesson:
    return RegressionLesson()


def answer(lesson: RegressionLesson, *names: str) -> None:
    for quiz in lesson.sections.quizzes:
        if quiz.name in names:
            quiz.receive({"type": "answer", "index": 0})


def labels(chart: Chart) -> list[str]:
    return [layer["label"] for layer in chart.layers if layer.get("label")]


def note(lesson: RegressionLesson) -> dict[str, Any]:
    found: dict[str, Any] = lesson.panel.knobs.notes.get("learning_rate", {})
    return found


def theory_taken_home(lesson: RegressionLesson) -> set[str]:
    return set(json.loads(lesson.sections.produce("result")[2])["theory"])


def studies(lesson: RegressionLesson) -> list[Chart]:
    return [each for each in widgets_in(lesson.studies.box) if isinstance(each, Chart)]


def test_where_a_run_settles_is_marked_once_it_was_predicted(lesson: RegressionLesson) -> None:
    assert "settles here" not in labels(lesson.views.surface)
    assert "theory: settles here" not in labels(lesson.views.loss)

    answer(lesson, "smaller_rate")
    assert "settles here" not in labels(lesson.views.surface)
    answer(lesson, "ten_times_the_epochs")

    assert "settles here" in labels(lesson.views.surface)
    assert "theory: settles here" in labels(lesson.views.loss)


def test_nothing_beside_the_knobs_promises_an_answer() -> None:
    said = " ".join(f"{each.label} {each.promise}" for each in PRESETS)
    said += " ".join(f"{each.label} {each.note}" for each in EXPERIMENTS)
    for figure in ("23", "1.62", "0.0039", "0.615", "1.94"):
        assert figure not in said


def test_the_largest_rate_of_the_full_batch_stands_on_the_knob_once_it_was_asked_for(
    lesson: RegressionLesson,
) -> None:
    answer(lesson, "ten_times_the_epochs")
    assert "all points" not in note(lesson)["text"]
    turn(lesson, "method", "batch")
    assert note(lesson) == {}

    answer(lesson, "standardise")

    assert note(lesson)["text"] == "Stable below 0.003952, all points at once."
    turn(lesson, "method", "sgd")
    assert "all points at once: 0.00395" in note(lesson)["text"]


def test_the_largest_rate_of_single_points_waits_for_the_question_that_it_would_answer(
    lesson: RegressionLesson,
) -> None:
    assert note(lesson) == {}
    answer(lesson, "ten_times_the_epochs")
    assert note(lesson)["text"] == "Stable below 0.00254, one point at a time in the order of the data."
    turn(lesson, "standardize", True)
    assert note(lesson) == {}

    answer(lesson, "standardise")

    assert note(lesson)["text"].startswith("Stable below 0.426, one point at a time")


def test_the_largest_rate_of_other_points_stands_there_once_it_was_found(lesson: RegressionLesson) -> None:
    answer(lesson, "standardise", "ten_times_the_epochs")
    turn(lesson, "data", "line")
    assert note(lesson) == {}  # that of one point at a time is the same but for a hair
    turn(lesson, "method", "batch")
    assert note(lesson) == {}
    turn(lesson, "learning_rate", 0.00176)

    lesson.sections.tasks.receive({"type": "check", "name": "largest_rate"})

    assert lesson.sections.tasks.verdicts["largest_rate"]["right"] is True
    assert note(lesson)["text"] == "Stable below 0.0017867, all points at once."
    assert note(lesson)["action"] == "Set to the best"


def test_the_file_to_take_home_holds_what_theory_foretells_once_it_was_asked_for(
    lesson: RegressionLesson,
) -> None:
    assert theory_taken_home(lesson) == {"condition_number"}
    answer(lesson, "ten_times_the_epochs")
    assert theory_taken_home(lesson) == {"condition_number", "sgd_limit"}

    answer(lesson, "standardise")

    rates = {"condition_number", "stable_rate", "optimal_rate", "sgd_stable_rate"}
    assert theory_taken_home(lesson) == {*rates, "sgd_limit"}
    turn(lesson, "data", "line")
    assert "stable_rate" not in theory_taken_home(lesson)
    turn(lesson, "standardize", True)
    assert rates <= theory_taken_home(lesson)


def test_the_axes_parts_are_seen_at_once_and_their_law_once_it_was_asked_for(
    lesson: RegressionLesson,
) -> None:
    assert {"flat axis", "steep axis"} <= set(labels(lesson.views.surface))
    assert "flat axis" not in labels(lesson.views.loss)
    turn(lesson, "method", "batch")
    turn(lesson, "learning_rate", 0.0039)
    assert {"flat axis", "steep axis"} <= set(labels(lesson.views.loss))

    answer(lesson, "standardise")

    assert {"flat axis: error × 0.9972 a step", "steep axis: error × −0.9733 a step"} <= set(
        labels(lesson.views.loss)
    )
    turn(lesson, "optimizer", "adam")
    assert {"flat axis", "steep axis"} <= set(labels(lesson.views.loss))
    turn(lesson, "loss", "huber")
    assert "flat axis" not in labels(lesson.views.loss) + labels(lesson.views.surface)


def test_a_rate_turned_on_the_way_follows_no_one_law(lesson: RegressionLesson) -> None:
    answer(lesson, "standardise")
    turn(lesson, "method", "batch")
    turn(lesson, "epochs", 100_000)
    lesson.control.set_speed("full")
    lesson.control.run()
    wait_until(lambda: any("a step" in label for label in labels(lesson.views.loss)))

    turn(lesson, "learning_rate", 0.0005)
    wait_until(lambda: len(lesson.marks) == 1)
    wait_until(lambda: not any("a step" in label for label in labels(lesson.views.loss)))
    lesson.control.stop()


@pytest.mark.slow
def test_the_charts_of_many_runs_come_with_their_answers(lesson: RegressionLesson) -> None:
    assert studies(lesson) == []

    answer(lesson, "smaller_rate")
    (rates,) = studies(lesson)
    assert labels(rates) == ["exact 1.313", "100 epochs"]
    assert rates.caption == [["best of these for 100 epochs: 0.00047, slope 1.564", "now"]]
    assert "for ever" not in rates.hint
    answer(lesson, "new_orders")
    rates, orders = studies(lesson)
    assert "fixed order 1.620" not in labels(orders)
    answer(lesson, "ten_times_the_epochs")

    assert studies(lesson) == [rates, orders]
    assert labels(rates) == ["exact 1.313", "100 epochs", "1,000 epochs", "10,000 epochs", "for ever"]
    assert "an accident of this order" in rates.hint
    assert "0.00009 and 0.000015" in rates.hint
    assert "fixed order 1.620" in labels(orders)
    assert orders.caption == [["new orders end at −0.55 to 4.17", "before"]]
    assert lesson.banner.message == ""


def test_a_question_is_watched_on_the_charts_and_undo_brings_back_what_was_there(
    lesson: RegressionLesson,
) -> None:
    own = RegressionSettings(learning_rate=0.0007, curve="parabola", epochs=30)
    lesson.panel.take(own)
    quiz = next(each for each in lesson.sections.quizzes if each.name == "one_step")
    quiz.receive({"type": "watch"})
    assert lesson.settings == own

    answer(lesson, "one_step")
    quiz.receive({"type": "watch"})
    wait_until(lambda: lesson.bar.state == "done")

    assert lesson.settings == RegressionSettings(
        method="batch", standardize=True, learning_rate=0.5, epochs=1
    )
    assert lesson.control.shown.coefficients[1] == pytest.approx(1.3134560, abs=1e-7)
    lesson.panel.knobs.receive({"type": "undo"})
    assert lesson.settings == own


@pytest.mark.slow
def test_a_run_that_is_on_gives_way_to_one_that_is_watched(lesson: RegressionLesson) -> None:
    turn(lesson, "epochs", 100_000)
    lesson.control.run()
    answer(lesson, "smaller_rate")
    quiz = next(each for each in lesson.sections.quizzes if each.name == "smaller_rate")

    quiz.receive({"type": "watch"})
    wait_until(lambda: lesson.bar.state == "done")

    assert lesson.settings == RegressionSettings(learning_rate=1e-5)
    assert lesson.control.shown.coefficients[1] == pytest.approx(2.130, abs=5e-4)
    assert lesson.marks == []


def test_own_points_come_back_after_a_question_was_watched(lesson: RegressionLesson) -> None:
    lesson.views.data.receive({"type": "edit", "action": "add", "x": 5.0, "y": 5.0})
    answer(lesson, "leave_out")
    quiz = next(each for each in lesson.sections.quizzes if each.name == "leave_out")

    quiz.receive({"type": "watch"})
    wait_until(lambda: lesson.bar.state == "done")
    assert len(lesson.problem.data) == 41
    lesson.panel.knobs.receive({"type": "undo"})

    assert len(lesson.problem.data) == 43
