"""A real Chromium looking at widgets, on pages that come in two kinds.

`voila_page(source)` turns cells into a page of Voila with a kernel of its own and returns it, as soon as its
first widget is drawn. `widget_page(source)` does so without Voila and kernel, in a fraction of the time (see
`mount`). Each widget has one test with the former, for the way through a real kernel, and the rest with the
latter. `console_errors` and `foreign_requests` of both collect what the name says.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.mount import WidgetPages, WidgetServer
from tests.browser.mount import widget_server as serve_widgets
from tools.pages import SHOWN, Server, Watch, open_page, standalone_server, write_notebook


@pytest.fixture(scope="session")
def notebooks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the server serves."""
    return tmp_path_factory.mktemp("notebooks")


@pytest.fixture(scope="session")
def voila_server(notebooks: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with standalone_server(notebooks, tmp_path_factory.mktemp("server") / "log") as server:
        yield server


class VoilaPages:
    """Opens pages made of the given cells, and collects what goes wrong on them."""

    def __init__(self, visitor: BrowserContext, server: Server, notebooks: Path) -> None:
        self._visitor, self._server, self._notebooks = visitor, server, notebooks
        self._pages: list[tuple[Page, Watch]] = []

    @property
    def console_errors(self) -> list[str]:
        """What the pages of this test wrote to the console as an error, or threw."""
        return [error for _, watch in self._pages for error in watch.errors]

    @property
    def foreign_requests(self) -> list[str]:
        """Addresses on other hosts that the pages asked for."""
        return [address for _, watch in self._pages for address in watch.foreign_requests]

    def __call__(
        self, source: str | list[str], width: int = 1280, height: int = 900, query: str = ""
    ) -> Page:
        """Open a page with these cells; `query` is the part of the address after the question mark."""
        name = f"{uuid.uuid4().hex}.ipynb"
        write_notebook(self._notebooks / name, *([source] if isinstance(source, str) else source))
        page, watch = open_page(self._visitor, self._server, name, query, width=width, height=height)
        self._pages.append((page, watch))
        page.wait_for_selector(SHOWN)
        if page.get_by_text("There was an error when executing cell").count() > 0:
            raise RuntimeError(f"a cell failed:\n{self._server.log.read_text()[-3000:]}")
        return page

    def close(self) -> None:
        for page, _ in self._pages:
            # So that the page asks Voila to end its kernel, as it does when a visitor closes the tab.
            page.close(run_before_unload=True)


@pytest.fixture(scope="session")
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    """One for all pages: each takes up what was compiled of Voila's scripts, and a tenth less time."""
    context = chromium.new_context()
    context.new_page()  # so that closing another doesn't close the window
    yield context
    context.close()


@pytest.fixture
def voila_page(visitor: BrowserContext, voila_server: Server, notebooks: Path) -> Iterator[VoilaPages]:
    pages = VoilaPages(visitor, voila_server, notebooks)
    yield pages
    pages.close()


@pytest.fixture(scope="module")
def lasting_voila_page(
    visitor: BrowserContext, voila_server: Server, notebooks: Path
) -> Iterator[VoilaPages]:
    """The same for pages that several tests look at, each of which leaves them as it found them."""
    pages = VoilaPages(visitor, voila_server, notebooks)
    yield pages
    pages.close()


@pytest.fixture(scope="session")
def widget_server() -> Iterator[WidgetServer]:
    with serve_widgets() as server:
        yield server


@pytest.fixture
def widget_page(
    chromium: Browser, widget_server: WidgetServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[WidgetPages]:
    pages = WidgetPages(chromium, widget_server, monkeypatch)
    yield pages
    pages.close()
