from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest

from ai_playground.jobs import Job, RunSlot, State
from ai_playground.jobs.slot import SILENCE_SECONDS, default_directory
from tests.lesson_driver import wait_until

LONG = 10.0

# Another kernel: it acquires, says so, and keeps what it has until it is told to go on or killed.
OTHER_PROCESS = """
import sys
from ai_playground.jobs import RunSlot
place = RunSlot(slots=1, directory=sys.argv[1]).place()
print(place.acquire(), flush=True)
sys.stdin.readline()
place.release()
"""


class OtherProcess:
    def __init__(self, directory: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER_PROCESS, str(directory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        assert self.process.stdout is not None
        self.has_slot = self.process.stdout.readline().strip() == "True"

    def finish(self) -> None:
        self.process.communicate("\n", timeout=LONG)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=LONG)


def count() -> Generator[int, Any, None]:
    step = 0
    while True:
        step += 1
        yield step


def tickets(directory: Path) -> list[str]:
    return [path.name for path in directory.iterdir() if "ticket" in path.name]


def wait_for_state(job: Job[int], state: State) -> None:
    while job.state is not state:
        assert not job.state.ended
        job.wait_for_change(job.state, LONG)


def test_as_many_runs_compute_as_there_are_slots(tmp_path: Path) -> None:
    slot = RunSlot(slots=2, directory=tmp_path)
    first, second, third = slot.place(), slot.place(), slot.place()
    assert (first.acquire(), second.acquire(), third.acquire()) == (True, True, False)
    first.release()
    assert third.acquire()
    assert tickets(tmp_path) == []


def test_waiting_runs_take_turns_in_order_of_arrival(tmp_path: Path) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    holder, early, late = slot.place(), slot.place(), slot.place()
    assert (holder.acquire(), early.acquire(), late.acquire()) == (True, False, False)
    assert (early.ahead, late.ahead) == (0, 1)
    holder.release()
    assert not late.acquire()
    assert not holder.acquire()  # back at once, but behind those who wait
    assert holder.ahead == 2
    assert early.acquire()
    early.release()
    assert late.acquire()


def test_queues_of_other_names_do_not_wait_for_each_other(tmp_path: Path) -> None:
    assert RunSlot("cpu", slots=1, directory=tmp_path).place().acquire()
    assert RunSlot("gpu", slots=1, directory=tmp_path).place().acquire()


def test_a_run_in_another_process_is_waited_for(tmp_path: Path) -> None:
    other = OtherProcess(tmp_path)
    assert other.has_slot
    place = RunSlot(slots=1, directory=tmp_path).place()
    assert not place.acquire()
    other.finish()
    assert place.acquire()


def test_the_slot_of_a_killed_process_is_free(tmp_path: Path) -> None:
    other = OtherProcess(tmp_path)
    place = RunSlot(slots=1, directory=tmp_path).place()
    assert not place.acquire()
    other.kill()
    assert place.acquire()


def test_the_ticket_of_a_killed_process_does_not_count_and_is_removed(tmp_path: Path) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    holder, place = slot.place(), slot.place()
    assert holder.acquire()
    other = OtherProcess(tmp_path)
    assert not other.has_slot
    assert not place.acquire()
    assert place.ahead == 1
    other.kill()
    assert not place.acquire()
    assert place.ahead == 0
    assert len(tickets(tmp_path)) == 1
    place.release()
    assert tickets(tmp_path) == []


@pytest.mark.posix
def test_a_stopped_process_at_the_head_of_the_queue_lets_others_by_and_has_its_place_when_it_asks(
    tmp_path: Path,
) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    holder, place = slot.place(), slot.place()
    assert holder.acquire()
    other = OtherProcess(tmp_path)
    assert not other.has_slot
    other.process.send_signal(signal.SIGSTOP)
    assert not place.acquire()
    holder.release()
    assert not place.acquire()  # it may only be slow to ask
    [first, _] = sorted(tickets(tmp_path))
    silent_since = time.time() - SILENCE_SECONDS
    os.utime(tmp_path / first, (silent_since, silent_since))
    assert place.acquire()
    assert tickets(tmp_path) == [first]
    place.release()
    os.utime(tmp_path / first)  # as its run does when it asks
    assert not place.acquire()
    assert place.ahead == 1
    other.process.send_signal(signal.SIGCONT)
    other.kill()


def test_a_run_that_waits_says_again_and_again_that_it_is_there(tmp_path: Path) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    holder, early, late = slot.place(), slot.place(), slot.place()
    assert (holder.acquire(), early.acquire(), late.acquire()) == (True, False, False)
    for ticket in tickets(tmp_path):
        os.utime(tmp_path / ticket, (0, 0))
    assert not early.acquire()
    assert not late.acquire()
    assert late.ahead == 1


@pytest.mark.posix
def test_the_default_folder_is_this_users_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    place = RunSlot().place()
    assert place.acquire()
    assert default_directory().parent == tmp_path
    assert str(os.getuid()) in default_directory().name
    assert stat.S_IMODE(default_directory().stat().st_mode) == 0o700


@pytest.mark.posix
def test_a_default_folder_that_somebody_else_put_there_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    default_directory().symlink_to(elsewhere)
    place = RunSlot().place()
    assert place.acquire()
    assert "it belongs to another user" in place.note
    assert list(elsewhere.iterdir()) == []


def test_a_run_without_a_usable_folder_runs_unqueued_and_says_how_to_mend_it(tmp_path: Path) -> None:
    folder = tmp_path / "taken"
    folder.write_text("a file where the folder should be")
    job = Job(count, max_steps=3, slot=RunSlot(slots=1, directory=folder))
    job.start()
    assert job.wait(LONG) == 3
    assert job.state is State.DONE
    assert str(folder) in job.note
    assert "To mend it, make that folder writable, free space on its disk, or set TMPDIR" in job.note


def test_a_full_disk_lets_the_run_go_on_unqueued(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("filelock.FileLock.acquire", full)
    place = RunSlot(slots=1, directory=tmp_path).place()
    assert place.acquire()
    assert "No space left on device" in place.note


def test_no_slots_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="slots must be at least 1, not 0"):
        RunSlot(slots=0)


def test_a_queued_job_says_how_many_are_ahead_and_runs_when_its_turn_comes(tmp_path: Path) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    holder, early = slot.place(), slot.place()
    assert holder.acquire()
    assert not early.acquire()
    job = Job(count, max_steps=3, slot=slot)
    job.start()
    wait_for_state(job, State.QUEUED)
    assert (job.ahead, job.steps_done, job.seconds) == (1, 0, 0.0)
    early.release()
    holder.release()
    assert job.wait(LONG) == 3
    assert (job.state, job.ahead, job.note) == (State.DONE, 0, "It reached its limit of 3 steps.")


def test_stop_and_pause_leave_the_queue(tmp_path: Path) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    holder = slot.place()
    assert holder.acquire()
    stopped, paused = Job(count, max_steps=3, slot=slot), Job(count, max_steps=3, slot=slot)
    for job in (stopped, paused):
        job.start()
        wait_for_state(job, State.QUEUED)
    stopped.stop()
    paused.pause()
    assert (stopped.wait(LONG), paused.wait(LONG)) == (None, None)
    assert (stopped.state, paused.state, tickets(tmp_path)) == (State.STOPPED, State.PAUSED, [])
    holder.release()
    paused.resume()
    assert paused.wait(LONG) == 3


def test_a_change_in_the_queue_keeps_the_place(tmp_path: Path) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    holder = slot.place()
    assert holder.acquire()
    job = Job(count, max_steps=3, slot=slot)
    job.start()
    wait_for_state(job, State.QUEUED)
    behind = slot.place()
    assert not behind.acquire()
    job.change("new", "while queued")
    job.pace = 1000.0
    assert not behind.acquire()
    assert behind.ahead == 1
    job.stop()
    job.wait(LONG)


def test_a_paused_or_ended_job_leaves_the_slot_to_others(tmp_path: Path) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    job = Job(count, max_steps=3, slot=slot)
    other = slot.place()
    job.step(1)
    job.wait(LONG)
    assert other.acquire()
    other.release()
    job.resume()
    job.wait(LONG)
    assert other.acquire()


def test_a_job_waiting_for_its_pace_leaves_the_slot_to_others(tmp_path: Path) -> None:
    slot = RunSlot(slots=1, directory=tmp_path)
    stepped = threading.Event()

    def engine() -> Generator[int, Any, None]:
        for step in count():
            stepped.set()
            yield step

    job = Job(engine, max_steps=3, slot=slot, pace=0.001)
    job.start()
    assert stepped.wait(LONG)
    other = slot.place()
    wait_until(other.acquire)  # between its step and its wait the job still has the slot
    assert job.state is State.RUNNING
    job.pace = None
    wait_for_state(job, State.QUEUED)
    other.release()
    assert job.wait(LONG) == 3


def test_a_failed_job_leaves_the_slot_to_others(tmp_path: Path) -> None:
    def engine() -> Generator[int, Any, None]:
        yield 1
        raise ArithmeticError

    slot = RunSlot(slots=1, directory=tmp_path)
    job = Job(engine, max_steps=3, slot=slot)
    job.start()
    with pytest.raises(ArithmeticError):
        job.wait(LONG)
    assert slot.place().acquire()
