"""The sections of the lesson's page below its runs: quiz, formulas, exercises, take home."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeAlias

from ai_playground.corners.dashboard.formulas import FORMULAS
from ai_playground.corners.evaluation_data import generated_photos
from ai_playground.corners.exercises import EXERCISES
from ai_playground.corners.paper_training import Snapshot, by_epoch, draw_and_train, rounded
from ai_playground.corners.questions import QUESTIONS, QUIZ_SIZE, Run
from ai_playground.corners.settings import TrainingSettings
from ai_playground.jobs import RunSlot, device
from ai_playground.lesson.tasks import Exercise, Question
from ai_playground.page.album import Album
from ai_playground.page.run_view import RunView
from ai_playground.page.sections import Download, Sections, decided_by_runs, run_quietly
from ai_playground.ui.sender import File

View: TypeAlias = RunView[TrainingSettings, Snapshot]


def make_sections(
    view: Callable[[], View],
    slot: RunSlot,
    album: Album,
    *,
    watch: Callable[[Question[Run]], None],
    keep: Callable[[TrainingSettings, Run], None],
) -> Sections[View]:
    """The sections: of the page's `view`; the quiz's runs wait in the `slot`.

    Args:
        view: Tells what is on the page.
        slot: The queue to compute in.
        album: The charts and pictures to take home.
        watch: Does the runs of a question on the charts.
        keep: Called with each of the quiz's runs, once it is over.
    """

    def run(changes: Mapping[str, Any]) -> Run:
        photos, settings = generated_photos(), quiz_settings(changes)
        pictures = photos.pictures[:1]
        seed, prepare = settings.seed, device.configure
        found = by_epoch(
            run_quietly(draw_and_train, settings, photos, pictures, slot=slot, seed=seed, prepare=prepare)
        )
        keep(settings, found)
        return found

    return Sections(
        view,
        quizzes=decided_by_runs(QUESTIONS, run, "Training a small network to find out ...", watch),
        formulas=FORMULAS,
        exercises=EXERCISES,
        judge=_judge,
        downloads=(Download("run", "Settings and errors (JSON)", _run_json),),
        album=album,
    )


def quiz_settings(changes: Mapping[str, Any]) -> TrainingSettings:
    """The settings of one of the quiz's runs."""
    return TrainingSettings(**{**QUIZ_SIZE, **changes})


def _judge(exercise: Exercise, view: View) -> tuple[bool, str]:
    run = by_epoch(view.history)
    if len(run) < 2:
        return False, "The run was stopped before its first epoch was over. Let it go on, then check."
    return exercise.check(view.settings, run)


def _run_json(view: View) -> File:
    figures = {
        "settings": view.settings.model_dump(),
        "epochs": [_figures(each) for each in by_epoch(view.history_shown)],
    }
    return "corners.json", "application/json", json.dumps(figures, indent=1, allow_nan=False).encode()


def as_python(settings: TrainingSettings) -> str:
    """Code that repeats a run."""
    changes = ", ".join(f"{name}={value!r}" for name, value in settings.non_defaults().items())
    return f"""\
from ai_playground.corners.evaluation_data import generated_photos
from ai_playground.corners.paper_training import train_paper_model
from ai_playground.corners.settings import TrainingSettings

settings = TrainingSettings({changes})
photos = generated_photos()
for snapshot in train_paper_model(settings, photos, photos.pictures[:3]):
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
