"""The page keeps a run, takes it home, brings it back and goes on with it."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import ai_playground.cyclegan.dashboard.training as training_page
from ai_playground.cyclegan.checkpoint import Checkpoint, Stand
from ai_playground.cyclegan.dashboard import CycleganLesson
from ai_playground.cyclegan.settings import SIDE, StudySettings
from ai_playground.cyclegan.study import samples, strip
from ai_playground.jobs import device
from ai_playground.pictures import Pixels
from ai_playground.ui.layers import Layer
from tests.cyclegan.moments import moment
from tests.cyclegan.test_own_pictures import png
from tests.lesson_driver import button_in, click, opened_at, press, turn, upload, wait_until


@pytest.fixture
def hold() -> Iterator[threading.Event]:
    """While it isn't set, runs wait at step 100."""
    event = threading.Event()
    event.set()
    yield event
    event.set()


@pytest.fixture
def lesson(monkeypatch: pytest.MonkeyPatch, hold: threading.Event) -> CycleganLesson:
    """A page whose runs train nothing, tell a distance that says the step, and know where they stand."""

    pictures = strip(samples())

    def engine(settings: StudySettings, _kept_in: None, _pair: Any, stand: Stand) -> Any:
        begun = 0 if stand.begun is None else stand.begun.step
        for step in range(begun, settings.steps + 1, 50):
            stand.now = Checkpoint({"generators": [np.full(3, step)]}, step, step, settings.non_defaults())
            losses = {} if step == begun else {"painter": step / 1000}
            told = moment(step, losses=losses, steps=settings.steps, distance=1000.0 - step)
            yield replace(told, painted=pictures, back=pictures)
            while step == 100 and not hold.wait(0.01):
                yield None

    monkeypatch.setattr(training_page, "study", engine)
    monkeypatch.setattr(device, "configure", lambda: None)
    page = opened_at(CycleganLesson, "steps=200&filters=4", monkeypatch)
    assert page.banner.message == ""
    return page


def taken_home(lesson: CycleganLesson) -> bytes | None:
    """What the button sends; None if nothing comes."""
    sent: list[Any] = []
    downloads = lesson.training.runs.downloads
    downloads.send = lambda message, buffers=(): sent.append((message, buffers))
    downloads.receive({"type": "download", "name": "checkpoint"})
    ((message, buffers),) = sent
    return bytes(buffers[0]) if message["type"] == "file" else None


def stopped_at_100(lesson: CycleganLesson, hold: threading.Event) -> None:
    hold.clear()
    press(lesson, "run")
    wait_until(lambda: lesson.control.newest is not None and lesson.control.newest.step == 100)
    press(lesson, "stop")
    wait_until(lambda: lesson.bar.state == "stopped")
    hold.set()


def ended(lesson: CycleganLesson) -> list[int]:
    """Steps of the run's moments, once it is over."""
    wait_until(lambda: lesson.bar.state == "done")
    return [each.step for each in lesson.training.view().history]


def pictures_on(lesson: CycleganLesson) -> Pixels:
    pixels = lesson.training._pictures._pixels
    assert pixels is not None
    return pixels


def curve(layers: list[Layer], label: str) -> list[list[float]]:
    (found,) = [layer for layer in layers if layer["label"] == label]
    return np.frombuffer(found["xy"]).reshape(-1, 2).tolist()


@pytest.mark.slow
def test_a_run_that_was_taken_home_goes_on_on_another_page_with_its_curves(
    lesson: CycleganLesson, hold: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_at_100(lesson, hold)
    content = taken_home(lesson)
    assert content is not None
    other = opened_at(CycleganLesson, "steps=70&seed=5", monkeypatch)
    other.panel.take(other.panel.settings.changed(seed=6))
    upload(other.training.runs.picker, ("mine.npz", content))
    assert [each.step for each in other.training.view().history] == [0, 50, 100]
    assert other.panel.settings == StudySettings(steps=200, filters=4)
    assert other.bar.message == "Brought back: step 100 of 200. Press “Go on with this run”."
    assert other.bar.figures[0] == ["step", "100 of 200"]
    np.testing.assert_array_equal(pictures_on(other), np.concatenate(3 * [strip(samples())]))
    other.bar.receive({"type": "seek", "index": 1})
    assert "Its file has pictures of the last moment alone." in other.bar.message
    assert (pictures_on(other)[SIDE:] == 255).all()
    assert taken_home(other) == content
    click(other.experiments, "Go on with this run")
    assert ended(other) == [0, 50, 100, 150, 200]
    assert (other.bar.message, other.banner.message) == ("Went on from step 100.", "")
    steps = [[step, 1000.0 - step] for step in (0.0, 50.0, 100.0, 150.0, 200.0)]
    wait_until(lambda: curve(other.training._distance.layers, "painted photos") == steps)
    assert [point[0] for point in curve(other.training._four.layers, "Monet generator")] == [50, 150, 200]
    rows = csv.DictReader(io.StringIO(other.sections.produce("losses")[2].decode()))
    assert [row["step"] for row in rows] == ["0", "50", "100", "150", "200"]
    assert other.sections.produce("film")[1] == "image/gif"


@pytest.mark.slow
def test_a_stopped_run_goes_on_and_one_that_is_over_once_more_steps_are_asked_for(
    lesson: CycleganLesson, hold: threading.Event
) -> None:
    stopped_at_100(lesson, hold)
    assert lesson.bar.message == "“Go on with this run”, below the charts, does the steps that are left."
    click(lesson.experiments, "Go on with this run")
    assert ended(lesson) == [0, 50, 100, 150, 200]
    assert lesson.bar.message == "Went on from step 100."
    assert "step 100. In one go, as here, the steps are the same." in lesson.sections.snippet.text
    before = curve(lesson.training._distance.layers, "before")
    assert before[-1][0] == 2000  # the recorded one still, not the same run
    click(lesson.experiments, "Go on with this run")
    assert "done all of its 200 steps" in lesson.banner.message
    turn(lesson, "steps", 300)
    click(lesson.experiments, "Go on with this run")
    wait_until(lambda: lesson.control.newest is not None and lesson.control.newest.step == 300)
    assert ended(lesson) == [0, 50, 100, 150, 200, 250, 300]
    told = json.loads(lesson.sections.produce("run")[2])["went_on"]
    assert [(each["from_step"], each["steps_until_then"]) for each in told] == [(100, 200), (200, 200)]
    assert "It was to do 200 in all" in lesson.sections.snippet.text
    press(lesson, "run")  # anew
    assert "went on" not in lesson.sections.snippet.text
    wait_until(lambda: "Went on" not in lesson.bar.message)
    assert ended(lesson) == [0, 50, 100, 150, 200, 250, 300]


def test_a_finished_run_is_brought_back_to_be_looked_at(lesson: CycleganLesson) -> None:
    press(lesson, "run")
    ended(lesson)
    content = taken_home(lesson)
    assert content is not None
    press(lesson, "reset")
    assert taken_home(lesson) is None
    upload(lesson.training.runs.picker, ("mine.npz", content))
    assert [each.step for each in lesson.training.view().history] == [0, 50, 100, 150, 200]
    assert lesson.bar.message.startswith("Brought back: step 200 of 200. For more, turn Steps up, then press")
    turn(lesson, "steps", 300)
    click(lesson.experiments, "Go on with this run")
    assert ended(lesson) == [0, 50, 100, 150, 200, 250, 300]


@pytest.mark.slow
def test_a_run_that_gave_way_is_shown_again_and_gone_on_with(
    lesson: CycleganLesson, hold: threading.Event
) -> None:
    stopped_at_100(lesson, hold)
    content = taken_home(lesson)
    turn(lesson, "seed", 7)
    press(lesson, "run")
    ended(lesson)
    assert lesson.bar.message == "“Show the run before” brings back yours from before."
    for steps, seed in (([0, 50, 100], 0), ([0, 50, 100, 150, 200], 7), ([0, 50, 100], 0)):
        click(lesson.experiments, "Show the run before")
        assert [each.step for each in lesson.training.view().history] == steps
        assert lesson.panel.settings.seed == lesson.training.trained.seed == seed
        assert lesson.bar.progress == steps[-1] / 200
        assert lesson.bar.message.startswith(f"Brought back: step {steps[-1]} of 200.")
        assert lesson.bar.message.endswith("“Show the run before” brings back yours from before.")
    assert taken_home(lesson) == content
    click(lesson.experiments, "Go on with this run")
    assert ended(lesson) == [0, 50, 100, 150, 200]


def test_before_there_were_two_runs_there_is_none_to_show_again(lesson: CycleganLesson) -> None:
    assert button_in(lesson.experiments, "Show the run before").disabled


@pytest.mark.slow
def test_a_run_that_a_question_asked_for_is_drawn_beside_the_run_before(
    lesson: CycleganLesson, hold: threading.Event
) -> None:
    stopped_at_100(lesson, hold)
    lesson.training.watch({"steps": 200})
    wait_until(lambda: lesson.bar.state == "done")
    before = [[step, 1000.0 - step] for step in (0.0, 50.0, 100.0)]
    wait_until(lambda: curve(lesson.training._distance.layers, "before") == before)
    click(lesson.experiments, "Show the run before")
    assert lesson.panel.settings == StudySettings(steps=200, filters=4)
    assert [each.step for each in lesson.training.view().history] == [0, 50, 100]


def test_without_a_run_of_the_visitors_there_is_nothing_to_keep(lesson: CycleganLesson) -> None:
    assert taken_home(lesson) is None
    assert lesson.banner.message == "There is no run of yours yet. Press Run, then keep it."


@pytest.mark.slow
def test_a_run_can_be_taken_home_while_it_is_on_or_paused_but_gives_way_to_no_other(
    lesson: CycleganLesson, hold: threading.Event
) -> None:
    hold.clear()
    press(lesson, "run")
    wait_until(lambda: lesson.control.newest is not None and lesson.control.newest.step == 100)
    content = taken_home(lesson)
    assert content is not None
    run = lesson.control.job
    upload(lesson.training.runs.picker, ("mine.npz", content))
    assert lesson.banner.message.startswith("A run is on already.")
    assert lesson.control.job is run
    press(lesson, "pause")
    hold.set()
    wait_until(lambda: lesson.bar.state == "paused")
    assert taken_home(lesson) is not None
    press(lesson, "resume")
    assert ended(lesson) == [0, 50, 100, 150, 200]


def test_a_file_that_can_not_be_gone_on_with_is_explained_and_the_run_on_the_page_stays(
    lesson: CycleganLesson, hold: threading.Event
) -> None:
    stopped_at_100(lesson, hold)
    content = taken_home(lesson)
    assert content is not None
    run, settings = lesson.control.job, lesson.panel.settings
    mine = lesson.training.own.paintings
    upload(mine.picker, ("one.png", png(1)))
    mine.reading.wait(60.0)
    upload(lesson.training.runs.picker, ("mine.npz", content[:-99]))
    assert "is no checkpoint of a run" in lesson.banner.message
    assert (lesson.control.job, lesson.panel.settings) == (run, settings)
    upload(lesson.training.runs.picker, ("mine.npz", content))
    run = lesson.control.job
    click(lesson.experiments, "Go on with this run")
    assert "Take yours away first" in lesson.banner.message
    assert (lesson.control.job, lesson.panel.settings) == (run, settings)
    assert lesson.training.view().history[-1].step == 100
    assert taken_home(lesson) == content
