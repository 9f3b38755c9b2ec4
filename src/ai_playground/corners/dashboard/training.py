"""The paper's networks on the page: train one, watch it stand still, cure it, set it beside the paper."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.dashboard import charts, drawings
from ai_playground.corners.dashboard.findings import compared, experiment_of, paper_table, row_of
from ai_playground.corners.dashboard.sections import as_python, make_sections
from ai_playground.corners.evaluation_data import (
    GENERATED,
    SHOWN_PHOTOS,
    generated_photos,
    photos_of,
    shown_pictures,
)
from ai_playground.corners.frame import Quad
from ai_playground.corners.own_data import Example
from ai_playground.corners.paper_models import PAPER_MODELS
from ai_playground.corners.paper_training import BATCH, Snapshot, by_epoch, draw_and_train
from ai_playground.corners.presets import CURE, KEPT, PRESETS
from ai_playground.corners.recording import load_recording
from ai_playground.corners.ruled_sheet import Labelled
from ai_playground.corners.settings import TrainingSettings
from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.lesson.text import about
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query
from ai_playground.page.layout import dashboard, page, stack
from ai_playground.page.run_control import RunControl, Speed
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.settings import as_words, from_query
from ai_playground.ui import Banner, Chart, Picture, RunBar, line

KEPT_SNAPSHOTS = 300
PAINTED_A_SECOND = 2.0
KEPT_RUNS = 5
MAX_RUN_SECONDS = 3600.0


@dataclass(frozen=True, eq=False)
class Past:
    """The curve of a run before this one."""

    label: str
    points: NDArray[np.float64]

    @classmethod
    def of(cls, label: str, run: Sequence[Snapshot]) -> Past:
        """The curve of the error on unseen sheets, a point (epoch, px) for each of the snapshots."""
        return cls(label, np.array([(each.epoch, each.held_out_mae) for each in run]))


class Training:
    """Knobs, run bar, curves and pictures of one run; the paper's table beside yours.

    Args:
        banner: Where what goes wrong is explained.
        slot: The queue to compute in.
        own: Tells the visitor's own photos; with none, generated ones are measured on.
        photo: Tells the part of the page's address that names the photo chosen on it.
        album: Takes up the charts and pictures.

    Attributes:
        panel: The knobs.
        control: The run.
        dashboard: All but the table.
        table: What the paper found, beside the visitor's.
        findings: The same as the page shows it.
        sections: Quiz, formulas, exercises and what can be taken home.
        notices: Sentences about what the page's address asks for in vain.
    """

    def __init__(
        self,
        banner: Banner,
        slot: RunSlot,
        own: Callable[[], Sequence[Example]],
        photo: Callable[[], str],
        album: Album,
    ) -> None:
        self._slot, self._own, self._photo = slot, own, photo
        settings, self.notices = from_query(TrainingSettings, address_query())
        self.trained = settings
        self._measured_on = ""
        self._drawn: Quad | None = None
        self._past: deque[Past] = deque(maxlen=KEPT_RUNS)
        self.panel = SettingsPanel(
            settings, PRESETS, on_change=self._follow, on_show=self.show_code, kept=KEPT
        )
        self.bar = RunBar(step_unit="batch", steps=(1, 10, 100))
        self._curves = Chart(
            "Mean absolute error", *charts.error_axes([], []), aspect=0.45, labels_beside=True
        )
        self._pictures = Picture(
            1200, "predicted outlines on fixed pictures", "Green: the label. Red: what the network answers."
        )
        self._units = Picture(300, "weights of the second dense layer")
        self._units_said = Chart(
            "Units of the second layer", *charts.unit_axes(32, 1), aspect=0.62, labels_beside=True
        )
        self.control = RunControl(
            self.bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(self._curves, self._pictures, self._units, self._units_said),
            figures=self._figures,
            speeds=(Speed("full", "Full speed", lambda: None), Speed("slow", "Slow motion", lambda: 4.0)),
            on_end=self._end,
            on_drop=lambda: self.table.free(),
            remark=self._remark,
            hertz=PAINTED_A_SECOND,
        )
        views = stack(
            "aip-views",
            self._curves,
            self._pictures,
            stack("aip-two", self._units, self._units_said),
        )
        self.dashboard = page(dashboard(self.bar, self.panel.knobs, views))
        self.table = paper_table(self._run_row)
        self.findings = self.table.section
        album.take(self._said_of_run, views)
        self.sections = make_sections(lambda: self.control.view(self.trained), slot, album)
        banner.watch(self.dashboard, self.table.table, *self.sections.widgets)
        self.panel.show(settings)
        self._replay()

    @property
    def settings(self) -> TrainingSettings:
        """The knobs as they stand."""
        return self.panel.settings

    def _follow(self, change: Change[TrainingSettings]) -> None:
        self.control.follow(change)

    def show_code(self) -> None:
        """Keep code, link and address of the page equal to its settings and to its photo."""
        self.sections.show_code(as_python(self.settings), self.panel.query(self._photo()))

    def _run_row(self, name: str) -> None:
        """Train a network as the paper did, of the size that the knobs have."""
        self.control.drop()
        self.panel.take(experiment_of(name, self.settings))
        self.table.busy(name)
        self.control.run()

    # The run.

    def _make_job(self) -> Job[Snapshot]:
        if not self.control.recorded:
            self._keep_curve()
        self.trained = settings = self.settings
        photos = self._photos()
        self._shown = shown_pictures(settings, photos)
        batches = -(-settings.sheets // BATCH)
        return Job(
            draw_and_train,
            settings,
            photos,
            self._shown.pictures,
            max_steps=settings.epochs * batches + 2,
            max_seconds=MAX_RUN_SECONDS,
            seed=settings.seed,
            history_limit=KEPT_SNAPSHOTS,
            slot=self._slot,
            prepare=device.configure,
        )

    def _replay(self) -> None:
        """Show the recorded run of the paper's network, with the curve of its cure behind it."""
        self._recorded = recorded = load_recording("report")
        cured = load_recording("cured")
        self._past.append(Past.of("cured, recorded", cured.snapshots))
        self.trained = recorded.settings
        self._measured_on = GENERATED
        self._shown = shown_pictures(recorded.settings, generated_photos(SHOWN_PHOTOS))
        self.control.show_recorded(recorded.snapshots)

    def _photos(self) -> Labelled:
        """What the networks are measured on and never trained on."""
        photos, self._measured_on = photos_of(self._own())
        return photos

    def _said_of_run(self) -> str:
        """What the curves and pictures are of."""
        recorded = "Recorded. " if self.control.recorded else ""
        return f"{recorded}{as_words(self.trained)}. Photos: {self._measured_on}."

    def _keep_curve(self) -> None:
        run = by_epoch(self._history())
        if len(run) > 1:
            self._past.append(Past.of(short_name(self.trained), run))

    def _end(self, job: Job[Snapshot]) -> None:
        """Set the run beside the paper's row, if it has one; one that was stopped says too little."""
        self.table.free()
        if job.state is State.DONE and not self.control.recorded:
            run = by_epoch([snapshot for _, snapshot in job.history])
            name = row_of(self.trained)
            if name is not None:
                self.table.fill(name, *compared(self.trained, run, self._measured_on))

    # The painter's work.

    def _history(self) -> list[Snapshot]:
        return self.control.history_shown()

    def _paint(self) -> None:
        history = by_epoch(self._history())
        shown: Snapshot | None = self.control.shown
        across, up = charts.error_axes(history, [past.points for past in self._past])
        self._curves.show(
            x_axis=across,
            y_axis=up,
            layers=[*self._past_layers(), *charts.error_layers(history)],
            caption=self._caption(history),
        )
        predictions = None if shown is None else shown.predictions
        # Between two ends of an epoch only the number of the batch is new.
        if predictions is not None and predictions is self._drawn:
            return
        self._drawn = predictions
        self._pictures.show(drawings.predictions(self._shown, predictions))
        units = PAPER_MODELS[self.trained.model].units
        kernel = np.zeros((units, units), np.float32) if shown is None else shown.second_kernel
        self._units.show(drawings.weights(kernel))
        self._units.caption = (
            "Weights of the second dense layer, a column for each unit: "
            f"blue below zero, red above, at full colour {drawings.strongest(kernel):.2g}."
        )
        across, up = charts.unit_axes(units, self.trained.epochs)
        self._units_said.show(
            x_axis=across,
            y_axis=up,
            layers=charts.unit_layers(history) if history else [],
            caption=[] if shown is None else charts.unit_caption(shown),
        )

    def _past_layers(self) -> list[dict[str, Any]]:
        return [line(past.points, label=past.label, tone="mute", width=1.2) for past in self._past]

    def _caption(self, history: Sequence[Snapshot]) -> list[list[str]]:
        if not history:
            return []
        last = history[-1]
        return [
            [f"sheets {last.held_out_mae:.2f} px", "now"],
            [f"{self._measured_on} {last.photo_mae:.2f} px", "reference"],
        ]

    def _remark(self, job: Job[Snapshot]) -> str:
        if self.control.recorded:
            return f"Recorded: {self._recorded.took}. Press Run for your own."
        return "Drawing the sheets and loading TensorFlow takes some seconds." if job.snapshot is None else ""

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        if job is None or shown is None:
            return []
        found = [["epoch", f"{shown.epoch:,} of {self.trained.epochs:,}"]]
        if np.isfinite(shown.seconds_per_1000):
            found.append(["s per 1000 sheets", f"{shown.seconds_per_1000:.2f}"])
        if job.state is State.RUNNING and shown.step:
            left = job.seconds * (job.max_steps / shown.step - 1)
            found.append(["left", about(left)])
        return found


def short_name(settings: TrainingSettings) -> str:
    """A run in a few letters, for the end of its curve."""
    start = "random" if settings.initialization == "random" else "0.004"
    others = {
        name: value
        for name, value in settings.non_defaults().items()
        if name not in ("model", "initialization", "seed", "epochs")
    }
    if all(getattr(settings, name) == value for name, value in CURE.items()):
        start = "cured"
        others = {name: value for name, value in others.items() if name not in CURE}
    told = [f"{name.split('_')[0]}{'' if value is True else f' {value}'}" for name, value in others.items()]
    return ", ".join([f"{settings.model} {start}", *told])
