"""The page of the regression lesson: settings, run and views, wired together."""

from __future__ import annotations

from typing import Any

from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query, hidden_knobs
from ai_playground.page.layout import dashboard, page
from ai_playground.page.run_control import RunControl, Speed
from ai_playground.regression.dashboard.own_points import OwnPoints
from ai_playground.regression.dashboard.scene import Scene
from ai_playground.regression.dashboard.sections import RunState, Sections
from ai_playground.regression.dashboard.views import Views, figures
from ai_playground.regression.data import DataError, load_points
from ai_playground.regression.descent import Snapshot, descend
from ai_playground.regression.experiments import PRESETS, Engine, Experiment
from ai_playground.regression.guidance import cost_of, disabled_knobs, notes_for, updates_of
from ai_playground.regression.keras_fit import keras_dense
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.words import divergence
from ai_playground.serving.catalogue import lesson_called
from ai_playground.settings import as_words, describe, from_query
from ai_playground.ui import Banner, Knobs, RunBar, Theme

# A run of so few updates takes well under a tenth of a second: the page answers a turned knob with all of it.
ANSWERED_AT_ONCE = 50_000
MAX_RUN_SECONDS = 600.0
# A queue of its own: runs of seconds shouldn't wait behind another lesson's hour of training.
SLOT = RunSlot("short")
FULL_SPEED = "full"
LIVE = {knob.name for knob in describe(RegressionSettings) if knob.live}


class RegressionLesson:
    """Everything on the page; each public widget attribute is shown by one cell of the notebook.

    Attributes:
        scene: What is fitted and how, with the exact answer.
        dashboard: Run bar, knobs and charts.
        findings: What the author reported, beside what this page computes.
        quiz: Predictions to make and check.
        formulas: Each formula beside the code that does it, and the graph TensorFlow makes of one.
        exercises: Goals to reach with the knobs.
        take_home: Downloads, code and link for what is on the page.
    """

    def __init__(self) -> None:
        self.banner = Banner()
        settings, notices = from_query(RegressionSettings, address_query())
        if settings.data == "own":
            notices.append(
                "Points of your own don't travel with an address; here are fire and theft instead."
            )
            settings = settings.changed(data="fire_theft")
        self.scene = Scene.of(load_points(settings), settings)
        self._experiment: Experiment | None = None
        self._engine: Engine = "descent"
        self._updates_per_second = 0.0
        self._knobs = Knobs(
            [knob.as_schema() for knob in describe(RegressionSettings)],
            self.settings.model_dump(),
            [{"name": preset.name, "label": preset.label, "promise": preset.promise} for preset in PRESETS],
        )
        self._knobs.on_change(self._turn)
        self._knobs.on_preset(self._choose_preset)
        self._knobs.on_undo(lambda values: self._take(RegressionSettings(**values)))
        self._bar = RunBar(step_unit="epoch")
        self._views = Views(self.scene)
        self._own = OwnPoints(
            self._views.data,
            self.banner,
            scene=lambda: self.scene,
            take=lambda data: self._take(self.settings.changed(data=data)),
        )
        self.control = RunControl(
            self._bar,
            self.banner,
            make_job=self._make_job,
            paint=self._paint,
            views=self._views.painted,
            figures=self._figures,
            speeds=(
                Speed("watch", "Watch", lambda: max(self.settings.epochs / 4.0, 4.0)),
                Speed("slow", "Slow motion", lambda: 2.0),
                Speed(FULL_SPEED, "Full speed", lambda: None),
            ),
            on_end=self._end,
            remark=self._remark,
        )
        album = Album(lesson_called("regression"))
        album.take(lambda: f"{as_words(self.settings)}.", *self._views.painted)
        self._sections = Sections(self.banner, album, self._run_state, self._run_experiment)
        self.dashboard = page(
            Theme(),
            self.banner,
            dashboard(self._bar, self._knobs, self._views.lay_out(self._own.tools)),
        )
        self.findings, self.quiz = self._sections.findings, self._sections.quiz
        self.formulas, self.exercises = self._sections.formulas, self._sections.exercises
        self.take_home = self._sections.take_home
        self.banner.watch(
            self._knobs, self._bar, *self._views.painted, self._own.tools, *self._sections.widgets
        )
        self._take(settings)
        if notices:
            self.banner.show(" ".join(notices), tone="note")

    @property
    def settings(self) -> RegressionSettings:
        """The knobs as they stand."""
        return self.scene.settings

    @property
    def history(self) -> list[Snapshot]:
        """Snapshots of the run on the page, oldest first, thinned to a bounded number."""
        return self.control.history_shown()

    @property
    def marks(self) -> list[tuple[int, str]]:
        """Changes made in the middle of this run, with the epoch at which they took effect."""
        return list(self.control.job.marks) if self.control.job is not None else []

    # Callbacks of the knobs and sections.

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
        self._take(next(preset.settings for preset in PRESETS if preset.name == name))

    def _run_experiment(self, experiment: Experiment) -> None:
        """Set the knobs as the author had them and run at full speed: the time is part of the answer."""
        self.control.stop()
        self._set(experiment.settings)
        self._experiment, self._engine = experiment, experiment.engine
        self._sections.show_settings(self.settings, self._engine)
        self.control.run(FULL_SPEED)

    def _run_state(self) -> RunState:
        job = self.control.job
        return RunState(
            self.scene, self.history, self.control.newest, self.control.active, job.seconds if job else 0.0
        )

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
            self._bar.message = cost_of(updates_of(self.scene.data, settings), self._updates_per_second)

    def _set(self, settings: RegressionSettings, *, keep_run: bool = False) -> None:
        try:
            scene = Scene.of(load_points(settings, self._own.points), settings, self.scene)
        except DataError:
            self._knobs.values = self.settings.model_dump()
            raise
        with self.control.unpainted():
            if not keep_run:
                self.control.drop()
                self._leave_experiment()
                self._engine = "descent"
            if not self.scene.compares_with(scene.data, settings):
                self._views.forget_runs()
            self.scene = scene
        self._own.tell()
        self._knobs.values = settings.model_dump()
        self._knobs.active_preset = next(
            (preset.name for preset in PRESETS if preset.settings == settings), ""
        )
        self._knobs.notes = notes_for(scene.theory, settings)
        self._show_knobs(disabled_knobs(settings))
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
        return updates_of(self.scene.data, self.settings) <= ANSWERED_AT_ONCE

    def _leave_experiment(self) -> None:
        if self._experiment is not None:
            self._sections.report_nothing(self._experiment)
            self._experiment = None

    def _make_job(self, may_wait: bool) -> Job[Snapshot]:
        self._views.begin_run()
        keras = self._engine == "keras"
        return Job(
            keras_dense if keras else descend,
            self.scene.data,
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
        kept = not (self.control.answered_at_once and self._views.earlier)
        if kept and job.error is None and job.history:
            self._views.finish_run(self.scene, [snapshot for _, snapshot in job.history])
        if self._experiment is not None and job.state is State.DONE:
            self._sections.report(self._experiment, job)
            self._experiment = None
        self._leave_experiment()

    def _remark(self, job: Job[Snapshot]) -> str:
        if job.snapshot is None:
            return "Loading TensorFlow takes some seconds." if self._engine == "keras" else ""
        if job.snapshot.ended == "diverged":
            last = job.snapshot
            what = divergence(last.epoch, last.updates, standardized=self.settings.standardize)
            return " ".join(["Diverged.", *what])
        return ""

    # The painter's work.

    def _paint(self) -> None:
        self._views.paint(self.scene, self.control.shown, self.history, self.marks, self._unit)

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        return [] if job is None or shown is None else figures(job, shown, self.settings, self._unit)
