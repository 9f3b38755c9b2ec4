"""What is taken home from the small training: figures and code."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from ai_playground.patches.study_exam import LOSSES, Moment
from ai_playground.patches.study_settings import StudySettings
from ai_playground.settings import as_python as settings_as_python

FIGURES = (
    "step",
    "rate",
    "trained",
    "held_out",
    "spread",
    "factor_error",
    "overlap",
    "constant_factor_error",
    "constant_overlap",
    "cropped",
)
"""Of a moment, those that are one number."""


def figures(moment: Moment) -> dict[str, Any]:
    """The numbers of a moment by name; None for what its network doesn't answer."""
    told = {name: getattr(moment, name) for name in FIGURES} | {
        f"loss_{name}": value for name, value in zip(LOSSES, moment.losses.tolist(), strict=True)
    }
    return {name: None if np.isnan(value) else round(float(value), 6) for name, value in told.items()}


def figures_csv(history: Sequence[Moment]) -> bytes:
    """A row for each moment; what a network doesn't answer is empty."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow([*FIGURES, *(f"loss_{name}" for name in LOSSES)])
    for each in history:
        rows.writerow(["" if value is None else value for value in figures(each).values()])
    return text.getvalue().encode()


def run_json(settings: StudySettings, history: Sequence[Moment]) -> bytes:
    """Settings and the same figures, with how often each cell is the answer."""
    moments = [{**figures(each), "answers": each.answers.tolist()} for each in history]
    return json.dumps(
        {"settings": settings.model_dump(), "moments": moments}, indent=1, allow_nan=False
    ).encode()


def as_python(settings: StudySettings) -> str:
    """Code that repeats a training."""
    return f"""\
from ai_playground.patches.study import study
from ai_playground.patches.study_settings import StudySettings

settings = {settings_as_python(settings)}
for moment in study(settings):
    if moment is not None:
        print(moment.step, moment.spread, moment.held_out)
"""
