"""Lesson 5 in a real browser: what a student sees and does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from ai_playground.patches.guessing import ROUNDS

from .conftest import VoilaPages

MAKE = "from ai_playground.patches.dashboard import PatchesLesson\n\nlesson = PatchesLesson()"
CELLS = [
    f"{MAKE}\nlesson.dashboard",
    "lesson.lens_quiz",
    "lesson.heat_map",
    "lesson.cues",
    "lesson.crop_game",
    "lesson.quiz",
    "lesson.experiments",
    "lesson.findings",
    "lesson.formulas",
    "lesson.exercises",
    "lesson.take_home",
]


@pytest.fixture(scope="module")
def page(lasting_voila_page: VoilaPages) -> Page:
    opened = lasting_voila_page([*CELLS[:5], "lesson.experiments", "lesson.take_home"], query="steps=20")
    expect(opened.locator(".aip-chart svg").first).to_be_visible()
    return opened


def test_ten_patches_are_guessed_and_the_network_plays_the_same(
    page: Page, lasting_voila_page: VoilaPages
) -> None:
    game = page.locator(".aip-page").first
    cells = game.locator(".aip-map-cell")
    following = game.get_by_role("button", name="Next patch")
    for number in range(ROUNDS):
        expect(game).to_contain_text(f"Patch {number + 1} of {ROUNDS}.")
        cells.nth(number).click()
        expect(game.locator(".aip-map-mark").first).to_be_visible()
        if number + 1 < ROUNDS:
            following.click()
    expect(game).to_contain_text(re.compile(rf"You: \d+ of {ROUNDS}\. The network: \d+ of {ROUNDS}\."))
    pictures = game.locator(".aip-picture-grid img")
    expect(pictures).to_have_count(ROUNDS)
    assert lasting_voila_page.console_errors == []
    assert lasting_voila_page.foreign_requests == []


def test_a_recorded_map_stands_there_and_a_chosen_place_and_a_turned_lens_are_answered(
    page: Page, lasting_voila_page: VoilaPages
) -> None:
    stage = page.locator(".aip-scene", has=page.get_by_role("button", name="Open a photo")).first
    expect(stage).to_contain_text("Recorded.")
    aim = stage.locator(".aip-map-aim")
    box = aim.bounding_box()
    assert box is not None
    aim.click(position={"x": 0.9 * box["width"], "y": 0.9 * box["height"]})
    expect(stage).to_contain_text("The patch is from row 4, column 4")
    right = stage.get_by_text(re.compile(r"\d+ of 16 first guesses are right"))
    with_lens = int((right.text_content() or "").split()[0])
    page.get_by_role("button", name="No lens").first.click()
    expect(right).not_to_contain_text(f"{with_lens} of 16")
    assert int((right.text_content() or "").split()[0]) < with_lens
    expect(page).to_have_url(re.compile("vignetting=0"))
    assert lasting_voila_page.console_errors == []


def test_each_bar_waits_for_its_question(page: Page) -> None:
    chart = page.locator(".aip-chart", has_text="Places that the network gets right")
    waiting = "The other bars appear when their questions are answered."
    expect(chart).to_contain_text(waiting)
    first, second = page.locator(".aip-quiz").all()[:2]
    first.get_by_text("in most cases").click()
    first.get_by_role("button", name="Check my answer").click()
    expect(chart).to_contain_text(re.compile(r"neither of both, \d+ %"))
    expect(chart).to_contain_text(waiting)
    second.get_by_text("without the fringes").click()
    second.get_by_role("button", name="Check my answer").click()
    expect(chart).to_contain_text(re.compile(r"no fringes, \d+ %"))
    expect(chart).not_to_contain_text(waiting)


def test_a_small_network_is_trained_where_it_can_be_watched(
    page: Page, lasting_voila_page: VoilaPages
) -> None:
    bar = page.locator(".aip-run-bar", has_text="spread")
    expect(bar).to_contain_text("The knobs ask for another run: press Run.")
    bar.get_by_role("button", name="Run", exact=True).click()
    expect(bar).to_contain_text("20 of 20")
    assert lasting_voila_page.console_errors == []


def test_on_a_phone_nothing_is_wider_than_the_page_and_a_turned_knob_has_its_map(
    voila_page: VoilaPages,
) -> None:
    page = voila_page(CELLS, width=390)
    expect(page.locator(".aip-chart svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    knob = page.get_by_role("slider", name="Vignetting")
    knob.scroll_into_view_if_needed()
    expect(knob).to_be_in_viewport()
    expect(page.locator(".aip-photo-map:has(.aip-map-heat)")).to_be_in_viewport(ratio=0.9)
