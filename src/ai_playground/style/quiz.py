"""The small runs that decide the questions of the quiz."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ai_playground.style.settings import StyleSettings

# Small and quick; all other knobs as they come.
QUIZ_SIZE: Mapping[str, Any] = {"size": 128, "iterations": 20, "schedule": "flat", "seed": 42}
# What a run may name beside knobs: shipped pictures in the place of the chosen ones.
PICTURES = ("photo", "style")
# And whether an untrained network judges, too.
SECOND_JUDGE = "second_judge"


@dataclass(frozen=True)
class QuizRun:
    """A run that decides a question.

    Attributes:
        settings: Its knobs.
        photo, style: Names of shipped pictures to take in the place of the chosen ones; "" for those.
        second_judge: Whether an untrained network judges its picture, too.
    """

    settings: StyleSettings
    photo: str = ""
    style: str = ""
    second_judge: bool = False


def quiz_run(changes: Mapping[str, Any]) -> QuizRun:
    """The run that a question's `changes` stand for."""
    knobs = {name: value for name, value in changes.items() if name not in (*PICTURES, SECOND_JUDGE)}
    pictures = {name: str(changes[name]) for name in PICTURES if name in changes}
    settings = StyleSettings(**{**QUIZ_SIZE, **knobs})
    return QuizRun(settings, **pictures, second_judge=bool(changes.get(SECOND_JUDGE)))
