from __future__ import annotations

import io
import json
from typing import Any

from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import io, ipywidgets, json
from PIL import Image
from ai_playground.page import layout
from ai_playground.ui.quad import QuadEditor
from ai_playground.ui.theme import Theme

file = io.BytesIO()
Image.new("RGB", (300, 400), "teal").save(file, "JPEG")
editor = QuadEditor(["top left", "top right", "bottom right", "bottom left"])
editor.show(file.getvalue(), 400, 300, "a page")
editor.outline([[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]])
log = ipywidgets.HTML("<span class=report>[]</span>")

def report(index, corners, last):
    log.value = f"<span class=report>{json.dumps([index, corners[index], last])}</span>"

editor.on_move(report)
page = layout.page(Theme(), layout.card(editor), log)
page
"""


FILES = """
from ai_playground.pictures import read_picture
from ai_playground.ui.picture import jpeg
taker = QuadEditor(["a", "b", "c", "d"], invitation="Open a photo", max_bytes=10_000_000)
taker.on_file(lambda name, content: taker.show(jpeg(read_picture(content)), 400, 300, name))
other = ipywidgets.Button(description="Another")
other.on_click(lambda _: taker.show(jpeg(read_picture(file.getvalue())[::2]), 200, 300, "another"))
layout.page(layout.card(taker), other)
"""


def told(page: Page) -> Any:
    return json.loads(page.locator(".report").inner_text())


def test_a_corner_follows_the_pointer_under_a_magnifier_and_its_end_is_told(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    corner = page.get_by_role("button", name="top left corner at 20 %, 20 %")
    stage = page.locator(".aip-quad-stage").bounding_box()
    box = corner.bounding_box()
    assert stage is not None
    assert box is not None
    # Taken beside its middle: it doesn't jump there.
    start = (box["x"] + box["width"] / 2 + 6, box["y"] + box["height"] / 2 - 4)
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 0.1 * stage["width"], start[1] - 0.05 * stage["height"], steps=8)
    expect(page.locator(".aip-quad-lens")).to_be_visible()
    page.mouse.up()
    expect(page.locator(".report")).to_contain_text("true")
    index, (x, y), last = told(page)
    assert (index, last) == (0, True)
    assert abs(x - 0.3) < 0.01
    assert abs(y - 0.15) < 0.01
    expect(page.locator(".aip-quad-lens")).to_be_hidden()
    expect(page.get_by_role("button", name="top left corner at 30 %, 15 %")).to_be_visible()
    assert voila_page.console_errors == []


def test_arrow_keys_move_a_corner_by_a_pixel_and_with_shift_by_ten(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    stage = page.locator(".aip-quad-stage").bounding_box()
    assert stage is not None
    corner = page.locator(".aip-quad-corner").nth(2)
    corner.focus()
    corner.press("ArrowRight")
    expect(page.locator(".report")).to_contain_text("true")
    assert abs(told(page)[1][0] - (0.8 + 1 / stage["width"])) < 1e-3
    corner.press("Shift+ArrowUp")
    expect(page.locator(".report")).not_to_contain_text("0.8]")
    assert abs(told(page)[1][1] - (0.8 - 10 / stage["height"])) < 1e-3
    assert widget_page.console_errors == []


def test_a_corner_can_be_dragged_outside_the_picture(widget_page: WidgetPages) -> None:
    page = widget_page(CELL, width=390)
    corner = page.locator(".aip-quad-corner").nth(3)
    box = corner.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(5, box["y"] + 22, steps=6)
    page.mouse.up()
    expect(page.locator(".report")).to_contain_text("true")
    assert told(page)[1][0] < 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_name_of_an_opened_file_goes_with_its_photo(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, FILES])
    content = io.BytesIO()
    Image.new("RGB", (300, 400), "maroon").save(content, "PNG")
    photo = FilePayload(name="page_2.png", mimeType="image/png", buffer=content.getvalue())
    page.locator("input[type=file]").last.set_input_files(photo)
    expect(page.get_by_text("page_2.png")).to_be_visible()
    page.get_by_role("button", name="Another").click()
    expect(page.get_by_role("img", name="another")).to_be_visible()
    expect(page.get_by_text("page_2.png")).to_have_count(0)
    assert widget_page.console_errors == []
