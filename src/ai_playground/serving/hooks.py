"""What Voila does to a lesson before its kernel starts."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ai_playground.lesson.catalogue import LESSONS, lesson_of

if TYPE_CHECKING:
    from jupyter_server.base.handlers import JupyterHandler
    from nbformat import NotebookNode

NOTEBOOK_ONLY_TAGS = frozenset({"take-apart", "colab"})
"""Tags of cells for JupyterLab and Colab: a page neither runs nor shows them."""


def prepare_page(handler: JupyterHandler, notebook: NotebookNode, cwd: str) -> NotebookNode:  # noqa: ARG001
    """Make a notebook ready to be a page; Voila calls this for every visitor, before it starts the kernel.

    Sets the ``_xsrf`` cookie: without it the page's farewell to its kernel is refused (403), and every reload
    and closed tab leaves a kernel behind (Voila issue 1458).
    """
    # Reading the token is what sets the cookie.
    _ = handler.xsrf_token
    notebook.cells = [
        cell for cell in notebook.cells if NOTEBOOK_ONLY_TAGS.isdisjoint(cell.metadata.get("tags", ()))
    ]
    # The template reads these: the navigation, the headline and the recorded picture of the loading card.
    notebook.metadata.lessons = [asdict(lesson) for lesson in LESSONS]
    lesson = lesson_of(handler.request.path)
    if lesson is not None:
        notebook.metadata.lesson = asdict(lesson)
        notebook.metadata.title = f"{lesson.title} · AI Playground"
    return notebook


def stay_on_this_host(page_config: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Have formulas set by the script in Voila's bundle; a Jupyter server's default is another host's."""
    return {**page_config, "fullMathjaxUrl": None, "mathjaxConfig": None}
