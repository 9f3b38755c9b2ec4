"""What stands before all handlers of a server: who is let in, and what every answer has."""

from __future__ import annotations

from collections.abc import Callable

from tornado.httputil import HTTPServerRequest
from tornado.routing import Rule
from tornado.web import Application

from ai_playground.serving.error_pages import Refusal
from ai_playground.serving.headers import SafeHeaders
from ai_playground.serving.origin import Matches, has_no_path


def guard(application: Application, is_foreign: Callable[[HTTPServerRequest], bool], *below: str) -> None:
    """Refuse what has no good address, or comes from somebody else's site; add our headers to all answers.

    Args:
        application: The server's.
        is_foreign: Says of a request whether it comes from somebody else's site.
        below: Only addresses that begin like one of these are meant.
    """

    def here(question: Callable[[HTTPServerRequest], bool]) -> Matches:
        return Matches(lambda request: request.path.startswith(below) and question(request))

    application.default_router.rules[:0] = [
        Rule(here(has_no_path), Refusal, {"status": 404}),
        Rule(here(is_foreign), Refusal, {"status": 403}),
    ]
    application.add_transform(SafeHeaders)
