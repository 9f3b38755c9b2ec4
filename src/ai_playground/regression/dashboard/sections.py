"""The sections of the lesson's page below the dashboard: findings, quiz, formulas, exercises, take home."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ai_playground.jobs import Job
from ai_playground.page.album import Album
from ai_playground.page.environment import with_hidden_knobs
from ai_playground.page.layout import card, page
from ai_playground.page.lower_half import LowerHalf
from ai_playground.regression.dashboard import export
from ai_playground.regression.dashboard.formulas import FORMULAS
from ai_playground.regression.dashboard.graph import GraphSection
from ai_playground.regression.dashboard.scene import Scene
from ai_playground.regression.data import Points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.exact import means_formula
from ai_playground.regression.experiments import EXPERIMENTS, Engine, Experiment, Outcome
from ai_playground.regression.questions import EXERCISES, QUESTIONS
from ai_playground.regression.settings import RegressionSettings
from ai_playground.settings import to_query
from ai_playground.ui import Banner, Quiz, ReportTable

DOWNLOADS = (
    {"name": "run", "label": "This run (CSV)"},
    {"name": "points", "label": "The points (CSV)"},
    {"name": "result", "label": "Settings and result (JSON)"},
)


@dataclass(frozen=True, eq=False)
class RunState:
    """What is on the page at a moment.

    Attributes:
        scene: What is fitted and how.
        history: The run's snapshots up to the one shown.
        newest: The run's last snapshot, whatever the timeline shows; None without a run.
        active: Whether the run is still on.
        seconds: How long the engine has worked on it.
    """

    scene: Scene
    history: Sequence[Snapshot]
    newest: Snapshot | None
    active: bool
    seconds: float


class Sections(LowerHalf):
    """Widgets of the page's lower half.

    Args:
        banner: Where errors are explained.
        album: The page's charts.
        state: Tells what is on the page now.
        run: Sets the knobs as an experiment has them, and runs it.
    """

    def __init__(
        self,
        banner: Banner,
        album: Album,
        state: Callable[[], RunState],
        run: Callable[[Experiment], None],
    ) -> None:
        self._state, self._run_experiment = state, run
        self._table = ReportTable(
            ["run", "reported", "yours"],
            [
                {
                    "name": experiment.name,
                    "label": experiment.label,
                    "reported": experiment.reported,
                    "yours": "",
                    "verdict": "",
                    "note": "",
                    "action": "run it",
                    "busy": False,
                }
                for experiment in EXPERIMENTS
            ],
        )
        self._table.on_run(self._run)
        self.findings = page(card(self._table))
        graph = GraphSection(banner, lambda: state().scene.data)
        album.take(lambda: f"Data: {state().scene.data.title}.", graph.widget)
        super().__init__(
            quizzes=[Quiz(question.text, list(question.options), question.check) for question in QUESTIONS],
            formulas=FORMULAS,
            exercises=EXERCISES,
            check=self._check,
            downloads=DOWNLOADS,
            produce=self._produce,
            album=album,
            below_formulas=[graph.widget],
        )
        self.widgets.append(self._table)

    def show_settings(self, settings: RegressionSettings, engine: Engine) -> None:
        """Keep code, link and address of the page equal to its settings."""
        query = with_hidden_knobs(to_query(settings))
        # Points of the visitor's own don't travel with an address.
        shared = "" if settings.data == "own" else query or "data=fire_theft"
        self.show_code(export.as_code(settings, engine), query, shared)

    def report(self, experiment: Experiment, job: Job[Snapshot]) -> None:
        """Fill the row of an experiment whose run is done."""
        last = job.snapshot
        assert last is not None
        scene = self._state().scene
        outcome = Outcome.of(scene.data, scene.settings, last, job.seconds)
        verdict = experiment.compare(outcome)
        self._table.update(
            experiment.name,
            yours=experiment.yours(outcome),
            verdict=verdict.word,
            note=f"{verdict.note} {_took(experiment, job.seconds, scene.data)}",
            busy=False,
        )

    def report_nothing(self, experiment: Experiment) -> None:
        """Free the row of an experiment whose run did not get to its end."""
        self._table.update(experiment.name, busy=False)

    def _run(self, name: str) -> None:
        experiment = next(experiment for experiment in EXPERIMENTS if experiment.name == name)
        self._table.rows = [{**row, "busy": row["name"] == name} for row in self._table.rows]
        self._run_experiment(experiment)

    def _check(self, name: str) -> tuple[bool, str]:
        exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
        state = self._state()
        if state.active:
            return False, "The run is still on. Let it end, then check."
        if state.newest is None:
            return False, "There is no run to check yet. Turn a knob or press Run."
        return exercise.check(state.scene.data, state.scene.settings, state.newest)

    def _produce(self, name: str) -> tuple[str, str, bytes]:
        state = self._state()
        scene, history = state.scene, state.history
        if name != "points" and not history:
            raise ValueError("There is no run yet. Press Run, then download.")
        made: dict[str, Any] = {
            "run": lambda: ("regression_run.csv", "text/csv", export.run_csv(history)),
            "points": lambda: (export.POINTS_FILE, "text/csv", export.points_csv(scene.data)),
            "result": lambda: (
                "regression.json",
                "application/json",
                export.result_json(scene, history, state.seconds),
            ),
        }
        filename, mime, content = made[name]()
        return filename, mime, content


def _took(experiment: Experiment, seconds: float, data: Points) -> str:
    """How long a run took; beside one in Keras, how long the formula takes for the same."""
    if experiment.engine != "keras":
        return f"Took {_duration(seconds)}."
    started = time.perf_counter()
    means_formula(data.x, data.y)
    return f"Took {_duration(seconds)}; the formula takes {_duration(time.perf_counter() - started)}."


def _duration(seconds: float) -> str:
    return f"{seconds * 1000:.2g} ms" if seconds < 0.1 else f"{seconds:.1f} s"
