"""Lesson 3 in a real browser: what a student sees and does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.cyclegan.test_own_pictures import png

from .conftest import VoilaPages

MAKE = "from ai_playground.cyclegan.dashboard import CycleganLesson\n\nlesson = CycleganLesson()"
MEAN = """
import numpy as np
from ai_playground.cyclegan import features
features.vgg_features = lambda several: np.array([each.mean(axis=(0, 1)) for each in several])
"""
CELLS = [
    f"{MAKE}\nlesson.dashboard",
    "lesson.versions",
    "lesson.quiz",
    "lesson.experiments",
    "lesson.look",
    "lesson.scores",
    "lesson.variants",
    "lesson.formulas",
    "lesson.exercises",
    "lesson.take_home",
]
SMALL = "size=128&filters=2&blocks=1&discriminator_filters=2&crop=32&pool_size=3&steps=10"


@pytest.fixture(scope="module")
def page(lasting_voila_page: VoilaPages) -> Page:
    """What three of the cells show; its runs leave the network that describes pictures out."""
    opened = lasting_voila_page([MEAN, CELLS[0], "lesson.experiments", "lesson.take_home"], query=SMALL)
    expect(opened.locator(".aip-chart svg").first).to_be_visible()
    return opened


def painting(page: Page) -> Any:
    return page.locator(".aip-before-after img").last


def test_a_painting_stands_there_before_any_click_and_another_painter_changes_it(
    page: Page, lasting_voila_page: VoilaPages
) -> None:
    stage = page.locator(".aip-before-after").first
    expect(stage).to_contain_text("Recorded.")
    before = page.locator(".aip-before-after img")
    assert all(before.evaluate_all("all => all.map(each => each.naturalWidth > 100)"))
    source = painting(page).get_attribute("src")
    page.get_by_role("button", name="Van Gogh", exact=True).first.click()
    expect(stage).to_contain_text(re.compile(r"128 × \d+ px, painted in \d"))
    expect(painting(page)).not_to_have_attribute("src", str(source))
    expect(page).to_have_url(re.compile("painter=vangogh"))
    page.get_by_role("button", name="There and back").first.click()
    expect(page.get_by_text(re.compile("in what came back"))).to_be_visible()
    assert lasting_voila_page.console_errors == []
    assert lasting_voila_page.foreign_requests == []


def test_a_run_shows_what_it_paints_and_comes_to_its_end(page: Page, lasting_voila_page: VoilaPages) -> None:
    bar = page.locator(".aip-run-bar").first
    expect(bar).to_contain_text("Recorded: ")
    samples = page.get_by_role("img", name=re.compile("photos that no training sees"))
    source = samples.get_attribute("src")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(bar).to_contain_text("10 of 10")
    expect(page.locator(".aip-run-bar[data-state=done]")).to_be_visible()
    expect(samples).not_to_have_attribute("src", str(source))
    assert lasting_voila_page.console_errors == []


def test_paintings_are_brought_several_at_once_and_a_broken_one_is_named(page: Page) -> None:
    picker = page.locator(".aip-file-picker", has_text="Bring paintings")
    files = [FilePayload(name="whole.png", mimeType="image/png", buffer=png(1))]
    files.append(FilePayload(name="torn.png", mimeType="image/png", buffer=png(2)[:99]))
    picker.locator("input").set_input_files(files)
    expect(page.get_by_text("1 painting of yours.")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Skipped 1 of 2: torn\.png"))).to_be_visible()
    expect(picker.get_by_role("status")).to_have_text("")
    page.get_by_role("button", name="Take the paintings away").click()
    expect(page.get_by_text("Paintings: the brushwork")).to_be_visible()


def test_what_a_network_lacks_is_said_once_the_question_is_answered(voila_page: VoilaPages) -> None:
    page = voila_page([f"{MAKE}\nlesson.versions", "lesson.quiz"], query=SMALL)
    told = page.get_by_text("without the cycle loss", exact=True)
    expect(told).to_have_count(0)
    quiz = page.locator(".aip-quiz", has_text="Whose photos came back worst?")
    quiz.get_by_role("radio").first.check()
    quiz.get_by_role("button", name="Check my answer").click()
    expect(told).to_be_visible()


def test_on_a_phone_nothing_is_wider_than_the_page(voila_page: VoilaPages) -> None:
    page = voila_page(CELLS, width=390, height=844, query=SMALL)
    expect(page.locator(".aip-chart svg").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('#rendered_cells').scrollWidth") <= 390
    boxes = ".aip-card, .aip-chart, .aip-flow-drawing, .aip-before-after, .aip-picture, .aip-gallery"
    right = f"[...document.querySelectorAll({boxes!r})].map(each => each.getBoundingClientRect().right)"
    assert page.evaluate(f"Math.max(...{right})") <= 390
