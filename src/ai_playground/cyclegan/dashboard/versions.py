"""The same photos as six networks paint them: one whole, the others as `ablations` has them."""

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
    """The pictures; which network painted which is said once the question is answered.

    Attributes:
        section: The section that shows them.
    """

    def __init__(self, answered: Callable[[str], bool]) -> None:
        self._answered = answered
        self._grid = PictureGrid(1 / SAMPLES)
        self._grid.lay_out(rows=("camera", *LETTERS), columns=("pictures",), row_title="made by")
        self._grid.finish(0, 0, _strip(strip(samples())), alt="Photos that no training saw", figures="")
        self.section = page(stack("aip-card aip-pad aip-versions", self._grid))
        self.show()

    def said(self) -> str:
        """What the pictures are of."""
        steps = load_recording("whole").settings.steps
        return f"Recorded: photos that no training saw, painted after {steps:,} steps."

    def show(self) -> None:
        """Paint the rows, with how each network differs once that may be told."""
        told = self._answered("versions")
        labels = {each.name: each.label for each in ABLATIONS}
        for row, (letter, name) in enumerate(zip(LETTERS, SHUFFLED, strict=True), 1):
            run = load_recording(name)
            if run.missing:
                self._grid.fail(row, 0, run.missing)
                continue
            self._grid.finish(
                row,
                0,
                _strip(run.last.painted),
                alt=f"The same photos painted by network {letter}",
                figures=labels[name] if told else "",
            )


def _strip(pixels: Pixels) -> bytes:
    return jpeg(pixels.repeat(SCALE, axis=0).repeat(SCALE, axis=1))
