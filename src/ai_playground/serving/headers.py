"""Headers that every answer has, a page's as well as a file's."""

from __future__ import annotations

from typing import Any

from tornado.httputil import HTTPHeaders, HTTPServerRequest
from tornado.web import OutputTransform

HEADERS = {
    # A file is what its name says, whatever a browser reads into it.
    "X-Content-Type-Options": "nosniff",
    # The address that a guest came by has the token in it.
    "Referrer-Policy": "same-origin",
}


class SafeHeaders(OutputTransform):
    """Adds the headers that an answer lacks."""

    def __init__(self, request: HTTPServerRequest) -> None:
        """Nothing depends on the request."""

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, *_: Any, **__: Any
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Return the answer's beginning, with them."""
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        return status_code, headers, chunk
