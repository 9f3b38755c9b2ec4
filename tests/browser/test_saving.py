from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import numpy as np
from ai_playground.page.album import Album
from ai_playground.page.layout import card, page, stack
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import line
from ai_playground.ui.picture import Picture
from ai_playground.ui.theme import Theme

axis = {"label": "step", "domain": [0, 10]}
chart = Chart("Loss", axis, {**axis, "label": "loss"}, [line([[0, 9], [5, 3], [10, 2]], label="this run")])
empty, picture = Chart("Later", axis, axis), Picture(200, "weights")
picture.show(np.zeros((20, 30, 3), np.uint8))
banner = Banner()
album = Album(lesson_called("regression"))
shown = page(Theme(), banner, card(stack("", chart, empty, picture), album.downloads))
album.take(lambda: "Epochs 50, seed 3.", shown)
banner.watch(shown)
shown
"""


def texts(download: Download) -> set[str]:
    found = ET.parse(Path(download.path())).getroot().iter("{http://www.w3.org/2000/svg}text")
    return {"".join(text.itertext()).strip() for text in found}


def saves(page: Page) -> None:
    expect(page.locator(".aip-save > summary")).to_have_count(3)


def test_a_chart_is_saved_by_keyboard_alone(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    saves(page)
    name = page.get_by_text("Save", exact=True).first
    name.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="SVG", exact=True).first).to_be_hidden()
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="SVG", exact=True).first).to_be_focused()
    with page.expect_download(timeout=60_000) as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "regression_loss.svg"
    drawn = texts(download.value)
    assert {"Loss", "step", "loss", "this run"} <= drawn
    assert "AI Playground. Lesson 1: Regression. Epochs 50, seed 3." in drawn
    expect(page.get_by_role("button", name="SVG", exact=True).first).to_be_hidden()
    expect(name).to_have_text("Save")
    assert voila_page.console_errors == []


def test_all_of_a_page_comes_as_one_pdf(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    with page.expect_download(timeout=60_000) as download:
        page.get_by_role("button", name="All charts and pictures (PDF)").click()
    assert download.value.suggested_filename == "regression.pdf"
    assert len(re.findall(rb"/Type /Page\b", Path(download.value.path()).read_bytes())) == 2


def test_how_far_a_long_download_is_stands_beside_its_button(widget_page: WidgetPages) -> None:
    page = widget_page(f"{CELL}\nalbum.downloads.doing = 'Drawing 1 of 2 ...'\nshown")
    expect(page.locator(".aip-downloads").get_by_role("status")).to_have_text("Drawing 1 of 2 ...")


def test_an_empty_chart_says_so_and_can_be_tried_again(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    saves(page)
    save = page.locator(".aip-save").nth(1)
    save.locator("summary").click()
    save.get_by_role("button", name="PNG", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="nothing to save")).to_be_visible()
    expect(save.locator("summary")).to_have_text("Save")


@pytest.mark.parametrize("width", [1280, 390])
def test_what_a_chart_can_be_saved_as_lies_on_the_screen(widget_page: WidgetPages, width: int) -> None:
    page = widget_page(CELL)
    page.set_viewport_size({"width": width, "height": 844})
    saves(page)
    for number in (0, 2):
        save = page.locator(".aip-save").nth(number)
        save.locator("summary").click()
        for button in save.get_by_role("button").all():
            box = button.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["height"] >= 36
        page.keyboard.press("Escape")
