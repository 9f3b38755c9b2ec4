"""Drives a lesson's page without a browser: messages in, traits out. All lessons have the same handles."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import pytest

from ai_playground.page.run_control import RunControl
from ai_playground.page.sections import Sections
from ai_playground.page.settings_panel import SettingsPanel
from ai_playground.ui.banner import Banner
from ai_playground.ui.files import FileReceiver
from ai_playground.ui.run_bar import RunBar


class WithBar(Protocol):
    """A page or a part of one that has a run bar."""

    bar: RunBar


class Lesson(Protocol):
    """What every lesson's page has."""

    banner: Banner
    bar: RunBar
    control: RunControl
    panel: SettingsPanel[Any]
    sections: Sections[Any]


Page = TypeVar("Page")


def opened_at(page: Callable[[], Page], query: str, monkeypatch: pytest.MonkeyPatch) -> Page:
    """The page as Voila opens it at an address; `query` follows the question mark."""
    monkeypatch.setenv("SERVER_SOFTWARE", "voila/0.5.13")
    monkeypatch.setenv("QUERY_STRING", query)
    return page()


def turn(lesson: Lesson, name: str, value: Any) -> None:
    """Turn a knob; a choice is given by its name, or as the browser does by its place."""
    knob = next(knob for knob in lesson.panel.knobs.schema if knob["name"] == name)
    if knob["kind"] == "choice" and isinstance(value, str):
        value = [choice["value"] for choice in knob["choices"]].index(value)
    lesson.panel.knobs.receive({"type": "change", "name": name, "value": value})


def press(lesson: WithBar, action: str) -> None:
    """Press a button of the run bar."""
    lesson.bar.receive({"type": "press", "action": action})


def widgets_in(box: Any) -> list[Any]:
    """A box and all that it holds, its boxes' widgets too."""
    return [box, *(each for child in getattr(box, "children", ()) for each in widgets_in(child))]


def button_in(box: Any, description: str) -> Any:
    """The button, or the one that stays down, that says this."""
    return next(each for each in widgets_in(box) if getattr(each, "description", "") == description)


def click(box: Any, description: str) -> None:
    """Click a button, which must not be greyed."""
    button = button_in(box, description)
    assert not button.disabled
    button.click()


def check(lesson: Lesson, exercise: str) -> dict[str, Any]:
    """Press an exercise's Check, and return the verdict."""
    lesson.sections.tasks.receive({"type": "check", "name": exercise})
    verdict: dict[str, Any] = lesson.sections.tasks.verdicts[exercise]
    return verdict


def upload(receiver: FileReceiver, *files: tuple[str, bytes]) -> None:
    """Open files together, or drop them."""
    for name, content in files:
        receiver.receive({"type": "piece", "name": name, "first": True, "last": True}, [memoryview(content)])
    receiver.receive({"type": "done"})


def wait_until(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait for a state, for at most so long."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it didn't come true in time"
        time.sleep(0.01)
