"""A grid is filled cell by cell; one that is refused says why, and the others stay."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from ai_playground.lesson.grid import CellRun, CellSnapshot, GridSnapshot, fill_grid

PICTURE = np.zeros((2, 2, 3), np.uint8)


def paint(name: str) -> Iterator[CellSnapshot | None]:
    """Two snapshots of a cell; "no" is refused at its second, "never" yields none, "broken" is a fault."""
    if name == "never":
        return
    yield None
    yield CellSnapshot(0.5, PICTURE, f"half {name}")
    if name == "no":
        raise ValueError("not this one")
    if name == "broken":
        raise ZeroDivisionError
    yield CellSnapshot(1.0, PICTURE, f"whole {name}")


def grids(*runs: CellRun) -> list[GridSnapshot]:
    return [snapshot for snapshot in fill_grid(paint, runs) if snapshot is not None]


def told(snapshot: GridSnapshot) -> list[str]:
    return [str(end) if isinstance(end, ValueError) else end.figures for end in snapshot.ended]


def test_every_cell_ends_with_its_last_snapshot() -> None:
    assert told(grids(CellRun(("a",)), CellRun(("b",)))[-1]) == ["whole a", "whole b"]


def test_a_refused_cell_says_why_in_its_place_and_the_next_one_begins() -> None:
    last = grids(*(CellRun((name,)) for name in ("a", "no", "never", "b")))[-1]
    assert told(last) == ["whole a", "not this one", "no picture came of it", "whole b"]
    assert (last.share, last.done) == (None, 1.0)


def test_what_is_no_refusal_ends_the_grid() -> None:
    filling = fill_grid(paint, [CellRun(("a",)), CellRun(("broken",)), CellRun(("b",))])
    seen: list[GridSnapshot | None] = []
    with pytest.raises(ZeroDivisionError):
        seen.extend(filling)
    assert seen[-1] is not None
    assert told(seen[-1]) == ["whole a"]


def test_the_share_done_counts_the_work_of_each_cell() -> None:
    found = [(each.share, each.done) for each in grids(CellRun(("a",), 1.0), CellRun(("b",), 3.0))]
    # Half and whole of the first, which is a quarter of all; then the second.
    assert found == [(0.5, 0.125), (1.0, 0.25), (0.0, 0.25), (0.5, 0.625), (1.0, 1.0), (None, 1.0)]


def test_what_a_cell_prepares_is_no_snapshot_but_lets_stop_be_heard() -> None:
    assert next(fill_grid(paint, [CellRun(("a",))])) is None


def test_cells_without_work_are_no_division_by_zero() -> None:
    assert grids(CellRun(("never",), 0.0))[-1].done == 1.0
