"""The crop game as a visitor plays it; who is asked always says the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from ai_playground.jobs import device
from tests.axe import faults

from .mount import WidgetPages

CELL = """
import ipywidgets
import numpy as np
from ai_playground.jobs import RunSlot
from ai_playground.page import layout
from ai_playground.patches.dashboard.crop_game import CropGame
from ai_playground.patches.grid import WHOLE
from ai_playground.patches.lens import through
from ai_playground.patches.samples import sample
from ai_playground.patches.settings import LensSettings
from ai_playground.ui.banner import Banner
from ai_playground.ui.theme import Theme
from tests.patches.asked import Always

seen = through(sample("boat"), LensSettings())
game = CropGame(
    Banner(), Always, lambda: seen, LensSettings, RunSlot("long"), np.random.default_rng(0)
)
while game.rounds._window == WHOLE:
    game.rounds.next_round()
layout.page(Theme(), ipywidgets.HTML("<h1>A page</h1>"), game.widget)
"""


@pytest.fixture(autouse=True)
def no_tensorflow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "configure", lambda: None)


def drag(page: Page, frame: Locator, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Between two places of a frame, in fractions."""
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + start[0] * box["width"], box["y"] + start[1] * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + end[0] * box["width"], box["y"] + end[1] * box["height"], steps=5)
    page.mouse.up()


@pytest.mark.parametrize("width", [1280, 390])
def test_a_round_is_played_and_all_rectangles_are_drawn(widget_page: WidgetPages, width: int) -> None:
    page = widget_page(CELL, width=width)
    left, right = (page.locator(".aip-crop-rounds .aip-photo-map-frame").nth(k) for k in (0, 1))
    boxes = [frame.bounding_box() for frame in (left, right)]
    assert boxes[0] is not None
    assert boxes[1] is not None
    # Beside each other where there is room, below each other on a phone.
    assert (boxes[0]["y"] == boxes[1]["y"]) == (width == 1280)
    drag(page, right, (0.1, 0.1), (0.8, 0.7))
    expect(page.get_by_role("button", name="Your rectangle: 70 %")).to_be_visible()
    page.get_by_role("button", name="It is a part").click()
    expect(page.get_by_role("cell", name="1 of 1 right")).to_have_count(2)
    for name in ("true: ", "you: 10 % to 80 % across", "network: 10 % to 80 % across"):
        expect(page.locator(".aip-crop-rounds").get_by_role("img", name=name)).to_be_visible()
    page.get_by_role("button", name="Next photo").click()
    expect(page.locator(".aip-crop-rounds .aip-map-things").nth(1)).to_be_empty()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert faults(page) == []
    assert widget_page.console_errors == []


def test_a_photo_is_cropped_by_hand_and_the_answer_is_drawn_on_it(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    card = page.locator(".aip-crop-by-hand")
    drag(page, card.locator(".aip-photo-map-frame").first, (0.2, 0.2), (0.8, 0.8))
    expect(page.get_by_role("button", name="Your rectangle: 60 %")).to_be_visible()
    page.get_by_role("button", name="Ask the network").click()
    expect(card.get_by_role("img", name="network: 10 % to 80 % across, 10 % to 80 % down")).to_be_visible()
    expect(card.get_by_text("factor 70 %, off by 10 points; the rectangle overlaps by 0.73.")).to_be_visible()
    assert widget_page.console_errors == []


def test_errors_are_shown_at_load_and_measured_by_a_button(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    card = page.locator(".aip-crop-errors")
    expect(card.get_by_text("Recorded: ")).to_be_visible()
    card.get_by_role("button", name="Measure").click()
    expect(card.get_by_text("Lens: knobs as they come.")).to_be_visible()
    expect(card.get_by_text("40 of 40")).to_be_visible()
    assert widget_page.console_errors == []
