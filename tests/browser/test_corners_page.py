"""Lesson 4 in a real browser: what a student sees and does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import VoilaPages

MAKE = "from ai_playground.corners.dashboard import CornersLesson\n\nlesson = CornersLesson()"
CELLS = [
    f"{MAKE}\nlesson.dashboard",
    "lesson.own_photos",
    "lesson.quiz",
    "lesson.experiments",
    "lesson.findings",
]
SMALL = "model=fifths&sheets=96&epochs=3"


@pytest.fixture(scope="module")
def page(lasting_voila_page: VoilaPages) -> Page:
    opened = lasting_voila_page(CELLS, query=SMALL)
    expect(opened.locator(".aip-quad-corner").first).to_be_visible()
    return opened


def test_the_page_opens_with_an_outline_and_nothing_goes_wrong(
    page: Page, lasting_voila_page: VoilaPages
) -> None:
    expect(page.locator(".aip-quad-corner")).to_have_count(4)
    expect(page.get_by_role("img", name="the page laid flat")).to_be_visible()
    assert lasting_voila_page.console_errors == []
    assert lasting_voila_page.foreign_requests == []


def test_the_flat_page_can_be_taken_home(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="The flat page (PNG)").click()
    assert download.value.suggested_filename == "story_flat.png"


def test_a_chosen_photo_is_outlined_and_a_dragged_corner_changes_the_flat_page(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Print")).first.click()
    expect(page.get_by_text(re.compile("Found in"))).to_be_visible()
    flat = page.get_by_role("img", name="the page laid flat")
    before = flat.get_attribute("src")
    corner = page.locator(".aip-quad-corner").nth(1)
    box = corner.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] - 40, box["y"] + 60, steps=6)
    page.mouse.up()
    expect(page.get_by_text("You moved the top right corner.")).to_be_visible()
    expect(flat).not_to_have_attribute("src", str(before))
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("You moved the top right corner.")).to_be_hidden()


def test_a_network_of_the_report_is_trained_and_stands_beside_it(page: Page) -> None:
    row = page.get_by_role("row", name=re.compile("Sliced by fifths, all at 0.004"))
    row.get_by_text("Train").click()
    expect(row).to_contain_text("96 sheets")
    expect(page.get_by_text("3 of 3").first).to_be_visible()


def test_a_question_is_asked_before_its_answer_is_drawn_and_its_run_is_watched(page: Page) -> None:
    hidden = page.get_by_text("Drawn once you have answered the first question.")
    expect(hidden.first).to_be_visible()
    quiz = page.locator(".aip-quiz", has_text="have after sixty epochs")
    quiz.get_by_label("All 32: training tells them apart").check()
    quiz.get_by_role("button", name="Check my answer").click()
    expect(quiz.get_by_text("Equal units give equal outputs")).to_be_visible()
    expect(quiz.get_by_text("that of two equal units is the same")).to_be_visible()
    expect(hidden).to_have_count(0)
    expect(page.get_by_text("1 different")).to_be_visible()
    quiz.get_by_role("button", name="Watch it on the charts").click()
    expect(page.get_by_text("of 60").first).to_be_visible()
