"""A page that can't be built ends with an apology; Voila by itself would let the visitor wait for ever."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import voila.handler
from playwright.sync_api import Browser, expect

from ai_playground.serving.configuration import TEMPLATE, TEMPLATES_ROOT
from ai_playground.serving.extension import server_configuration
from ai_playground.serving.renderer import LessonRenderer
from tools.pages import standalone_server

NO_KERNEL = """
import os
import sys

if any("ipykernel" in word or "fork_server" in word for word in sys.orig_argv):
    os._exit(1)
"""


def test_a_kernel_that_dies_before_the_first_cell_is_told(
    root: Path, chromium: Browser, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(NO_KERNEL)
    with standalone_server(root / "lessons", tmp_path / "log", {"PYTHONPATH": str(tmp_path)}) as server:
        page = chromium.new_page()
        page.goto(server.lesson("button.ipynb"))
        expect(page.get_by_role("heading", name="This lesson could not be loaded")).to_be_visible()
        expect(page.get_by_role("status")).to_have_count(0)
        assert page.get_by_role("link", name="All lessons").get_attribute("href") == "/ai-playground/"
        assert "button.ipynb could not be rendered" in server.log.read_text()
        page.close()


def test_a_template_that_raises_is_told(root: Path, chromium: Browser, tmp_path: Path) -> None:
    template = shutil.copytree(TEMPLATES_ROOT, tmp_path / "share") / "nbconvert" / "templates" / TEMPLATE
    page_template = (template / "index.html.j2").read_text()
    marker = '<div id="rendered_cells" class="aip-hidden" role="main">'
    assert marker in page_template
    (template / "index.html.j2").write_text(page_template.replace(marker, marker + "{{ 1 // 0 }}"))
    # The first of these two is taken.
    path = os.pathsep.join([str(tmp_path / "share"), str(TEMPLATES_ROOT)])
    with standalone_server(root / "lessons", tmp_path / "log", {"JUPYTER_PATH": path}) as server:
        page = chromium.new_page()
        page.goto(server.lesson("button.ipynb"))
        expect(page.get_by_role("heading", name="This lesson could not be loaded")).to_be_visible()
        assert "ZeroDivisionError" in server.log.read_text()
        assert "ZeroDivisionError" not in page.content()
        page.close()


def test_pages_on_a_jupyter_server_have_the_same_renderer() -> None:
    server_configuration()
    assert voila.handler.NotebookRenderer is LessonRenderer
