from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import io, ipywidgets, threading, time
from PIL import Image
from ai_playground.page import layout
from ai_playground.ui import ContactSheet, Theme

COLORS = [["red", "green", "blue"], ["gray", "white", "black"]]
sheet = ContactSheet(aspect=0.5)
sheet.lay_out(["1", "5"], ["10", "100", "1000"], row_title="Content", column_title="Style")
sheet.finding = "<b>grain</b>"
log = ipywidgets.Label("nothing yet")
stopped = threading.Event()

def picture(color):
    file = io.BytesIO()
    Image.new("RGB", (200, 100), color).save(file, "JPEG")
    return file.getvalue()

def work():
    sheet.running, sheet.time_left = True, "9 s left"
    for k in range(6):
        row, column = divmod(k, 3)
        for share in (0.0, 0.5):
            sheet.progress(row, column, share)
        if k == 4:
            stopped.wait(20)
        if stopped.is_set():
            break
        color = COLORS[row][column]
        sheet.finish(row, column, picture(color), figures=f"loss {k}.5", alt=f"all {color}", remark="")
        sheet.done = (k + 1) / 6
    sheet.end()

sheet.on_run(lambda: threading.Thread(target=work).start())
sheet.on_stop(stopped.set)
sheet.on_open(lambda row, column: setattr(log, "value", f"opened {row} {column}"))
page = layout.page(Theme(), layout.card(sheet), log)
page
"""


def heights(page: Page) -> Any:
    return page.locator(".aip-contact-sheet tr").evaluate_all("all => all.map((row) => row.offsetHeight)")


def test_results_come_one_by_one_nothing_jumps_and_stop_leaves_the_rest_waiting(
    voila_page: VoilaPages,
) -> None:
    page = voila_page(CELL)
    expect(page.get_by_text("0 of 6")).to_be_visible()
    before = heights(page)
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_role("button", name="Content 5, Style 100: running")).to_be_disabled()
    expect(page.get_by_text("4 of 6, 9 s left")).to_be_visible()
    expect(page.get_by_role("progressbar", name="Experiment")).to_have_attribute("aria-valuenow", "67")
    expect(page.locator(".aip-cell-picture img[src]")).to_have_count(4)
    assert heights(page) == before
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Content 5, Style 100: waiting")).to_be_disabled()
    expect(page.get_by_role("button", name="Run all")).to_be_visible()
    expect(page.get_by_text("<b>grain</b>")).to_be_visible()
    assert voila_page.console_errors == []


def test_a_finished_cell_is_opened_by_keyboard_and_shows_its_own_picture(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, "sheet.finish(1, 0, picture('red'), figures='loss 1', alt='all red')"])
    cell = page.get_by_role("button", name="Open Content 5, Style 10: all red")
    cell.press("Enter")
    expect(page.get_by_text("opened 1 0")).to_be_visible()
    expect(cell).to_have_attribute("aria-pressed", "true")
    middle = page.locator(".aip-cell-picture img[src]").evaluate("""(image) => {
        const context = document.createElement("canvas").getContext("2d");
        context.drawImage(image, 0, 0);
        return [image.naturalWidth, ...context.getImageData(20, 20, 1, 1).data.slice(0, 3)];
    }""")
    assert middle == [200, 254, 0, 0]


def test_on_a_phone_it_scrolls_inside_its_card_and_keeps_the_names_of_the_rows_in_sight(
    widget_page: WidgetPages,
) -> None:
    page = widget_page(CELL, width=390)
    name = page.get_by_role("rowheader", name="5")
    expect(name).to_be_visible()
    x = "(cell) => cell.getBoundingClientRect().x"
    before = name.evaluate(x)
    scroll = page.get_by_role("region", name="Results")
    scroll.evaluate("(box) => { box.scrollLeft = 1000; }")
    assert scroll.evaluate("(box) => box.scrollLeft") > 100
    assert name.evaluate(x) == before
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_names_the_rows_covers_no_picture(widget_page: WidgetPages) -> None:
    for width in (390, 1280):
        page = widget_page(CELL, width=width)
        expect(page.get_by_text("0 of 6")).to_be_visible()
        name = page.locator(".aip-contact-sheet tbody th").first.bounding_box()
        cell = page.locator(".aip-cell-picture").first.bounding_box()
        assert name is not None
        assert cell is not None
        assert name["x"] + name["width"] <= cell["x"] + 0.5


def test_a_long_reason_makes_no_column_wider(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, "sheet.fail(0, 0, 40 * 'why ')"])
    expect(page.get_by_text("why why").first).to_be_visible()
    widths = page.locator(".aip-cell-picture").evaluate_all("all => all.map((each) => each.offsetWidth)")
    assert max(widths) - min(widths) <= 1


def test_a_finding_says_whose_it_is(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, "sheet.source = 'From the report'"])
    expect(page.get_by_text("From the report: <b>grain</b>")).to_be_visible()
