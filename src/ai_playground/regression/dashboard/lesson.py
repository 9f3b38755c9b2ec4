"""The page of the regression lesson: settings, run and views, wired together."""

from __future__ import annotations

from typing import Any

import ipywidgets

from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.page.environment import address_query, hidden_knobs
from ai_playground.page.layout import dashboard, page, stack
from ai_playground.page.run_control import RunControl, Speed
from ai_playground.regression.dashboard import charts
from ai_playground.regression.dashboard.sections import Sections
from ai_playground.regression.data import MAX_BYTES, DataError, Points, load_points, read_csv
from ai_playground.regression.descent import Snapshot, descend
from ai_playground.regression.experiments import PRESETS, Engine, Experiment
from ai_playground.regression.guidance import about, cost_of, disabled_knobs, notes_for, updates_of
from ai_playground.regression.keras_fit import keras_dense
from ai_playground.regression.settings import RegressionSettings
from ai_playground.settings import describe, from_query
from ai_playground.ui import Banner, Chart, FilePicker, Knobs, RunBar, Theme

# A run of so few updates takes well under a tenth of a second: the page answers a turned knob with all of it.
ANSWERED_AT_ONCE = 50_000
EARLIER_RUNS_SHOWN = 3
MAX_RUN_SECONDS = 600.0
# A queue of its own: runs of seconds shouldn't wait behind another lesson's hour of training.
SLOT = RunSlot("short")
FULL_SPEED = "full"
SURFACE_HINT = "Thick: from epoch to epoch. Thin: every update of the first and of the newest epoch."
LIVE = {knob.name for knob in describe(RegressionSettings) if knob.live}


class RegressionLesson:
    """Everything on the page; each public widget attribute is shown by one cell of the notebook.

    Attributes:
        dashboard: Run bar, knobs and charts.
        findings: What the author reported, beside what this page computes.
        quiz: Predictions to make and check.
        formulas: Each formula beside the code that does it, and the graph TensorFlow makes of one.
        exercises: Goals to reach with the knobs.
        take_home: Downloads, code and link for what is on the page.
    """

    def __init__(self) -> None:
        self.banner = Banner()
        self.settings, notices = from_query(RegressionSettings, address_query())
        self._own: Points | None = None
        self._undo: list[tuple[RegressionSettings, Points | None]] = []
        self._earlier: list[charts.Curve] = []
        self._finished: charts.Curve | None = None
        self._experiment: Experiment | None = None
        self._engine: Engine = "descent"
        self._updates_per_second = 0.0
        if self.settings.data == "own":
            notices.append(
                "Points of your own don't travel with an address; here are fire and theft instead."
            )
            self.settings = self.settings.changed(data="fire_theft")
        self._scene = charts.Scene.of(load_points(self.settings), self.settings)

        self._knobs = Knobs(
            [knob.as_schema() for knob in describe(RegressionSettings)],
            self.settings.model_dump(),
            [{"name": preset.name, "label": preset.label, "promise": preset.promise} for preset in PRESETS],
        )
        self._knobs.on_change(self._turn)
        self._knobs.on_preset(self._choose_preset)
        self._bar = RunBar(step_unit="epoch")
        across, up = charts.data_axes(self._scene)
        self._data_chart = Chart("", across, up, aspect=0.78, editable=True)
        self._data_chart.on_edit(self._edit_point)
        self._surface_chart = Chart(
            "Loss surface", *charts.surface_axes(self._scene), aspect=0.78, hint=SURFACE_HINT
        )
        self._loss_chart = Chart(
            "Excess loss over the exact fit", *charts.loss_axes(self._scene, []), aspect=0.34
        )
        self._file = FilePicker("Your own CSV", ".csv,text/csv", MAX_BYTES)
        self._file.on_file(self._read_file)
        self._undo_button = ipywidgets.Button(
            description="Undo", tooltip="Take back the last change of the points"
        )
        self._undo_button.on_click(self.banner.guard(lambda _button: self._undo_edit()))
        self.control = RunControl(
            self._bar,
            self.banner,
            make_job=self._make_job,
            paint=self._paint,
            figures=self._figures,
            speeds=(
                Speed("watch", "Watch", lambda: max(self.settings.epochs / 4.0, 4.0)),
                Speed("slow", "Slow motion", lambda: 2.0),
                Speed(FULL_SPEED, "Full speed", lambda: None),
            ),
            on_end=self._end,
            remark=self._remark,
        )
        sections = Sections(self)
        self.dashboard = self._lay_out()
        self.findings, self.quiz, self.formulas = sections.findings, sections.quiz, sections.formulas
        self.exercises, self.take_home = sections.exercises, sections.take_home
        self._sections = sections
        self.banner.watch(self._knobs, self._bar, self._data_chart, self._file, *sections.widgets)
        self._take(self.settings)
        if notices:
            self.banner.show(" ".join(notices), tone="note")

    # What the page's other sections may ask for.

    @property
    def scene(self) -> charts.Scene:
        """What is fitted and how, with the exact answer."""
        return self._scene

    @property
    def history(self) -> list[Snapshot]:
        """Snapshots of the run on the page, oldest first, thinned to a bounded number."""
        return self.control.history_shown()

    @property
    def marks(self) -> list[tuple[int, str]]:
        """Changes made in the middle of this run, with the epoch at which they took effect."""
        return list(self.control.job.marks) if self.control.job is not None else []

    @property
    def seconds(self) -> float:
        """How long the engine worked on the run on the page."""
        return self.control.job.seconds if self.control.job is not None else 0.0

    def run_experiment(self, experiment: Experiment) -> None:
        """Set the knobs as the author had them and run at full speed: the time is part of the answer."""
        self.control.stop()
        self._set(experiment.settings)
        self._experiment, self._engine = experiment, experiment.engine
        self._sections.show_settings(self.settings, self._engine)
        self.control.run(FULL_SPEED)

    # Callbacks of the knobs and charts.

    def _turn(self, name: str, value: Any) -> None:
        settings = self.settings.changed(**{name: value})
        # An author's run with another rate is another run.
        if name in LIVE and self.control.active and self._experiment is None:
            note = f"{name.replace('_', ' ')} {getattr(self.settings, name):g} → {value:g}"
            self._set(settings, keep_run=True)
            self.control.change(settings, note)
            self.control.paint_now()
        else:
            self._take(settings)

    def _choose_preset(self, name: str) -> None:
        preset = next(preset for preset in PRESETS if preset.name == name)
        self._take(preset.settings)

    def _edit_point(self, action: str, index: int, x: float, y: float, goes_on: bool) -> None:
        data = self._scene.data
        edits = {
            "move": lambda: data.moved(index, x, y),
            "add": lambda: data.with_point(x, y),
            "remove": lambda: data.without(index),
        }
        # One drag is many moves, and one step back.
        self._take_points(edits[action](), undo=not goes_on)

    def _read_file(self, name: str, content: bytes) -> None:
        self._take_points(read_csv(content, name))

    def _take_points(self, points: Points, *, undo: bool = True) -> None:
        self._undo += [(self.settings, self._own)] if undo else []
        previous, self._own = self._own, points
        try:
            self._take(self.settings.changed(data="own"))
        except DataError:
            self._own = previous
            del self._undo[len(self._undo) - undo :]
            raise

    def _undo_edit(self) -> None:
        if self._undo:
            settings, self._own = self._undo.pop()
            self._take(self.settings.changed(data=settings.data))

    # One way in for every change of settings.

    def _take(self, settings: RegressionSettings) -> None:
        """Take up settings and answer: anew where a run was on, at once where that is cheap."""
        was_active = self.control.active
        self._set(settings)
        if was_active:
            self.control.run()
        elif self._cheap:
            self.control.answer_at_once()
        else:
            self.control.paint_now()
            self._bar.message = cost_of(updates_of(self._scene.data, settings), self._updates_per_second)

    def _set(self, settings: RegressionSettings, *, keep_run: bool = False) -> None:
        try:
            scene = charts.Scene.of(load_points(settings, self._own), settings, self._scene)
        except DataError:
            self._knobs.values = self.settings.model_dump()
            raise
        with self.control.unpainted():
            if not keep_run:
                self.control.drop()
                self._leave_experiment()
                self._engine = "descent"
            if not self._scene.compares_with(scene.data, settings):
                self._earlier, self._finished = [], None
            self.settings, self._scene = settings, scene
        self._knobs.values = settings.model_dump()
        self._knobs.active_preset = next(
            (preset.name for preset in PRESETS if preset.settings == settings), ""
        )
        self._knobs.notes = notes_for(scene.theory, settings)
        self._show_knobs(disabled_knobs(settings))
        self._undo_button.disabled = not self._undo
        self._sections.show_settings(settings, self._engine)

    def _show_knobs(self, disabled: dict[str, str]) -> None:
        """Hide knobs without effect; those that fold away stay, with the reason why they can't be turned."""
        folded = {knob["name"] for knob in self._knobs.schema if knob["more"]}
        self._knobs.hidden = [*hidden_knobs(), *(name for name in disabled if name not in folded)]
        self._knobs.disabled = {name: reason for name, reason in disabled.items() if name in folded}

    # The run.

    @property
    def _unit(self) -> str:
        """What one step of the run on the page is."""
        return "batch" if self._engine == "keras" else "epoch"

    @property
    def _cheap(self) -> bool:
        """Whether a run is too short to queue for: handing over its turn would take longer than the run."""
        return updates_of(self._scene.data, self.settings) <= ANSWERED_AT_ONCE

    def _leave_experiment(self) -> None:
        if self._experiment is not None:
            self._sections.report_nothing(self._experiment)
            self._experiment = None

    def _make_job(self, may_wait: bool) -> Job[Snapshot]:
        if self._finished is not None:
            self._earlier = [*self._earlier, self._finished][-EARLIER_RUNS_SHOWN:]
            self._finished = None
        keras = self._engine == "keras"
        engine = keras_dense if keras else descend
        return Job(
            engine,
            self._scene.data,
            self.settings,
            # The start, the epochs, and one to spare: the engine ends by itself.
            max_steps=self.settings.epochs + 2,
            max_seconds=MAX_RUN_SECONDS,
            seed=self.settings.seed,
            slot=SLOT if keras or (may_wait and not self._cheap) else None,
            prepare=device.configure if keras else None,
        )

    def _end(self, job: Job[Snapshot]) -> None:
        if job.snapshot is not None and job.snapshot.updates >= 1000 and job.pace is None:
            self._updates_per_second = job.snapshot.updates / max(job.seconds, 1e-6)
        # Runs that answered a turned knob give way to each other; the one at load is kept.
        kept = not (self.control.answered_at_once and self._earlier)
        if kept and job.error is None and job.history:
            curve = charts.Curve.of(self._scene, [snapshot for _, snapshot in job.history])
            self._finished = None if any(map(curve.is_same, self._earlier)) else curve
        if self._experiment is not None and job.state is State.DONE:
            self._sections.report(self._experiment, job)
            self._experiment = None
        self._leave_experiment()

    def _remark(self, job: Job[Snapshot]) -> str:
        if job.snapshot is None:
            return "Loading TensorFlow takes some seconds." if self._engine == "keras" else ""
        if job.snapshot.ended == "diverged":
            return "Diverged: the loss grew beyond all bounds. Try a smaller learning rate."
        return ""

    # The painter's work.

    def _paint(self) -> None:
        scene, shown, history = self._scene, self.control.shown, self.history
        now = charts.Curve.of(scene, history) if history else None
        before = self._earlier[-1] if self._earlier else None
        captions, descriptions = charts.captions(scene, shown, before), charts.descriptions(scene, shown)
        across, up = charts.data_axes(scene)
        self._data_chart.show(
            title=scene.data.title,
            x_axis=across,
            y_axis=up,
            layers=charts.data_layers(scene, shown, before, across["domain"]),
            caption=captions[0],
            description=descriptions[0],
        )
        across, up = charts.surface_axes(scene)
        self._surface_chart.show(
            x_axis=across,
            y_axis=up,
            backdrop=[scene.level_lines],
            equal_units=scene.settings.standardize,
            layers=charts.surface_layers(scene, history),
            caption=captions[1],
            description=descriptions[1],
        )
        across, up = charts.loss_axes(scene, [*self._earlier, *([now] if now else [])], self._unit)
        self._loss_chart.show(
            x_axis=across,
            y_axis=up,
            layers=charts.loss_layers(scene, now, self._earlier, self.marks),
            caption=captions[2],
            description=descriptions[2],
        )

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        if job is None or shown is None:
            return []
        figures = [["loss", f"{shown.loss:.5g}"]]
        if self.settings.method != "exact":
            figures.insert(0, [self._unit, f"{shown.epoch:,} of {self.settings.epochs:,}"])
        if job.state is State.RUNNING:
            per_step = shown.updates / max(shown.epoch, 1)
            figures.append(["updates/s", f"{job.steps_per_second * per_step:,.0f}"])
            figures.append(["left", about(job.seconds_left or 0.0)])
        return figures

    def _lay_out(self) -> ipywidgets.Widget:
        tools = stack("aip-tools", self._undo_button, self._file)
        charts_row = stack("aip-two", stack("", self._data_chart, tools), self._surface_chart)
        return page(
            Theme(),
            self.banner,
            dashboard(self._bar, self._knobs, stack("aip-views", charts_row, self._loss_chart)),
        )
