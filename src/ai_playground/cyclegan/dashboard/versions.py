"""A row of photos as six networks paint them, five of which were trained without one part."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ai_playground.cyclegan.ablations import ABLATIONS
from ai_playground.cyclegan.questions import LETTERS, SHUFFLED
from ai_playground.cyclegan.recording import load_recording
from ai_playground.cyclegan.study import samples, strip
from ai_playground.page.layout import card, page
from ai_playground.ui import PictureGrid
from ai_playground.ui.picture import jpeg

SCALE = 3
"""How much larger the pictures are shown than they are."""


class Versions:
    """The pictures; which network painted which is said once the question is answered.

    Attributes:
        section: The section that shows them.
    """

    def __init__(self, answered: Callable[[str], bool]) -> None:
        self._answered = answered
        self._grid = PictureGrid(1 / 3)
        columns = tuple(LETTERS)
        self._grid.lay_out(
            rows=("",),
            columns=columns,
            row_title="",
            column_title="painted by network",
            finding="",
            source="",
        )
        self.section = page(card(self._grid))
        self.show()

    def said(self) -> str:
        """What the pictures are of."""
        return "Recorded: photos that no training saw, painted after 2,000 steps."

    def show(self) -> None:
        """Paint the grid, with what each network lacks once that may be told."""
        told = self._answered("versions")
        labels = {each.name: each.label for each in ABLATIONS}
        for place, name in enumerate(SHUFFLED):
            painted = load_recording(name).snapshots[-1].painted
            picture = np.concatenate(
                [strip(samples())[:, : painted.shape[1] // 2], painted[:, : painted.shape[1] // 2]]
            )
            self._grid.finish(
                0,
                place,
                jpeg(picture.repeat(SCALE, axis=0).repeat(SCALE, axis=1)),
                alt=f"Photos, and below them what network {LETTERS[place]} makes of them",
                figures=labels[name] if told else "",
                remark="",
            )
