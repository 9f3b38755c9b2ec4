from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import hashlib, io, ipywidgets
from PIL import Image
from ai_playground.page import layout
from ai_playground.ui.gallery import Gallery
from ai_playground.ui.theme import Theme

def painted(color):
    file = io.BytesIO()
    Image.new("RGB", (120, 90), color).save(file, "JPEG")
    return file.getvalue()

def tell(text):
    log.value = text

log = ipywidgets.Label("nothing yet")
one, many = Gallery("Photograph"), Gallery("Paintings", most=3, sharing=True)
for gallery in (one, many):
    for color in ("red", "green", "blue", "gray"):
        gallery.add(color, color.capitalize(), painted(color), f"all {color}")
    gallery.on_choose(lambda names, shares: tell(", ".join(f"{n} {s:.2f}" for n, s in zip(names, shares))))

def own(name, content):
    image = Image.open(io.BytesIO(content))
    tell(f"{name} {image.size} {image.format} {hashlib.sha256(content).hexdigest()[:8]}")
    one.add("own", name, content, "your picture")
    one.select(["own"])

one.on_file(own)
one.on_refused(lambda name, size: tell(f"refused {name} {size}"))
one.max_bytes = 100_000
page = layout.page(Theme(), layout.card(one), layout.card(many), log)
page
"""

FAKE_CAMERA = """() => {
navigator.mediaDevices.getUserMedia = async () => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2048, 1024];
  const paint = () => { canvas.getContext("2d").fillRect(0, 0, 2048, 1024); };
  paint();
  window.setInterval(paint, 50);
  window.stream = canvas.captureStream();
  return window.stream;
};
}"""


def tile(page: Page, gallery: str, name: str) -> Locator:
    return page.get_by_role("group", name=gallery).get_by_role("button", name=name)


def colors(page: Page) -> list[str]:
    """The colour in the middle of every thumbnail that is loaded, as the page draws it."""
    read = """(image) => {
        const context = document.createElement("canvas").getContext("2d");
        context.drawImage(image, 0, 0);
        return context.getImageData(20, 20, 1, 1).data.slice(0, 3).join(" ");
    }"""
    return [image.evaluate(read) for image in page.locator(".aip-tile img[src]").all()]


def test_thumbnails_are_buttons_that_say_which_one_is_chosen(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    red, blue = tile(page, "Photograph", "all red Red"), tile(page, "Photograph", "all blue Blue")
    expect(red).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".aip-tile img[src]")).to_have_count(8)
    assert colors(page)[:3] == ["254 0 0", "0 128 1", "0 0 254"]
    blue.press("Enter")
    expect(page.get_by_text("blue 1.00")).to_be_visible()
    expect(blue).to_have_attribute("aria-pressed", "true")
    expect(red).to_have_attribute("aria-pressed", "false")
    assert widget_page.console_errors == []
    assert widget_page.foreign_requests == []


def test_thumbnails_out_of_sight_are_not_sent(widget_page: WidgetPages) -> None:
    # In one cell, so that the page is never without the margin.
    page = widget_page(CELL + "page.children[2].layout.margin = '3000px 0 0'\npage")
    expect(page.locator(".aip-tile img[src]")).to_have_count(4)
    page.get_by_role("group", name="Paintings").scroll_into_view_if_needed()
    expect(page.locator(".aip-tile img[src]")).to_have_count(8)


def test_several_share_a_whole_and_a_slider_moves_all_of_them(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    assert page.get_by_role("slider").count() == 0
    tile(page, "Paintings", "Green").click()
    tile(page, "Paintings", "Blue").click()
    expect(page.get_by_text("red 0.33, green 0.33, blue 0.33")).to_be_visible()
    page.get_by_role("slider", name="Red").press("End")
    expect(page.get_by_text("red 0.98")).to_be_visible()
    page.get_by_role("slider", name="Red").fill("50")
    expect(page.get_by_text("red 0.50, green 0.25, blue 0.25")).to_be_visible()
    expect(page.get_by_role("slider", name="Blue")).to_have_attribute("aria-valuetext", "25 %")
    expect(tile(page, "Paintings", "Green")).to_contain_text("25 %")
    tile(page, "Paintings", "Gray").click(force=True)  # it is disabled, and says why when it is clicked
    expect(page.get_by_text("3 at most: take one away first.")).to_be_visible()
    tile(page, "Paintings", "Green").click()
    tile(page, "Paintings", "Blue").click()
    expect(page.get_by_text("red 1.00")).to_be_visible()
    tile(page, "Paintings", "Red").click()
    expect(page.get_by_text("One stays: choose another one first.")).to_be_visible()
    assert page.get_by_role("slider").count() == 0


def test_a_picture_of_ones_own_is_chosen_in_the_dialog_or_dropped_on_the_tile(
    voila_page: VoilaPages, tmp_path: Path
) -> None:
    page = voila_page(CELL)
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "purple").save(file, "PNG")
    picture, big = tmp_path / "cat.png", tmp_path / "big.png"
    picture.write_bytes(file.getvalue())
    big.write_bytes(bytes(100_001))
    field = page.get_by_label("Your picture").first
    field.set_input_files(picture)
    digest = hashlib.sha256(file.getvalue()).hexdigest()[:8]
    expect(page.get_by_text(f"cat.png (300, 200) PNG {digest}")).to_be_visible()
    expect(tile(page, "Photograph", "cat.png")).to_have_attribute("aria-pressed", "true")
    field.set_input_files(big)
    expect(page.get_by_text("refused big.png 100001")).to_be_visible()
    transfer = page.evaluate_handle(
        """(bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
        return transfer;
    }""",
        list(file.getvalue()),
    )
    own = page.locator(".aip-tile-own").first
    for step in ("dragenter", "dragover"):
        own.dispatch_event(step, {"dataTransfer": transfer})
    expect(own).to_have_class("aip-tile aip-tile-own aip-file aip-inviting")
    own.dispatch_event("drop", {"dataTransfer": transfer})
    expect(page.get_by_text(f"dropped.png (300, 200) PNG {digest}")).to_be_visible()
    expect(own).to_have_class("aip-tile aip-tile-own aip-file")
    expect(page.locator(".aip-tile img[src]")).to_have_count(9)


def test_the_camera_takes_a_jpeg_of_at_most_1536_px_and_is_switched_off(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    page.evaluate(FAKE_CAMERA)
    camera = page.get_by_role("button", name="Camera", exact=True).first
    camera.click()
    expect(page.get_by_role("dialog", name="Camera")).to_be_visible()
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_text("camera.jpg (1536, 768) JPEG")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("window.stream.active") is False
    camera.press("Enter")
    expect(page.get_by_role("button", name="Take")).to_be_enabled()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(camera).to_be_focused()
    page.wait_for_function("window.stream.active === false")
    assert widget_page.console_errors == []


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ("NotAllowedError", "The browser doesn't let this page use the camera."),
        ("NotFoundError", "There is no camera here."),
        ("OddError", "The camera could not be started (OddError)."),
    ],
)
def test_no_camera_is_said_in_a_sentence(widget_page: WidgetPages, error: str, sentence: str) -> None:
    page = widget_page(CELL)
    refuse = f"async () => {{ throw new DOMException('', '{error}'); }}"
    page.evaluate(f"() => {{ navigator.mediaDevices.getUserMedia = {refuse}; }}")
    page.get_by_role("button", name="Camera").first.click()
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_on_a_phone_the_tiles_fit_and_every_target_is_large_enough(widget_page: WidgetPages) -> None:
    page = widget_page(CELL, width=390)
    tile(page, "Paintings", "Green").click()
    expect(page.get_by_role("slider")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for target in page.locator(".aip-gallery :is(button, label.aip-tile, input[type=range]):visible").all():
        box = target.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 36
