from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from types import ModuleType
from typing import Any

import pytest

from ai_playground.jobs import Job, Painter, State, runs_in_foreground
from tests.lesson_driver import wait_until

LONG = 10.0


def count() -> Generator[int, Any, None]:
    step = 0
    while True:
        step += 1
        yield step


class Page:
    """Remembers what was painted, and wakes the test at each paint."""

    def __init__(self, job: Job[int]) -> None:
        self.job = job
        self.painted: list[tuple[State, int]] = []
        self.changed = threading.Condition()

    def paint(self) -> None:
        with self.changed:
            self.painted.append((self.job.state, self.job.steps_done))
            self.changed.notify_all()

    def wait_for(self, state: State, steps: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: (state, steps) in self.painted[-1:], LONG), self.painted


@pytest.fixture
def background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ai_playground.jobs.painter.runs_in_foreground", lambda: False)


def test_the_last_paint_shows_the_end_of_a_run_shorter_than_a_frame() -> None:
    job = Job(count, max_steps=1000)
    page = Page(job)
    Painter(page.paint, hertz=20).watch(job)
    job.start()
    page.wait_for(State.DONE, 1000)


def test_a_pause_and_a_stop_are_painted() -> None:
    job = Job(count, max_steps=1000)
    page = Page(job)
    Painter(page.paint, hertz=100).watch(job)
    job.step(25)
    page.wait_for(State.PAUSED, 25)
    job.stop()
    page.wait_for(State.STOPPED, 25)


def test_a_fast_run_is_painted_at_most_at_the_painters_rate() -> None:
    job = Job(count, max_steps=10**9, max_seconds=0.2)
    page = Page(job)
    Painter(page.paint, hertz=20).watch(job)
    job.start()
    job.wait(LONG)
    page.wait_for(State.DONE, job.steps_done)
    # In so many seconds at 20 Hz, and one each for the idle, the first and the last state.
    assert 2 <= len(page.painted) <= job.seconds * 20 + 3


def test_two_paints_never_overlap_and_waiting_requests_share_one() -> None:
    at_work, go_on = threading.Semaphore(0), threading.Semaphore(0)
    paints: list[str] = []
    inside = threading.Lock()

    def paint() -> None:
        assert inside.acquire(blocking=False), "two paints at once"
        paints.append(threading.current_thread().name)
        at_work.release()
        assert go_on.acquire(timeout=LONG)
        inside.release()

    errors: list[BaseException] = []
    painter = Painter(paint, on_error=errors.append)
    first = threading.Thread(target=painter.paint_now)
    first.start()
    assert at_work.acquire(timeout=LONG)
    waiting = [threading.Thread(target=painter.paint_now) for _ in range(5)]
    for thread in waiting:
        thread.start()
    wait_until(lambda: painter.asked == 6)
    go_on.release(10)
    for thread in [first, *waiting]:
        thread.join(LONG)
    assert (len(paints), errors) == (2, [])


def test_a_paint_that_asks_for_a_paint_is_not_repeated() -> None:
    paints: list[int] = []

    def paint() -> None:
        paints.append(1)
        painter.paint_now()

    painter = Painter(paint)
    painter.paint_now()
    assert paints == [1]
    painter.paint_now()
    assert paints == [1, 1]


def test_nothing_is_painted_while_the_painter_is_held() -> None:
    painted = threading.Event()
    painter = Painter(painted.set)
    thread = threading.Thread(target=painter.paint_now)
    with painter.held():
        thread.start()
        assert not painted.wait(0.02)
    assert painted.wait(LONG)
    thread.join(LONG)


def test_an_error_in_a_paint_is_reported_once_and_again_after_a_good_paint() -> None:
    failing = True
    errors: list[BaseException] = []

    def paint() -> None:
        if failing:
            raise ValueError("no such colour")

    painter = Painter(paint, on_error=errors.append)
    painter.paint_now()
    painter.paint_now()
    assert [str(error) for error in errors] == ["no such colour"]
    failing = False
    painter.paint_now()
    failing = True
    painter.paint_now()
    assert len(errors) == 2


def test_an_error_in_a_background_paint_is_reported_and_the_painting_goes_on() -> None:
    job = Job(count, max_steps=5)
    page = Page(job)
    reported = threading.Event()

    def paint() -> None:
        if job.state is State.IDLE:
            raise ValueError("not yet")
        page.paint()

    Painter(paint, hertz=100, on_error=lambda _: reported.set()).watch(job)
    assert reported.wait(LONG)
    job.start()
    page.wait_for(State.DONE, 5)


def test_without_anyone_to_report_to_the_error_is_raised() -> None:
    def paint() -> None:
        raise ValueError("no such colour")

    with pytest.raises(ValueError, match="no such colour"):
        Painter(paint).paint_now()


@pytest.mark.usefixtures("background")
def test_run_starts_steps_and_resumes_in_the_background() -> None:
    job = Job(count, max_steps=10)
    page = Page(job)
    painter = Painter(page.paint, hertz=100)
    painter.run(job, 3)
    assert job.wait(LONG) == 3
    page.wait_for(State.PAUSED, 3)
    painter.run(job)
    assert job.wait(LONG) == 10
    page.wait_for(State.DONE, 10)


@pytest.mark.usefixtures("background")
def test_only_the_newest_job_is_watched() -> None:
    old, new = Job(count, max_steps=10), Job(count, max_steps=2)
    page = Page(new)
    painter = Painter(page.paint, hertz=100)
    threads_before = set(threading.enumerate())
    painter.run(old, 1)
    painter.run(new)
    page.wait_for(State.DONE, 2)
    old.stop()
    new_threads = set(threading.enumerate()) - threads_before
    for thread in new_threads:
        thread.join(LONG)
    assert not any(thread.is_alive() for thread in new_threads)


def test_in_the_foreground_a_run_paints_between_its_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AI_PLAYGROUND_FOREGROUND", "1")
    threads: set[threading.Thread] = set()

    def engine() -> Generator[int, Any, None]:
        threads.add(threading.current_thread())
        yield from count()

    job = Job(engine, max_steps=4)
    page = Page(job)
    painter = Painter(page.paint, hertz=1e9)
    painter.run(job, 2)
    painter.run(job)
    assert threads == {threading.current_thread()}
    running = [(State.RUNNING, step) for step in range(1, 5)]
    assert [paint for paint in page.painted if paint[0] is State.RUNNING] == running
    assert [page.painted[0], page.painted[-1]] == [(State.IDLE, 0), (State.DONE, 4)]
    assert (State.PAUSED, 2) in page.painted


def test_in_the_foreground_a_fast_run_is_painted_seldom_and_at_its_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AI_PLAYGROUND_FOREGROUND", "1")
    job = Job(count, max_steps=1000)
    page = Page(job)
    Painter(page.paint, hertz=0.01).run(job)
    assert page.painted == [(State.IDLE, 0), (State.DONE, 1000)]


def test_colab_runs_in_the_foreground(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AI_PLAYGROUND_FOREGROUND", raising=False)
    assert not runs_in_foreground()
    monkeypatch.setitem(sys.modules, "google.colab", ModuleType("google.colab"))
    assert runs_in_foreground()


def test_a_failed_run_is_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    def engine() -> Generator[int, Any, None]:
        yield 1
        raise ArithmeticError

    job = Job(engine, max_steps=5)
    page = Page(job)
    Painter(page.paint, hertz=100).watch(job)
    job.start()
    page.wait_for(State.FAILED, 1)
