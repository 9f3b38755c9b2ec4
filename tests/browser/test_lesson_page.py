"""The views together, in the layout of a lesson: what holds for all of them."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import FloatRect, Page, expect

from tests import axe

from .conftest import VoilaPages

CELL = """
import ipywidgets
import numpy as np
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.exercises import Exercises
from ai_playground.ui.file_picker import FilePicker
from ai_playground.ui.findings_table import FindingsTable
from ai_playground.ui.knobs import Knobs
from ai_playground.ui.layers import points
from ai_playground.ui.quiz import Quiz
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.snippet import Snippet
from ai_playground.ui.theme import Theme

def knob(name, label, kind, default, **more):
    item = dict(name=name, label=label, help="What it does, in one line", group="Descent", kind=kind)
    bounds = dict(default=default, minimum=None, maximum=None, log=False, choices=None, more=False)
    return {**item, **bounds, **more}

def options(*labels):
    return [{"value": label, "label": label} for label in labels]

schema = [
    knob("rate", "Learning rate", "number", 0.001, minimum=1e-5, maximum=1.0, log=True),
    knob("update", "Update after", "choice", "point", choices=options("point", "minibatch", "all 42")),
    knob("method", "Method", "choice", "a", choices=options(*"abcdef")),
    knob("momentum", "Momentum", "number", 0.0, minimum=0.0, maximum=0.99),
    knob("scale", "Standardise", "switch", False),
    knob("seed", "Seed", "integer", 42, minimum=0, maximum=2**32 - 1),
]
presets = [dict(name="a", label="The lecture's run", promise="Ends at 1.718, not at the exact 1.313."),
           dict(name="b", label="See it diverge", promise="Every step gets longer.")]
knobs = Knobs(schema, {item["name"]: item["default"] for item in schema}, presets)
knobs.active_preset = "a"
knobs.notes = {"rate": {"text": "Stable below 0.004.", "action": "set to the optimum", "value": 0.0021}}
knobs.disabled = {"momentum": "Plain descent has no momentum."}
bar = RunBar(figures=[["epoch", "71 of 100"], ["loss", "372.4"], ["", "under 1 s left"]], state="running",
             progress=0.7, message="Two other runs are ahead of yours.", timeline_length=72,
             timeline_position=71, timeline_label="epoch 71", speeds=[dict(name="max", label="fast")])
axis = dict(label="fires", log=False, domain=[0, 40])
chart = Chart("Thefts against fires", axis, axis, [points(np.arange(20.0).reshape(10, 2))])
row = dict(label="Exact formula, slope", reported="1.31345600492", note="from the lecture", action="run it")
table = FindingsTable(["run", "reported", "yours"], [
    dict(row, name=verdict or "none", yours="1.3" * bool(verdict), verdict=verdict)
    for verdict in ("", "same", "close", "differs")])
quiz = Quiz("slope", "The slope will", ["reach 1.313", "run away"], lambda index: (index == 1, "It pulls."))
exercises = Exercises([dict(name="a", title="The rate", text="Find it.")], lambda name: (False, "No."))
files = Downloads([dict(name="png", label="Picture (PNG)")], lambda name: ("a.png", "image/png", b""))
snippet = Snippet("from ai_playground.regression import descend\\nfor state in descend(data): print(state)")
banner = Banner()
banner.show("A remark.", details="more on it", tone="note")

def box(classes, *children):
    group = ipywidgets.VBox(children)
    for name in classes.split():
        group.add_class(name)
    return group

def card(*children):
    return box("aip-card aip-pad", *children)

box("aip-page", Theme(), ipywidgets.HTML("<h1>Why?</h1><p class=aip-lead>Because.</p>"),
    box("aip-card", bar, box("aip-grid", box("aip-knobs-column", knobs, FilePicker("Your CSV", ".csv", 9)),
                             box("aip-views", chart))),
    box("aip-two", card(ipywidgets.HTML("<h2>Report</h2>"), table), card(quiz)),
    box("aip-two", card(exercises), card(snippet, files)), banner)
"""

# Controls with the sides of what can be hit: a chip's or an option's box stands for the radio button in it.
SMALL_TARGETS = """() => [...document.querySelectorAll(".aip :is(button, input, select, summary)")]
  .map((control) => [control, control.closest("label:is(.aip-chip, .aip-option, .aip-button)") ?? control])
  .map(([control, target]) => [control, target.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.height < 36 || box.width < 36))
  .map(([control, box]) => `${control.outerHTML} ${box.width} x ${box.height}`)"""

# Every text of the page with its size, and its contrast to the first opaque background under it.
HARD_TO_READ = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) =>
    0.2126 * light(r / 255) + 0.7152 * light(g / 255) + 0.0722 * light(b / 255);
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const hard = [];
  const walker = document.createTreeWalker(document.querySelector(".aip-page"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim();
    const element = walker.currentNode.parentElement;
    const style = getComputedStyle(element);
    if (!text || !element.getClientRects().length || element.closest("style, script")) continue;
    const colour = channels(element instanceof SVGElement ? style.fill : style.color);
    const [a, b] = [luminance(colour), luminance(background(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    if (size < 14 || contrast < 4.5) hard.push(`${text}: ${size} px, ${contrast.toFixed(2)}`);
  }
  return hard;
}"""


@pytest.fixture(scope="module", params=[1280, 390])
def lesson(request: Any, lasting_voila_page: VoilaPages) -> Page:
    page = lasting_voila_page(CELL, width=request.param)
    expect(page.get_by_role("button", name="Copy as Python")).to_be_visible()
    page.get_by_label("run away").check()
    page.get_by_role("button", name="Check my answer").click()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("Not yet.")).to_be_visible()
    return page


def test_every_control_can_be_hit_and_every_text_be_read(lesson: Page) -> None:
    assert lesson.evaluate(SMALL_TARGETS) == []
    assert lesson.evaluate(HARD_TO_READ) == []
    assert axe.faults(lesson) == []


def test_nothing_is_wider_than_the_window_and_nothing_comes_from_elsewhere(
    lesson: Page, lasting_voila_page: VoilaPages
) -> None:
    assert lesson.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert lesson.evaluate("document.querySelector('#rendered_cells').scrollWidth <= innerWidth")
    assert lasting_voila_page.foreign_requests == []
    assert lasting_voila_page.console_errors == []


def test_a_phone_shows_the_pictures_before_the_knobs(lesson: Page) -> None:
    chart, knobs = lesson.locator(".aip-chart").bounding_box(), lesson.locator(".aip-knobs").bounding_box()
    assert chart is not None
    assert knobs is not None
    if lesson.viewport_size == {"width": 390, "height": 900}:
        assert knobs["y"] > chart["y"] + chart["height"]
    else:
        assert knobs["x"] + knobs["width"] < chart["x"]


def changes_its_look(page: Page) -> bool:
    """Whether the control in focus looks otherwise than without: a slider's outline is around its handle."""
    at = page.locator(":focus")
    box = at.bounding_box()
    assert box is not None
    around: FloatRect = {
        "x": box["x"] - 4,
        "y": box["y"] - 4,
        "width": box["width"] + 8,
        "height": box["height"] + 8,
    }
    stop = at.get_attribute("data-stop")
    focused = page.screenshot(clip=around)
    page.evaluate("document.activeElement.blur()")
    blurred = page.screenshot(clip=around)
    # Focus by script counts as by keyboard where the last key was one.
    page.locator(f'[data-stop="{stop}"]').focus()
    return focused != blurred


def test_the_tab_key_reaches_every_control_and_its_focus_shows(lesson: Page) -> None:
    # One radio button of a group stands for it: the arrow keys choose within the group.
    controls = ".aip :is(button, input:not([type=radio]), input:checked, select, summary):not(:disabled)"
    expected = lesson.evaluate(
        "(all) => [...document.querySelectorAll(all)].filter((one) => one.getClientRects().length).length",
        controls,
    )
    lesson.evaluate("document.activeElement.blur()")
    reached, unseen = set(), set()
    for _ in range(3 * expected):
        lesson.keyboard.press("Tab")
        where = lesson.evaluate(
            """(controls) => {
              const at = document.activeElement;
              if (!at.matches(controls)) return null;
              at.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
              const shown = at.closest("label:has(:focus-visible)") ?? at;
              const visible = [at, shown].some((one) => getComputedStyle(one).outlineStyle !== "none");
              return [at.dataset.stop, visible];
            }""",
            controls,
        )
        if where is not None:
            reached.add(where[0])
            if not where[1] and not changes_its_look(lesson):
                unseen.add(where[0])
    assert len(reached) == expected
    assert unseen == set()
