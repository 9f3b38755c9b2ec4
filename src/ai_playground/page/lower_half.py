"""What stands below a lesson's runs: quiz, formulas, exercises, and what can be taken home."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

import ipywidgets

from ai_playground.jobs import runs_in_foreground
from ai_playground.page.album import Album
from ai_playground.page.environment import in_voila
from ai_playground.page.formulas import Formula, formulas_html
from ai_playground.page.layout import card, page, stack
from ai_playground.ui import Downloads, Exercises, Quiz, Snippet


class Task(Protocol):
    """An exercise as the page shows it."""

    @property
    def name(self) -> str:
        """What the page calls it by."""
        ...

    @property
    def title(self) -> str:
        """A few words."""
        ...

    @property
    def text(self) -> str:
        """What is to be reached."""
        ...


class Asked(Protocol):
    """A question as the page shows it."""

    @property
    def text(self) -> str:
        """The question."""
        ...

    @property
    def options(self) -> Sequence[str]:
        """The answers."""
        ...


Question = TypeVar("Question", bound=Asked)


def decided_by_runs(
    questions: Sequence[Question],
    checker: Callable[[Question], Callable[[int], tuple[bool, str]]],
    wait_text: str,
) -> list[Quiz]:
    """Quizzes whose answers small runs decide.

    Args:
        questions: What is asked.
        checker: Makes what runs and compares, for a question.
        wait_text: Stands there meanwhile, where the page can show anything meanwhile.
    """
    said = "" if runs_in_foreground() else wait_text
    return [Quiz(question.text, list(question.options), checker(question), said) for question in questions]


class LowerHalf:
    """The widgets, and the sections that show them.

    Args:
        quizzes: Questions to answer before looking.
        formulas: Each beside the code that does it.
        exercises: Goals to reach with the knobs.
        check: Says of an exercise, by its name, whether it is solved, and why.
        downloads: ``{"name", "label"}`` of each.
        produce: Makes a download, by its name: file name, media type, content.
        album: The charts and pictures to take home.
        below_formulas: Widgets that follow the formulas.

    Attributes:
        quiz, formulas, exercises, take_home: The sections.
        widgets: Those that call back.
    """

    def __init__(
        self,
        *,
        quizzes: Sequence[Quiz],
        formulas: Sequence[Formula],
        exercises: Sequence[Task],
        check: Callable[[str], tuple[bool, str]],
        downloads: Sequence[dict[str, str]],
        produce: Callable[[str], tuple[str, str, bytes]],
        album: Album,
        below_formulas: Sequence[ipywidgets.Widget] = (),
    ) -> None:
        tasks = [{"name": each.name, "title": each.title, "text": each.text} for each in exercises]
        self._exercises = Exercises(tasks, check)
        self._downloads = Downloads(list(downloads), produce)
        self._snippet = Snippet("")
        self.quiz = page(stack("aip-three", *(card(quiz) for quiz in quizzes)))
        self.formulas = page(card(ipywidgets.HTML(formulas_html(formulas)), *below_formulas))
        self.exercises = page(card(self._exercises))
        self.take_home = page(card(self._downloads, album.downloads, self._snippet))
        self.widgets: list[ipywidgets.Widget] = [
            *quizzes,
            self._exercises,
            self._downloads,
            album.downloads,
            self._snippet,
        ]

    def show_code(self, code: str, query: str, shared_query: str | None = None) -> None:
        """Keep code, link and the page's address equal to its settings.

        Args:
            code: Python that repeats the run.
            query: The settings as the page's address has them.
            shared_query: As a link to share has them, where that differs.
        """
        self._snippet.text = code
        self._snippet.share_url_query = query if shared_query is None else shared_query
        self._snippet.address_query = query if in_voila() else None
