"""Pages that refuse or apologise, the same whichever handler has them to send."""

from __future__ import annotations

from typing import Any

from jinja2 import Environment
from tornado.web import HTTPError, RequestHandler

TEMPLATES = (
    "403.html", "404.html", "503.html", "507.html", "error.html", "failed.html", "home.html", "login.html",
)  # fmt: skip


class ErrorPages(RequestHandler):
    """Makes a handler answer with our pages what it can't answer otherwise. First among its base classes."""

    def write_error(self, status_code: int, **_: Any) -> None:
        """Write the page of this status."""
        name = f"{status_code}.html"
        self.set_header("Content-Type", "text/html; charset=UTF-8")
        self.finish(
            self.our_page(
                name if name in TEMPLATES else "error.html",
                status_code=status_code,
                status_message=self._reason,
            )
        )

    def our_page(self, name: str, **values: object) -> str:
        """Return a page, from a template in memory: there may be no descriptor left to open a file."""
        pages: Environment = self.settings["voila_jinja2_env"]
        return pages.get_template(name).render(base_url=self.settings["base_url"], **values)


class Refusal(ErrorPages):
    """Answers every request with one status."""

    def initialize(self, status: int) -> None:
        """Take the status."""
        self.status = status

    def prepare(self) -> None:
        """Refuse."""
        raise HTTPError(self.status)


def hold_in_memory(pages: Environment) -> None:
    """Read the templates of all these pages, so that none needs a descriptor when it is wanted."""
    # They don't change while the server runs, and nobody need look whether they have.
    pages.auto_reload = False
    for name in TEMPLATES:
        pages.get_template(name)


def with_error_pages(handler: type[RequestHandler]) -> type[RequestHandler]:
    """Return `handler` with these pages in the place of its own."""
    return type(handler.__name__, (ErrorPages, handler), {})
