from __future__ import annotations

from typing import Any

import pytest

from ai_playground.ui.run_bar import ACTIONS, RunBar


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def bar(heard: list[Any]) -> RunBar:
    bar = RunBar(
        speeds=[{"name": "slow", "label": "1 step/s"}, {"name": "max", "label": "fast"}], speed="max"
    )
    for action in ("run", "pause", "resume", "stop", "reset"):
        getattr(bar, f"on_{action}")(lambda action=action: heard.append(action))
    bar.on_step(lambda count: heard.append(("step", count)))
    bar.on_seek(lambda index: heard.append(("seek", index)))
    bar.on_speed(lambda name: heard.append(("speed", name)))
    return bar


@pytest.mark.parametrize("state", ACTIONS)
def test_a_press_is_heard_only_in_a_state_where_it_makes_sense(
    bar: RunBar, heard: list[Any], state: str
) -> None:
    bar.state = state
    for action in ("run", "pause", "resume", "stop", "reset"):
        bar.receive({"type": "press", "action": action})
    assert sorted(heard) == sorted(set(ACTIONS[state]) - {"step"})


def test_the_page_learns_what_a_new_state_allows(bar: RunBar) -> None:
    bar.state = "paused"
    assert bar.actions == ["resume", "step", "stop", "reset"]


class PressedMeanwhile(RunBar):
    """Is pressed between a new state and the buttons that go with it, as another thread may."""

    def notify_change(self, change: Any) -> None:
        if change["name"] == "state":
            self.receive({"type": "press", "action": "resume"})
            self.receive({"type": "step", "count": 1})
        super().notify_change(change)


def test_a_press_is_judged_by_the_state_even_before_the_buttons_follow_it(heard: list[Any]) -> None:
    bar = PressedMeanwhile()
    bar.on_resume(lambda: heard.append("resume"))
    bar.on_step(lambda count: heard.append(("step", count)))
    bar.state = "paused"
    assert heard == ["resume", ("step", 1)]


def test_steps_come_in_the_sizes_of_the_buttons_only(bar: RunBar, heard: list[Any]) -> None:
    for count in (25, 7, 10**9, "1", None, True, 0.5):
        bar.receive({"type": "step", "count": count})
    assert heard == [("step", 25)]


def test_a_running_job_takes_no_steps(bar: RunBar, heard: list[Any]) -> None:
    bar.state = "running"
    bar.receive({"type": "step", "count": 1})
    assert heard == []


@pytest.mark.parametrize("action", ["step", "__init__", None, ["run"], {}])
def test_an_unknown_press_is_ignored(bar: RunBar, heard: list[Any], action: Any) -> None:
    bar.receive({"type": "press", "action": action})
    assert heard == []


def test_the_timeline_stays_within_its_length(bar: RunBar, heard: list[Any]) -> None:
    bar.receive({"type": "seek", "index": 3})
    bar.timeline_length = 10
    bar.receive({"type": "seek", "index": 99})
    bar.receive({"type": "seek", "index": "4"})
    assert heard == [("seek", 9)]
    assert bar.timeline_position == 9


def test_only_an_offered_speed_is_chosen(bar: RunBar, heard: list[Any]) -> None:
    bar.receive({"type": "speed", "name": "ludicrous"})
    bar.receive({"type": "speed", "name": "slow"})
    assert heard == [("speed", "slow")]
    assert bar.speed == "slow"
