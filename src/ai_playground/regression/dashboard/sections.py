"""The sections of the lesson's page below the dashboard: findings, quiz, formulas, exercises, take home."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from ai_playground.lesson.findings import Finding, Verdict
from ai_playground.lesson.tasks import Exercise, Question
from ai_playground.lesson.text import duration
from ai_playground.page.album import Album
from ai_playground.page.findings import Findings
from ai_playground.page.run_view import RunView
from ai_playground.page.sections import Download, Sections, decided_by_runs
from ai_playground.regression.dashboard import export
from ai_playground.regression.dashboard.formulas import FORMULAS
from ai_playground.regression.dashboard.graph import GraphSection
from ai_playground.regression.dashboard.problem import Problem
from ai_playground.regression.data import Points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.exact import means_formula
from ai_playground.regression.experiments import EXPERIMENTS, Experiment
from ai_playground.regression.outcome import Outcome
from ai_playground.regression.questions import EXERCISES, QUESTIONS, run_for
from ai_playground.regression.settings import RegressionSettings
from ai_playground.ui.banner import Banner


@dataclass(frozen=True, eq=False)
class View(RunView[RegressionSettings, Snapshot]):
    """What is on the page, with the points and the exact answer, and what of theory is still asked for."""

    problem: Problem
    untold: frozenset[str]


DOWNLOADS: tuple[Download[View], ...] = (
    Download(
        "run",
        "This run (CSV)",
        lambda view: ("regression_run.csv", "text/csv", export.run_csv(view.problem, view.history_shown)),
    ),
    Download(
        "points",
        "The points (CSV)",
        lambda view: (export.POINTS_FILE, "text/csv", export.points_csv(view.problem.data)),
        needs_run=False,
    ),
    Download(
        "result",
        "Settings and result (JSON)",
        lambda view: (
            "regression.json",
            "application/json",
            export.result_json(view.problem, view.history_shown, view.seconds, view.untold),
        ),
    ),
)


def make_sections(
    banner: Banner, album: Album, view: Callable[[], View], watch: Callable[[Question[Snapshot]], None]
) -> Sections[View]:
    """The sections: for what goes wrong in a `banner`, with charts from an `album`, of the page's `view`.

    `watch` does what decided a question on the page's charts.
    """
    graph = GraphSection(banner, lambda: view().problem.data)
    album.take(lambda: f"Data: {view().problem.data.title}.", graph.widget)
    return Sections(
        view,
        quizzes=decided_by_runs(QUESTIONS, run_for, watch=watch),
        formulas=FORMULAS,
        exercises=EXERCISES,
        judge=_judge,
        downloads=DOWNLOADS,
        album=album,
        below_formulas=[graph.widget],
    )


def experiments_table(run: Callable[[str], None]) -> Findings:
    """What the author reported; `run` does an experiment by its name."""
    findings = [Finding(each.name, each.label, each.reported, "run it", each.note) for each in EXPERIMENTS]
    return Findings(["run", "reported", "yours"], findings, run)


def compared(experiment: Experiment, problem: Problem, last: Snapshot, seconds: float) -> tuple[str, Verdict]:
    """A finished run's figures, and how they compare with the author's."""
    outcome = Outcome.of(problem.data, problem.settings, last)
    verdict = experiment.compare(outcome)
    note = f"{experiment.note} {verdict.note} {_took(experiment, seconds, problem.data)}".strip()
    return experiment.yours(outcome), Verdict(verdict.word, note)


def _judge(exercise: Exercise, view: View) -> tuple[bool, str]:
    return exercise.check(view.problem.data, view.settings, view.history)


def _took(experiment: Experiment, seconds: float, data: Points) -> str:
    """How long a run took; beside one in Keras, how long the formula takes for the same."""
    if experiment.engine != "keras":
        return f"Took {duration(seconds)}."
    started = time.perf_counter()
    means_formula(data.x, data.y)
    return f"Took {duration(seconds)}; the formula takes {duration(time.perf_counter() - started)}."
