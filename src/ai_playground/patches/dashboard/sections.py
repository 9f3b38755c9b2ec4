"""The sections of the lesson's page below its runs: quiz, formulas, exercises, take home."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from ai_playground.lesson.recording import required
from ai_playground.lesson.tasks import Question
from ai_playground.page.album import Album
from ai_playground.page.run_view import RunView
from ai_playground.page.sections import Download, Sections, decided_by_runs
from ai_playground.patches.dashboard.formulas import FORMULAS
from ai_playground.patches.exercises import EXERCISES
from ai_playground.patches.export import figures_csv, run_json
from ai_playground.patches.lens_questions import LENS_QUESTIONS
from ai_playground.patches.questions import QUESTIONS
from ai_playground.patches.recorded_maps import recorded_share
from ai_playground.patches.recording import Recording, load_recording
from ai_playground.patches.study_exam import Moment
from ai_playground.patches.study_settings import StudySettings
from ai_playground.ui.quiz import Quiz
from ai_playground.ui.sender import File

View: TypeAlias = RunView[StudySettings, Moment]


def _figures(view: View) -> File:
    return "patches.csv", "text/csv", figures_csv(view.history_shown)


def _run(view: View) -> File:
    return "patches.json", "application/json", run_json(view.settings, view.history_shown)


DOWNLOADS = (
    Download("figures", "Losses and figures (CSV)", _figures),
    Download("run", "Settings and figures (JSON)", _run),
)


def _recorded(changes: Mapping[str, Any]) -> Recording:
    return required(load_recording(changes["recorded"]))


def make_sections(
    view: Callable[[], View],
    album: Album,
    watch: Callable[[Question[Recording]], None],
    asked_above: Sequence[Quiz],
) -> Sections[View]:
    """The sections: of the page's `view`; `watch` does a question's run on the charts.

    Of the lens is asked above, by `lens_quizzes`.
    """
    return Sections(
        view,
        quizzes=decided_by_runs(QUESTIONS, _recorded, watch=watch),
        formulas=FORMULAS,
        exercises=EXERCISES,
        downloads=DOWNLOADS,
        album=album,
        asked_above=asked_above,
    )


def lens_quizzes() -> list[Quiz]:
    """The questions on what the lens gives away."""
    return decided_by_runs(LENS_QUESTIONS, lambda changes: recorded_share(changes["cue"]))
