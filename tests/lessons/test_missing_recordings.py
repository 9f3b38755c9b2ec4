"""An installation that lacks its recorded runs: every page says so, and works on."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from ai_playground.cyclegan import recording as cyclegan
from ai_playground.cyclegan.dashboard import CycleganLesson
from ai_playground.jobs import Job
from ai_playground.lesson import recording
from ai_playground.lesson.recording import RecordingError
from ai_playground.patches import recording as patches
from tests.lesson_driver import Lesson, check, opened_at, press, turn, wait_until, widgets_in
from tests.lessons.test_every_page import PAGES

MISSING = "A recorded run is missing here or damaged"


SHOW_ONE = {"style", "cyclegan", "corners", "patches"}
"""Lessons whose page opens with a recorded run."""


@pytest.fixture
def nothing_recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No recorded run can be read."""

    def none(folder: Path, *_: object) -> None:
        raise FileNotFoundError(folder)

    monkeypatch.setattr(recording, "read_run", none)
    kept = (cyclegan.load_recording, patches.load_recording)
    for each in kept:
        each.cache_clear()
    yield
    for each in kept:
        each.cache_clear()


@pytest.mark.usefixtures("nothing_recorded")
@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_its_recorded_run_says_what_is_missing_and_works_on(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page: Lesson = opened_at(PAGES[name][0], "", monkeypatch)
    assert page.banner.message.startswith(MISSING) == (name in SHOW_ONE)
    assert ("Install the lessons anew" in page.banner.message) == (name in SHOW_ONE)
    assert not page.control.recorded
    turn(page, *PAGES[name][1])
    if name in SHOW_ONE:
        assert "no run yet" in check(page, PAGES[name][3])["text"]

    def engine() -> Generator[None, Any, None]:
        while True:
            yield None

    page.control.make_job = lambda: Job(engine, max_steps=2)
    press(page, "run")
    wait_until(lambda: page.bar.state == "running")
    press(page, "stop")
    wait_until(lambda: page.bar.state == "stopped")
    assert page.banner.message == ""


@pytest.mark.usefixtures("nothing_recorded")
def test_a_question_and_pictures_that_take_recorded_runs_say_which_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = opened_at(CycleganLesson, "", monkeypatch)
    quiz = next(each for each in page.sections.quizzes if each.name == "identity")
    quiz.receive({"type": "answer", "index": 0})
    wait_until(lambda: page.banner.message.startswith(MISSING))
    assert "cyclegan/recorded/whole" in page.banner.message
    (grid,) = [each for each in widgets_in(page.versions) if type(each).__name__ == "PictureGrid"]
    assert all(MISSING in str(cell) for cell in grid.cells[1:])


def test_a_run_that_is_missing_has_no_end(tmp_path: Path) -> None:
    from tests.lesson.test_recording import Throw, ToyRun, ToySettings

    run = recording.read_shipped(tmp_path / "a" / "b" / "run", ToyRun, ToySettings, Throw, names=("none",))
    assert (run.settings, run.snapshots, run.names) == (ToySettings(), (), ("none",))
    assert "(a/b/run)" in run.missing
    with pytest.raises(RecordingError, match="Install the lessons anew"):
        _ = run.last
