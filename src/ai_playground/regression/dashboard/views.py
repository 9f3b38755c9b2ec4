"""What the page shows of a run: three charts, of which `charts.py` says what is on them, and figures."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets

from ai_playground.jobs import Job, State
from ai_playground.lesson.text import about, rounded
from ai_playground.page.layout import stack
from ai_playground.regression.dashboard import charts
from ai_playground.regression.dashboard.problem import Curve, Problem
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.settings import RegressionSettings
from ai_playground.ui.chart import Chart

EARLIER_RUNS_SHOWN = 3


class Views:
    """The points with their curves, the loss surface, and the loss over the epochs.

    Attributes:
        data: Chart of the points, which can be edited.
        surface: Chart of the loss surface.
        loss: Chart of the excess loss.
        painted: All of them.
        earlier: Curves of the runs before the one on the page, oldest first.
    """

    def __init__(self, problem: Problem) -> None:
        self.earlier: list[Curve] = []
        self._finished: Curve | None = None
        self.data = Chart("", *charts.data_axes(problem), aspect=0.78, editable=True)
        self.surface = Chart("Loss surface", *charts.surface_axes(problem), aspect=0.78)
        self.loss = Chart("", *charts.loss_axes(problem, []), aspect=0.34, labels_beside=True)
        self.painted = (self.data, self.surface, self.loss)

    def lay_out(self, tools: ipywidgets.Widget) -> ipywidgets.Widget:
        """The charts as they stand on the page, with `tools` for the points below these."""
        row = stack("aip-two", stack("", self.data, tools), self.surface)
        return stack("aip-views", row, self.loss)

    def begin_run(self) -> None:
        """From now on the finished run is an earlier one."""
        if self._finished is not None:
            self.earlier = [*self.earlier, self._finished][-EARLIER_RUNS_SHOWN:]
            self._finished = None

    def finish_run(self, problem: Problem, history: Sequence[Snapshot]) -> None:
        """Keep the curve of a run that is at its end, to be drawn beside the next."""
        curve = Curve.of(problem, history)
        self._finished = None if any(map(curve.is_same, self.earlier)) else curve

    def forget_runs(self) -> None:
        """Their losses don't compare with those to come."""
        self.earlier, self._finished = [], None

    def paint(
        self,
        problem: Problem,
        shown: Snapshot | None,
        history: Sequence[Snapshot],
        marks: Sequence[tuple[int, str]],
        unit: str,
        told: charts.Told,
    ) -> None:
        """Draw a run up to `shown`.

        Args:
            problem: What stays while a run is on.
            shown: The snapshot the page shows.
            history: The run's snapshots up to that one.
            marks: Changes in mid-run, with their epochs.
            unit: What one step of the run is.
            told: Whether what answers a question may be shown.
        """
        now = Curve.of(problem, history) if history else None
        before = self.earlier[-1] if self.earlier else None
        captions, descriptions = charts.captions(problem, shown, before), charts.descriptions(problem, shown)
        across, up = charts.data_axes(problem)
        self.data.show(
            title=problem.data.title,
            x_axis=across,
            y_axis=up,
            layers=charts.data_layers(problem, shown, before, across["domain"]),
            caption=captions[0],
            description=descriptions[0],
        )
        across, up = charts.surface_axes(problem)
        self.surface.show(
            x_axis=across,
            y_axis=up,
            backdrop=[problem.level_lines],
            equal_units=problem.settings.standardize,
            layers=charts.surface_layers(problem, history, told),
            caption=captions[1],
            hint=charts.surface_hint(problem),
            description=descriptions[1],
        )
        across, up = charts.loss_axes(problem, [*self.earlier, *([now] if now else [])], unit)
        self.loss.show(
            title=charts.loss_title(problem.settings),
            x_axis=across,
            y_axis=up,
            layers=charts.loss_layers(problem, now, self.earlier, marks, history, told),
            caption=captions[2],
            description=descriptions[2],
        )


def figures(job: Job[Snapshot], shown: Snapshot, settings: RegressionSettings, unit: str) -> list[list[str]]:
    """Figures of a run for the run bar, as label and text."""
    found = [["loss", rounded(shown.loss, 5)]]
    if settings.method != "exact":
        found.insert(0, [unit, f"{shown.epoch:,} of {settings.epochs:,}"])
    if job.state is State.RUNNING:
        per_step = shown.updates / max(shown.epoch, 1)
        found.append(["updates/s", f"{job.steps_per_second * per_step:,.0f}"])
        found.append(["left", about(job.seconds_left or 0.0)])
    return found
