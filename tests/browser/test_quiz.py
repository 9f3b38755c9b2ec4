from __future__ import annotations

from playwright.sync_api import expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import ipywidgets
from ai_playground.ui.banner import Banner
from ai_playground.ui.exercises import Exercises
from ai_playground.ui.quiz import Quiz
from ai_playground.ui.theme import Theme

def check(index):
    if index == 2:
        raise MemoryError
    return index == 1, ["It settles higher.", "1.620 after 1000 epochs."][index]

quiz = Quiz(
    "slope", "The slope will", ["reach 1.313", "settle near 1.62", "run away"], check,
    watch=lambda: banner.show("It runs.", tone="note"), takes="9 steps.",
)
exercises = Exercises(
    [dict(name="rate", title="The largest rate", text="Find it."),
     dict(name="far", title="An outlier", text="Move it.")],
    lambda name: (name == "rate", f"checked {name}"),
)
banner = Banner()
page = ipywidgets.VBox([Theme(), quiz, exercises, banner])
banner.watch(page)
page
"""


def test_a_quiz_is_answered_by_keyboard_and_again(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    button = page.get_by_role("button", name="Check my answer")
    expect(button).to_be_disabled()
    page.get_by_label("reach 1.313").press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_text("✗ Not yet. It settles higher.")).to_be_visible()
    page.get_by_label("reach 1.313").press("ArrowDown")
    expect(page.get_by_text("It settles higher.")).to_be_hidden()
    button.click()
    expect(page.get_by_text("✓ Right. 1.620 after 1000 epochs.")).to_be_visible()
    assert voila_page.console_errors == []


def test_a_check_that_fails_says_so_in_both_places(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    page.get_by_label("run away").check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("Not checked. The check itself failed.")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="The memory is full.")).to_be_visible()
    page.get_by_label("settle near 1.62").check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("✓ Right.")).to_be_visible()


def test_each_exercise_has_its_own_verdict(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    for index, words in enumerate(["✓ Right. checked rate", "✗ Not yet. checked far"]):
        page.get_by_role("button", name="Check", exact=True).nth(index).click()
        expect(page.get_by_role("listitem").nth(index).get_by_text(words)).to_be_visible()


def test_what_decided_the_answer_can_be_watched_afterwards(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    watch = page.get_by_role("button", name="Watch it on the charts")
    expect(watch).to_be_hidden()
    expect(page.get_by_text("9 steps.")).to_be_hidden()
    page.get_by_label("reach 1.313").check()
    expect(watch).to_be_hidden()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("9 steps.")).to_be_visible()
    watch.click()
    expect(page.get_by_text("It runs.")).to_be_visible()
