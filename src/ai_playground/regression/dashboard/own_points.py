"""The visitor's own points: edited on the chart or read from a file, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import ipywidgets

from ai_playground.page.layout import stack
from ai_playground.regression.dashboard.scene import Scene
from ai_playground.regression.data import DataError, Points, read_points
from ai_playground.tables import MAX_BYTES
from ai_playground.ui import Banner, Chart, FilePicker

EDITED = "Your points (edited)"


class OwnPoints:
    """Keeps the visitor's points and the steps back.

    Args:
        chart: Where points are edited.
        banner: Where a step back that fails is explained.
        scene: What is on the page now.
        take: Makes the page fit the data of this name, with :attr:`points` if that is "own"; raises DataError
            if they can't be fitted, and then the page is as before.

    Attributes:
        points: The points the visitor made or chose last, None before.
        file: The button for a file.
        tools: This button and "Undo".
    """

    def __init__(
        self, chart: Chart, banner: Banner, *, scene: Callable[[], Scene], take: Callable[[str], None]
    ) -> None:
        self.points: Points | None = None
        self._scene, self._take = scene, take
        self._steps: list[tuple[str, Points | None]] = []
        self.file = FilePicker("Your own CSV", ".csv,text/csv", MAX_BYTES)
        self._undo_button = ipywidgets.Button(
            description="Undo", tooltip="Take back the last change of the points", disabled=True
        )
        self.tools = stack("aip-tools", self._undo_button, self.file)
        chart.on_edit(self._edit)
        self.file.on_file(lambda name, content: self._change(read_points(content, name)))
        self._undo_button.on_click(banner.guard(lambda _button: self.undo()))

    def undo(self) -> None:
        """Take back the last change of the points."""
        if self._steps:
            self._switch(*self._steps[-1])
            self._steps.pop()
            self._undo_button.disabled = not self._steps

    def _edit(self, action: str, index: int, x: float, y: float, goes_on: bool) -> None:
        data = self._scene().data
        edits = {
            "move": lambda: data.moved(index, x, y),
            "add": lambda: data.with_point(x, y),
            "remove": lambda: data.without(index),
        }
        # One drag is many moves, and one step back.
        self._change(replace(edits[action](), title=EDITED), is_step=not goes_on)

    def _change(self, points: Points, *, is_step: bool = True) -> None:
        step = (self._scene().settings.data, self.points)
        self._switch("own", points)
        if is_step:
            self._steps.append(step)
            self._undo_button.disabled = False

    def _switch(self, data: str, points: Points | None) -> None:
        before, self.points = self.points, points
        try:
            self._take(data)
        except DataError:
            self.points = before
            raise
