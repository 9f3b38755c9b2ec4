"""Each lesson that ships: as it opens on a laptop and on a phone, to those who can't see it, and printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, FloatRect, Page

from ai_playground.lesson.catalogue import Lesson
from tests import axe
from tools.pages import SHOWN, Server, open_page

from .conftest import BUILT, PICTURE

# The way to another picture.
CHOICES = "#rendered_cells .aip-card >> nth=0 >> .aip-stage .aip-tile"

# What paper would not show: what is folded or scrolls, what lies on top of a text, what runs over the edge.
LOST_ON_PAPER = """() => {
  const shown = [...document.querySelectorAll("body *")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !one.closest("svg, mjx-container, math");
  });
  const style = new Map(shown.map((one) => [one, getComputedStyle(one)]));
  const cut = (one, way, inner, outer) => style.get(one)[way] !== "visible" && one[inner] > one[outer] + 1;
  const reasons = {
    "is cut below": (one) => cut(one, "overflowY", "scrollHeight", "clientHeight"),
    "is cut at its side": (one) => cut(one, "overflowX", "scrollWidth", "clientWidth"),
    "lies on top": (one) => ["fixed", "sticky"].includes(style.get(one).position),
    "is folded": (one) => one.matches("details:not([open])"),
    "is a button": (one) => one.matches(".aip-button, .jupyter-button, .aip-link, .aip-range"),
    "is too wide": (one) => one.getBoundingClientRect().right > innerWidth + 1,
    "lies below the end": (one) =>
      one.getBoundingClientRect().bottom + scrollY > document.documentElement.scrollHeight + 1,
  };
  return Object.entries(reasons).flatMap(([reason, holds]) =>
    shown.filter(holds).map((one) => `${reason}: ${one.outerHTML.slice(0, 160)}`));
}"""


# What a card's edge cuts off: no scrollbar leads there.
OVER_THE_CARD = """() => [...document.querySelectorAll(".aip-card :is(.aip-chart, .aip-picture, .aip-knobs)")]
  .filter((one) => one.getBoundingClientRect().right > one.closest(".aip-card").getBoundingClientRect().right)
  .map((one) => one.outerHTML.slice(0, 160))"""


@dataclass(frozen=True)
class Opened:
    """A lesson's page, and where its loading card was."""

    lesson: Lesson
    page: Page
    loading: FloatRect


@contextmanager
def opened(browser: Browser, server: Server, lesson: Lesson, width: int, height: int) -> Iterator[Opened]:
    page, _ = open_page(browser, server, lesson.notebook, "token=secret", width=width, height=height)
    # Seen and measured at once: it is gone as soon as the lesson is there.
    loading = page.wait_for_function(
        "document.querySelector('.aip-loading-card')?.getBoundingClientRect().toJSON()"
    ).json_value()
    page.wait_for_selector(SHOWN)
    page.locator(PICTURE).first.wait_for()
    yield Opened(lesson, page, loading)
    page.goto("about:blank")
    page.close()


@pytest.fixture(scope="module", params=BUILT, ids=lambda lesson: lesson.slug)
def laptop(request: pytest.FixtureRequest, chromium: Browser, lesson_server: Server) -> Iterator[Opened]:
    """Each lesson on a laptop; tests leave it as they found it."""
    with opened(chromium, lesson_server, request.param, 1280, 800) as page:
        yield page


@pytest.fixture(scope="module", params=BUILT, ids=lambda lesson: lesson.slug)
def phone(request: pytest.FixtureRequest, chromium: Browser, lesson_server: Server) -> Iterator[Opened]:
    """Each lesson on a phone; tests only look."""
    with opened(chromium, lesson_server, request.param, 390, 844) as page:
        yield page


def test_on_a_phone_no_chart_runs_over_its_cards_edge(phone: Opened) -> None:
    assert phone.page.evaluate(OVER_THE_CARD) == []


def test_on_a_phone_the_line_of_lessons_shows_the_one_that_is_open(phone: Opened) -> None:
    box = phone.page.locator(".aip-nav [aria-current]").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def out_of_sight(page: Page, selector: str) -> list[str]:
    """Those elements that the window doesn't show whole."""
    found: list[str] = page.locator(selector).evaluate_all(
        """(all) => all.filter((one) => {
          const box = one.getBoundingClientRect();
          return box.height < 1 || box.top < 0 || box.bottom > innerHeight;
        }).map((one) => one.outerHTML.slice(0, 160))"""
    )
    return found


def comes_in_where_its_loading_card_was(opened: Opened) -> None:
    """With its picture in sight, and no wider than the window."""
    card = opened.page.locator("#rendered_cells .aip-card").first.bounding_box()
    assert card is not None
    for side in ("x", "y", "width"):
        assert card[side] == pytest.approx(opened.loading[side], abs=2)
    assert opened.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert out_of_sight(opened.page, f"{PICTURE} >> nth=0") == []


def test_on_a_laptop_a_lesson_comes_in_where_its_loading_card_was_with_its_choices_in_sight(
    laptop: Opened,
) -> None:
    comes_in_where_its_loading_card_was(laptop)
    assert out_of_sight(laptop.page, CHOICES) == []


def test_on_a_phone_a_lesson_comes_in_where_its_loading_card_was_with_its_picture_in_sight(
    phone: Opened,
) -> None:
    comes_in_where_its_loading_card_was(phone)
    if phone.lesson.slug == "style":  # the one whose picture is made of two
        assert out_of_sight(phone.page, f"{CHOICES}[aria-pressed=true]") == []


def test_a_lesson_breaks_no_rule_of_accessibility(laptop: Opened) -> None:
    page = laptop.page
    folded = page.locator("details:not([open])").element_handles()
    for one in folded:
        one.evaluate("(one) => { one.open = true; }")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert axe.faults(page) == []
    for one in folded:
        one.evaluate("(one) => { one.open = false; }")


def test_a_printed_lesson_is_whole_and_has_nothing_to_press(laptop: Opened, lesson_server: Server) -> None:
    page = laptop.page
    page.set_viewport_size({"width": 1280, "height": 900})
    headings = page.locator("h2").count()
    folded = page.locator("details:not([open])").count()
    printed = page.pdf(format="A4", prefer_css_page_size=True)
    assert page.locator("details:not([open])").count() == folded
    # The same in a window as wide as the text on A4, where its state can be read.
    page.set_viewport_size({"width": 680, "height": 960})
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert len(re.findall(rb"/Type /Page\b", printed)) >= page.evaluate(
        "Math.floor(document.documentElement.scrollHeight / innerHeight)"
    )
    assert page.evaluate(LOST_ON_PAPER) == []
    assert page.locator("h2:visible").count() == headings > 0
    address = page.locator(".aip-address").inner_text()
    assert address.startswith(lesson_server.lesson(laptop.lesson.notebook))
    assert "secret" not in address
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="null")
