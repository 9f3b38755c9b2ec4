"""The run bar drives jobs: run, pause, step, stop, reset, seek, change, and every failure said."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from ai_playground.jobs import Job, State
from ai_playground.page.playback import Speed
from ai_playground.page.run_control import RunControl
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.widget import Widget

STEPS = 50


def count(steps: int) -> Iterator[int]:
    yield from range(steps + 1)


def break_down(steps: int) -> Iterator[int]:
    yield from range(steps)
    raise ValueError("the engine broke")


class Page:
    """A page with a counter for an engine."""

    def __init__(self, engine: Any = count, steps: int = STEPS) -> None:
        self.bar, self.banner = RunBar(), Banner()
        self.chart = Chart("Count", {"label": "x", "domain": [0, 1]}, {"label": "y", "domain": [0, 1]})
        self.painted: list[Any] = []
        self.ended: list[State] = []
        self.end_seen = threading.Event()
        self.engine, self.steps = engine, steps
        self.jobs = 0
        self.paint_fails = False
        self.control = RunControl(
            self.bar,
            self.banner,
            make_job=self.make_job,
            paint=self.paint,
            views=(self.chart,),
            figures=lambda: [],
            speeds=(Speed("full", "Full", lambda: None), Speed("slow", "Slow", lambda: 5.0)),
            on_end=self.end,
            remark=self.remark,
        )

    def make_job(self) -> Job[int]:
        self.jobs += 1
        return Job(self.engine, self.steps, max_steps=self.steps + 2)

    def paint(self) -> None:
        if self.paint_fails:
            raise ValueError("the chart broke")
        shown = self.control.shown
        self.painted.append(shown)
        self.chart.title = f"Counted to {shown}"
        self.chart.description = f"{shown} of {self.steps}"

    def remark(self, job: Job[int]) -> str:
        return "It loads." if job.snapshot is None else f"It stands at {job.snapshot}."

    def end(self, job: Job[int]) -> None:
        self.ended.append(job.state)
        self.end_seen.set()

    def press(self, action: str) -> None:
        self.bar.receive({"type": "press", "action": action})

    def wait_for_end(self) -> None:
        assert self.end_seen.wait(10.0)
        self.control.paint_now()


def test_run_paints_to_the_final_state_and_tells_the_end_once() -> None:
    page = Page()

    page.press("run")
    page.wait_for_end()

    assert page.painted[-1] == STEPS
    assert page.bar.state == "done"
    assert page.bar.progress == 1.0
    assert page.ended == [State.DONE]


def test_run_pressed_twice_makes_one_job() -> None:
    page = Page()
    page.control.set_speed("slow")

    page.press("run")
    page.control.run()

    assert page.jobs == 1
    page.control.stop()


def test_a_step_from_rest_shows_the_state_after_so_many_steps() -> None:
    page = Page()

    page.control.step(25)
    assert page.control.job is not None
    page.control.job.wait(10.0)
    page.control.paint_now()
    assert page.painted[-1] == 25
    page.control.step(1)
    page.control.job.wait(10.0)
    page.control.paint_now()

    assert page.painted[-1] == 26
    assert page.bar.state == "paused"
    assert page.jobs == 1


def test_a_paused_run_goes_on_from_where_it_stood() -> None:
    page = Page()
    page.control.step(10)
    assert page.control.job is not None
    page.control.job.wait(10.0)

    page.control.resume()
    page.wait_for_end()

    assert page.painted[-1] == STEPS
    assert page.jobs == 1


def test_stop_ends_a_slow_run_and_keeps_what_it_reached() -> None:
    page = Page()
    page.control.set_speed("slow")
    page.press("run")

    page.press("stop")
    page.wait_for_end()

    assert page.bar.state == "stopped"
    assert page.ended == [State.STOPPED]


def test_an_engine_that_raises_is_explained_on_the_page_and_the_next_run_works() -> None:
    page = Page(engine=break_down, steps=3)

    page.press("run")
    page.wait_for_end()

    assert page.bar.state == "failed"
    assert page.banner.message == "the engine broke"
    assert "break_down" in page.banner.details
    page.engine = count
    page.end_seen.clear()
    page.press("run")
    page.wait_for_end()
    assert page.bar.state == "done"
    assert page.banner.message == ""


def test_the_bar_says_what_a_run_loads_before_its_first_step_and_how_it_ended() -> None:
    loaded = threading.Event()

    def load_first(steps: int) -> Iterator[int]:
        loaded.wait(10.0)
        yield from range(steps + 1)

    page = Page(engine=load_first)

    page.press("run")
    assert page.bar.message == "Starting. It loads."
    loaded.set()
    page.wait_for_end()

    assert page.bar.message == f"It stands at {STEPS}."


def test_the_timeline_shows_an_earlier_state_until_its_end_is_chosen() -> None:
    page = Page()
    page.control.answer_at_once()

    page.control.seek(7)
    assert page.painted[-1] == 7
    assert page.control.history_shown() == list(range(8))
    page.control.seek(page.bar.timeline_length - 1)

    assert page.painted[-1] == STEPS


def test_the_timeline_stays_at_its_step_while_the_history_is_thinned() -> None:
    page = Page(steps=5_000)
    page.control.step(100)
    assert page.control.job is not None
    page.control.job.wait(10.0)
    page.control.seek(50)

    page.control.job.resume()
    page.control.job.wait(10.0)
    page.control.paint_now()

    assert abs(page.painted[-1] - 50) < 5_000 / 200


def test_a_run_answered_at_once_is_shown_and_can_still_be_watched() -> None:
    page = Page()

    page.control.answer_at_once()

    assert page.painted == [STEPS]
    assert page.bar.state == "idle"
    assert page.ended == [State.DONE]


def test_reset_forgets_the_run() -> None:
    page = Page()
    page.control.answer_at_once()

    page.press("reset")

    assert page.painted[-1] is None
    assert page.bar.state == "idle"
    assert page.bar.timeline_length == 0


def test_a_paint_that_raises_reaches_the_banner() -> None:
    page = Page()
    page.paint_fails = True

    page.control.paint_now()

    assert "the chart broke" in page.banner.message


def test_a_paint_tells_the_browser_all_that_is_new_at_its_end_in_a_message_a_widget(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = Page()
    sent: list[tuple[str, set[str], int]] = []

    def send(widget: Widget, message: dict[str, Any], buffers: object = None) -> None:
        sent.append((type(widget).__name__, set(message["state"]), len(page.painted)))

    monkeypatch.setattr(Widget, "_send", send)

    page.control.answer_at_once()

    assert sorted((widget, painted) for widget, _, painted in sent) == [("Chart", 1), ("RunBar", 1)]
    told = {widget: names for widget, names, _ in sent}
    assert told["Chart"] == {"title", "description"}
    assert told["RunBar"] >= {"progress", "timeline_length"}


def test_in_the_foreground_a_run_is_done_when_the_press_returns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_PLAYGROUND_FOREGROUND", "1")
    page = Page()

    page.press("run")

    assert page.bar.state == "done"
    assert page.painted[-1] == STEPS
