"""A grid of pictures, each the end of a run of its own, made one after the other as one run."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ai_playground.pictures import Pixels


@dataclass(frozen=True, eq=False)
class CellRun:
    """What one cell's picture is made of.

    Attributes:
        arguments: What the maker of a cell is called with.
        work: How long its run takes beside those of the other cells, in any unit.
    """

    arguments: tuple[Any, ...]
    work: float = 1.0


@dataclass(frozen=True, eq=False)
class CellSnapshot:
    """A cell's run so far.

    Attributes:
        share: How much of it is done, 0 to 1.
        picture: Its picture.
        figures: What is told of it, in a line.
        remark: What else, in a second line.
        result: What it came to, for who sums up the grid; None before its end.
    """

    share: float
    picture: Pixels
    figures: str = ""
    remark: str = ""
    result: Any = None


@dataclass(frozen=True, eq=False)
class GridSnapshot:
    """A grid so far.

    Attributes:
        ended: The cells that are over, in order: each one's last snapshot, or why it has no picture.
        share: Which share of its run the cell after them has done; None where none is begun.
        done: Which share of all work is done, 0 to 1.
    """

    ended: tuple[CellSnapshot | ValueError, ...]
    share: float | None
    done: float


def fill_grid(
    make_cell: Callable[..., Iterator[CellSnapshot | None]], runs: Sequence[CellRun]
) -> Generator[GridSnapshot | None, Any, None]:
    """Make one cell after the other. One that is refused says why in its place, and the next begins.

    Args:
        make_cell: Makes a cell: yields its snapshots, the finished picture last, and before its first one
            None now and then, so that Stop is heard. Raises ValueError for what can't be made; whatever else
            it raises ends the grid.
        runs: The cells, row by row.
    """
    ended: tuple[CellSnapshot | ValueError, ...] = ()
    whole = sum(run.work for run in runs) or 1.0
    before = 0.0
    for run in runs:
        # The first cell's run loads what all need: until then there is nothing to show.
        if ended:
            yield GridSnapshot(ended, 0.0, before / whole)
        end: CellSnapshot | ValueError = ValueError("no picture came of it")
        try:
            for snapshot in make_cell(*run.arguments):
                if snapshot is None:
                    yield None
                else:
                    end = snapshot
                    yield GridSnapshot(ended, snapshot.share, (before + run.work * snapshot.share) / whole)
        except ValueError as error:
            end = error
        ended, before = (*ended, end), before + run.work
    yield GridSnapshot(ended, None, 1.0)
