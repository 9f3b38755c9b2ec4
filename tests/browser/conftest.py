"""A real Chromium looking at real Voila pages.

`voila_page(source)` turns cells into a page and returns it, as soon as its first widget is drawn. Console
errors and requests to other hosts are collected in `voila_page.console_errors` and
`voila_page.foreign_requests`.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

SERVE = """
import sys
from pathlib import Path
from ai_playground.serving.server import serve

serve(port=int(sys.argv[1]), browser=False, folder=Path(sys.argv[2]))
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


def find_chromium() -> str | None:
    """Path of the Chromium to drive: the variable CHROMIUM, or a usual name on PATH."""
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next((path for path in map(shutil.which, filter(None, names)) if path), None)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_chromium()
    if path is None:
        pytest.skip("no Chromium found: install one, or set CHROMIUM to its path")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def notebook(cells: list[str]) -> str:
    """A notebook of code cells, as JSON."""
    parts: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "id": f"cell{k}",
            "metadata": {},
            "source": cell,
            "outputs": [],
            "execution_count": None,
        }
        for k, cell in enumerate(cells)
    ]
    return json.dumps({"cells": parts, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


class VoilaServer:
    """Our Voila server, as `ai-playground serve` starts it, on a folder of notebooks and a free port."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "voila.log"
        self.lessons = folder / "lessons"
        self.lessons.mkdir()
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-c", SERVE, str(port), str(self.lessons)]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        self._wait_until_it_answers()

    def close(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)

    def _wait_until_it_answers(self, seconds: float = 60.0) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self._process.poll() is None:
            try:
                with urllib.request.urlopen(self.address, timeout=5):
                    return
            except URLError:
                time.sleep(0.1)
        self._process.kill()
        raise RuntimeError(f"Voila did not start:\n{self.log.read_text()}")


@pytest.fixture(scope="session")
def voila_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VoilaServer]:
    server = VoilaServer(tmp_path_factory.mktemp("voila"))
    yield server
    server.close()


class VoilaPages:
    """Opens pages made of the given cells, and collects what goes wrong on them.

    Attributes:
        console_errors: what the pages of this test wrote to the console as an error, or threw.
        foreign_requests: addresses on other hosts that the pages asked for.
    """

    def __init__(self, chromium: Browser, server: VoilaServer) -> None:
        self.server = server
        self.console_errors: list[str] = []
        self.foreign_requests: list[str] = []
        self._chromium = chromium
        self._pages: list[Page] = []

    def __call__(
        self, source: str | list[str], width: int = 1280, height: int = 900, query: str = ""
    ) -> Page:
        """Open a page with these cells; `query` is the part of the address after the question mark."""
        cells = [source] if isinstance(source, str) else source
        name = f"{uuid.uuid4().hex}.ipynb"
        (self.server.lessons / name).write_text(notebook(cells))
        page = self._chromium.new_page(viewport={"width": width, "height": height})
        self._pages.append(page)
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        page.on("request", lambda request: self._note_request(request.url))
        page.goto(f"{self.server.address}/voila/render/{name}" + (f"?{query}" if query else ""))
        # The cells are hidden until the widgets are painted.
        page.wait_for_selector("#rendered_cells:not(.aip-hidden)")
        if page.get_by_text("There was an error when executing cell").count() > 0:
            raise RuntimeError(f"a cell failed:\n{self.server.log.read_text()[-3000:]}")
        return page

    def close(self) -> None:
        for page in self._pages:
            # So that the page asks Voila to end its kernel, as it does when a visitor closes the tab.
            page.close(run_before_unload=True)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(f"{message.text} ({message.location['url']})")

    def _note_request(self, url: str) -> None:
        # blob: and data: addresses never leave the browser.
        if url.startswith("http") and not url.startswith(f"{self.server.address}/"):
            self.foreign_requests.append(url)


@pytest.fixture
def voila_page(chromium: Browser, voila_server: VoilaServer) -> Iterator[VoilaPages]:
    pages = VoilaPages(chromium, voila_server)
    yield pages
    pages.close()
