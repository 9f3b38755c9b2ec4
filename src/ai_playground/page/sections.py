"""What stands below a lesson's runs: quiz, formulas, exercises, and what can be taken home."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import ipywidgets

from ai_playground.jobs import Job, RunSlot, runs_in_foreground
from ai_playground.lesson.tasks import Exercise, Question
from ai_playground.page.album import Album
from ai_playground.page.environment import in_voila
from ai_playground.page.formulas import Formula, formulas_html
from ai_playground.page.layout import card, page, stack
from ai_playground.page.run_view import RunView
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.exercises import Exercises
from ai_playground.ui.quiz import Quiz
from ai_playground.ui.sender import File
from ai_playground.ui.snippet import Snippet

View = TypeVar("View", bound=RunView[Any, Any])
Run = TypeVar("Run")
Snapshot = TypeVar("Snapshot")

# Engines end by themselves long before.
LONGEST_QUIET_RUN = 100_000


@dataclass(frozen=True)
class Download(Generic[View]):
    """A file to take home.

    Attributes:
        name: Short identifier.
        label: What it holds, and its format.
        make: Makes file name, media type and content of what the page shows.
        needs_run: Whether there is none before there is a run.
    """

    name: str
    label: str
    make: Callable[[View], File]
    needs_run: bool = True


def judged_by_its_run(exercise: Exercise, view: RunView[Any, Any]) -> tuple[bool, str]:
    """Judge an exercise by the run's settings and all of its snapshots."""
    return exercise.check(view.settings, view.history)


class Sections(Generic[View]):
    """The widgets, and the sections that show them.

    Args:
        view: Tells what is on the page now.
        quizzes: Questions to answer before looking.
        formulas: Each beside the code that does it.
        exercises: Goals to reach with the knobs.
        downloads: Files to take home.
        album: The charts and pictures to take home.
        judge: Judges an exercise by a run that is the visitor's own and over.
        below_formulas: Widgets that follow the formulas.
        asked_above: Questions that the lesson shows elsewhere.

    Attributes:
        quiz, formulas, exercises, take_home: The sections.
        quizzes, tasks, downloads, snippet: Their widgets.
    """

    def __init__(
        self,
        view: Callable[[], View],
        *,
        quizzes: Sequence[Quiz],
        formulas: Sequence[Formula],
        exercises: Sequence[Exercise],
        downloads: Sequence[Download[View]],
        album: Album,
        judge: Callable[[Exercise, View], tuple[bool, str]] = judged_by_its_run,
        below_formulas: Sequence[ipywidgets.Widget] = (),
        asked_above: Sequence[Quiz] = (),
    ) -> None:
        self._view, self._judge = view, judge
        self._exercises = {exercise.name: exercise for exercise in exercises}
        self._downloads = {download.name: download for download in downloads}
        self.quizzes = [*asked_above, *quizzes]
        self.tasks = Exercises(
            [{"name": each.name, "title": each.title, "text": each.text} for each in exercises], self.check
        )
        self.downloads = Downloads(
            [{"name": each.name, "label": each.label} for each in downloads], self.produce
        )
        self.snippet = Snippet("")
        self.quiz = cards_of(quizzes)
        self.formulas = page(card(ipywidgets.HTML(formulas_html(formulas)), *below_formulas))
        self.exercises = page(card(self.tasks))
        self.take_home = page(card(self.downloads, album.downloads, self.snippet))
        self.widgets: list[ipywidgets.Widget] = [
            *self.quizzes,
            self.tasks,
            self.downloads,
            album.downloads,
            self.snippet,
        ]

    def answered(self, question: str) -> bool:
        """Whether this question was answered, so that what on the page answers it may be shown."""
        return any(quiz.answered for quiz in self.quizzes if quiz.name == question)

    def on_answer(self, tell: Callable[[], object]) -> None:
        """Call `tell` when a question has been answered."""
        for quiz in self.quizzes:
            quiz.observe(lambda _change: tell(), "verdict")

    def check(self, name: str) -> tuple[bool, str]:
        """Whether the exercise of this name is solved, and why."""
        view = self._view()
        if view.recorded:
            return False, "This is the recorded run. Press Run, then check your own."
        if view.active:
            return False, "The run is still on. Let it end, then check."
        if not view.history:
            return False, "There is no run yet. Turn the knobs, press Run, then check."
        return self._judge(self._exercises[name], view)

    def produce(self, name: str) -> File:
        """Make the download of this name. Raises ValueError if it needs a run and there is none."""
        view, download = self._view(), self._downloads[name]
        if download.needs_run and not view.history_shown:
            raise ValueError("There is no run yet. Press Run, then download.")
        return download.make(view)

    def show_code(self, code: str, query: str, shared_query: str | None = None) -> None:
        """Keep code, link and the page's address equal to its settings.

        Args:
            code: Python that repeats the run.
            query: The settings as the page's address has them.
            shared_query: As a link to share has them, where that differs.
        """
        self.snippet.text = code
        self.snippet.share_url_query = query if shared_query is None else shared_query
        self.snippet.address_query = query if in_voila() else None


def cards_of(quizzes: Sequence[Quiz]) -> ipywidgets.VBox:
    """Questions side by side, each a card by itself: boxes around them would be twice as many widgets."""
    for quiz in quizzes:
        quiz.add_class("aip-card").add_class("aip-pad")
    return page(stack("aip-three", *quizzes))


def decided_by_runs(
    questions: Sequence[Question[Run]],
    run: Callable[..., Run],
    wait_text: str = "",
    watch: Callable[[Question[Run]], None] | None = None,
    given: Callable[[], tuple[Any, ...]] = tuple,
    takes: Callable[[Question[Run]], str] = lambda _question: "",
) -> list[Quiz]:
    """Quizzes whose answers small runs decide.

    Args:
        questions: What is asked.
        run: Does a run with the settings it is given, and with what `given` tells.
        wait_text: Stands there meanwhile, where the page can show anything meanwhile; "" for runs that take
            no time.
        watch: Does the runs of an answered question on the page's charts; None for a page that can't.
        given: What the runs are of beside their settings, such as pictures that the visitor has chosen. It is
            asked once for each answer: whatever is chosen meanwhile, all of its runs are of the same.
        takes: How long `watch` takes, in words; "" where it is soon done.
    """
    said = "" if runs_in_foreground() else wait_text

    def check(question: Question[Run], chosen: int) -> tuple[bool, str]:
        beside = given()
        return question.check(chosen, lambda changes: run(changes, *beside))

    def quiz(question: Question[Run]) -> Quiz:
        return Quiz(
            question.name,
            question.text,
            [answer.text for answer in question.answers],
            lambda chosen: check(question, chosen),
            said,
            (lambda: watch(question)) if watch is not None and question.runs else None,
            takes(question) if question.runs else "",
        )

    return [quiz(question) for question in questions]


def run_quietly(
    engine: Callable[..., Generator[Snapshot | None, Any, None]],
    *arguments: Any,
    slot: RunSlot,
    seed: int = 0,
    prepare: Callable[[], object] | None = None,
) -> list[Snapshot]:
    """All snapshots of a run that the page doesn't show, once it has had its turn. Raises what it raises.

    An engine that uses TensorFlow has its device prepared, by `jobs.device.configure`.
    """
    job: Job[Snapshot] = Job(
        engine,
        *arguments,
        max_steps=LONGEST_QUIET_RUN,
        history_limit=LONGEST_QUIET_RUN,
        seed=seed,
        slot=slot,
        prepare=prepare,
    )
    job.run_in_foreground()
    job.wait()
    return [snapshot for _, snapshot in job.history]
