"""Charts of many runs at once, below the questions that they answer: made when these have been answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ai_playground.lesson.text import rounded, signed
from ai_playground.page.album import Album
from ai_playground.page.layout import card, stack
from ai_playground.regression.data import load_points
from ai_playground.regression.experiments import LECTURE
from ai_playground.regression.questions import ORDERS
from ai_playground.regression.studies import SlopesOverRates, slopes_over_epochs, slopes_over_rates
from ai_playground.settings import as_words
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import Layer, Tone, line, rule

FloatArray = NDArray[np.float64]

RATES = np.geomspace(1e-5, 2e-3, 81)
EPOCHS: tuple[tuple[int, Tone], ...] = ((100, "now"), (1_000, "row3"), (10_000, "row5"))
LONG = 1_000
# Those that are worth seeing: at the highest rates they leave the chart.
SLOPES = (1.1, 2.4)
RATES_HINT = (
    "One point at a time, in the table's order. At the left the steps are too small to get there in so few "
    "epochs; at the right far-out points are overshot, and where a pass stops decides. “Best” is said of the "
    "slope alone. At rates far below those of the chart a run of 100 epochs passes the exact slope on its "
    "way up, its intercept still near 0: an accident, no answer."
)
SETTLED_HINT = (
    "That “for ever” crosses the exact slope is an accident of this order, and the intercept is off there, "
    "by about 0.3. 1,000 and 10,000 epochs cross it again, near 0.00009 and 0.000015: runs that pass it on "
    "their way down."
)


class Studies:
    """The charts that may be shown by now.

    Args:
        banner: Where it is said what goes wrong in them.
        album: Lets the visitor save them.
        answered: Tells which questions have been answered.

    Attributes:
        box: Holds them.
    """

    def __init__(self, banner: Banner, album: Album, answered: Callable[[str], bool]) -> None:
        self._banner, self._album, self._answered = banner, album, answered
        self._charts: dict[str, Chart] = {}
        self.box = stack("aip-two")

    def update(self) -> None:
        """Show what the questions answered so far allow."""
        end_known = self._answered("ten_times_the_epochs")
        if self._answered("smaller_rate"):
            self._show("rates", _rates_chart, end_known)
        if self._answered("new_orders"):
            self._show("orders", _orders_chart, end_known)

    def _show(self, name: str, make: Callable[[], Chart], end_known: bool) -> None:
        if name not in self._charts:
            chart = self._charts[name] = make()
            self._banner.watch(chart)
            self._album.take(lambda: f"{as_words(LECTURE)}.", chart)
            self.box.children = [*self.box.children, card(chart)]
        if name == "rates":
            self._charts[name].hint = f"{RATES_HINT} {SETTLED_HINT}" if end_known else RATES_HINT
        layers = _rates_layers if name == "rates" else _orders_layers
        self._charts[name].layers = layers(end_known)


def _rates_chart() -> Chart:
    found = _over_rates()
    rate, slope = found.best(EPOCHS[0][0])
    return Chart(
        "Slope reached, over the learning rate",
        {"label": "learning rate", "log": True, "domain": [float(RATES[0]), float(RATES[-1])]},
        {"label": "slope", "domain": list(SLOPES)},
        caption=[[f"best of these for {EPOCHS[0][0]} epochs: {rounded(rate, 2)}, slope {slope:.3f}", "now"]],
        description=f"Of these rates one comes nearest to the exact {found.exact:.3f} in so many epochs.",
    )


def _rates_layers(end_known: bool) -> list[Layer]:
    found = _over_rates()
    # From right to left, so that their names stand at the left, where they are apart. Where more epochs end
    # is another question's answer.
    layers = [
        line(np.column_stack([RATES, found.reached[count]])[::-1], tone, f"{count:,} epochs")
        for count, tone in (EPOCHS if end_known else EPOCHS[:1])
    ]
    if end_known:
        settled = np.column_stack([RATES, found.settled])[::-1]
        layers.append(line(settled, "mute", "for ever", dash=True, width=1.5))
    return [rule("y", found.exact, f"exact {found.exact:.3f}", "reference"), *layers]


def _orders_chart() -> Chart:
    _, shuffled = _over_epochs()
    return Chart(
        "Slope after each epoch, in ever new orders",
        {"label": "epoch", "domain": [0.0, float(LONG)]},
        {"label": "slope", "domain": [float(np.min(shuffled)) - 0.5, float(np.max(shuffled)) + 0.5]},
        caption=[
            [
                f"new orders end at {signed(shuffled[:, -1].min())} to {signed(shuffled[:, -1].max())}",
                "before",
            ]
        ],
        description=f"{len(ORDERS)} shuffled runs of {LONG:,} epochs, which swing around the exact slope.",
        hint="One point at a time, at the lecture's rate of 0.001. Each thin line is a run that takes the "
        f"points in a new order in every epoch; seeds {ORDERS[0]} to {ORDERS[-1]}.",
    )


def _orders_layers(end_known: bool) -> list[Layer]:
    fixed, shuffled = _over_epochs()
    epochs = np.arange(LONG + 1.0)
    layers = [
        line(np.column_stack([epochs, slopes]), "before", width=1.0, opacity=0.7) for slopes in shuffled
    ]
    layers.append(rule("y", _over_rates().exact, f"exact {_over_rates().exact:.3f}", "reference"))
    if end_known:
        layers.append(line(np.column_stack([epochs, fixed]), "now", f"fixed order {fixed[-1]:.3f}"))
    return layers


@cache
def _over_rates() -> SlopesOverRates:
    return slopes_over_rates(load_points(LECTURE), LECTURE, RATES, [count for count, _ in EPOCHS])


@cache
def _over_epochs() -> tuple[FloatArray, FloatArray]:
    """Slopes after each epoch in the table's order, (LONG + 1,), and shuffled, a row for each seed."""
    points, settings = load_points(LECTURE), LECTURE.changed(epochs=LONG)
    shuffled = [settings.changed(shuffle=True, seed=seed) for seed in ORDERS]
    return slopes_over_epochs(points, settings), np.array(
        [slopes_over_epochs(points, each) for each in shuffled]
    )
