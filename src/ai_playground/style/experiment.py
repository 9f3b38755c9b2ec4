"""What an experiment of this lesson is: a grid of pictures with a knob or two varied; and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from ai_playground.style.knob_rules import disabled_knobs
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot
from ai_playground.style.yardstick import Judged, Measure

Source = Literal["the post", "the report", "ours"]
# So ends the label of a row or a column that we put beside the author's.
OURS = " (ours)"


@dataclass(frozen=True)
class Cell:
    """One picture of a grid.

    Attributes:
        row, column: Its labels.
        changes: The settings that differ from the page's.
        style: The shipped picture that is its style in the place of the chosen ones; "" for those.
    """

    row: str
    column: str
    changes: Mapping[str, Any]
    style: str = ""


@dataclass(frozen=True, eq=False)
class Result:
    """What came of a cell."""

    cell: Cell
    judged: Judged

    @property
    def name(self) -> str:
        """Its column, which is what is varied."""
        return self.cell.column

    @property
    def measure(self) -> Measure:
        """What the fixed yardstick says of its picture."""
        return self.judged.measure

    @property
    def last(self) -> Snapshot:
        """The end of its run, with the run's own figures."""
        return self.judged.last


Summary = Callable[[Sequence[Result]], str]


@dataclass(frozen=True)
class Experiment:
    """A grid of pictures with one or two knobs varied.

    Attributes:
        name, label: For code and for people.
        asks: The question, one sentence.
        saw: What the author saw, or planned; empty for our own experiments.
        source: Whose experiment it is; the page says so.
        cells: In reading order.
        found: Says in a sentence or two what the results show, of those cells that have a picture.
        needs: Knobs beside those that it varies that must have an effect, or it shows nothing.
        questions: The questions of the quiz that its figures would answer.
        base: What all cells change.
        styles: Number of styles it needs.
        some_do: Whether it can be summed up where some cells couldn't be painted.
        second_judge: Whether an untrained network judges its pictures too, see `yardstick.Judged`.
    """

    name: str
    label: str
    asks: str
    saw: str
    source: Source
    cells: tuple[Cell, ...]
    found: Summary
    needs: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    base: Mapping[str, Any] = field(default_factory=dict)
    styles: int = 1
    some_do: bool = False
    second_judge: bool = False

    @property
    def rows(self) -> tuple[str, ...]:
        """Labels of the rows, from above; a single row has the label ""."""
        return tuple(dict.fromkeys(cell.row for cell in self.cells))

    @property
    def columns(self) -> tuple[str, ...]:
        """Labels of the columns, from the left."""
        return tuple(dict.fromkeys(cell.column for cell in self.cells))

    def settings(self, page: StyleSettings) -> list[StyleSettings]:
        """The settings of each cell, on top of the page's."""
        return [page.changed(**{**self.base, **cell.changes}) for cell in self.cells]

    def idle(self, page: StyleSettings) -> str:
        """Why it shows nothing on top of the page's settings, in a sentence; "" where it shows something.

        That is where in one of its cells a knob that is varied there, or that it needs, has no effect.
        """
        for cell, settings in zip(self.cells, self.settings(page), strict=True):
            for knob, reason in disabled_knobs(settings).items():
                if knob in cell.changes or knob in self.needs:
                    return reason
        return ""


def row(knob: str, values: Mapping[str, Any], label: str = "", **others: Any) -> tuple[Cell, ...]:
    """A row of cells that differ in one knob."""
    return tuple(Cell(label, column, {knob: value, **others}) for column, value in values.items())


FIRSTS: Mapping[str, str] = {f"block {block}": f"block{block}_conv1" for block in range(1, 6)}
"""The first layer of each block of a VGG network."""
