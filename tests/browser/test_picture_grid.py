from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import time
import ipywidgets, numpy
from PIL import ImageColor
from ai_playground.jobs import RunSlot
from ai_playground.lesson.grid import CellRun, CellSnapshot
from ai_playground.page import layout
from ai_playground.page.picture_grid import GridRun, Heading
from ai_playground.ui.banner import Banner
from ai_playground.ui.theme import Theme

COLORS = ["red", "green", "blue", "gray", "white", "black"]
HOLD = "white"

def paint(color):
    picture = numpy.full((100, 200, 3), ImageColor.getrgb(color), numpy.uint8)
    yield CellSnapshot(0.5, picture)
    while color == HOLD:
        time.sleep(0.01)
        yield None
    if color == "green":
        raise ValueError(WHY)
    yield CellSnapshot(1.0, picture, f"all {color}")

def cells():
    global begun
    begun += 1
    log.value = f"begun {begun}"
    return [CellRun((color,)) for color in COLORS]

WHY, begun = "no green here", 0
banner = Banner()
log = ipywidgets.Label("nothing yet")
run = GridRun(
    banner,
    make_cell=paint,
    heading=lambda: Heading(["1", "5"], ["10", "100", "1000"], alt="A colour", row_title="Content",
                            column_title="Style", finding="<b>grain</b>", source="From the report"),
    cells=cells,
    open_cell=lambda color: setattr(log, "value", f"opened {color}"),
    slot=RunSlot("short"),
    aspect=0.5,
)
banner.watch(run.widget)
grid = run.grid
page = layout.page(Theme(), banner, layout.card(run.widget), log)
page
"""
TO_THE_END = [CELL, "HOLD = ''"]


def heights(page: Page) -> Any:
    rows = page.locator(".aip-run-bar, .aip-picture-grid tr")
    return rows.evaluate_all("all => all.map((row) => row.offsetHeight)")


def test_results_come_one_by_one_nothing_jumps_and_stop_leaves_the_rest_waiting(
    voila_page: VoilaPages,
) -> None:
    page = voila_page(CELL)
    expect(page.get_by_text("0 of 6")).to_be_visible()
    before = heights(page)
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_role("button", name="Content 5, Style 100: running")).to_be_disabled()
    expect(page.get_by_text("3 of 6")).to_be_visible()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "75")
    expect(page.locator(".aip-figures")).to_contain_text("left")
    expect(page.locator(".aip-cell-picture img[src]")).to_have_count(3)
    expect(page.get_by_role("button", name="Content 1, Style 100: failed")).to_be_disabled()
    assert heights(page) == before
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Content 5, Style 100: waiting")).to_be_disabled()
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    expect(page.locator(".aip-cell-picture img[src]")).to_have_count(3)
    assert heights(page) == before
    assert voila_page.console_errors == []


def test_a_double_click_is_one_run_and_a_pause_holds_it(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    page.get_by_role("button", name="Run all").evaluate("(button) => { button.click(); button.click(); }")
    expect(page.get_by_role("button", name="Content 5, Style 100: running")).to_be_disabled()
    expect(page.get_by_text("begun 1")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Resume")).to_be_visible()
    expect(page.locator(".aip-cell-picture img[src]")).to_have_count(3)


def test_its_run_bar_has_no_steps_no_speeds_and_no_timeline(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    names = page.get_by_role("group", name="Run all").get_by_role("button").all_inner_texts()
    assert names == ["Run all", "Stop", "Reset"]
    for label in ("Timeline", "Speed"):
        expect(page.get_by_text(label, exact=True)).to_be_hidden()


def test_a_finished_cell_is_opened_by_keyboard_and_shows_its_own_picture(widget_page: WidgetPages) -> None:
    page = widget_page([*TO_THE_END, "run.control.run()"])
    cell = page.get_by_role("button", name="Open Content 1, Style 10: A colour: 1, 10")
    cell.press("Enter")
    expect(page.get_by_text("opened red")).to_be_visible()
    expect(cell).to_have_attribute("aria-pressed", "true")
    middle = cell.locator("img[src]").evaluate("""(image) => {
        const context = document.createElement("canvas").getContext("2d");
        context.drawImage(image, 0, 0);
        return [image.naturalWidth, ...context.getImageData(20, 20, 1, 1).data.slice(0, 3)];
    }""")
    assert middle == [200, 254, 0, 0]


def test_a_broken_run_is_explained_and_the_pictures_before_it_stay(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, "COLORS[4] = None"])
    page.get_by_role("button", name="Run all").click()
    expect(page.locator(".aip-notice-message").first).to_contain_text("Something went wrong here")
    expect(page.get_by_role("button", name="Content 5, Style 100: failed")).to_be_disabled()
    expect(page.locator(".aip-cell-picture img[src]")).to_have_count(3)
    expect(page.get_by_role("button", name="Run again")).to_be_visible()


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
        name = page.locator(".aip-picture-grid tbody th").first.bounding_box()
        cell = page.locator(".aip-cell-picture").first.bounding_box()
        assert name is not None
        assert cell is not None
        assert name["x"] + name["width"] <= cell["x"] + 0.5


def test_a_long_reason_makes_no_column_wider(widget_page: WidgetPages) -> None:
    page = widget_page([*TO_THE_END, "WHY = 40 * 'why '", "run.control.run()"])
    expect(page.get_by_text("why why").first).to_be_visible()
    widths = page.locator(".aip-cell-picture").evaluate_all("all => all.map((each) => each.offsetWidth)")
    assert max(widths) - min(widths) <= 1


def test_a_finding_says_whose_it_is(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    expect(page.get_by_text("From the report: <b>grain</b>")).to_be_visible()
