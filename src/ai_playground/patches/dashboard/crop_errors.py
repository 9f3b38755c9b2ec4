"""How far the network is off the crop factor, over many photos: recorded at first, measured when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets
import numpy as np

from ai_playground.jobs import Job, RunSlot, device
from ai_playground.page.layout import stack
from ai_playground.page.run_control import RunControl
from ai_playground.patches.crop_game import (
    CROPS,
    REPORTED_DEVIATION,
    Asked,
    Errors,
    Floats,
    asked_windows,
    measure,
)
from ai_playground.patches.crop_recording import load_errors
from ai_playground.patches.grid import WHOLE, best_constant
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.settings import as_words
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import Layer, line, points, rule
from ai_playground.ui.run_bar import RunBar

BIN = 5.0
REACH = 50.0
"""Errors are from minus this to this, percentage points: factors are 50 to 100 %."""
ABOUT = (
    "<h2>How far off is the crop factor?</h2><p>It is the side of what is left over the original's side, "
    "in %; photographers call the ratio of two sensors so, which isn't meant. Errors are in percentage "
    f"points. Each of {len(PHOTOS)} photos is asked about whole, and with {CROPS} parts of it that are "
    "drawn by chance. A dot is one answer: full dots are parts, hollow ones whole photos. To the right of "
    "0 too small a factor was said, to the left too large a one. Where the patches tell little, the answer "
    "leans to the whole, as half of all photos are taken to be whole before anything is seen, though of "
    f"those asked here it is one in {CROPS + 1}; such dots lie to the left.</p>"
)
BESIDE = (
    f"<p class=aip-hint>The report gives a mean deviation of {100 * REPORTED_DEVIATION:.0f} %. It can't be "
    "set beside ours as it is. It was measured on other photos and other parts of them; its network saw a "
    "thumbnail only, and gave the factor as an output of its own, where ours is worked out from sixteen heat "
    "maps; and it says that true less guessed factor was added up, where errors of both signs "
    "cancel, and not whether their sizes were meant. So here are three figures: the mean of the sizes, the "
    "mean with the sign, and the mean size for one who looks at no photo and always gives the same "
    "factor.</p>"
)


class CropErrors:
    """A chart of dots, and a run bar to measure anew.

    Args:
        banner: Where what goes wrong is explained.
        locator: Gives who is asked.
        lens: Tells the lens that the photos are seen through.
        slot: The queue to compute in.

    Attributes:
        control: The run.
        chart: The errors.
        widget: All of it.
    """

    def __init__(
        self,
        banner: Banner,
        locator: Callable[[], Asked],
        lens: Callable[[], LensSettings],
        slot: RunSlot,
    ) -> None:
        self._locator, self._lens, self._slot = locator, lens, slot
        self.bar = RunBar(steps=(), go="Measure", timeline=False)
        self.chart = Chart("Errors of the crop factor", *_axes(1), aspect=0.34)
        self.control = RunControl(
            self.bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(self.chart,),
            figures=self._figures,
            remark=self._remark,
        )
        self.widget = stack(
            "aip-crop-errors", ipywidgets.HTML(ABOUT), self.bar, self.chart, ipywidgets.HTML(BESIDE)
        )
        self._recorded = load_errors()
        self._measured = self._recorded.settings
        self.control.show_recorded(self._recorded)

    def follow_lens(self) -> None:
        """Begin a measurement that is on anew, through the lens as it is now; else say what is shown."""
        if self.control.active:
            self.control.begin_anew(["lens"])
        else:
            self.control.paint_now()

    def _make_job(self) -> Job[Errors]:
        self._measured = self._lens()
        return Job(
            measure,
            [partial(sample, photo.name) for photo in PHOTOS],
            self._measured,
            self._locator,
            max_steps=len(PHOTOS) * (1 + CROPS) + 1,
            history_limit=2,
            slot=self._slot,
            prepare=device.configure,
        )

    # The painter's work.

    def _paint(self) -> None:
        errors: Errors | None = self.control.shown
        if errors is None:
            self.chart.show(layers=[], caption=[])
            return
        heights = _heights(errors)
        x_axis, y_axis = _axes(int(heights.max()))
        self.chart.show(
            x_axis=x_axis, y_axis=y_axis, layers=_layers(errors, heights), caption=_caption(errors)
        )

    def _remark(self, job: Job[Any]) -> str:
        lens = as_words(self._measured).lower()
        if self.control.recorded:
            told = f"Recorded: {self._recorded.took}, lens: {lens}."
        elif job.loading:
            return "Loading TensorFlow and the networks takes some seconds."
        else:
            told = f"Lens: {lens}."
        return told if self._measured == self._lens() else f"{told} The knobs have moved since: measure anew."

    def _figures(self) -> list[list[str]]:
        errors: Errors | None = self.control.shown
        return [] if errors is None else [["answers", f"{len(errors.true)} of {errors.total}"]]


def _axes(highest: int) -> tuple[dict[str, Any], dict[str, Any]]:
    return (
        {"label": "true factor less the one that was said, points", "log": False, "domain": [-REACH, REACH]},
        {"label": "answers", "log": False, "domain": [0, max(1.15 * highest, 10.0)]},
    )


def _bins(errors: Floats) -> Floats:
    """The middle of each error's bin."""
    return BIN * np.rint(errors / BIN)


def _heights(errors: Errors) -> Floats:
    """Which one of its bin each answer is, from 1: those to whole photos first."""
    bins, heights = _bins(100 * errors.off), np.empty(len(errors.off))
    counts: Counter[float] = Counter()
    for k in np.argsort(errors.true < 1.0, kind="stable"):
        counts[bins[k]] += 1
        heights[k] = counts[bins[k]]
    return heights


def _layers(errors: Errors, heights: Floats) -> list[Layer]:
    """A dot for each answer, and how often a constant one would be off so far."""
    edges = BIN * (np.arange(round(2 * REACH / BIN) + 2) - 0.5) - REACH
    counts, _ = np.histogram(100 * (errors.true - errors.constant), edges)
    steps = np.column_stack([np.repeat(edges, 2)[1:-1], np.repeat(counts, 2)])
    whole = np.flatnonzero(errors.true == 1.0).tolist()
    return [
        rule("x", 0.0, "right", tone="truth"),
        line(steps, tone="before", label=f"always {100 * errors.constant:.0f} %", width=1.6),
        points(
            np.column_stack([_bins(100 * errors.off), heights - 0.5]), tone="now", name="answer", muted=whole
        ),
    ]


def _caption(errors: Errors) -> list[list[str]]:
    off, constant = errors.off, np.abs(errors.true - errors.constant)
    asked = asked_windows(len(PHOTOS))[: len(errors.true)]
    _, overlap = best_constant(asked)
    (whole, parts), wholes = errors.told, asked.count(WHOLE)
    return [
        [f"network: off by {100 * np.abs(off).mean():.1f} points, signed {100 * off.mean():+.1f}", "now"],
        [f"always {100 * errors.constant:.0f} %: {100 * constant.mean():.1f} points", "before"],
        [f"the report: {100 * REPORTED_DEVIATION:.0f} %, other photos", "mute"],
        [f"overlap {errors.overlaps.mean():.2f}; always the same rectangle: {overlap:.2f}", "ink"],
        [f"right: whole {whole} of {wholes}, cropped {parts} of {len(asked) - wholes}", "ink"],
    ]
