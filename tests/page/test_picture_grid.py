"""A grid of pictures is run like any run: once, paused, stopped, failed; and it keeps the cells it has."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ai_playground.jobs import RunSlot
from ai_playground.lesson.grid import CellRun, CellSnapshot
from ai_playground.page.picture_grid import Conclusion, GridRun, Heading
from ai_playground.ui.banner import Banner
from tests.lesson_driver import wait_until

SECONDS = 20.0


class Gate:
    """Lets a cell go on."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()


def paint(shade: int, gate: Gate | None = None) -> Iterator[CellSnapshot]:
    """A grey picture in two steps; from 256 on there is none, from 1000 on it is a fault."""
    picture = np.full((6, 8, 3), shade % 256, np.uint8)
    yield CellSnapshot(0.5, picture)
    if gate is not None:
        gate.reached.set()
        assert gate.opened.wait(SECONDS)
    if shade >= 1000:
        raise ZeroDivisionError
    if shade >= 256:
        raise ValueError(f"{shade} is too light")
    yield CellSnapshot(1.0, picture, f"grey {shade}")


class Page:
    """Two rows of two cells, each of which may wait at a gate."""

    def __init__(self, *shades: int, slot: RunSlot) -> None:
        self.shades: tuple[int, ...] = shades
        self.gates: dict[int, Gate] = {}
        self.title = "Shade"
        self.planned = 0
        self.refusal = ""
        self.chosen: list[int] = []
        self.banner = Banner()
        self.run = GridRun(
            self.banner,
            make_cell=paint,
            heading=lambda: Heading(("dark", "light"), ("a", "b"), alt="A grey", column_title=self.title),
            cells=self.cells,
            open_cell=lambda shade, _gate: self.chosen.append(shade),
            slot=slot,
            loading="Mixing grey.",
        )
        self.banner.watch(self.run.widget)
        self.bar, self.grid, self.control = self.run.bar, self.run.grid, self.run.control

    def cells(self) -> list[CellRun]:
        if self.refusal:
            raise ValueError(self.refusal)
        self.planned += 1
        return [CellRun((shade, self.gates.get(number))) for number, shade in enumerate(self.shades)]

    def hold(self, number: int) -> Gate:
        return self.gates.setdefault(number, Gate())

    def press(self, action: str) -> None:
        self.bar.receive({"type": "press", "action": action})

    def run_to(self, gate: Gate) -> None:
        self.press("run")
        assert gate.reached.wait(SECONDS)
        self.control.paint_now()

    def wait_for(self, state: str) -> None:
        wait_until(lambda: self.bar.state == state, SECONDS)
        self.control.paint_now()  # the bar is the first to show it

    @property
    def states(self) -> list[str]:
        return [cell["state"] for cell in self.grid.cells]

    @property
    def figures(self) -> dict[str, str]:
        return dict(self.bar.figures)


@pytest.fixture
def slot(tmp_path: Path) -> RunSlot:
    return RunSlot("grid", slots=1, directory=tmp_path)


@pytest.fixture
def page(slot: RunSlot) -> Page:
    return Page(10, 20, 30, 40, slot=slot)


def test_a_run_fills_the_cells_row_by_row(page: Page) -> None:
    assert page.figures == {"pictures": "0 of 4"}
    page.press("run")
    page.wait_for("done")
    assert [cell["figures"] for cell in page.grid.cells] == ["grey 10", "grey 20", "grey 30", "grey 40"]
    assert [cell["alt"] for cell in page.grid.cells][1:3] == ["A grey: dark, b", "A grey: light, a"]
    assert (page.figures, page.bar.progress) == ({"pictures": "4 of 4"}, 1.0)


def test_a_full_grid_says_what_it_shows_and_says_it_anew_when_asked(slot: RunSlot) -> None:
    page = Page(10, 20, slot=slot)
    told = ["nothing is known yet"]
    run = GridRun(
        page.banner,
        make_cell=paint,
        heading=lambda: Heading(
            ("",), ("a", "b"), alt="A grey", finding="Which is darker?", source="Predict"
        ),
        cells=page.cells,
        open_cell=lambda _shade, _gate: None,
        slot=slot,
        conclusion=lambda ended: Conclusion("the first", "From a book", f"{len(ended)} cells, {told[0]}"),
    )
    run.conclude()
    assert (run.grid.source, run.grid.finding, run.grid.found) == ("Predict", "Which is darker?", "")
    run.bar.receive({"type": "press", "action": "run"})
    wait_until(lambda: run.bar.state == "done", SECONDS)
    run.control.paint_now()
    assert (run.grid.source, run.grid.finding) == ("From a book", "the first")
    assert run.grid.found == "2 cells, nothing is known yet"
    told[0] = "the first is"
    run.conclude()
    assert run.grid.found == "2 cells, the first is"
    plate = run.grid.plate()
    assert plate is not None
    assert plate.note == "From a book: the first What it shows: 2 cells, the first is"
    run.lay_out()
    assert (run.grid.source, run.grid.found) == ("Predict", "")


def test_figures_that_are_held_back_come_when_they_may(slot: RunSlot) -> None:
    page = Page(10, 300, slot=slot)
    told = [False]
    run = GridRun(
        page.banner,
        make_cell=paint,
        heading=lambda: Heading(("",), ("a", "b"), alt="A grey"),
        cells=page.cells,
        open_cell=lambda _shade, _gate: None,
        slot=slot,
        told=lambda: told[0],
    )
    run.bar.receive({"type": "press", "action": "run"})
    wait_until(lambda: run.bar.state == "done", SECONDS)
    run.control.paint_now()
    # Why a cell has no picture answers nothing.
    assert [cell["figures"] for cell in run.grid.cells] == ["", "300 is too light"]
    told[0] = True
    run.conclude()
    assert [cell["figures"] for cell in run.grid.cells] == ["grey 10", "300 is too light"]
    assert run.grid.cells[0]["state"] == "done"


def test_pressed_twice_it_is_one_run(page: Page) -> None:
    gate = page.hold(0)
    page.run_to(gate)
    page.press("run")
    page.control.run()
    assert page.planned == 1
    gate.opened.set()
    page.wait_for("done")


def test_the_bar_says_how_far_it_is_and_what_time_is_left(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ai_playground.page.picture_grid.about", str)
    gate = page.hold(2)
    page.run_to(gate)
    assert page.control.job is not None
    earliest = page.control.job.seconds_since_first
    page.control.paint_now()
    latest = page.control.job.seconds_since_first
    assert page.states == ["done", "done", "running", "waiting"]
    assert page.grid.cells[2]["progress"] == 0.5
    assert page.bar.progress == 0.625
    assert page.figures["pictures"] == "2 of 4"
    # Five parts of eight are done.
    assert earliest * 3 / 5 <= float(page.figures["left"]) <= latest * 3 / 5
    gate.opened.set()
    page.wait_for("done")


def test_before_the_first_picture_has_begun_the_bar_says_what_is_loaded(slot: RunSlot) -> None:
    loaded = threading.Event()

    def load() -> None:
        assert loaded.wait(SECONDS)

    page = Page(10, 20, 30, 40, slot=slot)
    run = GridRun(
        page.banner,
        make_cell=paint,
        heading=lambda: Heading(("",), ("a",), alt="A grey"),
        cells=lambda: [CellRun((10,))],
        open_cell=lambda _shade: None,
        slot=slot,
        prepare=load,
        loading="Mixing grey.",
    )
    run.control.run()
    wait_until(lambda: run.bar.message == "Starting. Mixing grey.")
    loaded.set()
    wait_until(lambda: run.bar.state == "done")
    run.control.paint_now()
    assert (run.bar.message, run.grid.cells[0]["alt"]) == ("", "A grey: a")


def test_stopped_in_the_middle_it_keeps_its_pictures_and_lets_the_others_wait(page: Page) -> None:
    gate = page.hold(2)
    page.run_to(gate)
    page.press("stop")
    gate.opened.set()
    page.wait_for("stopped")
    assert page.states == ["done", "done", "waiting", "waiting"]
    assert page.figures == {"pictures": "2 of 4"}
    page.grid.receive({"type": "open", "row": 0, "column": 1})
    assert page.chosen == [20]


def test_a_paused_run_goes_on_where_it_was(page: Page) -> None:
    gate = page.hold(1)
    page.run_to(gate)
    page.press("pause")
    gate.opened.set()
    page.wait_for("paused")
    assert page.states[0] == "done"
    page.press("resume")
    page.wait_for("done")
    assert (page.states, page.planned) == (["done"] * 4, 1)


def test_a_refused_cell_says_why_and_the_others_are_made(slot: RunSlot) -> None:
    page = Page(10, 300, 30, 301, slot=slot)
    page.press("run")
    page.wait_for("done")
    assert page.states == ["done", "failed", "done", "failed"]
    assert page.grid.cells[1]["figures"] == "300 is too light"
    assert (page.figures, page.banner.message) == ({"pictures": "2 of 4"}, "")


def test_a_fault_in_a_cell_ends_the_run_is_said_on_the_page_and_leaves_the_others(slot: RunSlot) -> None:
    page = Page(10, 20, 1000, 40, slot=slot)
    page.press("run")
    page.wait_for("failed")
    assert page.states == ["done", "done", "failed", "waiting"]
    assert "ZeroDivisionError" in page.banner.message
    assert "in paint" in page.banner.details
    assert "ZeroDivisionError" in page.grid.cells[2]["figures"]
    page.shades = (10, 20, 30, 40)
    page.press("run")
    page.wait_for("done")
    assert (page.states, page.banner.message) == (["done"] * 4, "")


def test_a_refused_run_leaves_all_as_it_is(page: Page) -> None:
    page.press("run")
    page.wait_for("done")
    page.refusal = "Choose a shade first."
    page.press("run")
    assert page.banner.message == "Choose a shade first."
    assert (page.states, page.bar.state) == (["done"] * 4, "done")
    page.grid.receive({"type": "open", "row": 1, "column": 1})
    assert page.chosen == [40]


def test_a_new_heading_ends_the_run_and_shows_an_empty_grid(page: Page) -> None:
    gate = page.hold(2)
    page.run_to(gate)
    page.title = "Tone"
    page.run.lay_out()
    assert (page.grid.column_title, page.states, page.bar.state) == ("Tone", ["waiting"] * 4, "idle")
    assert page.figures == {"pictures": "0 of 4"}
    gate.opened.set()
    page.gates.clear()
    page.press("run")
    page.wait_for("done")
    assert page.states == ["done"] * 4


def test_reset_takes_the_pictures_away(page: Page) -> None:
    page.press("run")
    page.wait_for("done")
    page.press("reset")
    assert (page.states, page.bar.state) == (["waiting"] * 4, "idle")


def test_run_again_begins_with_an_empty_grid(page: Page) -> None:
    page.press("run")
    page.wait_for("done")
    gate = page.hold(1)
    page.run_to(gate)
    assert page.states == ["done", "running", "waiting", "waiting"]
    gate.opened.set()
    page.wait_for("done")


def test_two_grids_take_turns_on_the_machine(page: Page, slot: RunSlot) -> None:
    other, gate = Page(50, 60, 70, 80, slot=slot), page.hold(0)
    page.run_to(gate)
    other.press("run")
    other.wait_for("queued")
    wait_until(lambda: other.bar.message == "Waiting: 0 ahead of you.")
    assert other.states == ["waiting"] * 4
    gate.opened.set()
    other.wait_for("done")
    assert page.states == ["done"] * 4


def test_a_picture_goes_to_the_page_once(page: Page) -> None:
    sent: list[str] = []
    page.grid.send = lambda content, **_: sent.append(content["name"])
    gate = page.hold(3)
    page.run_to(gate)
    for _ in range(3):
        page.control.paint_now()
    gate.opened.set()
    page.wait_for("done")
    assert sent == ["0,0", "0,1", "1,0", "1,1"]


def test_there_is_no_timeline_to_move(page: Page) -> None:
    page.press("run")
    page.wait_for("done")
    page.bar.receive({"type": "seek", "index": 0})
    assert page.states == ["done"] * 4
    assert page.control.shown is page.control.newest


def test_in_the_foreground_it_is_done_when_the_press_returns(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AI_PLAYGROUND_FOREGROUND", "1")
    page.press("run")
    assert (page.bar.state, page.states) == ("done", ["done"] * 4)
