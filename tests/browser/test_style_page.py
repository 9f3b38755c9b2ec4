"""Lesson 2 in a real browser: what a student sees and does."""

from __future__ import annotations

import io
import re
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from .conftest import VoilaPages

CELLS = [
    "from ai_playground.style.dashboard import StyleLesson\n\nlesson = StyleLesson()\nlesson.dashboard",
    "lesson.quiz",
    "lesson.grids",
    "lesson.formulas",
    "lesson.exercises",
    "lesson.take_home",
]
SMALL = "size=64&iterations=5"


def opened(pages: VoilaPages) -> Page:
    page = pages(CELLS, query=SMALL)
    expect(page.locator(".aip-chart svg").first).to_be_visible()
    return page


@pytest.fixture(scope="module")
def lasting_page(lasting_voila_page: VoilaPages) -> Page:
    """For tests that look, or to which it is all one what was chosen before."""
    return opened(lasting_voila_page)


@pytest.fixture(scope="module")
def page(lasting_voila_page: VoilaPages) -> Page:
    """A run is over: TensorFlow is loaded."""
    painted = opened(lasting_voila_page)
    run(painted)
    return painted


def bar(page: Page) -> Any:
    return page.locator(".aip-run-bar").first


def run(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Run( again)?$")).click()
    expect(page.locator(".aip-run-bar[data-state=done]").first).to_be_visible()


def test_the_page_opens_with_a_recorded_run_that_says_so(
    lasting_page: Page, lasting_voila_page: VoilaPages
) -> None:
    expect(bar(lasting_page)).to_contain_text("Recorded: ")
    expect(bar(lasting_page)).to_contain_text("Press Run: 5 steps at 64 px")
    pictures = lasting_page.locator(".aip-before-after img")
    assert all(pictures.evaluate_all("all => all.map(each => each.naturalWidth > 100)"))
    assert lasting_voila_page.console_errors == []
    assert lasting_voila_page.foreign_requests == []


def test_a_run_is_painted_and_its_address_is_kept(page: Page, lasting_voila_page: VoilaPages) -> None:
    expect(bar(page)).to_contain_text("5 of 5")
    expect(page).to_have_url(re.compile("size=64"))
    assert lasting_voila_page.console_errors == []


def test_the_picture_goes_home_as_a_png_with_its_settings(page: Page) -> None:
    with page.expect_download() as download:
        page.get_by_role("button", name="The picture (PNG)").click()
    with Image.open(download.value.path()) as picture:
        assert max(picture.size) == 64
        assert "ai_playground" in picture.info


def test_another_style_and_a_second_one_are_chosen_by_click(lasting_page: Page) -> None:
    lasting_page.get_by_role("button", name=re.compile("Munch")).first.click()
    expect(lasting_page).to_have_url(re.compile("styles=van_gogh_starry_night(,|%2C)munch_the_scream"))
    lasting_page.get_by_role("button", name=re.compile("Van Gogh")).first.click()
    expect(lasting_page).to_have_url(re.compile("styles=munch_the_scream"))


def test_a_file_that_is_no_picture_is_explained(lasting_page: Page) -> None:
    with lasting_page.expect_file_chooser() as chooser:
        lasting_page.get_by_role("button", name=re.compile("Your picture")).first.click()
    chooser.value.set_files({"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    notice = lasting_page.locator(
        ".aip-notice-message", has_text="notes.txt is not a picture that can be read"
    )
    expect(notice).to_be_visible()


def test_an_own_picture_becomes_the_photograph(page: Page) -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (60, 90, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name=re.compile("Your picture")).first.click()
    chooser.value.set_files({"name": "mine.png", "mimeType": "image/png", "buffer": file.getvalue()})
    expect(page.get_by_role("button", name="Your picture mine.png")).to_be_visible()
    page.get_by_role("button", name="Reset", exact=True).first.click()
    expect(page.locator(".aip-run-bar[data-state=done]")).to_have_count(0)
    run(page)
    expect(bar(page)).to_contain_text("5 of 5")


def test_an_experiment_fills_its_grid(page: Page) -> None:
    page.get_by_role("button", name="Layer exponent", exact=True).click()
    expect(page.locator(".aip-finding", has_text="Predict:")).to_contain_text("Which scale of brushwork?")
    expect(page.locator(".aip-finding", has_text="What it shows:")).to_be_hidden()
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_text("3 of 3")).to_be_visible()
    expect(page.locator(".aip-cell-picture img[src]")).to_have_count(3)
    page.get_by_role("button", name=re.compile("^Open .*: 2$")).click()
    expect(page).to_have_url(re.compile("layer_exponent=2"))
    expect(page.get_by_text(re.compile("magnifies some style layer contributions"))).to_be_visible()
    expect(page.locator(".aip-finding", has_text="What it shows:")).to_contain_text("Content error")


def test_a_prediction_is_checked_by_a_run_while_the_page_goes_on(page: Page) -> None:
    start = page.locator(".aip-quiz", has_text="Which start ends with the smaller loss")
    start.get_by_role("radio", name="Noise").check()
    start.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("Painting small pictures to find out")).to_be_visible()
    expect(page.get_by_text(re.compile("from the photograph, .* from noise"))).to_be_visible()
    expect(page.get_by_text("The kernel behind this page is gone")).to_be_hidden()
    start.get_by_role("button", name=re.compile("Watch")).click()
    expect(page).to_have_url(re.compile("noise_ratio=1"))
