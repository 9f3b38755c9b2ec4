from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from nbformat import from_dict

from ai_playground.lesson.catalogue import LESSONS
from ai_playground.serving.hooks import prepare_page, stay_on_this_host


class Handler:
    """As much of Voila's request handler as the hook looks at."""

    def __init__(self, path: str) -> None:
        self.request = SimpleNamespace(path=path)
        self.cookies = 0

    @property
    def xsrf_token(self) -> bytes:
        self.cookies += 1
        return b"token"


def notebook_with_tags(*tags: list[str] | None) -> Any:
    metadata = [{} if cell_tags is None else {"tags": cell_tags} for cell_tags in tags]
    cells = [
        {"cell_type": "code", "metadata": entry, "source": str(index)} for index, entry in enumerate(metadata)
    ]
    return from_dict({"cells": cells, "metadata": {}})  # type: ignore[no-untyped-call]


def prepare(notebook: Any, path: str = "/voila/render/any.ipynb") -> tuple[Any, Handler]:
    handler = Handler(path)
    return prepare_page(handler, notebook, cwd=""), handler  # type: ignore[arg-type]


def test_cells_for_jupyterlab_and_colab_are_left_out() -> None:
    notebook, _ = prepare(notebook_with_tags(None, ["take-apart"], ["colab", "x"], [], ["x"]))
    assert [cell.source for cell in notebook.cells] == ["0", "3", "4"]


def test_the_cookie_that_the_farewell_needs_is_set() -> None:
    _, handler = prepare(notebook_with_tags())
    assert handler.cookies == 1


@pytest.mark.parametrize("folder", ["/voila/render/", "/user/someone/voila/render/lessons/"])
def test_a_lesson_gets_its_title_and_its_place_in_the_navigation(folder: str) -> None:
    lesson = LESSONS[0]
    notebook, _ = prepare(notebook_with_tags(None), folder + lesson.notebook)
    assert notebook.metadata.title == f"{lesson.title} · AI Playground"
    assert notebook.metadata.lesson["slug"] == lesson.slug
    assert [entry["slug"] for entry in notebook.metadata.lessons] == [entry.slug for entry in LESSONS]


def test_another_notebook_gets_the_navigation_only() -> None:
    notebook, _ = prepare(notebook_with_tags(None))
    assert "lesson" not in notebook.metadata
    assert notebook.metadata.lessons


def test_formulas_need_no_other_host() -> None:
    config = {"baseUrl": "/", "fullMathjaxUrl": "https://elsewhere/mathjax.js"}
    assert stay_on_this_host(config, log=None) == {
        "baseUrl": "/",
        "fullMathjaxUrl": None,
        "mathjaxConfig": None,
    }
