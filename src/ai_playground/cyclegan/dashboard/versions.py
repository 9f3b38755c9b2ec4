"""The same photos as six networks paint them and bring them back: one whole, the others as in `ablations`."""

from __future__ import annotations

from collections.abc import Callable

from ai_playground.cyclegan.ablations import ABLATIONS
from ai_playground.cyclegan.questions import LETTERS, SHUFFLED
from ai_playground.cyclegan.recording import load_recording
from ai_playground.cyclegan.study import SAMPLES, samples, strip
from ai_playground.page.layout import page, stack
from ai_playground.pictures import Pixels
from ai_playground.ui.picture import jpeg
from ai_playground.ui.picture_grid import PictureGrid

SCALE = 3
"""How much larger the pictures are shown than they are."""


class Versions:
    """The pictures; which network painted which, and what came back, is told once the question is answered.

    Attributes:
        section: The section that shows them.
    """

    def __init__(self, answered: Callable[[str], bool]) -> None:
        self._answered = answered
        self._grid = PictureGrid(1 / SAMPLES)
        self.section = page(stack("aip-card aip-pad aip-versions", self._grid))
        self.show()

    def said(self) -> str:
        """What the pictures are of."""
        steps = load_recording("whole").settings.steps
        return f"Recorded: photos that no training saw, painted after {steps:,} steps."

    def show(self) -> None:
        """Paint the rows; how each network differs and what came back follow once that may be told."""
        told = self._answered("versions")
        labels = {each.name: each.label for each in ABLATIONS}
        columns = ("pictures", "made photos again") if told else ("pictures",)
        if list(columns) == self._grid.columns:
            return
        self._grid.lay_out(rows=("camera", *LETTERS), columns=columns, row_title="made by")
        for column in range(len(columns)):
            self._grid.finish(
                0, column, _strip(strip(samples())), alt="Photos that no training saw", figures=""
            )
        for row, (letter, name) in enumerate(zip(LETTERS, SHUFFLED, strict=True), 1):
            run = load_recording(name)
            if run.missing:
                self._grid.fail(row, 0, run.missing)
                continue
            painted = f"The same photos painted by network {letter}"
            figures = labels[name] if told else ""
            self._grid.finish(row, 0, _strip(run.last.painted), alt=painted, figures=figures)
            if told:
                off = f"{run.last.cycle:.0f} of 255 off"
                back = f"What network {letter} made of its paintings: photos again"
                self._grid.finish(row, 1, _strip(run.last.back), alt=back, figures=off)


def _strip(pixels: Pixels) -> bytes:
    return jpeg(pixels.repeat(SCALE, axis=0).repeat(SCALE, axis=1))
