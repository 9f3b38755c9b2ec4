"""The blank page that most tests of widgets use is held to what Voila shows."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from .conftest import VoilaPages
from .mount import WidgetPages
from .test_lesson_page import CELL

# Every widget: its HTML without the ids that differ on every page, its place and size.
WIDGETS = """() => [...document.querySelectorAll(".aip, .widget-html, .widget-box")].map((element) => {
    const { x, width, height } = element.getBoundingClientRect();
    const ours = element.matches(".aip");
    const shown = ours ? element.outerHTML.replace(/aip-\\d+/g, "aip-N") : element.innerText;
    return [shown, Math.round(x), Math.round(width), Math.round(height)];
})"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_of_all_widgets_is_the_same_with_and_without_voila(
    voila_page: VoilaPages, widget_page: WidgetPages, width: int
) -> None:
    def widgets(page: Page) -> Any:
        page.wait_for_selector(".aip-chart-grid[d^=M]", state="attached")
        return page.evaluate(WIDGETS)

    assert widgets(widget_page(CELL, width=width)) == widgets(voila_page(CELL, width=width))
