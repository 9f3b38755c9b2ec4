"""The visitor's own points: edited on the chart or read from a file, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import ipywidgets

from ai_playground.page.layout import stack
from ai_playground.regression.dashboard.problem import Problem
from ai_playground.regression.data import DataError, Points, points_of
from ai_playground.tables import MAX_BYTES, Mark, TwoReadingsError
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.file_picker import FilePicker
from ai_playground.ui.table_choice import TableChoice

if TYPE_CHECKING:  # imported where it is used: a page without a file goes without
    from ai_playground.tables.table import Table

EDITED = "Your points (edited)"
ACCEPTED = ".csv,.tsv,.txt,.dat,.xls,.xlsx,.xlsm,.xlsb,.ods,text/csv,text/plain"
MARKS: tuple[Mark, Mark] = (",", ".")


@dataclass(frozen=True, eq=False)
class _Own:
    """The visitor's points, and the table and its columns they come from."""

    points: Points | None = None
    table: Table | None = None
    columns: tuple[int, int] = (0, 1)


class OwnPoints:
    """Keeps the visitor's points and the steps back.

    Args:
        chart: Where points are edited.
        banner: Where a step back that fails is explained.
        problem: What is on the page now.
        take: Makes the page fit the data of this name, with :attr:`points` if that is "own"; raises DataError
            if they can't be fitted, and then the page is as before.

    Attributes:
        file: The button for a file.
        choice: How the file was read, and its columns to choose from.
        tools: All of these and "Undo".
    """

    def __init__(
        self, chart: Chart, banner: Banner, *, problem: Callable[[], Problem], take: Callable[[str], None]
    ) -> None:
        self._own = _Own()
        self._problem, self._take = problem, take
        self._steps: list[tuple[str, _Own]] = []
        self._asked: tuple[str, bytes] | None = None
        self.file = FilePicker("Your own CSV or Excel file", ACCEPTED, MAX_BYTES)
        self.choice = TableChoice()
        self._undo_button = ipywidgets.Button(
            description="Undo", tooltip="Take back the last change of the points", disabled=True
        )
        self.tools = stack("aip-tools", self._undo_button, self.file, self.choice)
        chart.on_edit(self._edit)
        self.file.on_file(self._read)
        self.choice.on_choose(self._choose)
        self.choice.on_answer(self._answer)
        self._undo_button.on_click(banner.guard(lambda _button: self.undo()))

    @property
    def points(self) -> Points | None:
        """The points the visitor made or chose last, None before."""
        return self._own.points

    def undo(self) -> None:
        """Take back the last change of the points."""
        if self._steps:
            self._switch(*self._steps[-1])
            self._steps.pop()
            self._undo_button.disabled = not self._steps

    def tell(self) -> None:
        """Show how the file was read whose points are on the page; nothing where there is none."""
        own, self._asked = self._own, None
        table = own.table if self._problem().data is own.points else None
        self.choice.answers = []
        if table is None or own.points is None:
            self.choice.text, self.choice.columns = "", []
            return
        self.choice.columns = [table.labels[i] for i in table.numeric]
        self.choice.chosen = [table.numeric.index(i) for i in own.columns]
        self.choice.text = f"Read as {own.points.read_as}"

    def _read(self, name: str, content: bytes, decimal: Mark | None = None) -> None:
        from ai_playground.tables.table import read_table

        table = read_table(content, name, decimal)
        try:
            self._change_to(table, table.default())
        except TwoReadingsError as error:
            self.choice.text = str(error)
            self.choice.answers = [f"It is {error.readings[mark]}" for mark in MARKS]
            self._asked = (name, content)

    def _answer(self, index: int) -> None:
        if self._asked is not None:
            self._read(*self._asked, MARKS[index])

    def _choose(self, x: int, y: int) -> None:
        table = self._own.table
        if table is not None:
            self._change_to(table, (table.numeric[x], table.numeric[y]))

    def _edit(self, action: str, index: int, x: float, y: float, goes_on: bool) -> None:
        data = self._problem().data
        edits = {
            "move": lambda: data.moved(index, x, y),
            "add": lambda: data.with_point(x, y),
            "remove": lambda: data.without(index),
        }
        edited = replace(edits[action](), title=EDITED)
        own = replace(self._own, points=edited) if edited.read_as else _Own(edited)
        # One drag is many moves, and one step back.
        self._change(own, is_step=not goes_on)

    def _change_to(self, table: Table, columns: tuple[int, int]) -> None:
        self._change(_Own(points_of(table, columns), table, columns))

    def _change(self, own: _Own, *, is_step: bool = True) -> None:
        step = (self._problem().settings.data, self._own)
        self._switch("own", own)
        if is_step:
            self._steps.append(step)
            self._undo_button.disabled = False

    def _switch(self, data: str, own: _Own) -> None:
        before, self._own = self._own, own
        try:
            self._take(data)
        except DataError:
            self._own = before
            raise
