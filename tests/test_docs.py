"""The documents say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ai_playground.lesson.catalogue import LESSONS
from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.settings import as_table
from tests.lesson_settings import declared_settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("[!.]*/README.md"), *ROOT.glob("docs/*.md")])


@pytest.mark.parametrize("lesson", [lesson.slug for lesson in LESSONS if lesson.command])
def test_the_table_of_knobs_is_the_settings(lesson: str) -> None:
    text = (ROOT / "docs" / f"{lesson}.md").read_text(encoding="utf-8")
    for settings in declared_settings(lesson):
        assert as_table(settings) in text


def test_every_lesson_is_in_the_readme_and_its_picture_among_the_sources() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    sources = (ROOT / "assets" / "README.md").read_text(encoding="utf-8")
    for lesson in LESSONS:
        question = re.sub("[“”]", '"', lesson.question)
        more = f"[how it works](docs/{lesson.slug}.md)" if lesson.built else "coming"
        assert f"| {lesson.number} | {question} | {more} |" in readme
        assert not lesson.picture or f"`pictures/{lesson.picture}`" in sources


def test_the_usual_layers_are_those_of_the_networks() -> None:
    text = (ROOT / "docs" / "style.md").read_text(encoding="utf-8")
    for architecture in ARCHITECTURES.values():
        first, *_, last = layers = [f"`{name}`" for name in architecture.style]
        usual = f"{first} to {last}" if first == "`block1_conv1`" else ", ".join(layers)
        assert f"| {usual} | `{architecture.content}` |" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_a_document_points_at_is_there(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8"))

    assert [link for link in links if not (document.parent / link).exists()] == []
