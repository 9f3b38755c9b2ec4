"""What the catalogue says of a lesson is there."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from ai_playground.lesson.catalogue import LESSONS, Lesson, lesson_called, lesson_of
from ai_playground.locations import assets_directory, lessons_directory

BUILT = [lesson for lesson in LESSONS if lesson.built]


def test_a_built_lesson_has_its_notebook_and_picture() -> None:
    for lesson in LESSONS:
        assert (lessons_directory() / lesson.notebook).is_file() == lesson.built
        assert not lesson.picture or (assets_directory() / "pictures" / lesson.picture).is_file()


def test_numbers_and_names_of_lessons_are_their_own() -> None:
    assert [lesson.number for lesson in LESSONS] == list(range(1, len(LESSONS) + 1))
    assert len({lesson.slug for lesson in LESSONS}) == len(LESSONS)


@pytest.mark.parametrize("lesson", BUILT, ids=lambda lesson: lesson.slug)
def test_a_built_lesson_has_a_command_that_says_what_it_is_for(lesson: Lesson) -> None:
    assert lesson.command is not None
    assert callable(importlib.import_module(lesson.command).declare)
    assert lesson.purpose


def test_the_style_card_promises_a_picture_as_soon_as_was_measured_in_a_fresh_kernel() -> None:
    measured = (Path(__file__).parents[2] / "benchmarks" / "README.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| first live frame at 256 px: fresh kernel, .*$", measured, re.M)
    soon, late = (float(figure) for figure in re.findall(r"([\d.]+) s", row.split("|")[3])[:2])
    promise = re.fullmatch(r"live in (\d+) to (\d+) s", lesson_called("style").tag)
    assert promise
    assert int(promise[1]) == round(soon)
    # The page begins with a larger picture.
    assert late < int(promise[2])


def test_a_lesson_is_found_by_its_package_and_by_its_notebook_in_any_folder() -> None:
    for lesson in LESSONS:
        assert lesson_called(lesson.slug) is lesson
        assert lesson_of(lesson.notebook) is lesson_of(f"somewhere/{lesson.notebook}") is lesson
    assert lesson_of("notes.ipynb") is None
