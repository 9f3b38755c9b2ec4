"""The sections of the lesson's page below the dashboard: quiz, formulas, exercises, take home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ai_playground.jobs import RunSlot, device
from ai_playground.lesson.tasks import Exercise
from ai_playground.page.album import Album
from ai_playground.page.run_view import RunView
from ai_playground.page.sections import Download, Sections, decided_by_runs, run_quietly
from ai_playground.style.dashboard.choices import Choices, Chosen
from ai_playground.style.dashboard.formulas import FORMULAS
from ai_playground.style.dashboard.sums_table import QUESTION, SumsTable
from ai_playground.style.exercises import EXERCISES
from ai_playground.style.export import gif, png, run_json
from ai_playground.style.inputs import Style
from ai_playground.style.library import shipped
from ai_playground.style.questions import QUESTIONS
from ai_playground.style.quiz import QuizRun, quiz_run
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot, stylize
from ai_playground.style.yardstick import Judged, judge
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


def make_sections(
    view: Callable[[], View],
    of_run: Callable[[], Chosen],
    choices: Choices,
    slot: RunSlot,
    album: Album,
    watch: Callable[[QuizRun], None],
) -> Sections[View]:
    """The sections: of the page's `view`; the quiz runs on the first `choices` and waits in the `slot`.

    `of_run` tells the pictures of the run on the page; `watch` does a quiz's run there.
    """
    sums = SumsTable()

    def end_of(changes: Mapping[str, Any], chosen: Chosen) -> Judged:
        """The end of a small run with the first of the chosen styles, or on the pictures that are named."""
        run = quiz_run(changes)
        content = shipped(run.photo) if run.photo else chosen.content
        paintings = (Style(shipped(run.style)),) if run.style else chosen.paintings
        given = (content, paintings, run.settings)
        last = run_quietly(stylize, *given, slot=slot, prepare=device.configure)[-1]
        judged = judge(last, content, paintings, second_judge=run.second_judge)
        if not changes:
            sums.take(judged)
        return judged

    def judge_run(exercise: Exercise, view: View) -> tuple[bool, str]:
        chosen = of_run()
        # A picture is judged as a whole, wherever its styles were to apply.
        paintings = [Style(each.picture) for each in chosen.paintings]
        return exercise.check(judge(view.history[-1], chosen.content, paintings))

    sections = Sections(
        view,
        quizzes=decided_by_runs(
            QUESTIONS,
            end_of,
            "Painting small pictures to find out ...",
            watch=lambda question: watch(quiz_run(question.runs[-1])),
            given=lambda: (choices.first(),),
        ),
        formulas=FORMULAS,
        exercises=EXERCISES,
        judge=judge_run,
        downloads=DOWNLOADS,
        album=album,
        below_formulas=[sums.widget],
    )
    sections.on_answer(lambda: sums.show() if sections.answered(QUESTION) else None)
    return sections
