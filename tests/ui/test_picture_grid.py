from __future__ import annotations

from typing import Any

import pytest

from ai_playground.ui.picture_grid import PictureGrid


@pytest.fixture
def heard() -> list[Any]:
    return []


@pytest.fixture
def grid(heard: list[Any]) -> PictureGrid:
    grid = PictureGrid()
    grid.lay_out(["1", "5"], ["10", "100", "1000"], row_title="Content weight", column_title="Style weight")
    grid.on_open(lambda row, column: heard.append((row, column)))
    return grid


def states(grid: PictureGrid) -> list[str]:
    return [cell["state"] for cell in grid.cells]


def test_every_cell_waits_until_its_run_begins(grid: PictureGrid) -> None:
    assert states(grid) == ["waiting"] * 6
    grid.progress(1, 2, 0.25)
    assert states(grid) == ["waiting"] * 5 + ["running"]
    assert grid.cells[5]["progress"] == 0.25


def test_a_result_goes_out_before_the_cell_shows_it_and_is_part_of_no_trait(grid: PictureGrid) -> None:
    sent: list[Any] = []
    grid.send = lambda content, buffers=None: sent.append((content, buffers, states(grid)[1]))
    grid.finish(0, 1, b"picture", figures="loss 1.2", alt="a bridge", remark="grain")
    assert sent == [({"type": "picture", "name": "0,1", "edition": 1}, [b"picture"], "waiting")]
    done = {"state": "done", "progress": 1.0, "figures": "loss 1.2", "alt": "a bridge", "remark": "grain"}
    assert grid.cells[1] == done
    assert not [value for value in grid.get_state().values() if isinstance(value, bytes)]


def test_other_figures_can_be_said_below_a_picture_that_stays(grid: PictureGrid) -> None:
    grid.finish(0, 1, b"picture", figures="", alt="a bridge")
    sent: list[Any] = []
    grid.send = lambda content, **_: sent.append(content)
    grid.tell(0, 1, figures="loss 1.2", remark="grain")
    assert (grid.cells[1]["figures"], grid.cells[1]["remark"]) == ("loss 1.2", "grain")
    assert (grid.cells[1]["state"], grid.cells[1]["alt"]) == ("done", "a bridge")
    assert not any(message.get("type") == "picture" for message in sent)


def test_a_new_grid_forgets_the_old_ones_pictures(grid: PictureGrid) -> None:
    grid.finish(0, 0, b"old", figures="", alt="")
    grid.lay_out(["1"], ["1"])
    sent: list[Any] = []
    grid.send = lambda content, **_: sent.append(content)
    grid.receive({"type": "picture", "name": "0,0"})
    assert sent == []
    grid.finish(0, 0, b"new", figures="", alt="")
    assert [message["edition"] for message in sent] == [3]


def test_a_cell_whose_run_came_to_nothing_waits_again(grid: PictureGrid) -> None:
    grid.fail(0, 1, "out of memory")
    grid.progress(0, 2, 0.5)
    grid.wait(0, 2)
    assert states(grid) == ["waiting", "failed", "waiting", "waiting", "waiting", "waiting"]
    assert (grid.cells[1]["figures"], grid.cells[2]["progress"]) == ("out of memory", 0.0)


def test_only_a_finished_cell_is_opened(grid: PictureGrid, heard: list[Any]) -> None:
    grid.finish(1, 2, b"", figures="", alt="")
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
        grid.receive({"type": "open", "row": row, "column": column})
    assert (heard, grid.opened) == ([], [])
    grid.receive({"type": "open", "row": 1, "column": 2})
    assert (heard, grid.opened) == ([(1, 2)], [1, 2])


def test_a_cell_that_is_not_there_is_an_error_of_the_caller(grid: PictureGrid) -> None:
    for row, column in [(2, 0), (0, 3), (-1, 0)]:
        with pytest.raises(IndexError, match="no cell"):
            grid.progress(row, column, 0.5)
