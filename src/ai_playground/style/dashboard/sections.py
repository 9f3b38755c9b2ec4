"""The sections of the lesson's page below the dashboard: quiz, formulas, exercises, take home."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ai_playground.jobs import Job, RunSlot, device
from ai_playground.page.album import Album
from ai_playground.page.lower_half import LowerHalf, decided_by_runs
from ai_playground.style.dashboard.choices import Choices, Chosen
from ai_playground.style.dashboard.formulas import FORMULAS
from ai_playground.style.export import as_python, gif, png, run_json
from ai_playground.style.questions import EXERCISES, QUESTIONS, QUIZ_SIZE, Question
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import Snapshot, stylize

DOWNLOADS = (
    {"name": "picture", "label": "The picture (PNG)"},
    {"name": "film", "label": "How it came (GIF)"},
    {"name": "run", "label": "Settings and losses (JSON)"},
)


@dataclass(frozen=True, eq=False)
class RunState:
    """What is on the page at a moment.

    Attributes:
        history: The run's snapshots up to the one shown.
        recorded: Whether it is the recording that ships with the package.
        active: Whether it is still on.
    """

    history: Sequence[Snapshot]
    recorded: bool
    active: bool


class Sections(LowerHalf):
    """Widgets of the page's lower half.

    Args:
        state: Tells what is on the page now.
        choices: The page's galleries.
        slot: The queue for the quiz's small runs.
        album: The page's charts and pictures.
    """

    def __init__(self, state: Callable[[], RunState], choices: Choices, slot: RunSlot, album: Album) -> None:
        self._state, self._choices, self._slot = state, choices, slot
        super().__init__(
            quizzes=decided_by_runs(QUESTIONS, self._checker, "Painting small pictures to find out ..."),
            formulas=FORMULAS,
            exercises=EXERCISES,
            check=self._check,
            downloads=DOWNLOADS,
            produce=self._produce,
            album=album,
        )

    def show_settings(self, settings: StyleSettings, query: str) -> None:
        """Keep code, link and address of the page equal to its settings and pictures."""
        regions = any(style.mask is not None for style in self._choices.now().paintings)
        self.show_code(as_python(settings, *self._choices.sources(), regions=regions), query)

    def _checker(self, question: Question) -> Callable[[int], tuple[bool, str]]:
        def check(answer: int) -> tuple[bool, str]:
            chosen = self._choices.now()
            ends = [self._end_of(chosen, StyleSettings(**{**QUIZ_SIZE, **run})) for run in question.runs]
            return answer == question.right(ends), question.why(ends)

        return check

    def _end_of(self, chosen: Chosen, settings: StyleSettings) -> Snapshot:
        """The last snapshot of a small run with the first of the chosen styles."""
        job: Job[Snapshot] = Job(
            stylize,
            chosen.content,
            chosen.paintings[:1],
            settings,
            max_steps=settings.iterations + 2,
            history_limit=2,
            slot=self._slot,
            prepare=device.configure,
        )
        job.run_in_foreground()
        job.wait()
        assert job.snapshot is not None
        return job.snapshot

    def _check(self, name: str) -> tuple[bool, str]:
        exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
        state = self._state()
        if state.recorded:
            return False, "This is the recorded run. Press Run, then check your own."
        if not state.history:
            return False, "There is no run yet. Press Run, then check."
        if state.active:
            return False, "The run is still on. Let it end, then check."
        return exercise.check(state.history[0], state.history[-1])

    def _produce(self, name: str) -> tuple[str, str, bytes]:
        state = self._state()
        if not state.history:
            raise ValueError("There is no picture yet. Press Run, then download.")
        pictures = [snapshot.picture for snapshot in state.history]
        made: dict[str, Any] = {
            "picture": lambda: ("style.png", "image/png", png(pictures[-1], state.history[-1].settings)),
            "film": lambda: ("style.gif", "image/gif", gif(pictures)),
            "run": lambda: ("style.json", "application/json", run_json(state.history)),
        }
        filename, mime, content = made[name]()
        return filename, mime, content
