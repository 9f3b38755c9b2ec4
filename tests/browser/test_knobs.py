from __future__ import annotations

import json

from playwright.sync_api import Page, expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import time, ipywidgets
from ai_playground.ui.knobs import Knobs
from ai_playground.ui.theme import Theme

def knob(name, label, kind, default, **more):
    item = dict(name=name, label=label, help=f"Help on {name}", group="Descent", kind=kind, default=default)
    return {**item, "minimum": None, "maximum": None, "log": False, "choices": None, "more": False, **more}

def options(*labels):
    return [{"value": label.lower(), "label": label} for label in labels]

schema = [
    knob("rate", "Learning rate", "number", 0.001, minimum=1e-5, maximum=1.0, log=True),
    knob("epochs", "Epochs", "integer", 100, minimum=1, maximum=10_000),
    knob("update", "Update after", "choice", "point", choices=options("Point", "Batch", "All")),
    knob("method", "Method", "choice", "sgd", choices=options("SGD", "Adam", "FTRL", "RMSprop", "AdaGrad")),
    knob("scale", "Standardise", "switch", False),
    knob("delta", "Stop below", "number", 0.0, minimum=0.0, maximum=1.0, more=True),
    knob("seed", "Seed", "integer", 42, minimum=0, maximum=2**32 - 1),
    knob("layers", "Layers", "text", "", maximum=200),
    knob("weight", "Weight", "number", 100.0, minimum=0.0, maximum=1000.0, log=True),
]
presets = [dict(name="lecture", label="The lecture's run", promise="Ends at 1.718."),
           dict(name="diverge", label="See it diverge", promise="Every step gets longer.")]
knobs = Knobs(schema, {item["name"]: item["default"] for item in schema}, presets)
knobs.active_preset = "lecture"
heard, log = [], ipywidgets.Label("nothing yet")

def hear(name, value):
    heard.append((time.monotonic(), value))
    log.value = f"{name} = {value!r}"

def choose(name):
    knobs.active_preset = name
    knobs.values = {**knobs.values, "rate": 0.5, "method": "adam"}

knobs.on_change(hear)
knobs.on_preset(choose)
page = ipywidgets.VBox([Theme(), knobs, log])
page.add_class("aip-page")
page
"""


def value_of(page: Page, name: str) -> str:
    return page.get_by_label(f"{name}, value").input_value()


def test_a_dragged_slider_shows_its_value_at_once_and_tells_the_newest_last(voila_page: VoilaPages) -> None:
    page = voila_page([CELL, REPORT])
    slider = page.get_by_role("slider", name="Learning rate")
    expect(slider).to_be_visible()
    box = slider.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] / 2)
    page.mouse.down()
    seen = set()
    for k in range(60):
        page.mouse.move(box["x"] + box["width"] * (0.1 + 0.01 * k), box["y"] + box["height"] / 2)
        seen.add(value_of(page, "Learning rate"))
    page.mouse.up()
    shown = value_of(page, "Learning rate")
    assert len(seen) > 40
    expect(page.get_by_text(f"rate = {shown}", exact=True)).to_be_visible()
    told = json.loads(page.locator(".report").inner_text())
    assert told["last"] == float(shown)
    # One message every 50 ms, and one more at either end.
    assert told["count"] <= told["seconds"] / 0.05 * 1.2 + 2
    assert value_of(page, "Learning rate") == shown
    assert voila_page.console_errors == []


REPORT = """
import json
box = ipywidgets.HTML()
page.children += (box,)

def report():
    times = [at for at, _ in heard]
    data = {"count": len(heard), "seconds": times[-1] - times[0], "last": heard[-1][1]}
    box.value = f"<span class=report>{json.dumps(data)}</span>"

knobs.on_change(lambda name, value: report())
"""


def test_a_typed_value_is_read_clamped_and_shown_for_people(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    rate, epochs = page.get_by_label("Learning rate, value"), page.get_by_label("Epochs, value")
    for typed, shown, told in [("1e-5", "0.00001", "1e-05"), ("0,25", "0.25", "0.25"), ("7", "1", "1.0")]:
        rate.fill(typed)
        rate.press("Enter")
        expect(rate).to_have_value(shown)
        expect(page.get_by_text(f"rate = {told}", exact=True)).to_be_visible()
    epochs.fill("10,000")
    epochs.press("Enter")
    expect(epochs).to_have_value("10,000")
    expect(page.get_by_text("epochs = 10000", exact=True)).to_be_visible()
    for junk, key in [("many", "Enter"), ("12", "Escape")]:
        epochs.fill(junk)
        epochs.press(key)
        expect(epochs).to_have_value("10,000")
    page.get_by_label("Seed").fill("4294967295")
    page.get_by_label("Seed").press("Enter")
    expect(page.get_by_text("seed = 4294967295", exact=True)).to_be_visible()
    assert page.get_by_role("slider", name="Seed").count() == 0


def test_every_knob_works_by_keyboard(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    slider = page.get_by_role("slider", name="Epochs")
    slider.press("End")
    expect(page.get_by_text("epochs = 10000", exact=True)).to_be_visible()
    assert slider.get_attribute("aria-valuetext") == "10,000"
    page.get_by_role("radio", name="Point").press("ArrowRight")
    expect(page.get_by_text("update = 'batch'", exact=True)).to_be_visible()
    page.get_by_label("Method").select_option("FTRL")
    expect(page.get_by_text("method = 'ftrl'", exact=True)).to_be_visible()
    page.get_by_role("switch", name="Standardise").press("Space")
    expect(page.get_by_text("scale = True", exact=True)).to_be_visible()
    assert not page.get_by_label("Stop below, value").is_visible()
    page.get_by_text("More", exact=True).press("Enter")
    expect(page.get_by_label("Stop below, value")).to_be_visible()


def test_a_text_is_told_when_it_is_finished_and_forgotten_on_escape(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    field = page.get_by_label("Layers")
    field.press_sequentially(" block1_conv1   block3_conv1:0.5 ")
    expect(page.get_by_text("nothing yet")).to_be_visible()
    field.press("Enter")
    expect(page.get_by_text("layers = 'block1_conv1 block3_conv1:0.5'", exact=True)).to_be_visible()
    expect(field).to_have_value("block1_conv1 block3_conv1:0.5")
    field.fill("x" * 300)
    field.press("Escape")
    expect(field).to_have_value("block1_conv1 block3_conv1:0.5")
    field.fill("")
    page.get_by_label("Seed").focus()
    expect(page.get_by_text("layers = ''", exact=True)).to_be_visible()
    assert field.get_attribute("maxlength") == "200"


def test_a_logarithmic_weight_can_be_off_and_begins_again_five_powers_of_ten_below_its_end(
    widget_page: WidgetPages,
) -> None:
    page = widget_page(CELL)
    slider, field = page.get_by_role("slider", name="Weight"), page.get_by_label("Weight, value")
    expect(field).to_have_value("100")
    for key, shown, told in [
        ("Home", "0", "0.0"),
        ("ArrowRight", "0.01", "0.01"),
        ("End", "1,000", "1000.0"),
    ]:
        slider.press(key)
        expect(field).to_have_value(shown)
        expect(page.get_by_text(f"weight = {told}", exact=True)).to_be_visible()
        assert slider.get_attribute("aria-valuetext") == ("off" if shown == "0" else shown)
    field.fill("0.0003")
    field.press("Enter")
    expect(page.get_by_text("weight = 0.0003", exact=True)).to_be_visible()


NOTES = """
knobs.notes = {"rate": {"text": "Stable below 0.004.", "action": "set to the optimum", "value": 0.0021}}
knobs.disabled = {"epochs": "The formula needs none."}
knobs.hidden = ["seed"]
"""


def test_presets_notes_and_reasons_are_said_in_words(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, NOTES])
    expect(page.get_by_text("Ends at 1.718.")).to_be_visible()
    expect(page.get_by_text("The formula needs none.")).to_be_visible()
    expect(page.get_by_role("slider", name="Epochs")).to_be_disabled()
    expect(page.get_by_text("Seed", exact=True)).to_be_hidden()
    page.get_by_role("button", name="set to the optimum").click()
    expect(page.get_by_label("Learning rate, value")).to_have_value("0.0021")
    expect(page.get_by_text("Knobs as you turned them.")).to_be_visible()
    page.get_by_role("button", name="See it diverge").click()
    expect(page.get_by_text("Every step gets longer.")).to_be_visible()
    expect(page.get_by_label("Learning rate, value")).to_have_value("0.5")
    expect(page.get_by_label("Method")).to_have_value("Adam")
    expect(page.get_by_role("button", name="See it diverge")).to_have_attribute("aria-pressed", "true")


def test_undo_takes_back_a_drag_and_then_a_preset(widget_page: WidgetPages) -> None:
    page = widget_page([CELL, 'knobs.on_undo(lambda values: setattr(knobs, "values", values))'])
    undo = page.get_by_role("button", name="Undo knob")
    expect(page.get_by_role("slider", name="Epochs")).to_be_visible()
    expect(undo).to_be_hidden()
    page.get_by_role("button", name="See it diverge").click()
    expect(page.get_by_label("Learning rate, value")).to_have_value("0.5")
    page.get_by_role("slider", name="Epochs").press("End")
    expect(page.get_by_label("Epochs, value")).to_have_value("10,000")
    undo.click()
    expect(page.get_by_label("Epochs, value")).to_have_value("100")
    undo.click()
    expect(page.get_by_label("Learning rate, value")).to_have_value("0.001")
    expect(undo).to_be_hidden()


def test_a_value_that_python_takes_back_is_taken_back_on_the_page(widget_page: WidgetPages) -> None:
    back = 'knobs.on_change(lambda name, value: setattr(knobs, "values", {**knobs.values, "epochs": 7}))'
    page = widget_page([CELL, back])
    page.get_by_role("slider", name="Epochs").press("End")
    expect(page.get_by_label("Epochs, value")).to_have_value("7")
    expect(page.get_by_role("slider", name="Epochs")).to_have_attribute("aria-valuetext", "7")


def test_texts_are_shown_as_text_and_never_run(widget_page: WidgetPages) -> None:
    evil = "<script>window.owned = 1</script><img src=x onerror='window.owned = 1'>"
    page = widget_page(f"""
import ipywidgets
from ai_playground.ui.banner import Banner
from ai_playground.ui.before_after import BeforeAfter
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.exercises import Exercises
from ai_playground.ui.file_picker import FilePicker
from ai_playground.ui.findings_table import FindingsTable
from ai_playground.ui.gallery import Gallery
from ai_playground.ui.knobs import Knobs
from ai_playground.ui.mask import MaskPainter
from ai_playground.ui.picture_grid import PictureGrid
from ai_playground.ui.quiz import Quiz
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.snippet import Snippet
evil = {evil!r}
knob = dict(name="a", label=evil, help=evil, group=evil, kind="choice", default=1, minimum=None, maximum=None,
            log=False, choices=[dict(value=1, label=evil)], more=False)
banner = Banner()
banner.show(evil, details=evil)
row = dict(name="a", label=evil, reported=evil, yours=evil, verdict="same", note=evil, action=evil)
gallery, grid = Gallery(evil, most=2), PictureGrid()
for name in ("a", "b"):
    gallery.add(name, evil, b"", evil)
gallery.select(["a", "b"])
grid.lay_out([evil], [evil], row_title=evil, column_title=evil, finding=evil)
grid.finish(0, 0, b"", figures=evil, alt=evil, remark=evil)
ipywidgets.VBox([
    gallery, grid, MaskPainter([dict(name="a", label=evil), dict(name="b", label=evil)]),
    BeforeAfter(b"x", b"x", evil, evil, label_before=evil, label_after=evil, caption=evil, invitation=evil),
    Knobs([knob], dict(a=1), [dict(name="p", label=evil, promise=evil)]),
    RunBar(figures=[[evil, evil]], message=evil, timeline_label=evil,
           speeds=[dict(name=name, label=evil) for name in "ab"]),
    Quiz("evil", evil, [evil], lambda index: (True, evil)), FindingsTable([evil] * 3, [row]),
    Exercises([dict(name="a", title=evil, text=evil)], lambda name: (True, evil)),
    Downloads([dict(name="a", label=evil)], lambda name: (evil, evil, b"")), Snippet(evil, evil),
    FilePicker(evil, evil, 10), banner])
""")
    page.get_by_role("radio").last.check()
    page.get_by_role("button", name="Check my answer").click()
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.get_by_text("Right.")).to_have_count(2)
    assert page.get_by_text(evil).count() > 40
    assert page.evaluate("document.querySelectorAll('.aip script, .aip img[onerror]').length") == 0
    assert page.evaluate("window.owned") is None


def test_knobs_that_were_unfolded_stay_so_when_the_page_is_opened_again(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    rare = page.get_by_role("slider", name="Stop below")
    expect(rare).to_be_hidden()
    page.get_by_text("More", exact=True).click()
    expect(rare).to_be_visible()
    kept = "Object.values(localStorage).includes('open')"  # the event that keeps it comes a moment later
    page.wait_for_function(kept)
    page.reload()
    expect(rare).to_be_visible()
    page.get_by_text("More", exact=True).click()
    page.wait_for_function(f"!{kept}")
    page.reload()
    expect(page.get_by_text("More", exact=True)).to_be_visible()
    expect(rare).to_be_hidden()
