"""The paper's networks on the page: train one, watch it stand still, cure it, set it beside the paper."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ai_playground.corners.dashboard import charts, drawings
from ai_playground.corners.dashboard.findings import PaperTables
from ai_playground.corners.dashboard.past import Past, short_name, told_apart
from ai_playground.corners.dashboard.sections import as_python, make_sections, quiz_settings
from ai_playground.corners.dashboard.units import Units
from ai_playground.corners.evaluation_data import (
    GENERATED,
    SHOWN_PHOTOS,
    generated_photos,
    photos_of,
    shown_pictures,
)
from ai_playground.corners.frame import Quad
from ai_playground.corners.own_data import Example
from ai_playground.corners.paper_training import BATCH, Snapshot, by_epoch, draw_and_train
from ai_playground.corners.presets import KEPT, PRESETS
from ai_playground.corners.questions import Run
from ai_playground.corners.recording import load_recording
from ai_playground.corners.ruled_sheet import Labelled
from ai_playground.corners.settings import TrainingSettings
from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.lesson.tasks import Question
from ai_playground.lesson.text import about
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query
from ai_playground.page.layout import dashboard, page, stack
from ai_playground.page.playback import Speed
from ai_playground.page.run_control import RunControl
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.settings import as_words, from_query
from ai_playground.ui.banner import Banner
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import line
from ai_playground.ui.picture import Picture
from ai_playground.ui.run_bar import RunBar

KEPT_SNAPSHOTS = 300
PAINTED_A_SECOND = 2.0
KEPT_RUNS = 5
MAX_RUN_SECONDS = 3600.0


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
        tables: What the paper found and concluded, beside the visitor's.
        table: Its table of networks.
        findings: Both tables as the page shows them.
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
        self._measured_on = self._photos_key = ""
        self._drawn: tuple[Quad | None, bool] = (None, False)
        self._past: deque[Past] = deque(maxlen=KEPT_RUNS)
        self._quiz_curves: dict[TrainingSettings, Past] = {}
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
        self._units = Units()
        self.control = RunControl(
            self.bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(self._curves, self._pictures, *self._units.views),
            figures=self._figures,
            speeds=(Speed("full", "Full speed", lambda: None), Speed("slow", "Slow motion", lambda: 4.0)),
            on_end=self._end,
            on_drop=lambda: self.tables.free(),
            remark=self._remark,
            hertz=PAINTED_A_SECOND,
        )
        views = stack(
            "aip-views",
            self._curves,
            self._pictures,
            self._units.widget,
        )
        self.dashboard = page(dashboard(self.bar, self.panel.knobs, views))
        self.tables = PaperTables(self._begin, lambda: self.settings)
        self.table, self.findings = self.tables.networks, self.tables.section
        album.take(self._said_of_run, views)
        self.sections = make_sections(
            lambda: self.control.view(self.trained), slot, album, watch=self._watch, keep=self._keep_quiz_run
        )
        self.sections.on_answer(self.control.paint_now)
        banner.watch(self.dashboard, self.findings, *self.sections.widgets)
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

    def _begin(self, name: str, settings: TrainingSettings) -> None:
        """Run with these settings at once, for the row of this name ("" for none)."""
        if not self.control.recorded:
            self._keep_curve()
        self.control.drop()
        self.panel.take(settings)
        self.tables.busy(name)
        self.control.run()

    def _watch(self, question: Question[Run]) -> None:
        """Do the last run of an answered question on the charts, beside the curves of its others."""
        *others, last = [quiz_settings(changes) for changes in question.runs]
        for settings, label in zip(others, told_apart(question.runs), strict=False):
            if settings in self._quiz_curves:
                self._past.append(replace(self._quiz_curves[settings], label=label))
        self._begin("", last)

    def _keep_quiz_run(self, settings: TrainingSettings, run: Run) -> None:
        self._quiz_curves[settings] = Past.of(short_name(settings), run)

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
        for each in (recorded, cured):
            if each.snapshots:
                # What it took says nothing of this machine.
                end = replace(each.last, seconds_per_1000=np.nan)
                self.tables.remember(each.settings, end, GENERATED)
        if cured.snapshots:
            self._past.append(Past.of("cured, labels page, recorded", cured.snapshots))
        self.trained = recorded.settings
        self._measured_on = GENERATED
        self._shown = shown_pictures(recorded.settings, generated_photos(SHOWN_PHOTOS))
        self.control.show_recorded(recorded)

    def _photos(self) -> Labelled:
        """What the networks are measured on and never trained on."""
        photos, self._measured_on = photos_of(self._own())
        # Photos of one's own may be others the next time, as many as they are.
        own = "" if self._measured_on == GENERATED else str(hash(photos.corners.tobytes()))
        self._photos_key = own or GENERATED
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
        """Set the run beside the paper's rows, if it has any; one that was stopped says too little."""
        self.tables.free()
        if job.state is State.DONE and not self.control.recorded:
            run = by_epoch([snapshot for _, snapshot in job.history])
            self.tables.fill(self.trained, run, self._photos_key, self._measured_on)

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
            layers=[
                *self._past_layers(),
                *charts.error_layers(history, self.sections.answered("beats_the_median")),
            ],
            caption=self._caption(history),
        )
        predictions = None if shown is None else shown.predictions
        # Of units that start alike only: others don't answer it.
        told = self.trained.initialization == "random" or self.sections.answered("distinct_units")
        # Between two ends of an epoch only the number of the batch is new.
        if predictions is not None and predictions is self._drawn[0] and told == self._drawn[1]:
            return
        self._drawn = (predictions, told)
        self._pictures.show(drawings.predictions(self._shown, predictions))
        self._units.show(self.trained, history, told)

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
            return self._recorded.remark(self.settings)
        return "Drawing the sheets and loading TensorFlow takes some seconds." if job.loading else ""

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
