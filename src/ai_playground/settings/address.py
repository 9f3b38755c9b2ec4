"""Settings in a page's address: short, shareable, and never trusted."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from ai_playground.settings.model import Settings, describe

S = TypeVar("S", bound=Settings)

# Longer addresses are cut by browsers and proxies, and no set of knobs needs as much.
MAX_QUERY_LENGTH = 4096


def to_query(settings: Settings) -> str:
    """The settings that differ from their defaults as `name=value&...`, without a question mark."""
    return urlencode({name: _as_text(value) for name, value in settings.non_defaults().items()})


def from_query(model: type[S], query: str) -> tuple[S, list[str]]:
    """Read settings from an address, taking what is right and explaining what is not.

    Values out of bounds are pulled to the bound; a value of the wrong type keeps its default.
    Parameters that name no knob are left alone: the server and other parts of the page have theirs.

    Returns:
        The settings, and one plain sentence for each value that was not taken as it stood.
    """
    if len(query) > MAX_QUERY_LENGTH:
        return model(), [
            f"The address was longer than {MAX_QUERY_LENGTH} characters, so its settings were ignored."
        ]
    knobs = {knob.name: knob for knob in describe(model)}
    values: dict[str, Any] = {}
    notices = []
    for name, text in parse_qsl(query, keep_blank_values=True, max_num_fields=None):
        if name not in knobs:
            continue
        try:
            values[name] = knobs[name].clamped(text)
        except ValueError as error:
            notices.append(f"Ignored in the address: {error}.")
            continue
        if _out_of_bounds(text, values[name]):
            notices.append(
                f"{knobs[name].label} in the address was out of bounds and became {values[name]:g}."
            )
    return model(**values), notices


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _out_of_bounds(text: str, value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and float(text) != value
