"""The report's networks on the page: train one, watch it stand still, cure it, set it beside the report."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.dashboard import charts, pictures_of
from ai_playground.corners.dashboard.findings import Findings, reported
from ai_playground.corners.dashboard.sections import RunState, Sections, by_epoch
from ai_playground.corners.frame import Quad
from ai_playground.corners.measured import (
    GENERATED,
    SHOWN_PHOTOS,
    generated_photos,
    photos_of,
    shown_pictures,
)
from ai_playground.corners.own_data import Example
from ai_playground.corners.presets import CURE, KEPT, PRESETS
from ai_playground.corners.recording import load_recording
from ai_playground.corners.report_models import REPORT_MODELS
from ai_playground.corners.report_sheet import Labelled
from ai_playground.corners.report_training import BATCH, Snapshot, draw_and_train
from ai_playground.corners.settings import Initialization, Model, TrainingSettings
from ai_playground.jobs import Job, RunSlot, State, device, replay
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query, hidden_knobs
from ai_playground.page.layout import card, dashboard, page, stack
from ai_playground.page.run_control import RunControl, Speed
from ai_playground.settings import as_words, describe, from_query
from ai_playground.ui import Banner, Chart, Knobs, Picture, RunBar, line

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
    """Knobs, run bar, curves and pictures of one run; the report's table beside yours.

    Args:
        banner: Where what goes wrong is explained.
        slot: The queue to compute in.
        own: Tells the visitor's own photos; with none, generated ones are measured on.
        album: Takes up the charts and pictures.

    Attributes:
        settings: The knobs as they stand.
        dashboard: All but the table.
        findings: The table.
        sections: Quiz, formulas, exercises and what can be taken home.
    """

    def __init__(
        self, banner: Banner, slot: RunSlot, own: Callable[[], Sequence[Example]], album: Album
    ) -> None:
        self._slot, self._own = slot, own
        self.settings, notices = from_query(TrainingSettings, address_query())
        self.trained = self.settings
        self._measured_on = ""
        self._drawn: Quad | None = None
        self._past: deque[Past] = deque(maxlen=KEPT_RUNS)
        self._knobs = Knobs(
            [each.as_schema() for each in describe(TrainingSettings)],
            self.settings.model_dump(),
            [each.as_schema() for each in PRESETS],
        )
        self._knobs.hidden = hidden_knobs()
        self._knobs.on_change(lambda name, value: self._take(self.settings.changed(**{name: value})))
        self._knobs.on_preset(self._choose_preset)
        self._knobs.on_undo(lambda values: self._take(TrainingSettings(**values)))
        self._bar = RunBar(step_unit="batch", steps=(1, 10, 100))
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
            self._bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            views=(self._curves, self._pictures, self._units, self._units_said),
            figures=self._figures,
            speeds=(Speed("full", "Full speed", lambda: None), Speed("slow", "Slow motion", lambda: 4.0)),
            on_end=self._end,
            remark=self._remark,
            hertz=PAINTED_A_SECOND,
        )
        views = stack(
            "aip-views",
            self._curves,
            self._pictures,
            stack("aip-two", self._units, self._units_said),
        )
        self.dashboard = page(dashboard(self._bar, self._knobs, views))
        self._findings = Findings(self._run_row)
        self.findings = page(card(self._findings.table))
        album.take(self._said_of_run, views)
        self.sections = Sections(self._run_state, slot, album)
        banner.watch(self.dashboard, self._findings.table, *self.sections.widgets)
        self._take(self.settings)
        self.control.answer_at_once()
        if notices:
            banner.show(" ".join(notices), tone="note")

    # Callbacks of the knobs and the table.

    def _choose_preset(self, name: str) -> None:
        changes = next(preset.changes for preset in PRESETS if preset.name == name)
        kept = {name: getattr(self.settings, name) for name in KEPT}
        self._take(TrainingSettings(**{**kept, **changes}))

    def _take(self, settings: TrainingSettings) -> None:
        """Take up settings; a run that is on gives way to one with them."""
        self.settings = settings
        self._knobs.values = settings.model_dump()
        self.sections.show_settings(settings)
        plain = settings.changed(**{name: TrainingSettings().model_dump()[name] for name in KEPT})
        self._knobs.active_preset = next(
            (preset.name for preset in PRESETS if plain == TrainingSettings(**preset.changes)), ""
        )
        if self.control.active:
            self.control.drop()
            self.control.run()

    def _run_row(self, model: Model, initialization: Initialization) -> None:
        self._take(reported(model, initialization, self.settings))
        self.control.run()

    # The run.

    def _make_job(self, may_wait: bool) -> Job[Snapshot]:
        if not may_wait:
            return self._replay()
        if not self.control.answered_at_once:
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

    def _replay(self) -> Job[Snapshot]:
        """The recorded run of the report's network, with the curve of its cure behind it."""
        self._recorded = recorded = load_recording("report")
        cured = load_recording("cured")
        self._past.append(Past.of("cured, recorded", cured.snapshots))
        self.trained = recorded.settings
        self._measured_on = GENERATED
        self._shown = shown_pictures(recorded.settings, generated_photos(SHOWN_PHOTOS))
        return Job(replay, recorded.snapshots, max_steps=len(recorded.snapshots) + 1)

    def _photos(self) -> Labelled:
        """What the networks are measured on and never trained on."""
        photos, self._measured_on = photos_of(self._own())
        return photos

    def _run_state(self) -> RunState:
        recorded = self.control.answered_at_once
        return RunState(self.trained, by_epoch(self._history()), recorded, self.control.active)

    def _said_of_run(self) -> str:
        """What the curves and pictures are of."""
        recorded = "Recorded. " if self.control.answered_at_once else ""
        return f"{recorded}{as_words(self.trained)}. Photos: {self._measured_on}."

    def _keep_curve(self) -> None:
        run = by_epoch(self._history())
        if len(run) > 1:
            self._past.append(Past.of(short_name(self.trained), run))

    def _end(self, job: Job[Snapshot]) -> None:
        """Set the run beside the report's row, if it has one; one that was stopped says too little."""
        if job.state is State.DONE and not self.control.answered_at_once:
            run = by_epoch([snapshot for _, snapshot in job.history])
            self._findings.fill(self.trained, run, self._measured_on)

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
        self._pictures.show(pictures_of.predictions(self._shown, predictions))
        units = REPORT_MODELS[self.trained.model].units
        kernel = np.zeros((units, units), np.float32) if shown is None else shown.second_kernel
        self._units.show(pictures_of.weights(kernel))
        self._units.caption = (
            "Weights of the second dense layer, a column for each unit: "
            f"blue below zero, red above, at full colour {pictures_of.strongest(kernel):.2g}."
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
        if self.control.answered_at_once:
            recorded = self._recorded
            return f"Recorded: {recorded.seconds:.0f} s on {recorded.machine}. Press Run for your own."
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
            found.append(["left", f"{left:.0f} s" if left < 100 else f"{left / 60:.0f} min"])
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
