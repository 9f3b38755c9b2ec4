"""Lesson 1 in a real browser: what a student sees and does."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from .conftest import VoilaPages

MAKE = "from ai_playground.regression.dashboard import RegressionLesson\n\nlesson = RegressionLesson()"
CELLS = [
    f"{MAKE}\nlesson.dashboard",
    "lesson.quiz",
    "lesson.findings",
    "lesson.formulas",
    "lesson.exercises",
    "lesson.take_home",
]


def opened(pages: VoilaPages) -> Page:
    page = pages(CELLS)
    expect(page.locator(".aip-chart svg").first).to_be_visible()
    return page


@pytest.fixture(scope="module")
def lasting_page(lasting_voila_page: VoilaPages) -> Page:
    """For tests that look, or take back what they turn; each answers a question of its own."""
    return opened(lasting_voila_page)


@pytest.fixture(scope="module")
def busy_page(lasting_voila_page: VoilaPages) -> Page:
    """For tests that first bring about what they begin with."""
    return opened(lasting_voila_page)


def value_field(page: Page, label: str) -> Any:
    return page.get_by_role("textbox", name=re.compile(label, re.IGNORECASE)).first


def set_number(page: Page, label: str, text: str) -> None:
    field = value_field(page, label)
    field.fill(text)
    field.press("Enter")


def chart(page: Page, index: int) -> Any:
    return page.locator(".aip-chart").nth(index)


def test_the_page_opens_with_the_lectures_run_and_nothing_goes_wrong(
    lasting_page: Page, lasting_voila_page: VoilaPages
) -> None:
    expect(chart(lasting_page, 0)).to_contain_text("slope 1.718")
    expect(chart(lasting_page, 0)).to_contain_text("exact 1.313")
    assert lasting_voila_page.console_errors == []
    assert lasting_voila_page.foreign_requests == []


def test_a_turned_knob_changes_the_curve_and_the_address(lasting_page: Page) -> None:
    set_number(lasting_page, "Learning rate", "0.0001")

    expect(chart(lasting_page, 0)).not_to_contain_text("slope 1.718")
    expect(lasting_page).to_have_url(re.compile(r"\?learning_rate=0\.0001$"))
    lasting_page.get_by_role("button", name="Undo knob").click()
    expect(chart(lasting_page, 0)).to_contain_text("slope 1.718")
    expect(lasting_page).not_to_have_url(re.compile("learning_rate"))


def test_a_reload_keeps_the_settings(busy_page: Page) -> None:
    set_number(busy_page, "Epochs", "7")
    expect(busy_page).to_have_url(re.compile("epochs=7"))

    busy_page.reload()

    expect(busy_page.locator(".aip-run-bar")).to_contain_text("7 of 7")


def test_run_is_watched_to_its_end(busy_page: Page) -> None:
    set_number(busy_page, "Epochs", "100")
    busy_page.get_by_role("button", name="Reset").click()
    expect(busy_page.locator(".aip-run-bar")).not_to_contain_text("100 of 100")

    busy_page.get_by_role("button", name="Run", exact=True).click()

    expect(busy_page.get_by_role("button", name="Pause")).to_be_visible()
    expect(busy_page.locator(".aip-run-bar")).to_contain_text("100 of 100")
    expect(busy_page.get_by_role("button", name="Run again")).to_be_visible()
    expect(chart(busy_page, 0)).to_contain_text("slope 1.718")


def test_steps_pause_and_stop(busy_page: Page) -> None:
    set_number(busy_page, "Epochs", "100")
    busy_page.get_by_role("button", name="Reset").click()
    busy_page.get_by_role("button", name="Step 25 epochs").click()
    expect(busy_page.locator(".aip-run-bar")).to_contain_text("25 of 100")

    busy_page.get_by_role("button", name="Stop").click()

    expect(busy_page.locator(".aip-run-bar")).to_have_attribute("data-state", "stopped")
    expect(busy_page.locator(".aip-run-bar")).to_contain_text("25 of 100")


def test_a_diverging_run_is_named(busy_page: Page) -> None:
    busy_page.get_by_role("button", name="See it diverge").click()

    expect(chart(busy_page, 1)).to_contain_text("diverged after")
    assert "NaN" not in busy_page.locator("body").inner_text()


def test_a_dragged_point_moves_the_exact_line(lasting_page: Page) -> None:
    point = chart(lasting_page, 0).locator("circle").nth(23)
    box = point.bounding_box()
    assert box is not None
    lasting_page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lasting_page.mouse.down()
    lasting_page.mouse.move(box["x"], box["y"] + 120, steps=8)
    lasting_page.mouse.up()

    expect(chart(lasting_page, 0)).not_to_contain_text("exact 1.313")
    lasting_page.get_by_role("button", name="Undo", exact=True).click()
    expect(chart(lasting_page, 0)).to_contain_text("exact 1.313")


def test_an_experiment_reports_the_figure_beside_the_authors(lasting_page: Page) -> None:
    row = lasting_page.locator("tr", has_text="The lecture's descent")

    row.get_by_role("button", name=re.compile("run it")).click()

    expect(row).to_contain_text("slope 1.71838, intercept 15.7892")
    expect(row).to_contain_text("same")


def test_the_quiz_tells_right_from_wrong_by_running(lasting_page: Page) -> None:
    quiz = lasting_page.locator(".aip-quiz").first
    expect(chart(lasting_page, 2)).not_to_contain_text("settles here")
    quiz.get_by_text("comes to 1.313").click()
    quiz.get_by_role("button", name="Check my answer").click()
    expect(quiz).to_contain_text("At 1.313 the pulls of all points cancel")
    expect(quiz).to_contain_text("1.620")

    quiz.get_by_text("stops short of 1.313 and stays there").click()
    quiz.get_by_role("button", name="Check my answer").click()

    expect(quiz).to_contain_text("Right")
    expect(chart(lasting_page, 2)).to_contain_text("settles here")


def test_an_answered_question_is_watched_above_and_undone(lasting_page: Page) -> None:
    quiz = lasting_page.locator(".aip-quiz", has_text="a rate of 0.5")
    expect(quiz.get_by_role("button", name="Watch it on the charts")).to_be_hidden()
    quiz.get_by_text("about 200 steps").click()
    quiz.get_by_role("button", name="Check my answer").click()
    expect(quiz).to_contain_text("Many small steps are for narrow valleys.")

    quiz.get_by_role("button", name="Watch it on the charts").click()

    expect(lasting_page.locator(".aip-run-bar")).to_contain_text("1 of 1")
    expect(chart(lasting_page, 0)).to_contain_text("slope 1.313")
    expect(chart(lasting_page, 1)).to_contain_text("slope axis")
    lasting_page.get_by_role("button", name="Undo knob").click()
    expect(chart(lasting_page, 0)).to_contain_text("slope 1.718")


def test_the_slope_over_the_rate_is_drawn_once_it_was_predicted(
    lasting_page: Page, lasting_voila_page: VoilaPages
) -> None:
    expect(lasting_page.locator(".aip-chart")).to_have_count(3)
    quiz = lasting_page.locator(".aip-quiz", has_text="a hundredth of the rate")
    quiz.get_by_text("nearer to 1.313").click()
    quiz.get_by_role("button", name="Check my answer").click()

    expect(lasting_page.locator(".aip-chart")).to_have_count(4)
    study = lasting_page.locator(".aip-chart", has_text="Slope reached, over the learning rate")
    expect(study).to_contain_text("100 epochs")
    expect(study).to_contain_text("exact 1.313")
    assert lasting_voila_page.console_errors == []


def test_the_run_can_be_taken_home(lasting_page: Page, tmp_path: Path) -> None:
    with lasting_page.expect_download() as download:
        lasting_page.get_by_role("button", name="This run (CSV)").click()

    saved = tmp_path / "run.csv"
    download.value.save_as(saved)
    rows = list(csv.DictReader(saved.read_text().splitlines()))
    assert len(rows) == 101
    assert float(rows[-1]["slope"]) == pytest.approx(1.71838, abs=1e-5)


def test_a_hostile_address_is_explained_and_harmless(voila_page: VoilaPages) -> None:
    query = "epochs=%3Cscript%3Ealert(1)%3C/script%3E&learning_rate=1e9&data=/etc/passwd"
    page: Page = voila_page(CELLS, query=query)

    banner = page.locator(".aip-banner")
    expect(banner).to_contain_text("address")
    for refused in ("epochs", "Learning rate", "data"):
        expect(banner).to_contain_text(refused)
    assert page.locator("script", has_text="alert(1)").count() == 0
    expect(chart(page, 0)).to_contain_text("exact 1.313")


def test_on_a_phone_nothing_is_wider_than_the_screen(voila_page: VoilaPages) -> None:
    page: Page = voila_page(CELLS, width=390, height=844)
    expect(page.locator(".aip-chart svg").first).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for code in page.locator(".aip-formulas pre").all():
        box = code.bounding_box()
        assert box is not None
        assert box["width"] > 250
    first_chart, knobs = chart(page, 0).bounding_box(), page.locator(".aip-knobs").bounding_box()
    assert first_chart is not None
    assert knobs is not None
    assert first_chart["y"] < knobs["y"]


def test_two_quick_presses_of_run_make_one_run(voila_page: VoilaPages) -> None:
    count_jobs = """
import ipywidgets
show, jobs, make = ipywidgets.Label(), [], lesson.control.make_job
def counted():
    jobs.append(make())
    show.value = f"jobs: {len(jobs)}"
    return jobs[-1]
lesson.control.make_job = counted
show
"""
    page: Page = voila_page([*CELLS[:1], count_jobs])

    page.get_by_role("button", name="Run", exact=True).dblclick()

    expect(page.get_by_text("jobs: 1")).to_be_visible()


def test_an_engine_that_raises_in_mid_run_is_explained_and_the_page_lives_on(voila_page: VoilaPages) -> None:
    broken = (
        "import ai_playground.regression.dashboard.lesson as module\n"
        "def break_down(points, settings):\n"
        "    for snapshot in good(points, settings):\n"
        "        if snapshot.epoch == 5: raise MemoryError()\n"
        "        yield snapshot\n"
        "good, module.descend = module.descend, break_down"
    )
    page: Page = voila_page([*CELLS[:1], broken])

    page.get_by_role("button", name="Run", exact=True).click()

    expect(page.locator(".aip-banner")).to_contain_text("The memory is full")
    expect(page.locator(".aip-run-bar")).to_contain_text("4 of 100")
    page.get_by_role("radio", name="never: solve exactly").check()
    expect(chart(page, 0)).to_contain_text("exact 1.313")


def test_columns_of_a_table_are_chosen_and_a_question_about_it_is_answered(
    busy_page: Page, lasting_voila_page: VoilaPages
) -> None:
    page = busy_page

    def choose_file(name: str, content: str) -> None:
        file = FilePayload(name=name, mimeType="text/csv", buffer=content.encode())
        page.get_by_label("Your own CSV or Excel file").set_input_files(file)

    choose_file("wards.csv", "ward;fires;thefts;income\nA;6,2;29;11\nB;9,5;44;9\nC;10,5;36;10\n")
    expect(
        page.get_by_text("Read as semicolons, decimal commas, 3 rows, columns fires and thefts")
    ).to_be_visible()
    page.get_by_label("Column for y").select_option(label="income")
    expect(chart(page, 0)).to_contain_text("income")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_label("Column for y")).to_have_value("thefts")

    choose_file("counts.csv", "fires;thefts\n1,250;2\n12,400;3\n980;4\n")
    page.get_by_role("button", name="It is 1250").click()
    expect(page.get_by_text("Read as semicolons, commas between thousands, 3 rows")).to_be_visible()
    expect(page.get_by_label("Column for y")).to_be_hidden()
    assert lasting_voila_page.console_errors == []
