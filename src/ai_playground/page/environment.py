"""Where a page runs: which address opened it, and whether it is a Voila page."""

from __future__ import annotations

import os
from urllib.parse import parse_qs, quote


def in_voila() -> bool:
    """Whether this kernel was started by Voila for one visitor's page."""
    return os.environ.get("SERVER_SOFTWARE", "").startswith("voila")


def address_query() -> str:
    """What follows the question mark in the address of the page; empty outside Voila."""
    return os.environ.get("QUERY_STRING", "") if in_voila() else ""


def hidden_knobs() -> list[str]:
    """Names of the knobs that the page's address hides: `?hide=loss,optimizer`, for a teacher's link."""
    return [name for names in parse_qs(address_query()).get("hide", []) for name in names.split(",")]


def with_hidden_knobs(query: str) -> str:
    """`query` with what this page's address hides, so that reloads and copied links hide it too."""
    hidden = ",".join(hidden_knobs())
    return "&".join(filter(None, [query, hidden and f"hide={quote(hidden, safe=',')}"]))
