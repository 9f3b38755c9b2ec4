"""The report's networks on the page: train one, watch it stand still, cure it, set it beside the report."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ai_playground.corners.dashboard import charts, pictures_of
from ai_playground.corners.dashboard.sections import RunState, Sections, by_epoch
from ai_playground.corners.frame import Quad
from ai_playground.corners.own_data import Example
from ai_playground.corners.presets import KEPT, PRESETS
from ai_playground.corners.report_models import REPORT_MODELS, Published
from ai_playground.corners.report_sheet import Labelled, report_sheet
from ai_playground.corners.report_training import BATCH, Snapshot, train_report_model
from ai_playground.corners.settings import MODEL_LABELS, Initialization, Model, TrainingSettings
from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.page.environment import address_query, hidden_knobs
from ai_playground.page.layout import card, dashboard, page, stack
from ai_playground.page.run_control import RunControl, Speed
from ai_playground.settings import describe, from_query
from ai_playground.ui import Banner, Chart, Knobs, Picture, ReportTable, RunBar, line

KEPT_SNAPSHOTS = 300
PAINTED_A_SECOND = 3.0
KEPT_RUNS = 5
MAX_RUN_SECONDS = 3600.0
PHOTOS = 48
FEWEST_OWN = 3
"""Of so many photos of the visitor's the error says something; the report had as many."""
SHOWN_SHEETS, SHOWN_PHOTOS = 3, 3
PHOTO_SEED = 4


@dataclass(frozen=True, eq=False)
class Past:
    """The curve of a run before this one."""

    label: str
    epochs: Sequence[int]
    held_out: Sequence[float]


class Training:
    """Knobs, run bar, curves and pictures of one run; the report's table beside yours.

    Args:
        banner: Where what goes wrong is explained.
        slot: The queue to compute in.
        own: Tells the visitor's own photos; with none, generated ones are measured on.

    Attributes:
        settings: The knobs as they stand.
        dashboard: All but the table.
        findings: The table.
        sections: Quiz, formulas, exercises and what can be taken home.
    """

    def __init__(self, banner: Banner, slot: RunSlot, own: Callable[[], Sequence[Example]]) -> None:
        self._banner, self._slot, self._own = banner, slot, own
        self.settings, notices = from_query(TrainingSettings, address_query())
        self.trained = self.settings
        self._measured_on = ""
        self._shown: Labelled | None = None
        self._drawn: Quad | None = None
        self._past: deque[Past] = deque(maxlen=KEPT_RUNS)
        self._knobs = Knobs(
            [each.as_schema() for each in describe(TrainingSettings)],
            self.settings.model_dump(),
            [{"name": each.name, "label": each.label, "promise": each.promise} for each in PRESETS],
        )
        self._knobs.hidden = hidden_knobs()
        self._knobs.on_change(lambda name, value: self._take(self.settings.changed(**{name: value})))
        self._knobs.on_preset(self._choose_preset)
        self._knobs.on_undo(lambda values: self._take(TrainingSettings(**values)))
        self._bar = RunBar(step_unit="batch", steps=(1, 10, 100))
        self._curves = Chart("Mean absolute error", *charts.error_axes([]), aspect=0.45, labels_beside=True)
        self._pictures = Picture(1200, "predicted outlines on fixed pictures")
        self._units = Picture(300, "weights of the second dense layer")
        self._units_said = Chart(
            "Units that differ", *charts.unit_axes(32, 1), aspect=0.62, labels_beside=True
        )
        self.control = RunControl(
            self._bar,
            banner,
            make_job=self._make_job,
            paint=self._paint,
            figures=self._figures,
            speeds=(Speed("full", "Full speed", lambda: None), Speed("slow", "Slow motion", lambda: 4.0)),
            on_end=self._end,
            remark=_remark,
            hertz=PAINTED_A_SECOND,
        )
        views = stack(
            "aip-views", self._curves, self._pictures, stack("aip-two", self._units, self._units_said)
        )
        self.dashboard = page(dashboard(self._bar, self._knobs, views))
        self._table = ReportTable(["Network", "Report", "Yours"], [_row(*key) for key in _rows()])
        self._table.on_run(self._run_row)
        self.findings = page(card(self._table))
        self.sections = Sections(self._run_state, self._photos, slot)
        banner.watch(self.dashboard, self._table, *self.sections.widgets)
        self._take(self.settings)
        self._paint()
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

    def _run_row(self, name: str) -> None:
        model, _, initialization = name.rpartition("/")
        self._take(self.settings.changed(model=model, initialization=initialization))
        self.control.run()

    # The run.

    def _make_job(self, _may_wait: bool) -> Job[Snapshot]:
        self._keep_curve()
        self.trained = settings = self.settings
        photos = self._photos()
        rng = np.random.default_rng(settings.seed + 1)
        sheets = [report_sheet(rng, settings.noise) for _ in range(SHOWN_SHEETS)]
        pictures = [picture for picture, _ in sheets] + list(photos.pictures[:SHOWN_PHOTOS])
        corners = [corners for _, corners in sheets] + list(photos.corners[:SHOWN_PHOTOS])
        self._shown = Labelled(np.stack(pictures), np.stack(corners))
        batches = -(-settings.sheets // BATCH)
        return Job(
            train_report_model,
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

    def _photos(self) -> Labelled:
        """What the networks are measured on and never trained on."""
        own = self._own()
        if len(own) >= FEWEST_OWN:
            self._measured_on = f"{len(own)} photos of yours"
            return Labelled(
                np.stack([each.picture for each in own]), np.stack([each.corners for each in own])
            )
        from ai_playground.corners.photo.scene import photo

        self._measured_on = f"{PHOTOS} generated photos"
        found = [photo([PHOTO_SEED, number]) for number in range(PHOTOS)]
        with_page = [(each.picture, each.corners) for each in found if each.corners is not None]
        return Labelled(
            np.stack([picture for picture, _ in with_page]), np.stack([corners for _, corners in with_page])
        )

    def _run_state(self) -> RunState:
        return RunState(self.trained, by_epoch(self._history()), self.control.active)

    def _keep_curve(self) -> None:
        epochs = by_epoch(self._history())
        if len(epochs) > 1:
            self._past.append(
                Past(
                    _short(self.trained),
                    [each.epoch for each in epochs],
                    [each.held_out_mae for each in epochs],
                )
            )

    def _end(self, job: Job[Snapshot]) -> None:
        """Set the run beside the report's row, if it has one."""
        snapshots = by_epoch([snapshot for _, snapshot in job.history])
        if len(snapshots) < 2 or job.error is not None:
            return
        key = f"{self.trained.model}/{self.trained.initialization}"
        best = min(each.train_mae for each in snapshots)
        photo = min(each.photo_mae for each in snapshots)
        if any(row["name"] == key for row in self._table.rows):
            self._table.update(
                key,
                yours=f"{best:.2f} / {photo:.2f}",
                note=f"{snapshots[-1].epoch} epochs, {self.trained.sheets} sheets, {self._measured_on}",
            )

    # The painter's work.

    def _history(self) -> list[Snapshot]:
        return self.control.history_shown()

    def _paint(self) -> None:
        history = by_epoch(self._history())
        shown: Snapshot | None = self.control.shown
        across, up = charts.error_axes(history)
        self._curves.show(
            x_axis=across,
            y_axis=up,
            layers=[*self._past_layers(), *charts.error_layers(history)],
            caption=self._caption(history),
        )
        # Between two ends of an epoch only the number of the batch is new.
        if shown is None or self._shown is None or shown.predictions is self._drawn:
            return
        self._drawn = shown.predictions
        self._pictures.show(pictures_of.predictions(self._shown, shown.predictions))
        self._units.show(pictures_of.weights(shown.second_kernel))
        units = REPORT_MODELS[self.trained.model].units
        across, up = charts.unit_axes(units, self.trained.epochs)
        self._units_said.show(
            x_axis=across, y_axis=up, layers=charts.unit_layers(history), caption=charts.unit_caption(shown)
        )

    def _past_layers(self) -> list[dict[str, Any]]:
        return [
            line(np.column_stack([past.epochs, past.held_out]), label=past.label, tone="mute", width=1.2)
            for past in self._past
        ]

    def _caption(self, history: Sequence[Snapshot]) -> list[list[str]]:
        if not history:
            return []
        last = history[-1]
        return [
            [f"sheets {last.held_out_mae:.2f} px", "now"],
            [f"{self._measured_on} {last.photo_mae:.2f} px", "reference"],
        ]

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


def _rows() -> list[tuple[Model, Initialization]]:
    return [(model, start) for model in MODEL_LABELS for start in REPORT_MODELS[model].published]


def _row(model: Model, start: Initialization) -> dict[str, Any]:
    published: Published = REPORT_MODELS[model].published[start]
    start_label = "all at 0.004" if start == "constant" else "random start"
    return {
        "name": f"{model}/{start}",
        "label": f"{MODEL_LABELS[model]}, {start_label}",
        "reported": f"{published.train_mae:.2f} / {published.real_mae:.2f}",
        "yours": "",
        "verdict": "",
        "note": f"{REPORT_MODELS[model].parameters:,} parameters",
        "action": "Train",
        "busy": False,
    }


def _short(settings: TrainingSettings) -> str:
    cures = [settings.scaled_inputs, settings.linear_outputs, settings.shuffle]
    start = "random" if settings.initialization == "random" else "0.004"
    return f"{MODEL_LABELS[settings.model]}, {start}{', cured' if all(cures) else ''}"


def _remark(job: Job[Snapshot]) -> str:
    return "Drawing the sheets and loading TensorFlow takes some seconds." if job.snapshot is None else ""
