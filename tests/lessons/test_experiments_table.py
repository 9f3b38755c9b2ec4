"""`docs/experiments.md` names places that are there."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from ai_playground.lesson.catalogue import LESSONS
from tests.lesson_settings import declared_settings

TEXT = (Path(__file__).parents[2] / "docs" / "experiments.md").read_text(encoding="utf-8")
ROWS = [
    line.strip("| ").split(" | ") for line in TEXT.splitlines() if re.match(r"\| (?!experiment or)", line)
]
PLACES = sorted({place for row in ROWS for place in re.findall(r"`(\d \w+ [\w/. -]+)`", row[1])})


def _module(slug: str, name: str) -> Any:
    return importlib.import_module(f"ai_playground.{slug}.{name}")


def _knobs(slug: str) -> Iterable[str]:
    for each in declared_settings(slug):
        yield from each.model_fields


def _named(module: str, table: str) -> Callable[[str], Iterable[str]]:
    return lambda slug: [each.name for each in getattr(_module(slug, module), table)]


def _with_exercises(slug: str) -> str:
    """The module that has them: one of their own, where there are many."""
    return "exercises" if importlib.util.find_spec(f"ai_playground.{slug}.exercises") else "questions"


FINDINGS: dict[str, Callable[[], Iterable[str]]] = {
    "regression": lambda: _named("experiments", "EXPERIMENTS")("regression"),
    "corners": lambda: _module("corners", "dashboard.findings").ROWS,
    "patches": lambda: _named("claims", "CLAIMS")("patches"),
}
NAMES: dict[str, Callable[[str], Iterable[str]]] = {
    "finding": lambda slug: FINDINGS[slug](),
    "grid": _named("experiments", "EXPERIMENTS"),
    "preset": _named("presets", "PRESETS"),
    "question": _named("questions", "QUESTIONS"),
    "exercise": lambda slug: _named(_with_exercises(slug), "EXERCISES")(slug),
    "knob": _knobs,
}


def test_the_table_has_rows() -> None:
    assert len(ROWS) > 30


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_the_table_names_is_on_the_page(place: str) -> None:
    number, kind, name = place.split(" ", 2)
    slug = next(lesson.slug for lesson in LESSONS if lesson.number == int(number))
    assert name in NAMES[kind](slug)


def test_a_row_without_a_place_says_why() -> None:
    assert [row for row in ROWS if len(row) != 3 or not row[1].strip() or not row[2].strip()] == []


@pytest.mark.parametrize(
    ("slug", "kind"),
    [("regression", "finding"), ("style", "grid"), ("corners", "finding"), ("patches", "finding")],
)
def test_what_a_page_repeats_of_a_document_stands_in_the_table(slug: str, kind: str) -> None:
    number = next(lesson.number for lesson in LESSONS if lesson.slug == slug)
    assert [name for name in NAMES[kind](slug) if f"{number} {kind} {name}" not in PLACES] == []
