from __future__ import annotations

import pytest
from playwright.sync_api import expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import ipywidgets
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.theme import Theme

bar = RunBar(figures=[["epoch", "100 of 100"], ["loss", "372.4"]], timeline_length=50, timeline_position=49,
             speeds=[dict(name="slow", label="1 step/s"), dict(name="max", label="fast")], speed="max")
log = ipywidgets.Label("nothing yet")

def tell(text, **traits):
    log.value = text
    for name, value in traits.items():
        setattr(bar, name, value)

bar.on_run(lambda: tell("run", state="running", progress=0.5, message="It runs."))
bar.on_pause(lambda: tell("pause", state="paused"))
bar.on_resume(lambda: tell("resume", state="running"))
bar.on_stop(lambda: tell("stop", state="stopped"))
bar.on_reset(lambda: tell("reset", state="idle", figures=[["epoch", "0"], ["loss", "5.1"]]))
bar.on_step(lambda count: tell(f"step {count}"))
bar.on_seek(lambda index: tell(f"seek {index}", timeline_label=f"epoch {index}"))
bar.on_speed(lambda name: tell(f"speed {name}"))
ipywidgets.VBox([Theme(), bar, log])
"""


def test_the_filled_button_is_the_one_thing_to_do_now(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    expect(page.get_by_role("button", name="Stop")).to_be_disabled()
    page.get_by_role("button", name="Step 25 epochs").click()
    expect(page.get_by_text("step 25", exact=True)).to_be_visible()
    width = page.locator(".aip-go").bounding_box()
    for press, next_press in [("Run", "Pause"), ("Pause", "Resume"), ("Resume", "Pause")]:
        page.get_by_role("button", name=press, exact=True).click()
        expect(page.get_by_role("button", name=next_press, exact=True)).to_be_enabled()
        expect(page.get_by_text(press.lower(), exact=True)).to_be_visible()
        assert page.locator(".aip-go").bounding_box() == width
    expect(page.get_by_role("button", name="Step 25 epochs")).to_be_disabled()
    expect(page.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "50")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    # Only one element of the bar is read out on every change, and it isn't the figures.
    expect(page.get_by_role("status").filter(has_text="It runs.")).to_be_visible()
    assert page.locator(".aip-figures").get_attribute("aria-live") is None
    assert voila_page.console_errors == []


def test_a_disabled_button_keeps_the_focus_and_does_nothing(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    step = page.get_by_role("button", name="Step 1 epoch")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(step).to_be_disabled()
    step.focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("pause", exact=True)).to_be_visible()
    step.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("step 1", exact=True)).to_be_visible()


def test_figures_do_not_move_when_they_get_shorter(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    loss = page.locator(".aip-figures dt").filter(has_text="loss")
    before = loss.bounding_box()
    page.get_by_role("button", name="Reset").click()
    expect(page.locator(".aip-figures dd").first).to_have_text("0")
    assert loss.bounding_box() == before


@pytest.mark.parametrize("width", [390, 1280])
def test_the_bar_keeps_its_height_whatever_it_says(widget_page: WidgetPages, width: int) -> None:
    say_much = """
more = ipywidgets.Button(description="more")
def say(_):
    bar.figures = [["epoch", "99,000 of 100,000"], ["loss", "1.5186e+15"], ["updates/s", "120,000"],
                   ["left", "about 10 min"]]
    bar.message = "Diverged: the loss grew beyond all bounds. Try a smaller learning rate."
more.on_click(say)
page = ipywidgets.VBox([Theme(), bar, more])
page.add_class("aip-page")
page
"""
    page = widget_page([CELL.replace("ipywidgets.VBox([Theme(), bar, log])", ""), say_much], width=width)
    bar = page.locator(".aip-run-bar")
    before = bar.bounding_box()
    page.get_by_role("button", name="more").click()
    expect(bar).to_contain_text("about 10 min")
    expect(page.get_by_role("status").filter(has_text="Diverged")).to_be_visible()
    assert bar.bounding_box() == before


def test_the_timeline_is_moved_by_keyboard_and_named_in_words(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    timeline = page.get_by_role("slider", name="Timeline")
    expect(timeline).to_have_value("49")
    timeline.press("Home")
    expect(page.get_by_text("seek 0", exact=True)).to_be_visible()
    timeline.press("ArrowRight")
    expect(page.get_by_text("seek 1", exact=True)).to_be_visible()
    expect(timeline).to_have_attribute("aria-valuetext", "epoch 1")
    page.get_by_label("Speed").select_option("1 step/s")
    expect(page.get_by_text("speed slow", exact=True)).to_be_visible()


def test_one_speed_alone_is_no_choice(widget_page: WidgetPages) -> None:
    page = widget_page("""
from ai_playground.ui.run_bar import RunBar
RunBar(speeds=[dict(name="max", label="fast")], speed="max")
""")
    expect(page.get_by_text("Timeline")).to_be_visible()
    expect(page.get_by_text("Speed")).to_be_hidden()
