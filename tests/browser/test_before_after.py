from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import io, ipywidgets, threading, time
from PIL import Image
from ai_playground.page import layout
from ai_playground.ui.before_after import BeforeAfter
from ai_playground.ui.theme import Theme

def picture(level, size=(400, 300)):
    file = io.BytesIO()
    Image.new("L", size, level).save(file, "JPEG")
    return file.getvalue()

pair = BeforeAfter(b"", b"", "the photograph", "the painting", aspect=0.75, line=0, accept="image/png",
                   label_before="photo", label_after="painting", max_bytes=1_000_000)
log, go = ipywidgets.Label("nothing yet"), ipywidgets.Button(description="go")
pair.on_file(lambda name, content: setattr(log, "value", f"{name} {len(content)}"))

def paint():
    pair.before = picture(0)
    for level in range(60):
        pair.after, pair.caption = picture(100 + level), f"step {level + 1}"
        time.sleep(0.05)

go.on_click(lambda _: threading.Thread(target=paint).start())
page = layout.page(Theme(), layout.card(pair), log, go)
page
"""

# In every frame: is there a picture, where is it, and how light is it?
WATCH = """() => {
    const [made, ended] = [URL.createObjectURL, URL.revokeObjectURL];
    window.alive = new Set();
    URL.createObjectURL = (blob) => { const url = made(blob); window.alive.add(url); return url; };
    URL.revokeObjectURL = (url) => { window.alive.delete(url); ended(url); };
    const image = document.querySelector("[alt='the painting']");
    const frame = document.querySelector(".aip-before-after-frame");
    const context = document.createElement("canvas").getContext("2d");
    window.frames_seen = [];
    const look = () => {
        if (image.hasAttribute("src")) {
            const drawn = image.complete && image.naturalWidth > 0;
            if (drawn) context.drawImage(image, 0, 0);
            const { width, height } = frame.getBoundingClientRect();
            window.frames_seen.push([drawn, context.getImageData(9, 9, 1, 1).data[0], width, height]);
        }
        requestAnimationFrame(look);
    };
    look();
}"""


def test_a_picture_that_is_painted_live_never_flickers_jumps_or_leaks(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    frame = page.locator(".aip-before-after-frame")
    box = frame.bounding_box()
    assert box is not None
    assert abs(box["height"] / box["width"] - 0.75) < 0.01
    expect(page.get_by_role("slider")).to_have_count(0)
    page.evaluate(WATCH)
    page.get_by_role("button", name="go").click()
    slider = page.get_by_role("slider", name="Line between photo and painting")
    slider.press("PageUp")
    slider.press("ArrowRight")
    line = slider.input_value()
    assert int(line) > 1
    expect(page.get_by_text("step 60")).to_be_visible()
    expect(slider).to_have_value(line)
    expect(slider).to_have_attribute("aria-valuetext", f"{line} % photo")
    page.wait_for_function("window.frames_seen.at(-1)[1] === 159")
    seen: list[list[Any]] = page.evaluate("window.frames_seen")
    assert all(drawn for drawn, *_ in seen)
    levels = [level for _, level, *_ in seen]
    assert levels == sorted(levels)
    assert len(set(levels)) > 15  # of 60; a busy machine leaves some out, but never the last
    assert {(width, height) for *_, width, height in seen} == {(box["width"], box["height"])}
    assert page.evaluate("window.alive.size") == 2
    assert voila_page.console_errors == []


def dropped(page: Page, size: int) -> None:
    transfer = page.evaluate_handle(
        """(size) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(size)], "style.png", { type: "image/png" }));
        return transfer;
    }""",
        size,
    )
    for step in ("dragenter", "dragover", "drop"):
        page.locator(".aip-before-after-frame").dispatch_event(step, {"dataTransfer": transfer})


def test_a_file_is_taken_only_where_it_is_invited(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, "go.on_click(lambda _: setattr(pair, 'invitation', 'Open a result'))"])
    dropped(page, 77)
    page.get_by_role("button", name="go").click()
    expect(page.get_by_label("Open a result")).to_be_visible()
    expect(page.get_by_text("nothing yet")).to_be_visible()
    dropped(page, 88)
    expect(page.get_by_text("style.png 88")).to_be_visible()
    page.get_by_label("Open a result").set_input_files(
        {"name": "other.png", "mimeType": "image/png", "buffer": bytes(99)}
    )
    expect(page.get_by_text("other.png 99")).to_be_visible()
    dropped(page, 1_100_000)
    expect(page.get_by_text("style.png has 1.1 MB; the limit is 1 MB.")).to_be_visible()


def test_without_a_set_shape_the_place_takes_that_of_the_picture(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, "pair.aspect = 0\npair.before = picture(9, (200, 600))"], width=390)
    frame = page.locator(".aip-before-after-frame")
    page.wait_for_function("document.querySelector('.aip-before-after img').naturalWidth > 0")
    box = frame.bounding_box()
    assert box is not None
    assert abs(box["height"] / box["width"] - 3) < 0.02
    assert page.evaluate("document.documentElement.scrollWidth") == 390
