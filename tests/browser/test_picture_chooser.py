"""Choosing pictures in a real browser: several files at once, tiles that go and come back."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Locator, Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import ipywidgets
from ai_playground.page import layout
from ai_playground.page.picture_chooser import PictureChooser
from ai_playground.style.library import PHOTOS
from ai_playground.ui.banner import Banner
from ai_playground.ui.theme import Theme

banner, log = Banner(), ipywidgets.Label("nothing yet")

def tell():
    log.value = f"told {', '.join(chooser.chosen)}"

options = dict(parameter="photo", noun="photo", on_choose=tell, most_own=3)
chooser = PictureChooser(banner, "Photo", PHOTOS[:2], **options)
page = layout.page(Theme(), banner, layout.card(chooser.gallery), log)
banner.watch(page)
page
"""


def png(color: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (60, 45), color).save(file, "PNG")
    return file.getvalue()


def files(**colors: str) -> list[FilePayload]:
    return [
        {"name": f"{name}.png", "mimeType": "image/png", "buffer": png(color)}
        for name, color in colors.items()
    ]


NOTES: FilePayload = {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"}


def own(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"Your picture {name}")


def captions(page: Page) -> list[str]:
    return page.locator(".aip-tile-place .aip-tile-caption").all_inner_texts()


def open_files(page: Page, *chosen: FilePayload) -> None:
    page.locator(".aip-gallery input[type=file]").set_input_files(list(chosen))


def test_several_files_at_once_become_tiles_and_what_is_none_is_explained(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    open_files(page, *files(a="red"), NOTES, *files(b="blue"))
    expect(page.get_by_text("2 of 3 were taken.")).to_be_visible()
    expect(page.get_by_text("told own-2")).to_be_visible()
    expect(own(page, "b.png")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("notes.txt is not a picture that can be read")).to_be_visible()
    assert captions(page) == ["Temple", "Rocket", "a.png", "b.png"]
    assert widget_page.console_errors == []


def test_no_more_files_are_taken_at_once_than_there_is_room_for(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    open_files(page, *files(a="red", b="blue", c="green", d="gray", e="white"))
    expect(page.get_by_text("3 of 3 were taken. 2 more were left: 3 at a time.")).to_be_visible()
    assert captions(page)[2:] == ["a.png", "b.png", "c.png"]
    open_files(page, *files(d="gray"))
    expect(page.get_by_text("told own-4")).to_be_visible()
    expect(own(page, "a.png")).to_have_count(0)
    assert captions(page)[2:] == ["b.png", "c.png", "d.png"]


def test_several_files_are_dropped_together(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    transfer = page.evaluate_handle(
        """(bytes) => {
        const transfer = new DataTransfer();
        for (const name of ["a.png", "b.png"]) transfer.items.add(new File([new Uint8Array(bytes)], name));
        return transfer;
    }""",
        list(png("red")),
    )
    tile = page.locator("label.aip-tile-own")
    for step in ("dragenter", "dragover", "drop"):
        tile.dispatch_event(step, {"dataTransfer": transfer})
    expect(page.get_by_text("2 of 2 were taken.")).to_be_visible()
    assert captions(page)[2:] == ["a.png", "b.png"]


@pytest.mark.parametrize("press", [lambda button: button.click(), lambda button: button.press("Enter")])
def test_a_tile_goes_and_comes_back_with_its_picture_and_the_keyboard_stays_with_it(
    widget_page: WidgetPages, press: Any
) -> None:
    page = widget_page(CELL)
    open_files(page, *files(a="red", b="blue", c="green"))
    expect(page.get_by_text("told own-3")).to_be_visible()
    expect(page.get_by_role("button", name="Remove Temple")).to_have_count(0)
    press(page.get_by_role("button", name="Remove b.png"))
    back = page.get_by_role("button", name="Undo: bring b.png back")
    expect(back).to_be_focused()
    expect(page.get_by_text("b.png is removed.")).to_be_visible()
    assert captions(page)[2:] == ["a.png", "c.png"]
    press(page.get_by_role("button", name="Remove c.png"))
    expect(page.get_by_text("told own-1")).to_be_visible()
    press(page.get_by_role("button", name="Undo: bring c.png back"))
    expect(own(page, "c.png")).to_be_focused()
    expect(own(page, "c.png")).to_have_attribute("aria-pressed", "true")
    press(back)
    expect(own(page, "b.png")).to_be_focused()
    assert captions(page)[2:] == ["a.png", "b.png", "c.png"]
    expect(page.get_by_text("is removed.")).to_be_hidden()
    expect(page.locator(".aip-tile img[src]")).to_have_count(5)
    color = (
        own(page, "b.png")
        .locator("img")
        .evaluate(
            """async (image) => {
        await image.decode();
        const context = document.createElement("canvas").getContext("2d");
        context.drawImage(image, 0, 0);
        return [...context.getImageData(20, 20, 1, 1).data.slice(0, 3)];
    }"""
        )
    )
    assert color == [0, 0, 254]
    assert widget_page.console_errors == []


def test_the_pictures_of_tiles_that_are_gone_leave_the_browsers_memory(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    open_files(page, *files(a="red"))
    address = own(page, "a.png").locator("img[src]").get_attribute("src")
    assert page.evaluate("(address) => fetch(address).then(() => 'there', () => 'gone')", address) == "there"
    page.get_by_role("button", name="Remove a.png").click()
    expect(page.get_by_text("a.png is removed.")).to_be_visible()
    assert page.evaluate("(address) => fetch(address).then(() => 'there', () => 'gone')", address) == "gone"


def test_on_a_phone_a_tile_can_still_be_chosen_beside_what_removes_it(widget_page: WidgetPages) -> None:
    page = widget_page(CELL, width=390)
    open_files(page, *files(a="red", b="blue"))
    expect(page.get_by_text("told own-2")).to_be_visible()
    tile, away = (
        own(page, "a.png").bounding_box(),
        page.get_by_role("button", name="Remove a.png").bounding_box(),
    )
    assert tile is not None
    assert away is not None
    assert min(away["width"], away["height"]) >= 36
    assert away["width"] * away["height"] < 0.5 * tile["width"] * tile["height"]
    own(page, "a.png").click()
    expect(page.get_by_text("told own-1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_through_voila_a_picture_comes_goes_and_comes_back(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    open_files(page, *files(a="red", b="blue"))
    expect(page.get_by_text("told own-2")).to_be_visible()
    page.get_by_role("button", name="Remove b.png").click()
    expect(page.get_by_text("told own-1")).to_be_visible()
    page.get_by_role("button", name="Undo: bring b.png back").click()
    expect(page.get_by_text("told own-2")).to_be_visible()
    assert voila_page.console_errors == []
    assert voila_page.foreign_requests == []
