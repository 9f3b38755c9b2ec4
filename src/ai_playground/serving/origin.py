"""Which requests come from our own pages or a visitor's own click, and which from somebody else's site."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import unquote_to_bytes, urlsplit

from tornado.httputil import HTTPServerRequest
from tornado.routing import Matcher

LONGEST_PATH = 1_000
# A path that a file or a notebook of ours can't have: control characters, and steps up in the tree.
NO_PATH = re.compile(r"[\x00-\x1f\x7f\\]|(^|/)\.{1,2}(/|$)")


class Matches(Matcher):
    """Matches the requests for which a function says so."""

    def __init__(self, question: Callable[[HTTPServerRequest], bool]) -> None:
        self._question = question

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Return no arguments for the handler, or None where the request is not meant."""
        return {} if self._question(request) else None


def has_no_path(request: HTTPServerRequest) -> bool:
    """Whether the request's address is one that nothing here can have."""
    raw = request.path or ""
    try:
        path = unquote_to_bytes(raw.encode("latin1")).decode()
    except ValueError:
        return True
    # The length of names counts too: a file system has at most 255 bytes for one.
    return (
        len(raw) > LONGEST_PATH
        or NO_PATH.search(path) is not None
        or any(len(name.encode()) > 255 for name in path.split("/"))
    )


def is_foreign(request: HTTPServerRequest, names: Collection[str] | None = None) -> bool:
    """Whether another site's page sent this, other than by sending its visitor here.

    Args:
        request: What came.
        names: Names that the server goes by; None: names and origins are for somebody else to check, where
            there is a token or Jupyter does it.
    """
    if names is not None:
        origin = request.headers.get("Origin")
        if not is_ours(request.host, names) or not (origin is None or _is_own(origin, request.host, names)):
            return True
    site = request.headers.get("Sec-Fetch-Site", "none")
    return site in {"cross-site", "same-site"} and not (
        request.method in {"GET", "HEAD"}
        and request.headers.get("Sec-Fetch-Mode") == "navigate"
        and request.headers.get("Sec-Fetch-Dest", "document") == "document"
    )


def is_navigation(request: HTTPServerRequest) -> bool:
    """Whether a visitor wants to see this page, as far as the request tells.

    A browser says what a request is for only to a server with a certificate or on its own machine. To others
    it says what it takes: pages for a visitor, else anything or pictures. Programs of other kinds come in.
    """
    headers = request.headers
    if "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", "")):
        return False
    if mode := headers.get("Sec-Fetch-Mode"):
        return mode == "navigate"
    accepted = headers.get("Accept", "")
    return "text/html" in accepted or not headers.get("User-Agent", "").startswith("Mozilla/")


def is_ours(host: str, names: Collection[str]) -> bool:
    """Whether `host`, a request's Host, names this server: by a number, as localhost, or by one of `names`.

    A site whose name is made to point to this machine (DNS rebinding) can't change what browsers send here.
    """
    name = _name_of(host)
    try:
        ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return name == "localhost" or name.endswith(".localhost") or name in names
    return True


def names_of_machine() -> set[str]:
    """Return the names that this machine gives itself."""
    name = socket.gethostname().lower()
    return {name, f"{name.partition('.')[0]}", f"{name.partition('.')[0]}.local"}


def _name_of(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:
        return ""


def _is_own(origin: str, host: str, names: Collection[str]) -> bool:
    try:
        netloc = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return netloc != "" and (netloc == host.lower() or _name_of(netloc) in names)
