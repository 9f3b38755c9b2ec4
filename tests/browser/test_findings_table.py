from __future__ import annotations

from playwright.sync_api import expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import ipywidgets, threading
from ai_playground.ui.findings_table import FindingsTable
from ai_playground.ui.theme import Theme

row = dict(reported="1.31345600492", yours="", verdict="", note="from the lecture", action="run it")
table = FindingsTable(["run", "reported", "yours"],
                    [dict(row, name=f"r{k}", label=f"Experiment number {k}") for k in range(3)])
finish = ipywidgets.Button(description="finish")
table.on_run(lambda name: table.update(name, busy=True))
finish.on_click(lambda _: table.update("r1", busy=False, yours="1.31345600492", verdict="same"))
page = ipywidgets.VBox([Theme(), table, finish])
page.add_class("aip-page")
page
"""


def test_a_missing_figure_is_run_and_compared(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    row = page.get_by_role("row").filter(has_text="Experiment number 1")
    row.get_by_role("button").click()
    expect(row.get_by_role("button", name="running: Experiment number 1")).to_be_disabled()
    page.get_by_role("button", name="finish").click()
    expect(row.get_by_text("✓ same")).to_be_visible()
    expect(row.get_by_role("cell").nth(1)).to_have_text("1.31345600492")
    assert voila_page.console_errors == []


def test_on_a_phone_figures_verdict_and_button_are_all_on_the_screen(widget_page: WidgetPages) -> None:
    page = widget_page(CELL, width=390)
    page.get_by_role("button", name="finish").click()
    row = page.get_by_role("row").filter(has_text="Experiment number 1")
    for part in (row.get_by_text("✓ same"), row.get_by_role("button"), row.get_by_role("cell").nth(1)):
        expect(part).to_be_visible()
        box = part.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    named = row.locator("td").evaluate_all("all => all.map(td => getComputedStyle(td, '::before').content)")
    assert named[:2] == ['"reported"', '"yours"'] or named[:2] == ["attr(data-label)"] * 2
    assert page.evaluate("document.documentElement.scrollWidth") == 390
