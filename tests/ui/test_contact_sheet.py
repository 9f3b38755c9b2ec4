from __future__ import annotations

from typing import Any

import pytest

from ai_playground.ui import ContactSheet


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def sheet(heard: list[Any]) -> ContactSheet:
    sheet = ContactSheet()
    sheet.lay_out(["1", "5"], ["10", "100", "1000"], row_title="Content weight", column_title="Style weight")
    sheet.on_run(lambda: heard.append("run"))
    sheet.on_stop(lambda: heard.append("stop"))
    sheet.on_open(lambda row, column: heard.append((row, column)))
    return sheet


def states(sheet: ContactSheet) -> list[str]:
    return [cell["state"] for cell in sheet.cells]


def test_every_cell_waits_until_its_run_begins(sheet: ContactSheet) -> None:
    assert states(sheet) == ["waiting"] * 6
    sheet.progress(1, 2, 0.25)
    assert states(sheet) == ["waiting"] * 5 + ["running"]
    assert sheet.cells[5]["progress"] == 0.25


def test_a_result_goes_out_before_the_cell_shows_it_and_is_part_of_no_trait(sheet: ContactSheet) -> None:
    sent: list[Any] = []
    sheet.send = lambda content, buffers=None: sent.append((content, buffers, states(sheet)[1]))
    sheet.finish(0, 1, b"picture", figures="loss 1.2", alt="a bridge", remark="grain")
    assert sent == [({"type": "picture", "name": "0,1", "edition": 1}, [b"picture"], "waiting")]
    done = {"state": "done", "progress": 1.0, "figures": "loss 1.2", "alt": "a bridge", "remark": "grain"}
    assert sheet.cells[1] == done
    assert not [value for value in sheet.get_state().values() if isinstance(value, bytes)]


def test_a_new_sheet_forgets_the_old_ones_pictures(sheet: ContactSheet) -> None:
    sheet.finish(0, 0, b"old", figures="", alt="")
    sheet.lay_out(["1"], ["1"])
    sent: list[Any] = []
    sheet.send = lambda content, **_: sent.append(content)
    sheet.receive({"type": "picture", "name": "0,0"})
    assert sent == []
    sheet.finish(0, 0, b"new", figures="", alt="")
    assert [message["edition"] for message in sent] == [3]


def test_an_ended_experiment_leaves_what_is_finished_and_lets_the_rest_wait(sheet: ContactSheet) -> None:
    sheet.running, sheet.time_left = True, "2 min left"
    sheet.finish(0, 0, b"", figures="", alt="")
    sheet.fail(0, 1, "out of memory")
    sheet.progress(0, 2, 0.5)
    sheet.end()
    assert states(sheet) == ["done", "failed", "waiting", "waiting", "waiting", "waiting"]
    assert (sheet.running, sheet.time_left, sheet.cells[1]["figures"]) == (False, "", "out of memory")


def test_only_a_finished_cell_is_opened(sheet: ContactSheet, heard: list[Any]) -> None:
    sheet.finish(1, 2, b"", figures="", alt="")
    for row, column in [
        (0, 0),
        (1, 3),
        (-1, -1),
        (2, 2),
        (1.5, 2),
        ("1", 2),
        (None, None),
        (True, 2),
        (1e300, 2),
    ]:
        sheet.receive({"type": "open", "row": row, "column": column})
    assert (heard, sheet.opened) == ([], [])
    sheet.receive({"type": "open", "row": 1, "column": 2})
    assert (heard, sheet.opened) == ([(1, 2)], [1, 2])


def test_run_and_stop_are_heard_when_they_make_sense(sheet: ContactSheet, heard: list[Any]) -> None:
    for running in (False, True):
        sheet.running = running
        sheet.receive({"type": "run"})
        sheet.receive({"type": "stop"})
    assert heard == ["run", "stop"]
    sheet.running, sheet.action = False, ""
    sheet.receive({"type": "run"})
    assert heard == ["run", "stop"]


def test_a_cell_that_is_not_there_is_an_error_of_the_caller(sheet: ContactSheet) -> None:
    for row, column in [(2, 0), (0, 3), (-1, 0)]:
        with pytest.raises(IndexError, match="no cell"):
            sheet.progress(row, column, 0.5)
