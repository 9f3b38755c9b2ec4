from __future__ import annotations

import random
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ai_playground.jobs import Job, State

LONG = 10.0  # seconds; only a broken job waits so long


class Steps:
    """An engine whose steps the test lets through one at a time, so that it always knows where the job is."""

    def __init__(self) -> None:
        self.allowed = threading.Semaphore(0)
        self.asked = threading.Semaphore(0)
        self.received: list[Any] = []
        self.closed = False

    def run(self) -> Generator[int, Any, None]:
        step = 0
        try:
            while True:
                self.asked.release()
                self.allowed.acquire()
                step += 1
                self.received.append((yield step))
        finally:
            self.closed = True

    def wait_until_at_work(self) -> None:
        """Returns when the job is inside a step."""
        assert self.asked.acquire(timeout=LONG)

    def let(self, steps: int) -> None:
        """Let so many steps through and return inside the next one."""
        self.allowed.release(steps)
        for _ in range(steps):
            self.wait_until_at_work()


def count(to: int = 10**9) -> Generator[int, Any, None]:
    yield from range(1, to + 1)


def fail_at(step: int) -> Generator[int, Any, None]:
    yield from range(1, step)
    raise ZeroDivisionError("the learning rate is zero")


@pytest.fixture
def steps() -> Iterator[Steps]:
    gate = Steps()
    yield gate
    gate.allowed.release(1000)


def job_of(steps: Steps, **options: Any) -> Job[int]:
    return Job(steps.run, **{"max_steps": 10**6, **options})


def test_a_new_job_is_idle_and_knows_nothing() -> None:
    job = Job(count, max_steps=3)
    assert (job.state, job.snapshot, job.steps_done, job.history, job.marks) == (State.IDLE, None, 0, [], [])
    assert (job.seconds, job.steps_per_second, job.seconds_left, job.note) == (0.0, 0.0, None, "")
    assert job.wait() is None


def test_a_run_is_on_from_its_start_to_its_end_and_rests_where_an_order_must_come() -> None:
    assert {state for state in State if state.active} == {State.QUEUED, State.RUNNING, State.PAUSED}
    assert {state for state in State if not state.resting} == {State.QUEUED, State.RUNNING}
    assert {state for state in State if state.ended} == {State.DONE, State.STOPPED, State.FAILED}


def test_a_job_runs_its_engine_to_the_end() -> None:
    job = Job(count, 5, max_steps=10)
    job.start()
    assert job.wait(LONG) == 5
    assert (job.state, job.steps_done, job.note) == (State.DONE, 5, "")
    assert job.history == [(n, n) for n in range(1, 6)]


def test_the_step_limit_ends_a_job_as_done_and_says_so() -> None:
    job = Job(count, max_steps=1200)
    job.start()
    assert job.wait(LONG) == 1200
    assert (job.state, job.note) == (State.DONE, "It reached its limit of 1,200 steps.")


def test_the_time_limit_ends_a_job_as_done_and_says_so() -> None:
    job = Job(count, max_steps=10**9, max_seconds=0.02)
    job.start()
    job.wait(LONG)
    assert (job.state, job.note) == (State.DONE, "It reached its limit of 0.02 seconds.")
    assert 0.02 <= job.seconds < LONG


def test_two_clicks_on_run_are_one_run(steps: Steps) -> None:
    job = job_of(steps)
    before = threading.active_count()
    job.start()
    job.start()
    assert threading.active_count() == before + 1
    steps.wait_until_at_work()
    job.start()
    steps.let(2)
    assert job.steps_done == 2
    job.stop()


def test_many_clicks_from_many_threads_are_one_run() -> None:
    calls: list[int] = []

    def engine() -> Generator[int, Any, None]:
        calls.append(1)
        yield 1

    job = Job(engine, max_steps=5)
    clicks = [threading.Thread(target=job.start) for _ in range(20)]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    job.wait(LONG)
    assert calls == [1]


def test_a_paused_job_holds_its_step_count(steps: Steps) -> None:
    job = job_of(steps)
    job.start()
    steps.wait_until_at_work()
    steps.let(2)
    job.pause()
    assert job.state is State.RUNNING  # the step at work isn't done yet
    steps.allowed.release(1)
    assert job.wait(LONG) == 3
    assert (job.state, job.steps_done) == (State.PAUSED, 3)
    seconds = job.seconds
    assert not steps.asked.acquire(timeout=0.03)
    assert (job.steps_done, job.seconds) == (3, seconds)
    job.stop()


def test_a_resumed_job_goes_on_where_it_paused(steps: Steps) -> None:
    job = job_of(steps, max_steps=5)
    job.step(2)
    steps.allowed.release(5)
    assert job.wait(LONG) == 2
    job.resume()
    assert job.wait(LONG) == 5
    assert job.history == [(n, n) for n in range(1, 6)]


def test_resume_takes_back_a_pause_that_is_not_reached_yet(steps: Steps) -> None:
    job = job_of(steps, max_steps=3)
    job.start()
    steps.wait_until_at_work()
    job.pause()
    job.resume()
    steps.allowed.release(3)
    assert job.wait(LONG) == 3
    assert job.state is State.DONE


def test_step_takes_exactly_so_many_steps_and_pauses() -> None:
    job = Job(count, max_steps=1000)
    for clicked, expected in ((1, 1), (25, 26), (100, 126)):
        job.step(clicked)
        assert job.wait(LONG) == expected
        assert (job.state, job.steps_done) == (State.PAUSED, expected)
    job.stop()


def test_step_to_the_limit_ends_the_job() -> None:
    job = Job(count, max_steps=5)
    job.step(25)
    assert job.wait(LONG) == 5
    assert job.state is State.DONE


def test_step_while_running_is_ignored(steps: Steps) -> None:
    job = job_of(steps, max_steps=4)
    job.start()
    steps.wait_until_at_work()
    job.step(1)
    steps.allowed.release(4)
    assert job.wait(LONG) == 4
    assert job.state is State.DONE


def test_no_step_is_not_a_step() -> None:
    job = Job(count, max_steps=5)
    with pytest.raises(ValueError, match="at least 1, not 0"):
        job.step(0)
    with pytest.raises(ValueError, match="at least 1, not -1"):
        job.run_in_foreground(steps=-1)
    assert job.state is State.IDLE


def test_stop_from_idle_needs_no_thread() -> None:
    job = Job(count, max_steps=5)
    job.stop()
    assert (job.state, job.wait()) == (State.STOPPED, None)
    job.start()
    assert job.state is State.STOPPED


def test_stop_while_running_ends_within_one_step_and_closes_the_engine(steps: Steps) -> None:
    job = job_of(steps)
    job.start()
    steps.wait_until_at_work()
    steps.let(3)
    job.stop()
    steps.allowed.release(10)
    assert job.wait(LONG) == 4
    assert (job.state, steps.closed) == (State.STOPPED, True)


def test_stop_while_paused_ends_at_once(steps: Steps) -> None:
    job = job_of(steps)
    job.step(1)
    steps.allowed.release(1)
    job.wait(LONG)
    job.stop()
    assert job.wait(LONG) == 1
    assert (job.state, steps.closed) == (State.STOPPED, True)


def test_stop_before_the_first_step_takes_no_step() -> None:
    preparing, go_on = threading.Event(), threading.Event()

    def prepare() -> None:
        preparing.set()
        assert go_on.wait(LONG)

    job = Job(count, max_steps=5, prepare=prepare)
    job.start()
    assert preparing.wait(LONG)
    job.stop()
    go_on.set()
    assert job.wait(LONG) is None
    assert (job.state, job.steps_done) == (State.STOPPED, 0)


def test_stop_wins_over_later_orders(steps: Steps) -> None:
    job = job_of(steps)
    job.start()
    steps.wait_until_at_work()
    job.stop()
    job.pause()
    job.resume()
    job.start()
    steps.allowed.release(10)
    job.wait(LONG)
    assert (job.state, job.steps_done) == (State.STOPPED, 1)


@pytest.mark.parametrize("order", ["start", "pause", "resume", "step", "stop", "run_in_foreground"])
def test_an_ended_job_stays_as_it_is(order: str) -> None:
    job = Job(count, 3, max_steps=5)
    job.start()
    job.wait(LONG)
    getattr(job, order)()
    job.change("new", "too late")
    assert (job.state, job.wait(LONG), job.steps_done, job.marks) == (State.DONE, 3, 3, [])


def test_a_failure_is_kept_and_raised_by_every_wait_with_its_traceback() -> None:
    job = Job(fail_at, 4, max_steps=10)
    job.start()
    for _ in range(2):
        with pytest.raises(ZeroDivisionError, match="learning rate") as caught:
            job.wait(LONG)
        assert caught.traceback[-1].name == "fail_at"
    assert (job.state, job.error, job.note) == (State.FAILED, caught.value, "It failed after 3 steps.")
    assert job.snapshot == 3


def test_a_failing_preparation_fails_the_job() -> None:
    def prepare() -> None:
        raise ImportError("no TensorFlow")

    job = Job(count, max_steps=10, prepare=prepare)
    job.start()
    with pytest.raises(ImportError, match="no TensorFlow"):
        job.wait(LONG)
    assert (job.state, job.steps_done) == (State.FAILED, 0)


def test_an_engine_that_fails_while_it_is_closed_fails_the_job() -> None:
    def engine() -> Generator[int, Any, None]:
        try:
            yield 1
        finally:
            raise OSError("disk full")

    job = Job(engine, max_steps=10)
    job.step()
    job.wait(LONG)
    job.stop()
    with pytest.raises(OSError, match="disk full"):
        job.wait(LONG)
    assert job.state is State.FAILED


def test_wait_says_when_it_ran_out_of_time(steps: Steps) -> None:
    job = job_of(steps)
    job.start()
    with pytest.raises(TimeoutError, match=r"still running after 0\.01 s, 0 steps done"):
        job.wait(0.01)
    job.stop()


def test_changes_arrive_at_the_next_step_and_are_marked(steps: Steps) -> None:
    job = job_of(steps)
    job.start()
    steps.wait_until_at_work()
    steps.let(2)
    job.change("slow", "rate 0.1")
    job.change("fast", "rate 0.2")
    steps.let(2)
    assert steps.received == [None, None, "fast", None]
    assert job.marks == [(3, "rate 0.1"), (3, "rate 0.2")]
    job.stop()


def test_a_change_before_the_first_step_is_sent_after_it() -> None:
    received = []

    def engine() -> Generator[int, str | None, None]:
        for step in range(3):
            message = yield step
            received.append(message)

    job = Job(engine, max_steps=5)
    job.change("early", "before the run")
    job.start()
    job.wait(LONG)
    assert received == ["early", None, None]
    assert job.marks == [(1, "before the run")]


def test_a_change_while_paused_does_not_wake_the_job(steps: Steps) -> None:
    job = job_of(steps, max_steps=3)
    job.step(1)
    steps.allowed.release(10)
    job.wait(LONG)
    job.change("new", "in the pause")
    steps.wait_until_at_work()
    assert not steps.asked.acquire(timeout=0.03)
    assert (job.state, job.steps_done) == (State.PAUSED, 1)
    job.resume()
    job.wait(LONG)
    assert (steps.received[0], job.marks) == ("new", [(1, "in the pause")])


@pytest.mark.parametrize("limit", [2, 3, 10, 400])
@pytest.mark.parametrize("steps_done", [1, 2, 3, 9, 10, 11, 1000, 4097])
def test_history_is_bounded_even_and_holds_first_and_newest(limit: int, steps_done: int) -> None:
    job = Job(count, steps_done, max_steps=10**6, history_limit=limit)
    job.start()
    job.wait(LONG)
    kept = [step for step, _ in job.history]
    assert all(step == snapshot for step, snapshot in job.history)
    assert (kept[0], kept[-1]) == (1, steps_done)
    assert min(steps_done, limit / 2) <= len(kept) <= limit
    assert len({b - a for a, b in pairwise(kept[:-1])}) <= 1


def test_a_seed_makes_two_runs_alike() -> None:
    def engine() -> Generator[tuple[float, float], Any, None]:
        for _ in range(3):
            yield random.random(), float(np.random.random())

    def run(seed: int | None) -> list[Any]:
        job = Job(engine, max_steps=5, seed=seed)
        job.start()
        job.wait(LONG)
        return job.history

    assert run(7) == run(7)
    assert run(7) != run(8)
    assert run(None) != run(None)


def test_keras_is_seeded_where_it_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    seeds: list[int] = []

    class Keras:
        class utils:  # noqa: N801 - stands in for a module
            set_random_seed = staticmethod(seeds.append)

    monkeypatch.setitem(sys.modules, "keras", Keras)
    job = Job(count, 1, max_steps=5, seed=3)
    job.start()
    job.wait(LONG)
    assert seeds == [3]


def test_prepare_runs_once_in_the_worker() -> None:
    threads: list[threading.Thread] = []
    job = Job(count, max_steps=2, prepare=lambda: threads.append(threading.current_thread()))
    job.step(1)
    job.wait(LONG)
    job.resume()
    job.wait(LONG)
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


def test_a_pace_spreads_the_steps_evenly() -> None:
    job = Job(count, max_steps=21, pace=200.0)
    job.start()
    job.wait(LONG)
    assert job.seconds >= 20 / 200.0
    assert 21 / LONG < job.steps_per_second <= 21 / 0.1


def test_stop_and_a_new_pace_interrupt_the_wait_for_the_next_step() -> None:
    job = Job(count, max_steps=3, pace=0.001)
    job.start()
    job.pace = None
    assert job.wait(LONG) == 3
    slow = Job(count, max_steps=3, pace=0.001)
    slow.start()
    slow.stop()
    slow.wait(LONG)
    assert (slow.state, slow.pace) == (State.STOPPED, 0.001)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"max_steps": 0}, "max_steps must be at least 1, not 0"),
        ({"max_steps": 1, "max_seconds": float("nan")}, "max_seconds must be more than 0, not nan"),
        ({"max_steps": 1, "history_limit": 1}, "history_limit must be at least 2, not 1"),
        ({"max_steps": 1, "pace": 0.0}, "pace must be more than 0"),
    ],
)
def test_numbers_out_of_range_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Job(count, **options)


def test_other_threads_get_shorter_turns_only_while_a_job_runs(steps: Steps) -> None:
    before, threads_before = sys.getswitchinterval(), set(threading.enumerate())
    first, second = job_of(steps), job_of(steps)
    first.step(1)
    second.step(1)
    steps.wait_until_at_work()
    steps.wait_until_at_work()
    assert sys.getswitchinterval() == pytest.approx(0.5e-3)
    steps.allowed.release(2)
    first.wait(LONG)
    second.wait(LONG)
    first.stop()
    second.stop()
    for thread in set(threading.enumerate()) - threads_before:
        thread.join(LONG)
    assert sys.getswitchinterval() == pytest.approx(before)


def test_a_foreground_job_runs_in_the_caller_and_reports_each_step() -> None:
    seen: list[int] = []
    threads: set[threading.Thread] = set()

    def engine() -> Generator[int, Any, None]:
        threads.add(threading.current_thread())
        yield from range(1, 5)

    job = Job(engine, max_steps=3)
    job.run_in_foreground(lambda: seen.append(job.steps_done))
    assert (seen, threads) == ([1, 2, 3], {threading.current_thread()})
    assert (job.state, job.wait()) == (State.DONE, 3)


def test_a_foreground_job_takes_so_many_steps_and_can_be_stopped_in_the_pause(steps: Steps) -> None:
    job = job_of(steps)
    steps.allowed.release(3)
    job.run_in_foreground(steps=2)
    assert (job.state, job.steps_done) == (State.PAUSED, 2)
    job.run_in_foreground(steps=1)
    assert (job.state, job.steps_done) == (State.PAUSED, 3)
    job.stop()
    assert (job.state, steps.closed) == (State.STOPPED, True)


def test_an_interrupt_from_the_keyboard_stops_a_foreground_job() -> None:
    def interrupt() -> None:
        if job.steps_done == 2:
            raise KeyboardInterrupt

    job = Job(count, max_steps=10)
    job.run_in_foreground(interrupt)
    assert (job.state, job.wait()) == (State.STOPPED, 2)
    assert job.note == "It was interrupted from the keyboard."


def test_a_failure_in_the_foreground_is_raised_by_wait() -> None:
    job = Job(fail_at, 2, max_steps=10)
    job.run_in_foreground()
    assert job.state is State.FAILED
    with pytest.raises(ZeroDivisionError):
        job.wait()


def test_a_job_with_a_thread_is_not_run_in_the_foreground_too(steps: Steps) -> None:
    job = job_of(steps)
    job.step(1)
    steps.allowed.release(1)
    job.wait(LONG)
    job.run_in_foreground()
    assert (job.state, job.steps_done) == (State.PAUSED, 1)
    job.stop()


def test_what_an_engine_loads_before_its_first_snapshot_is_no_part_of_its_pace() -> None:
    def slow_to_start() -> Generator[int, Any, None]:
        time.sleep(0.2)
        yield from range(3)

    job = Job(slow_to_start, max_steps=10)
    assert job.seconds_since_first == 0.0
    job.run_in_foreground()
    assert 0.0 < job.seconds_since_first < job.seconds - 0.19


def test_speed_and_time_left_follow_the_run() -> None:
    job = Job(count, max_steps=1000, max_seconds=50.0)
    job.step(10)
    job.wait(LONG)
    assert job.steps_per_second == pytest.approx(10 / job.seconds)
    assert job.seconds_left == pytest.approx(990 * job.seconds / 10)
    job.stop()
    job.wait(LONG)
    assert job.seconds_left is None


def prepare_then_count(preparations: int) -> Generator[int | None, Any, None]:
    for _ in range(preparations):
        yield None
    yield from range(1, 4)


def test_what_an_engine_yields_while_it_prepares_is_no_step() -> None:
    job = Job(prepare_then_count, 5, max_steps=10)
    job.step(1)
    assert job.wait(LONG) == 1
    job.resume()
    job.wait(LONG)
    assert job.history == [(1, 1), (2, 2), (3, 3)]


def test_a_job_can_be_paused_and_stopped_while_its_engine_prepares() -> None:
    prepares = threading.Event()

    def never_ready() -> Generator[int | None, Any, None]:
        while True:
            prepares.set()
            yield None

    job = Job(never_ready, max_steps=10)
    job.start()
    for order, state in ((job.pause, State.PAUSED), (job.stop, State.STOPPED)):
        prepares.clear()
        job.resume()
        assert prepares.wait(LONG)
        order()
        job.wait(LONG)
        assert (job.state, job.steps_done) == (state, 0)


def test_preparing_without_end_meets_the_limit_of_seconds() -> None:
    job = Job(prepare_then_count, 10**9, max_steps=10, max_seconds=0.1)
    job.run_in_foreground()
    assert (job.state, job.steps_done) == (State.DONE, 0)
    assert "0.1 seconds" in job.note


UNENDED = """
import threading, time
from ai_playground.jobs import Job, Painter

def engine():
    try:
        while True:
            yield time.sleep(0.01) or 1
    finally:
        print("the engine cleaned up")

def paint():
    print("begun")
    time.sleep(0.2)
    print("painted")

job = Job(engine, max_steps=10**9)
"""


@pytest.mark.parametrize(
    "begin",
    [
        "job.start()",
        "job.step(1); job.wait()",
        "threading.Thread(target=job.run_in_foreground, daemon=True).start()",
        "Painter(paint).run(job)",
    ],
)
def test_an_interpreter_that_ends_stops_its_jobs_and_waits_for_them(begin: str) -> None:
    script = f"{UNENDED}{begin}\nwhile job.snapshot is None: time.sleep(0.01)\ndel job"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "the engine cleaned up" in ended.stdout
    assert ended.stdout.count("begun") == ended.stdout.count("painted")


def test_a_job_loads_until_its_first_snapshot_or_its_end(steps: Steps) -> None:
    job = job_of(steps)
    job.start()
    steps.wait_until_at_work()
    told = [job.loading]
    steps.let(1)
    told.append(job.loading)
    assert told == [True, False]


def test_a_job_that_failed_before_its_first_snapshot_loads_nothing_any_more() -> None:
    job = Job(fail_at, 1, max_steps=3)
    job.start()
    with pytest.raises(ZeroDivisionError):
        job.wait(LONG)
    assert (job.snapshot, job.loading) == (None, False)
