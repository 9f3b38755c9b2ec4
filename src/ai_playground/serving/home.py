"""The home page: a card for every lesson. It starts no kernel, so a class opening it costs nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tornado.web
from jupyter_server.utils import url_path_join
from voila.configuration import VoilaConfiguration
from voila.handler import BaseVoilaHandler
from voila.static_file_handler import AllowListFileHandler

from ai_playground.lesson.catalogue import LESSONS
from ai_playground.locations import assets_directory, stylesheet
from ai_playground.serving.error_pages import ErrorPages, with_error_pages

HOME = "ai-playground"
"""First part of the addresses of the home page, the stylesheets and the pictures."""

STYLESHEETS = Path(__file__).resolve().parent / "static"


class HomeHandler(ErrorPages, BaseVoilaHandler):  # type: ignore[misc]
    """Answers with the home page."""

    def initialize(self, render_root: str, **kwargs: Any) -> None:
        """Take the address, below the server's, under which Voila renders the lessons."""
        super().initialize(**kwargs)
        self.render_root = render_root

    @tornado.web.authenticated
    def get(self) -> None:
        """Write the page."""
        self.write(self.our_page("home.html", lessons=LESSONS, render_root=self.render_root))


class StylesheetHandler(ErrorPages):
    """Answers with the one stylesheet of pages and widgets."""

    def initialize(self, sheet: str) -> None:
        """Take it from memory: there may be no descriptor left to open its files."""
        self.sheet = sheet

    def get(self) -> None:
        """Write it."""
        self.set_header("Content-Type", "text/css; charset=UTF-8")
        self.write(self.sheet)

    def head(self) -> None:
        """Say what `get` would."""
        self.get()


class FileHandler(ErrorPages, AllowListFileHandler):  # type: ignore[misc]
    """Hands out pictures beside the notebooks, and refuses all else with a page like the others."""

    def initialize(self, voila_configuration: VoilaConfiguration, path: str) -> None:
        """Take the folder, and Voila's configuration, which says what is public."""
        super().initialize(
            path=path,
            allowlist=voila_configuration.file_allowlist,
            denylist=voila_configuration.file_denylist,
        )


def redirects_to_slash(base_url: str) -> list[tuple[Any, ...]]:
    """Return handlers that send a visitor who left out the last ``/`` of a page's address there."""
    pages = (base_url, url_path_join(base_url, HOME, "/"))
    return [
        (page.rstrip("/"), tornado.web.RedirectHandler, {"url": page, "permanent": False})
        for page in pages
        if page != "/"
    ]


def home_handlers(
    base_url: str, render_root: str, root: str, configuration: VoilaConfiguration
) -> list[tuple[Any, ...]]:
    """Return the handlers of the home page, the stylesheets and the pictures.

    Args:
        base_url: The server's address, ends in ``/``.
        render_root: Where Voila renders the lessons, below `base_url`, e.g. ``voila/render/lessons/``.
        root: The folder that the server shows.
        configuration: Voila's, for the page's template.
    """
    page = {"voila_configuration": configuration}
    pictures = {"path": str(assets_directory() / "pictures")}
    return [
        (url_path_join(base_url, HOME, "/"), HomeHandler, {**page, "render_root": render_root}),
        (url_path_join(base_url, HOME, r"static/theme\.css"), StylesheetHandler, {"sheet": stylesheet()}),
        (
            url_path_join(base_url, HOME, r"static/(.*\.css)"),
            with_error_pages(tornado.web.StaticFileHandler),
            {"path": str(STYLESHEETS)},
        ),
        (
            url_path_join(base_url, HOME, "pictures/(.*)"),
            with_error_pages(tornado.web.StaticFileHandler),
            pictures,
        ),
        (url_path_join(base_url, "voila/files/(.*)"), FileHandler, {**page, "path": root}),
    ]
