"""The sections of the lesson's page below the dashboard: quiz, formulas, exercises, take home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ai_playground.jobs import RunSlot, device
from ai_playground.lesson.tasks import Exercise
from ai_playground.page.album import Album
from ai_playground.page.run_view import RunView
from ai_playground.page.sections import Download, Sections, decided_by_runs, run_quietly
from ai_playground.style.dashboard.choices import Choices
from ai_playground.style.dashboard.formulas import FORMULAS
from ai_playground.style.export import gif, png, run_json
from ai_playground.style.questions import EXERCISES, QUESTIONS, QUIZ_SIZE
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot, stylize
from ai_playground.ui.sender import File

View: TypeAlias = RunView[StyleSettings, Snapshot]


def _picture(view: View) -> File:
    shown = view.history_shown[-1]
    return "style.png", "image/png", png(shown.picture, shown.settings)


def _film(view: View) -> File:
    return "style.gif", "image/gif", gif([snapshot.picture for snapshot in view.history_shown])


def _run(view: View) -> File:
    return "style.json", "application/json", run_json(view.history_shown)


DOWNLOADS = (
    Download("picture", "The picture (PNG)", _picture),
    Download("film", "How it came (GIF)", _film),
    Download("run", "Settings and losses (JSON)", _run),
)


def make_sections(view: Callable[[], View], choices: Choices, slot: RunSlot, album: Album) -> Sections[View]:
    """The sections: of the page's `view`; the quiz runs on the `choices` and waits in the `slot`."""

    def end_of(changes: Mapping[str, Any]) -> Snapshot:
        """The last snapshot of a small run with the first of the chosen styles."""
        chosen, settings = choices.now(), StyleSettings(**{**QUIZ_SIZE, **changes})
        given = (chosen.content, chosen.paintings[:1], settings)
        return run_quietly(stylize, *given, slot=slot, prepare=device.configure)[-1]

    return Sections(
        view,
        quizzes=decided_by_runs(QUESTIONS, end_of, "Painting small pictures to find out ..."),
        formulas=FORMULAS,
        exercises=EXERCISES,
        judge=_judge,
        downloads=DOWNLOADS,
        album=album,
    )


def _judge(exercise: Exercise, view: View) -> tuple[bool, str]:
    return exercise.check(view.history[0], view.history[-1])
