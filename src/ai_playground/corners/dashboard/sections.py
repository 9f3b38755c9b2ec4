"""The sections of the lesson's page below its runs: quiz, formulas, exercises, take home."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from ai_playground.corners.dashboard.formulas import FORMULAS
from ai_playground.corners.measured import generated_photos
from ai_playground.corners.questions import EXERCISES, QUESTIONS, QUIZ_SIZE, Question, Run
from ai_playground.corners.report_sheet import Labelled
from ai_playground.corners.report_training import Snapshot, draw_and_train, rounded
from ai_playground.corners.settings import TrainingSettings
from ai_playground.jobs import Job, RunSlot, device
from ai_playground.page.album import Album
from ai_playground.page.environment import with_hidden_knobs
from ai_playground.page.lower_half import LowerHalf, decided_by_runs
from ai_playground.settings import to_query

DOWNLOADS = ({"name": "run", "label": "Settings and errors (JSON)"},)


@dataclass(frozen=True, eq=False)
class RunState:
    """What is on the page at a moment.

    Attributes:
        settings: What the run on the page was made of.
        history: Its snapshots, one for each epoch.
        recorded: Whether it is the run that ships with the package.
        active: Whether it is still on.
    """

    settings: TrainingSettings
    history: Run
    recorded: bool
    active: bool


class Sections(LowerHalf):
    """Widgets of the page's lower half.

    Args:
        state: Tells what is on the page now.
        slot: The queue for the quiz's small runs.
        album: The page's charts and pictures.
    """

    def __init__(self, state: Callable[[], RunState], slot: RunSlot, album: Album) -> None:
        self._state, self._slot = state, slot
        super().__init__(
            quizzes=decided_by_runs(QUESTIONS, self._checker, "Training a small network to find out ..."),
            formulas=FORMULAS,
            exercises=EXERCISES,
            check=self._check,
            downloads=DOWNLOADS,
            produce=self._produce,
            album=album,
        )

    def show_settings(self, settings: TrainingSettings) -> None:
        """Keep code, link and address of the page equal to its settings."""
        self.show_code(as_python(settings), with_hidden_knobs(to_query(settings)))

    def _checker(self, question: Question) -> Callable[[int], tuple[bool, str]]:
        def check(answer: int) -> tuple[bool, str]:
            photos = generated_photos()
            runs = [self._run_of(TrainingSettings(**{**QUIZ_SIZE, **run}), photos) for run in question.runs]
            return answer == question.right(runs), question.why(runs)

        return check

    def _run_of(self, settings: TrainingSettings, photos: Labelled) -> Run:
        job: Job[Snapshot] = Job(
            draw_and_train,
            settings,
            photos,
            photos.pictures[:1],
            max_steps=settings.epochs * settings.sheets,
            seed=settings.seed,
            slot=self._slot,
            prepare=device.configure,
        )
        job.run_in_foreground()
        job.wait()
        return by_epoch([snapshot for _, snapshot in job.history])

    def _check(self, name: str) -> tuple[bool, str]:
        exercise = next(exercise for exercise in EXERCISES if exercise.name == name)
        state = self._state()
        if state.recorded:
            return False, "This is the recorded run. Press Run, then check your own."
        if state.active:
            return False, "The run is still on. Let it end, then check."
        if len(state.history) < 2:
            return False, "There is no run yet. Turn the knobs, press Run, then check."
        return exercise.check(state.settings, state.history)

    def _produce(self, _name: str) -> tuple[str, str, bytes]:
        state = self._state()
        if not state.history:
            raise ValueError("There is no run yet. Press Run, then download.")
        figures = {
            "settings": state.settings.model_dump(),
            "epochs": [_figures(each) for each in state.history],
        }
        return "corners.json", "application/json", json.dumps(figures, indent=1, allow_nan=False).encode()


def by_epoch(history: Sequence[Snapshot]) -> list[Snapshot]:
    """The last snapshot of each epoch."""
    return list({snapshot.epoch: snapshot for snapshot in history}.values())


def as_python(settings: TrainingSettings) -> str:
    """Code that repeats a run."""
    changes = ", ".join(f"{name}={value!r}" for name, value in settings.non_defaults().items())
    return f"""\
from ai_playground.corners.measured import generated_photos
from ai_playground.corners.report_training import train_report_model
from ai_playground.corners.settings import TrainingSettings

settings = TrainingSettings({changes})
photos = generated_photos()
for snapshot in train_report_model(settings, photos, photos.pictures[:3]):
    print(snapshot.epoch, snapshot.held_out_mae, snapshot.photo_mae)
"""


def _figures(snapshot: Snapshot) -> dict[str, Any]:
    """What of a snapshot is a number or a few; NaN, which JSON has not, becomes null."""
    found: dict[str, Any] = {}
    for field in fields(snapshot):
        value = getattr(snapshot, field.name)
        if isinstance(value, int | tuple):
            found[field.name] = value
        elif isinstance(value, float):
            found[field.name] = rounded(value)
    found["photo_mae"] = rounded(snapshot.photo_mae)
    return found
