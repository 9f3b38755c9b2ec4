"""The sections of the lesson's page below its runs: quiz, formulas, exercises, take home."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ai_playground.cyclegan.dashboard.formulas import FORMULAS
from ai_playground.cyclegan.export import film, losses_csv, run_json
from ai_playground.cyclegan.questions import EXERCISES, QUESTIONS
from ai_playground.cyclegan.recording import Recording, load_recording
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import Moment
from ai_playground.cyclegan.weights import write_own
from ai_playground.lesson.recording import required
from ai_playground.lesson.tasks import Question
from ai_playground.page.album import Album
from ai_playground.page.run_view import RunView
from ai_playground.page.sections import Download, Sections, decided_by_runs
from ai_playground.ui.sender import File

View: TypeAlias = RunView[StudySettings, Moment]


def _film(view: View) -> File:
    pictures = [each.painted for each in view.history_shown if each.painted.size]
    if not pictures:
        raise ValueError("There are no pictures of these moments: a run's file has those of its last alone.")
    return "cyclegan.gif", "image/gif", film(pictures)


def _losses(view: View) -> File:
    return "cyclegan.csv", "text/csv", losses_csv(view.history_shown)


def _weights(view: View) -> File:
    """Those of the moment shown, for `ai-playground cyclegan paint --weights`."""
    shown = view.history_shown[-1]
    if view.settings.generator != "residual":
        raise ValueError("No command paints with a U-Net. Train residual blocks, then download.")
    if not shown.painter:
        raise ValueError("A recorded run has no weights, nor one from a file. Press Run, or go on with it.")
    file = io.BytesIO()
    write_own(file, shown.painter, shown.photographer)
    return f"cyclegan_painter_{shown.step}.npz", "application/octet-stream", file.getvalue()


def _recorded(changes: Mapping[str, Any]) -> Recording:
    return required(load_recording(changes["recorded"]))


def _takes(question: Question[Recording]) -> str:
    run = load_recording(question.runs[-1]["recorded"])
    return "" if run.missing else f"{run.settings.steps:,} steps, which took {run.took}."


def make_sections(
    view: Callable[[], View],
    went_on: Callable[[], tuple[tuple[int, int], ...]],
    album: Album,
    watch: Callable[[Question[Recording]], None],
) -> Sections[View]:
    """The sections.

    Args:
        view: Tells what is on the page.
        went_on: Where that was gone on with; see `kept.Kept`.
        album: The charts and pictures to take home.
        watch: Does a question's run on the charts.
    """

    def run(view: View) -> File:
        return "cyclegan.json", "application/json", run_json(view.settings, view.history_shown, went_on())

    return Sections(
        view,
        quizzes=decided_by_runs(QUESTIONS, _recorded, watch=watch, takes=_takes),
        formulas=FORMULAS,
        exercises=EXERCISES,
        downloads=(
            Download("film", "How it learned (GIF)", _film),
            Download("weights", "Painter to use elsewhere (NPZ)", _weights),
            Download("losses", "Losses and distance (CSV)", _losses),
            Download("run", "Settings and figures (JSON)", run),
        ),
        album=album,
    )
