"""Settings in a page's address: short, shareable, and never trusted."""

from __future__ import annotations

from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from ai_playground.settings.model import Kind, Knob, Settings, describe

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
    for name, text in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        if name not in knobs:
            continue
        try:
            values[name] = knobs[name].clamped(text)
        except ValueError as error:
            notices.append(f"Ignored in the address: {error}.")
            continue
        if knobs[name].minimum is not None and values[name] != float(text):
            notices.append(
                f"{knobs[name].label} in the address became {values[name]:.12g}: {_rule(knobs[name])}."
            )
    return model(**values), notices


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rule(knob: Knob) -> str:
    number = "a whole number" if knob.kind is Kind.INTEGER else "a number"
    return f"it is {number} from {knob.minimum:.12g} to {knob.maximum:.12g}"
