from __future__ import annotations

import json
from typing import Any

from playwright.sync_api import Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import io, ipywidgets, json
from PIL import Image
from ai_playground.page import layout
from ai_playground.ui.mask import MaskPainter
from ai_playground.ui.theme import Theme

file = io.BytesIO()
Image.new("RGB", (600, 300), "teal").save(file, "JPEG")
painter = MaskPainter([dict(name="wave", label="Wave"), dict(name="scream", label="Scream")])
painter.show(file.getvalue(), 300, 600, "a bridge")
log = ipywidgets.HTML("<span class=report>[]</span>")

def report(name, mask):
    quarters = [int(mask[:, left : left + 32].mean()) for left in (0, 32, 64, 96)]
    rows = [int(mask[top : top + 16].mean()) for top in (0, 16, 32, 48)]
    log.value = f"<span class=report>{json.dumps([name, quarters, rows])}</span>"

painter.on_change(report)
page = layout.page(Theme(), layout.card(painter), log)
page
"""


def told(page: Page, name: str) -> Any:
    report = page.locator(".report").filter(has_text=name)
    expect(report).to_be_visible()
    return json.loads(report.inner_text())


def paint(page: Page, *places: tuple[float, float]) -> None:
    box = page.locator(".aip-veil").bounding_box()
    assert box is not None
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=5)
    page.mouse.up()


def veil(page: Page, x: float, y: float) -> int:
    """How opaque the veil is at a place, 0 to 255."""
    read = """(canvas, [x, y]) => canvas.getContext("2d")
        .getImageData(x * canvas.width, y * canvas.height, 1, 1).data[3]"""
    return int(page.locator(".aip-veil").evaluate(read, [x, y]))


def test_a_stroke_in_a_whole_region_begins_it_anew_and_the_next_one_adds_to_it(
    voila_page: VoilaPages,
) -> None:
    page = voila_page(CELL)
    expect(page.get_by_text("Wave: 100 % of the picture")).to_be_visible()
    page.get_by_role("slider", name="Size").press("End")
    paint(page, (0.05, 0.1), (0.05, 0.9))
    name, quarters, rows = told(page, "wave")
    # Half the width is the brush: from the left edge to 0.3.
    assert name == "wave"
    assert quarters[0] == 255
    assert 30 < quarters[1] < 80
    assert quarters[2:] == [0, 0]
    assert max(rows) - min(rows) < 15
    assert (veil(page, 0.1, 0.5), veil(page, 0.8, 0.5)) == (0, 255)
    paint(page, (0.95, 0.5))
    expect(page.locator(".report")).not_to_have_text(json.dumps([name, quarters, rows]))
    assert [bool(quarter) for quarter in told(page, "wave")[1]] == [True, True, True, True]
    page.get_by_role("button", name="Erase").click()
    paint(page, (0.05, 0.5), (0.95, 0.5))
    expect(page.get_by_text("Wave: 0 % of the picture")).to_be_visible()
    assert voila_page.console_errors == []


def test_every_layer_has_its_own_region_and_all_of_it_works_by_keyboard(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    page.get_by_role("button", name="Left").press("Enter")
    assert told(page, "wave")[1] == [255, 255, 0, 0]
    scream = page.get_by_role("button", name="Scream")
    scream.press("Enter")
    expect(page.get_by_role("img", name="Scream: 100 % of the picture")).to_be_visible()
    expect(scream).to_have_attribute("aria-pressed", "true")
    expect(scream).to_be_focused()
    page.get_by_role("button", name="Top").press("Enter")
    page.get_by_role("button", name="Invert").press("Enter")
    expect(page.locator(".report")).to_have_text('["scream", [127, 127, 127, 127], [0, 0, 255, 255]]')
    page.get_by_role("button", name="Wave").press("Enter")
    expect(page.get_by_text("Wave: 50 % of the picture")).to_be_visible()
    assert (veil(page, 0.2, 0.5), veil(page, 0.8, 0.5)) == (0, 255)


def test_a_finger_paints_on_a_phone_and_every_target_is_large_enough(widget_page: WidgetPages) -> None:
    page = widget_page(CELL, width=390)
    client = page.context.new_cdp_session(page)
    box = page.locator(".aip-veil").bounding_box()
    assert box is not None
    for kind, x in [("touchStart", 0.3), ("touchMove", 0.5), ("touchMove", 0.7), ("touchEnd", None)]:
        points = [] if x is None else [{"x": box["x"] + x * box["width"], "y": box["y"] + box["height"] / 2}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    _, quarters, _ = told(page, "wave")
    assert quarters[0] < quarters[1] > 60
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for target in page.locator(".aip-mask :is(button, input)").all():
        size = target.bounding_box()
        assert size is not None
        assert min(size["width"], size["height"]) >= 36
