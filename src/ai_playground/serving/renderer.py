"""Voila's page of a lesson, with an end for one that can't be built to its end or whose visitor left."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncGenerator
from typing import Any

import voila.app
import voila.handler
import voila.server_extension
from jupyter_core.utils import ensure_async
from tornado.http1connection import HTTP1Connection
from tornado.ioloop import IOLoop
from tornado.web import Finish, HTTPError
from voila.notebook_renderer import NotebookRenderer
from voila.static_file_handler import TemplateStaticFileHandler
from voila.tornado.handler import TornadoVoilaHandler

from ai_playground.serving.error_pages import ErrorPages
from ai_playground.serving.origin import is_navigation

# A log that nobody reads.
NOBODY = logging.Logger("nobody")
NOBODY.addHandler(logging.NullHandler())

TEMPLATE_FILE = re.compile(r"[^/]+/static(/[^/]+)+")


class LessonHandler(ErrorPages, TornadoVoilaHandler):  # type: ignore[misc]
    """Starts a kernel for a visitor, and ends it if they hang up before their page is there."""

    def initialize(self, **kwargs: Any) -> None:
        """Take what Voila's handler does."""
        super().initialize(**kwargs)
        self.renderer: LessonRenderer | None = None
        self.hung_up = False

    async def prepare(self) -> None:
        """Refuse what opens no page: a picture's or a script's address on somebody's site, or a prefetch."""
        connection = self.request.connection
        # Tornado tells of those who leave from here on, not of those who left while their request was read.
        if isinstance(connection, HTTP1Connection) and connection.stream.closed():
            raise Finish
        await ensure_async(super().prepare())
        if not self._finished and not is_navigation(self.request):
            raise HTTPError(403)

    def on_finish(self) -> None:
        """Expect the page, which is sent, to join its kernel."""
        super().on_finish()
        if self.renderer is not None:
            self.kernel_manager.expect_visit(self.renderer.kernel_id)

    def on_connection_close(self) -> None:
        """End the kernel, now or as soon as it is there."""
        self.hung_up = True
        if self.renderer is not None:
            self.renderer.let_go()


class LessonRenderer(NotebookRenderer):  # type: ignore[misc]
    """Ends a page with an apology where its template raises or its kernel dies before the first cell.

    Voila waits for the rest of such a page for ever, and the visitor with it.
    """

    async def generate_content_generator(
        self, kernel_id: str | None = None, kernel_future: Any = None
    ) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
        """Yield the page piece by piece."""
        handler = self.request_handler
        handler.renderer, self.kernel_id = self, kernel_id
        try:
            if handler.hung_up:
                self.let_go()
                return
            async for piece in super().generate_content_generator(kernel_id, kernel_future):
                yield piece
        except Exception:
            self.log.exception("%s could not be rendered", self.notebook_path)
            yield handler.our_page("failed.html"), self.resources
        finally:
            # Voila leaves these open where something fails: five sockets a visitor.
            executor = getattr(self, "executor", None)
            if executor is not None and executor.kc is not None:
                await ensure_async(executor.kc.stop_channels())

    def let_go(self) -> None:
        """End the kernel of a visitor who left, without a word: to Voila it dies in the middle of a cell."""
        self.log = NOBODY
        if hasattr(self, "executor"):
            self.executor.log = NOBODY
        IOLoop.current().add_callback(self.request_handler.kernel_manager.end_if_unvisited, self.kernel_id)


class TemplateFiles(ErrorPages, TemplateStaticFileHandler):  # type: ignore[misc]
    """The files of Voila's templates; an address that is none of theirs is not found."""

    def parse_url_path(self, url_path: str) -> str:
        """Return the path of a file. Raises HTTPError 404 if the address can't be one's."""
        if not TEMPLATE_FILE.fullmatch(url_path):
            raise HTTPError(404)
        try:
            path: str = super().parse_url_path(url_path)
        except ValueError:  # no template of that name
            raise HTTPError(404) from None
        return path


def install() -> None:
    """Have Voila use these, by itself and as extension; there is no setting for that."""
    voila.handler.NotebookRenderer = LessonRenderer
    for module in (voila.app, voila.server_extension):
        module.TornadoVoilaHandler = LessonHandler
        module.TemplateStaticFileHandler = TemplateFiles
