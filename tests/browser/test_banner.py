from __future__ import annotations

import os
import re
import signal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from .conftest import VoilaPages
from .mount import WidgetPages

PATIENCE = 5000  # ms after which a page says that its kernel doesn't answer

CELL = """
import os, ipywidgets
from ai_playground.ui.banner import Banner
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.theme import Theme

banner, bar = Banner(), RunBar()
bar.on_run(lambda: 1 / 0)
bar.on_reset(lambda: banner.show("The run was put back.", tone="note"))
page = ipywidgets.VBox([Theme(), bar, banner, ipywidgets.HTML(f"<i id=pid>{os.getpid()}</i>")])
banner.watch(page)
page
"""


def test_an_error_in_a_callback_is_said_with_its_traceback_folded(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    page.get_by_role("button", name="Run").click()
    alert = page.get_by_role("alert").filter(has_text="ZeroDivisionError: division by zero")
    expect(alert).to_be_visible()
    expect(alert.get_by_text("Traceback")).to_be_hidden()
    alert.get_by_text("Details").click()
    expect(alert.get_by_text("Traceback")).to_be_visible()
    alert.get_by_role("button", name="Dismiss").click()
    expect(alert).to_be_hidden()
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_role("status").filter(has_text="The run was put back.")).to_be_visible()
    assert widget_page.console_errors == []


def test_a_note_goes_by_itself_unless_it_is_being_read_and_an_error_stays(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    page.clock.install()
    note = page.locator(".aip-notice").filter(has_text="The run was put back.")
    page.get_by_role("button", name="Reset").click()
    expect(note).to_be_visible()
    note.hover()
    page.clock.run_for(9000)
    expect(note).to_be_visible()
    page.mouse.move(0, 0)
    page.clock.run_for(9000)
    expect(note).to_be_hidden()
    page.get_by_role("button", name="Run").click()
    alert = page.get_by_role("alert").filter(has_text="ZeroDivisionError")
    expect(alert).to_be_visible()
    page.clock.run_for(20_000)
    expect(alert).to_be_visible()
    expect(alert).not_to_have_class(re.compile("aip-fading"))
    assert widget_page.console_errors == []


@pytest.mark.posix
def test_a_page_whose_kernel_is_killed_offers_a_reload_that_works(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    page.clock.install()
    gone = page.get_by_role("alert").filter(has_text="The kernel behind this page is gone")
    page.get_by_role("button", name="Reset").click()
    expect(page.get_by_text("The run was put back.")).to_be_visible()
    expect(gone).to_be_hidden()
    pid = page.locator("#pid").inner_text()
    os.kill(int(pid), signal.SIGKILL)
    page.clock.fast_forward(PATIENCE)  # so long after the press before nothing is asked
    page.get_by_role("button", name="Run").click()
    page.clock.fast_forward(PATIENCE)
    expect(gone).to_be_visible()
    gone.get_by_role("button", name="Reload").click()
    expect(page.locator("#pid")).not_to_have_text(pid)
    expect(page.get_by_role("button", name="Run")).to_be_enabled()
    expect(gone).to_be_hidden()


BLOCK = """
import time
from pathlib import Path

def wait(_):
    while not Path({until!r}).exists():
        time.sleep(0.01)

block = ipywidgets.Button(description="block")
block.on_click(wait)
block
"""


def test_a_busy_kernel_is_forgiven_when_it_answers(voila_page: VoilaPages, tmp_path: Path) -> None:
    until = tmp_path / "until"
    page = voila_page([CELL, BLOCK.format(until=str(until))])
    page.clock.install()
    gone = page.get_by_role("alert").filter(has_text="too busy to answer")
    page.get_by_role("button", name="block").click()
    page.get_by_role("button", name="Reset").click()
    expect(gone).to_be_hidden()
    page.clock.fast_forward(PATIENCE)
    expect(gone).to_be_visible()
    until.touch()
    expect(gone).to_be_hidden()
    expect(page.get_by_text("The run was put back.")).to_be_visible()


COUNT_PINGS = """() => {
  const send = WebSocket.prototype.send;
  window.pings = 0;
  WebSocket.prototype.send = function (data) {
    const text = typeof data === "string" ? data : new TextDecoder("latin1").decode(data);
    if (text.includes('"ping"')) window.pings += 1;
    return send.call(this, data);
  };
}"""


def test_a_page_that_runs_in_the_foreground_does_not_ask(widget_page: WidgetPages) -> None:
    for watch, pings in [(True, 1), (False, 0)]:
        page = widget_page([CELL, f"banner.watch_kernel = {watch}"])
        expect(page.get_by_role("button", name="Reset")).to_be_visible()
        page.evaluate(COUNT_PINGS)
        page.get_by_role("button", name="Reset").click()
        expect(page.get_by_text("The run was put back.")).to_be_visible()
        assert page.evaluate("window.pings") == pings
