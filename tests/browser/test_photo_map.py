from __future__ import annotations

import io
import json

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.axe import faults

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import io, ipywidgets, json
from PIL import Image
from ai_playground.page import layout
from ai_playground.ui.photo_map import PhotoMap
from ai_playground.ui.theme import Theme

file = io.BytesIO()
Image.new("RGB", (300, 200), "teal").save(file, "JPEG")
photo = PhotoMap(smallest=0.5)
photo.show(file.getvalue(), 200, 300, "a photo")
log = ipywidgets.HTML("<span class=report>[]</span>")

def report(*values):
    log.value = f"<span class=report>{json.dumps([round(value, 2) for value in values])}</span>"

photo.on_cell(report)
photo.on_place(report)
photo.on_window(report)
page = layout.page(Theme(), ipywidgets.HTML("<h1>A page</h1>"), layout.card(photo), log)
"""
HEAT = """
photo.heat([0.002, 0.97, *[0.002] * 14])
photo.marks = [{"cell": 1, "kind": "true"}, {"cell": 1, "kind": "network"}, {"cell": 1, "kind": "guess"}]
photo.windows = [{"x1": 0.5, "y1": 0.5, "x2": 1.0, "y2": 1.0, "kind": "network", "label": "network 50 %"}]
photo.patch = {"x1": 0.3, "y1": 0.1, "x2": 0.4, "y2": 0.2}
"""
FILES = """
from ai_playground.pictures import read_picture
from ai_playground.ui.picture import jpeg
photo.invitation, photo.max_bytes = "Open a photo", 10_000_000
photo.on_file(lambda name, content: photo.show(jpeg(read_picture(content)), 200, 300, name))
"""


def shown(mode: str, *more: str) -> list[str]:
    return [CELL, *more, f'photo.mode = "{mode}"\npage']


def expect_told(page: Page, *values: float) -> None:
    """Wait until Python was told these, to two decimals."""
    expect(page.locator(".report")).to_have_text(json.dumps(values))


def frame_of(page: Page) -> tuple[float, float, float, float]:
    box = page.locator(".aip-photo-map-frame").bounding_box()
    assert box is not None
    return box["x"], box["y"], box["width"], box["height"]


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Between two places of the photo, in fractions."""
    left, top, width, height = frame_of(page)
    page.mouse.move(left + start[0] * width, top + start[1] * height)
    page.mouse.down()
    page.mouse.move(left + end[0] * width, top + end[1] * height, steps=6)
    page.mouse.up()


def window_of(page: Page) -> Locator:
    return page.get_by_role("button", name="Your rectangle")


def test_a_cell_that_is_clicked_is_told(voila_page: VoilaPages) -> None:
    page = voila_page(shown("cell"))
    left, top, width, height = frame_of(page)
    page.mouse.click(left + 0.6 * width, top + 0.3 * height)
    expect_told(page, 6)
    assert voila_page.console_errors == []


def test_arrow_keys_go_from_cell_to_cell_and_enter_picks(widget_page: WidgetPages) -> None:
    page = widget_page(shown("cell"))
    page.get_by_role("button", name="row 1, column 1").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="row 3, column 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect_told(page, 8)
    # One stop of the tab key for all of them.
    page.keyboard.press("Shift+Tab")
    expect(page.locator(".aip-map-cell:focus")).to_have_count(0)


def test_a_heat_map_is_brighter_where_it_is_likelier_and_read_out_with_its_marks(
    widget_page: WidgetPages,
) -> None:
    page = widget_page(shown("", HEAT))
    cell = page.get_by_role("button", name="row 1, column 2, 97 %, true, network, you")
    expect(cell).to_be_visible()
    colors = page.locator(".aip-map-cell").evaluate_all(
        "cells => cells.map((cell) => getComputedStyle(cell).backgroundColor)"
    )
    assert len(set(colors)) == 2
    assert [color == colors[1] for color in colors] == [False, True, *[False] * 14]
    styles = page.locator(".aip-map-mark").evaluate_all(
        "marks => marks.map((mark) => getComputedStyle(mark).borderTopStyle)"
    )
    assert styles == ["solid", "dashed", "dotted"]
    expect(
        page.get_by_role("img", name="network 50 %: 50 % to 100 % across, 50 % to 100 % down")
    ).to_be_visible()
    assert faults(page) == []
    left, top, width, height = frame_of(page)
    page.mouse.click(left + 0.5 * width, top + 0.5 * height)
    expect_told(page)
    assert widget_page.console_errors == []


def test_a_place_is_picked_by_pointer_or_by_keys(widget_page: WidgetPages) -> None:
    page = widget_page(shown("place", HEAT))
    left, top, width, height = frame_of(page)
    page.mouse.click(left + 0.75 * width, top + 0.25 * height)
    expect_told(page, 0.75, 0.25)
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect_told(page, 0.65, 0.27)


def test_a_window_is_drawn_in_the_shape_of_the_photo_moved_and_sized(widget_page: WidgetPages) -> None:
    page = widget_page(shown("window"))
    expect(window_of(page)).to_have_text("100 %")
    drag(page, (0.1, 0.2), (0.7, 0.3))
    expect_told(page, 0.1, 0.2, 0.7, 0.8)
    expect(window_of(page)).to_have_text("60 %")
    drag(page, (0.4, 0.5), (0.9, 0.5))
    expect_told(page, 0.4, 0.2, 1.0, 0.8)
    # By a corner, which can't go farther than there is room.
    drag(page, (0.4, 0.8), (0.1, 0.99))
    expect_told(page, 0.2, 0.2, 1.0, 1.0)
    drag(page, (0.2, 0.2), (0.5, 0.3))
    expect_told(page, 0.3, 0.3, 1.0, 1.0)
    assert widget_page.console_errors == []


def test_a_window_is_no_smaller_than_allowed_and_a_click_changes_nothing(widget_page: WidgetPages) -> None:
    page = widget_page(shown("window"))
    drag(page, (0.8, 0.8), (0.95, 0.95))
    expect_told(page, 0.5, 0.5, 1.0, 1.0)
    left, top, _, _ = frame_of(page)
    page.mouse.click(left + 20, top + 20)
    window_of(page).press("ArrowLeft")
    expect_told(page, 0.48, 0.5, 0.98, 1.0)


def test_keys_size_a_window_with_shift(widget_page: WidgetPages) -> None:
    page = widget_page(shown("window"))
    box = window_of(page)
    for _ in range(10):
        box.press("Shift+ArrowDown")
    box.press("ArrowRight")
    expect_told(page, 0.02, 0.0, 0.82, 0.8)
    expect(page.get_by_role("button", name="80 % of the photo's sides, from 2 % across")).to_be_visible()
    box.press("Shift+ArrowRight")
    expect_told(page, 0.02, 0.0, 0.84, 0.82)


def test_a_finger_draws_a_window_on_a_phone(widget_page: WidgetPages) -> None:
    page = widget_page(shown("window"), width=390)
    left, top, width, height = frame_of(page)
    start = {"x": left + 0.1 * width, "y": top + 0.1 * height}
    cdp = page.context.new_cdp_session(page)
    cdp.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [start]})
    for share in (0.2, 0.5, 0.8):
        point = {"x": left + share * width, "y": top + share * height}
        cdp.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    cdp.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect_told(page, 0.1, 0.1, 0.8, 0.8)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for corner in page.locator(".aip-map-corner").all():
        box = corner.bounding_box()
        assert box is not None
        assert (box["width"], box["height"]) == (44, 44)


def test_a_file_is_opened_and_its_name_goes_with_its_photo(widget_page: WidgetPages) -> None:
    page = widget_page(shown("", FILES))
    content = io.BytesIO()
    Image.new("RGB", (300, 200), "maroon").save(content, "PNG")
    photo = FilePayload(name="mine.png", mimeType="image/png", buffer=content.getvalue())
    page.locator("input[type=file]").set_input_files(photo)
    expect(page.get_by_text("mine.png")).to_be_visible()
    expect(page.get_by_role("img", name="mine.png")).to_be_visible()
    assert widget_page.console_errors == []


def test_an_empty_frame_keeps_the_shape_of_the_photo(widget_page: WidgetPages) -> None:
    page = widget_page(shown("window", 'photo.show(b"", 200, 300, "the frame of the original")'))
    expect(page.get_by_role("group", name="the frame of the original")).to_be_visible()
    expect(page.get_by_role("img")).to_have_count(0)
    _, _, width, height = frame_of(page)
    assert width / height == pytest.approx(1.5, abs=0.02)
