"""What becomes of a layer's units: its weights as a map of colours, and how many units differ or are dead."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ai_playground.corners.dashboard import charts, drawings
from ai_playground.corners.paper_models import PAPER_MODELS
from ai_playground.corners.paper_training import Snapshot
from ai_playground.corners.settings import TrainingSettings
from ai_playground.page.layout import stack
from ai_playground.ui.chart import Chart
from ai_playground.ui.picture import Picture

NOT_YET = "Drawn once you have answered the first question."


class Units:
    """The two views, which keep their place while there is nothing to show.

    Attributes:
        views: Both.
        widget: Both beside each other.
    """

    def __init__(self) -> None:
        self._weights = Picture(300, "weights of the second dense layer")
        self._counts = Chart(
            "Units of the second layer", *charts.unit_axes(32, 1), aspect=0.62, labels_beside=True
        )
        self.views = (self._weights, self._counts)
        self.widget = stack("aip-two", *self.views)

    def show(self, settings: TrainingSettings, history: Sequence[Snapshot], told: bool) -> None:
        """Show the newest of a run's snapshots.

        Args:
            settings: What is trained.
            history: Its snapshots, one for each epoch; may be none.
            told: Whether the visitor may see it: it answers a question.
        """
        units = PAPER_MODELS[settings.model].units
        shown = history[-1] if history and told else None
        kernel = np.zeros((units, units), np.float32) if shown is None else shown.second_kernel
        self._weights.show(drawings.weights(kernel))
        self._weights.caption = (
            "Weights of the second dense layer, a column for each unit: "
            f"blue below zero, red above, at full colour {drawings.strongest(kernel):.2g}."
            if told
            else f"Weights of the second dense layer. {NOT_YET}"
        )
        across, up = charts.unit_axes(units, settings.epochs)
        self._counts.show(
            x_axis=across,
            y_axis=up,
            layers=[] if shown is None else charts.unit_layers(history),
            caption=([] if told else [[NOT_YET, "mute"]]) if shown is None else charts.unit_caption(shown),
        )
