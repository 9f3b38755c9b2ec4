"""What is the same on the page of every lesson: its run, knobs, exercises and rows."""

from __future__ import annotations

import ast
import builtins
import threading
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest

from ai_playground.corners.dashboard import CornersLesson
from ai_playground.cyclegan.dashboard import CycleganLesson
from ai_playground.jobs import Job
from ai_playground.lesson.catalogue import LESSONS
from ai_playground.patches.dashboard import PatchesLesson
from ai_playground.regression.dashboard import RegressionLesson
from ai_playground.style.dashboard import StyleLesson
from tests.lesson_driver import Lesson, check, opened_at, press, turn, wait_until
from tests.lessons.dice import DiceLesson

# A knob that no run takes up on its way, with another value than it has; a preset; an exercise.
PAGES: dict[str, Any] = {
    "regression": (RegressionLesson, ("epochs", 50), "slow", "largest_rate"),
    "style": (StyleLesson, ("size", 64), "quick", "keep"),
    "cyclegan": (CycleganLesson, ("steps", 100), "no_cycle", "closer"),
    "corners": (CornersLesson, ("epochs", 7), "cured", "beat"),
    "patches": (PatchesLesson, ("steps", 100), "cured", "learns"),
    "dice": (DiceLesson, ("throws", 50), "long", "settle"),
}
WITH_ROWS = {
    "regression": ("lecture", "more_epochs"),
    "corners": ("dense-16/constant", "dense-32/constant"),
    "patches": ("constant", "data"),
}


def test_every_lesson_that_is_built_is_here() -> None:
    assert PAGES.keys() - {"dice"} == {lesson.slug for lesson in LESSONS if lesson.built}


@pytest.fixture(params=PAGES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def lesson(name: str, monkeypatch: pytest.MonkeyPatch) -> Lesson:
    page: Callable[[], Lesson] = PAGES[name][0]
    return opened_at(page, "", monkeypatch)


@pytest.fixture
def go_on() -> Iterator[threading.Event]:
    """Lets a run of `with_runs` come to its end."""
    event = threading.Event()
    yield event
    event.set()


def with_runs(lesson: Lesson, go_on: threading.Event) -> Lesson:
    """Have the lesson's runs give the snapshots that it has at load, all but the last at once.

    Those of a run, where it has none at load.
    """
    job = lesson.control.job or lesson.control.make_job()
    job.run_in_foreground()  # which does nothing to one that is over
    snapshots = [snapshot for _, snapshot in job.history]

    def engine() -> Generator[Any, Any, None]:
        yield from snapshots[:-1]
        go_on.wait(60.0)
        yield snapshots[-1]

    lesson.control.make_job = lambda: Job(engine, max_steps=len(snapshots) + 1)
    return lesson


def ended(lesson: Lesson, go_on: threading.Event) -> Lesson:
    press(lesson, "run")
    go_on.set()
    assert lesson.control.job is not None
    lesson.control.job.wait(60.0)  # raises what the engine raises
    wait_until(lambda: lesson.bar.state == "done")
    return lesson


@pytest.mark.slow
def test_an_exercise_judges_the_end_of_the_run_wherever_the_timeline_points(
    name: str, lesson: Lesson, go_on: threading.Event
) -> None:
    ended(with_runs(lesson, go_on), go_on)
    at_the_end = check(lesson, PAGES[name][3])
    lesson.bar.receive({"type": "seek", "index": 0})
    assert len(lesson.control.view(None).history_shown) == 1
    assert check(lesson, PAGES[name][3]) == at_the_end


def test_no_exercise_is_solved_by_a_recording_a_run_that_is_on_or_none(
    name: str, lesson: Lesson, go_on: threading.Event
) -> None:
    exercise = PAGES[name][3]
    if lesson.control.recorded:
        assert "recorded" in check(lesson, exercise)["text"]
    press(with_runs(lesson, go_on), "run")
    assert "still on" in check(lesson, exercise)["text"]
    press(lesson, "pause")
    assert "still on" in check(lesson, exercise)["text"]
    press(lesson, "reset")
    assert "no run yet" in check(lesson, exercise)["text"]
    assert not lesson.sections.tasks.verdicts[exercise]["right"]


def test_a_refused_value_springs_back(name: str, lesson: Lesson, monkeypatch: pytest.MonkeyPatch) -> None:
    knob, value = PAGES[name][1]
    before = lesson.panel.settings

    def refuse(_change: object) -> None:
        raise ValueError("not today")

    monkeypatch.setattr(lesson.panel, "on_change", refuse)
    turn(lesson, knob, value)
    assert lesson.banner.message == "not today"
    assert lesson.panel.settings == before
    assert lesson.panel.knobs.values == before.model_dump()
    assert not lesson.panel.knobs.can_undo


def test_a_knob_that_runs_keep_begins_the_run_anew_and_says_so(
    name: str, lesson: Lesson, go_on: threading.Event
) -> None:
    press(with_runs(lesson, go_on), "run")
    first = lesson.control.job
    knob, value = PAGES[name][1]
    turn(lesson, knob, value)
    assert lesson.control.active
    assert lesson.control.job is not first
    assert f"Begun anew: a run keeps its {knob}." in lesson.bar.message


def test_a_preset_is_in_force_until_a_knob_is_turned_and_can_be_undone(name: str, lesson: Lesson) -> None:
    _, (knob, value), preset, _ = PAGES[name]
    before = lesson.panel.settings
    knobs = lesson.panel.knobs
    knobs.receive({"type": "preset", "name": preset})
    assert knobs.active_preset == preset
    assert lesson.panel.settings != before
    knobs.receive({"type": "undo"})
    assert lesson.panel.settings == before
    turn(lesson, knob, value)
    assert knobs.active_preset != preset
    assert lesson.panel.query() == f"{knob}={value}"
    assert lesson.sections.snippet.address_query == f"{knob}={value}" or name == "style"


def test_the_code_to_copy_imports_what_it_uses(lesson: Lesson) -> None:
    nodes = list(ast.walk(ast.parse(lesson.sections.snippet.text)))
    names = [node for node in nodes if isinstance(node, ast.Name)]
    imported = {each.asname or each.name for node in nodes for each in getattr(node, "names", ())}
    known = imported | {name.id for name in names if isinstance(name.ctx, ast.Store)} | set(dir(builtins))
    assert {name.id for name in names} <= known


def test_a_teachers_link_hides_knobs_and_keeps_hiding_them(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: Callable[[], Lesson] = PAGES[name][0]
    knob = PAGES[name][1][0]
    lesson = opened_at(page, f"hide={knob}", monkeypatch)
    assert knob in lesson.panel.knobs.hidden
    assert lesson.panel.query() == f"hide={knob}"


@pytest.mark.parametrize("name", WITH_ROWS, indirect=True)
def test_a_row_is_busy_while_its_run_is_on(name: str, lesson: Any, go_on: threading.Event) -> None:
    first, second = WITH_ROWS[name]
    table = with_runs(lesson, go_on).table.table  # type: ignore[attr-defined]

    def busy() -> list[str]:
        return [row["name"] for row in table.rows if row["busy"]]

    table.receive({"type": "run", "name": first})
    assert busy() == [first]
    table.receive({"type": "run", "name": second})
    assert busy() == [second]
    press(lesson, "reset")
    assert busy() == []
    table.receive({"type": "run", "name": first})
    turn(lesson, *PAGES[name][1])
    assert busy() == []
    table.receive({"type": "run", "name": first})
    press(lesson, "stop")
    go_on.set()
    wait_until(lambda: busy() == [])
    table.receive({"type": "run", "name": first})
    wait_until(lambda: lesson.bar.state == "done")
    assert busy() == []
