"""Each lesson that ships in Firefox and in WebKit: it opens, is drawn, and answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ai_playground.lesson.catalogue import Lesson
from tools.pages import Server
from tools.webdriver import Missing, Tab, firefox, webkit

from .conftest import PICTURE, every_lesson

pytestmark = pytest.mark.browser

ARROW_RIGHT, ENTER = "\ue014", "\ue007"
DRAWN = f"""
  const marks = [...document.querySelectorAll("{PICTURE}")]
    .map((one) => [...one.querySelectorAll("circle, img:not([hidden])")]).find((some) => some.length);
  return marks !== undefined
    && marks.every((mark) => mark.getBoundingClientRect().width > 0 && mark.naturalWidth !== 0);
"""
# What one press of an arrow key turns, and what the page says before and after.
TURNED = {
    "regression": ("//input[@id=//label[.='Learning rate']/@for]", "descent 1.718", "descent 1.761"),
    "style": ("//input[@id=//label[.='Iterations']/@for]", "Run: 90 steps", "Run: 96 steps"),
    "cyclegan": ("//input[@id=//label[.='Size']/@for]", "Recorded. Choose a painter", "px, painted in"),
    "corners": (
        "//button[contains(@aria-label, 'top left corner')]",
        "Recorded: what the network answered.",
        "You moved the top left corner.",
    ),
    "patches": (
        "//input[@id=//label[.='Learning rate']/@for]",
        "settings = StudySettings()",
        "settings = StudySettings(learning_rate=",
    ),
}


@pytest.fixture(scope="module", params=[firefox, webkit], ids=lambda browser: browser.__name__)
def tab(request: pytest.FixtureRequest) -> Iterator[Tab]:
    try:
        with request.param() as tab:
            yield tab
    except Missing as missing:
        pytest.skip(str(missing))


@every_lesson
def test_a_lesson_is_drawn_and_a_turned_knob_is_answered(
    tab: Tab, lesson_server: Server, lesson: Lesson
) -> None:
    knob, before, after = TURNED[lesson.slug]
    tab.open(lesson_server.lesson(lesson.notebook))
    tab.wait_for(DRAWN)
    tab.wait_for(f"return document.body.textContent.includes({before!r})")
    tab.press(knob, ARROW_RIGHT)
    tab.wait_for(f"return document.body.textContent.includes({after!r})")
    assert tab.errors == []


def test_what_goes_wrong_on_a_page_is_noticed(tab: Tab) -> None:
    tab.open("data:text/html,<button onclick='console.error(1); throw 2'>")
    tab.press("//button", ENTER)
    tab.wait_for("return window.noted.length === 2")
    assert tab.errors[0] == "1"
    assert tab.errors[1].endswith("2")
