"""The page of the regression lesson: settings, run and views, wired together."""

from __future__ import annotations

from ai_playground.jobs import Job, RunSlot, State, device
from ai_playground.lesson.catalogue import lesson_called
from ai_playground.lesson.tasks import Question
from ai_playground.page.album import Album
from ai_playground.page.environment import address_query
from ai_playground.page.layout import dashboard, page
from ai_playground.page.playback import Speed
from ai_playground.page.run_control import RunControl
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.regression.dashboard import export
from ai_playground.regression.dashboard.own_points import OwnPoints
from ai_playground.regression.dashboard.problem import Problem
from ai_playground.regression.dashboard.sections import View, compared, experiments_table, make_sections
from ai_playground.regression.dashboard.studies import Studies
from ai_playground.regression.dashboard.views import Views, figures
from ai_playground.regression.data import load_points
from ai_playground.regression.descent import Snapshot, descend
from ai_playground.regression.engines import Engine, steps_of
from ai_playground.regression.exercises import asks_for_limit_of
from ai_playground.regression.experiments import EXPERIMENTS, LECTURE, Experiment
from ai_playground.regression.keras_fit import keras_dense
from ai_playground.regression.knob_rules import (
    asked_by,
    cost_of,
    disabled_knobs,
    notes_for,
    untold_rates,
    updates_of,
)
from ai_playground.regression.lasso import lasso
from ai_playground.regression.presets import PRESETS
from ai_playground.regression.result import divergence
from ai_playground.regression.settings import RegressionSettings
from ai_playground.settings import from_query
from ai_playground.ui.banner import Banner
from ai_playground.ui.run_bar import RunBar
from ai_playground.ui.theme import Theme

# A run of so few updates takes well under a tenth of a second: the page answers a turned knob with all of it.
ANSWERED_AT_ONCE = 50_000
MAX_RUN_SECONDS = 600.0
# A queue of its own: runs of seconds shouldn't wait behind another lesson's hour of training.
SLOT = RunSlot("short")
FULL_SPEED = "full"


class RegressionLesson:
    """Everything on the page; each public widget attribute is shown by one cell of the notebook.

    Attributes:
        problem: What is fitted and how, with the exact answer.
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
        self.problem = Problem.of(load_points(settings), settings)
        self._experiment: Experiment | None = None
        self._updates_per_second = 0.0
        self.panel = SettingsPanel(
            settings,
            PRESETS,
            on_change=self._follow,
            on_show=self._show_code,
            disabled=disabled_knobs,
            notes=lambda settings: notes_for(
                self.problem.theory,
                settings,
                told=self._limit_told(settings),
                few_told=self._told(asked_by(settings)),
            ),
        )
        self.bar = RunBar(step_unit="epoch")
        self.views = Views(self.problem)
        self.own = OwnPoints(
            self.views.data,
            self.banner,
            problem=lambda: self.problem,
            take=lambda data: self.panel.take(self.panel.settings.changed(data=data)),
        )
        self.control = RunControl(
            self.bar,
            self.banner,
            make_job=self._make_job,
            paint=self._paint,
            views=self.views.painted,
            figures=self._figures,
            speeds=(
                Speed("watch", "Watch", lambda: max(self.problem.settings.epochs / 4.0, 4.0)),
                Speed("slow", "Slow motion", lambda: 2.0),
                Speed(FULL_SPEED, "Full speed", lambda: None),
            ),
            on_end=self._end,
            on_drop=self._leave_experiment,
            remark=self._remark,
        )
        album = Album(lesson_called("regression"))
        album.take(lambda: export.as_caption(self.problem), *self.views.painted)
        self.table = experiments_table(self._run_experiment)
        self.sections = make_sections(self.banner, album, self._view, self._watch)
        self.studies = Studies(self.banner, album, self._told)
        self.sections.on_answer(self._tell)
        self.sections.tasks.observe(lambda _change: self._tell(), "verdicts")
        self.dashboard = page(
            Theme(),
            self.banner,
            dashboard(self.bar, self.panel.knobs, self.views.lay_out(self.own.tools)),
        )
        self.findings = self.table.section
        self.quiz = page(*self.sections.quiz.children, self.studies.box)
        self.formulas, self.exercises = self.sections.formulas, self.sections.exercises
        self.take_home = self.sections.take_home
        self.banner.watch(self.dashboard, self.table.table, *self.sections.widgets)
        self.panel.take(settings)
        if notices:
            self.banner.show(" ".join(notices), tone="note")

    @property
    def settings(self) -> RegressionSettings:
        """The knobs as they stand."""
        return self.panel.settings

    @property
    def history(self) -> list[Snapshot]:
        """Snapshots of the run on the page, oldest first, thinned to a bounded number."""
        return self.control.history_shown()

    @property
    def marks(self) -> list[tuple[int, str]]:
        """Changes made in the middle of this run, with the epoch at which they took effect."""
        return list(self.control.job.marks) if self.control.job is not None else []

    # One way in for every change of settings.

    def _follow(self, change: Change[RegressionSettings]) -> None:
        """Answer settings: in mid-run where they are live, by a new run where one was on, or at once."""
        was_active = self.control.active
        # An author's run with another rate is another run; other points are no change of the settings; and
        # only descent takes up a turned knob.
        own = self._experiment is None and self.problem.engine == "descent"
        live = was_active and own and bool(change.turned) and not change.kept_by_runs
        self._take_up(change.after, keep_run=live)
        if live:
            self.control.take_up_live(change)
        elif was_active:
            self.control.begin_anew(change.kept_by_runs or change.turned or ["points"])
        elif self._cheap:
            self.control.answer_at_once()
        else:
            self.control.paint_now()
            self.bar.message = cost_of(self._updates, self._updates_per_second)

    def _take_up(
        self, settings: RegressionSettings, engine: Engine = "descent", *, keep_run: bool = False
    ) -> None:
        """Set what is fitted, and by what.

        Raises DataError if there are no points to fit, and then all is as before.
        """
        problem = Problem.of(load_points(settings, self.own.points), settings, self.problem, engine)
        with self.control.unpainted():
            if not keep_run:
                self.control.drop()
            if not self.problem.compares_with(problem.data, settings):
                self.views.forget_runs()
            self.problem = problem
        self.own.tell()

    def _run_experiment(self, name: str) -> None:
        """Set the knobs as the author had them and run at full speed: the time is part of the answer."""
        experiment = next(experiment for experiment in EXPERIMENTS if experiment.name == name)
        self._take_up(experiment.settings, experiment.engine)
        self._experiment = experiment
        self.panel.show(experiment.settings)
        self.table.busy(name)
        self.control.run(FULL_SPEED)

    def _watch(self, question: Question[Snapshot]) -> None:
        """Do the run that a question is about on the charts; one press of Undo brings back what was there."""
        self.control.drop()
        self.panel.take(LECTURE.changed(**question.runs[-1]))
        self.control.run()

    def _told(self, question: str) -> bool:
        """Whether what answers this question may be shown."""
        return self.sections.answered(question)

    def _limit_told(self, settings: RegressionSettings) -> bool:
        """Whether the full batch's largest rate may be shown: an exercise asks for some of them."""
        solved = self.sections.tasks.verdicts.get("largest_rate", {}).get("right")
        return self._told("standardise") and (bool(solved) or not asks_for_limit_of(settings))

    def _tell(self) -> None:
        """Show what an answer, or a solved exercise, allows."""
        self.studies.update()
        self.panel.show(self.panel.settings)
        self.control.paint_now()

    def _show_code(self) -> None:
        """Keep code, link and address of the page equal to its settings."""
        settings, query = self.panel.settings, self.panel.query()
        engine = self.problem.engine
        # Points of the visitor's own don't travel with an address, nor does another engine than descent.
        shared = "" if settings.data == "own" or engine != "descent" else query or "data=fire_theft"
        self.sections.show_code(export.as_code(settings, engine), query, shared)

    def _view(self) -> View:
        settings = self.problem.settings
        untold = untold_rates(
            told=self._limit_told(settings),
            few_told=self._told(asked_by(settings)),
            end_told=self._told("ten_times_the_epochs"),
        )
        return View(**vars(self.control.view(settings)), problem=self.problem, untold=untold)

    # The run.

    @property
    def _unit(self) -> str:
        """What one step of the run on the page is."""
        return steps_of(self.problem.engine)[0]

    @property
    def _updates(self) -> int:
        """How many updates a run makes."""
        return updates_of(self.problem.data, self.problem.settings)

    @property
    def _cheap(self) -> bool:
        """Whether a run is too short to queue for: handing over its turn would take longer than the run."""
        return self._updates <= ANSWERED_AT_ONCE

    def _leave_experiment(self) -> None:
        if self._experiment is not None:
            self._experiment = None
            self.table.free()

    def _make_job(self) -> Job[Snapshot]:
        self.views.begin_run()
        keras = self.problem.engine == "keras"
        return Job(
            {"descent": descend, "keras": keras_dense, "lasso": lasso}[self.problem.engine],
            self.problem.data,
            self.problem.settings,
            # The start, the epochs, and one to spare: the engine ends by itself.
            max_steps=self.problem.settings.epochs + 2,
            max_seconds=MAX_RUN_SECONDS,
            seed=self.problem.settings.seed,
            slot=SLOT if keras or not self._cheap else None,
            prepare=device.configure if keras else None,
        )

    def _end(self, job: Job[Snapshot]) -> None:
        if job.snapshot is not None and job.snapshot.updates >= 1000 and job.pace is None:
            self._updates_per_second = job.snapshot.updates / max(job.seconds, 1e-6)
        # Runs that answered a turned knob give way to each other; the one at load is kept.
        kept = not (self.control.answered_at_once and self.views.earlier)
        if kept and job.error is None and job.history:
            self.views.finish_run(self.problem, [snapshot for _, snapshot in job.history])
        if self._experiment is not None and job.state is State.DONE:
            assert job.snapshot is not None
            self.table.fill(
                self._experiment.name, *compared(self._experiment, self.problem, job.snapshot, job.seconds)
            )
        self._leave_experiment()

    def _remark(self, job: Job[Snapshot]) -> str:
        if job.loading and self.problem.engine == "keras":
            return "Loading TensorFlow takes some seconds."
        if (last := job.snapshot) is not None and last.ended == "diverged":
            what = divergence(last.epoch, last.updates, standardized=self.problem.settings.standardize)
            return " ".join(["Diverged.", *what])
        return ""

    # The painter's work.

    def _paint(self) -> None:
        self.views.paint(self.problem, self.control.shown, self.history, self.marks, self._unit, self._told)

    def _figures(self) -> list[list[str]]:
        job, shown = self.control.job, self.control.shown
        return [] if job is None or shown is None else figures(job, shown, self.problem.settings, self._unit)
