"""What the page shows of a run: the picture over the photograph, the terms of the loss, the layers."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets

from ai_playground.page.layout import stack
from ai_playground.pictures import Pixels, resized, resized_to
from ai_playground.style.dashboard import charts
from ai_playground.style.dashboard.choices import Chosen
from ai_playground.style.transfer import Snapshot
from ai_playground.ui.before_after import BeforeAfter
from ai_playground.ui.chart import Chart
from ai_playground.ui.picture import jpeg

# Where the line between photograph and painting stands at first, in percent from the left.
LINE = 22
# Longer side of a photograph that is shown alone, in px: as much as a screen has room for.
ALONE = 1024


class Views:
    """The picture and two charts.

    Attributes:
        picture: The result over the photograph, with a line between them to move.
        painted: All views.
    """

    def __init__(self) -> None:
        self.picture = BeforeAfter(
            b"",
            b"",
            "",
            "",
            label_before="photograph",
            label_after="painted",
            line=LINE,
            invitation="Open a result, get its knobs back",
        )
        self._loss = Chart("Loss", *charts.loss_axes([]), aspect=0.4, labels_beside=True)
        self._depth = Chart("Style error by layer", *charts.depth_axes([]), aspect=0.4, labels_beside=True)
        self.painted = (self.picture, self._loss, self._depth)
        self._before: tuple[Pixels, tuple[int, ...]] | None = None

    def lay_out(self, choices: ipywidgets.Widget, regions: ipywidgets.Widget) -> ipywidgets.Widget:
        """The views as they stand on the page: beside the picture what it is made of, in sight with it."""
        stage = stack("aip-stage", self.picture, choices, regions)
        return stack("aip-views", stage, stack("aip-two aip-level", self._loss, self._depth))

    def paint(
        self,
        chosen: Chosen,
        shown: Snapshot | None,
        history: Sequence[Snapshot],
        marks: Sequence[tuple[int, str]],
    ) -> None:
        """Draw a run up to `shown`."""
        if shown is not None:
            self._paint_picture(chosen, shown)
        loss, depth = charts.captions(shown)
        across, up = charts.loss_axes(history)
        self._loss.show(x_axis=across, y_axis=up, layers=charts.loss_layers(history, marks), caption=loss)
        across, up = charts.depth_axes(history)
        self._depth.show(x_axis=across, y_axis=up, layers=charts.depth_layers(history), caption=depth)

    def show_photograph(self, photograph: Pixels) -> None:
        """Show a photograph that nothing has been painted over."""
        picture = photograph if max(photograph.shape[:2]) <= ALONE else resized(photograph, ALONE)
        self._before = None
        with self.picture.hold_sync():
            self.picture.before, self.picture.after = jpeg(picture), b""
            self.picture.aspect = picture.shape[0] / picture.shape[1]
            self.picture.alt_before, self.picture.alt_after = "The photograph", ""

    def _paint_picture(self, chosen: Chosen, shown: Snapshot) -> None:
        before = (chosen.content, shown.picture.shape)
        with self.picture.hold_sync():
            if self._before is None or self._before[0] is not before[0] or self._before[1] != before[1]:
                self._before = before
                self.picture.before = jpeg(_no_larger(chosen.content, *shown.picture.shape[:2]))
            self.picture.aspect = shown.picture.shape[0] / shown.picture.shape[1]
            self.picture.after = jpeg(shown.picture)
            self.picture.alt_before = "The photograph"
            self.picture.alt_after = f"The picture after {shown.step} steps"


def _no_larger(photograph: Pixels, height: int, width: int) -> Pixels:
    """The photograph at this size, or as it is where it is smaller: a browser enlarges as well as we do."""
    return (
        resized_to(photograph, height, width)
        if max(photograph.shape[:2]) > max(height, width)
        else photograph
    )
