"""The colours of the page, read from its stylesheet: what is saved looks as what was shown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ai_playground.locations import stylesheet

# What depends on the screen, such as on dark colours or on paper, doesn't count here.
_ELSEWHERE = re.compile(r"/\*.*?\*/|@\w[^{;]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_PROPERTY = re.compile(r"--aip-([\w-]+):\s*([^;]+);")


@dataclass(frozen=True)
class Tone:
    """Colours of a tone: of its lines and dots, and of its words, which have to be darker."""

    line: str
    words: str


@dataclass(frozen=True)
class Palette:
    """Colours by the names they have in the stylesheet, without ``--aip-``, and the tones of charts."""

    colors: dict[str, str]
    tones: dict[str, Tone]


@cache
def palette() -> Palette:
    """The colours of the stylesheet."""
    colors: dict[str, str] = {}
    tones: dict[str, dict[str, str]] = {}
    css = _ELSEWHERE.sub("", stylesheet())
    for selectors, body in _RULE.findall(css):
        properties = {name: value.strip() for name, value in _PROPERTY.findall(body)}
        if selectors.strip() == ":root":
            colors |= properties
        for tone in re.findall(r"^\.aip-tone-(\w+)(?=,?$)", selectors.strip(), re.MULTILINE):
            tones.setdefault(tone, {}).update(properties)

    def color(value: str) -> str:
        """A colour as matplotlib reads it: names of other colours resolved."""
        name = re.fullmatch(r"var\(--aip-([\w-]+)\)", value)
        return color(colors[name[1]]) if name else value

    return Palette(
        {name: color(value) for name, value in colors.items() if value.startswith(("#", "var("))},
        {name: Tone(color(found["line"]), color(found["words"])) for name, found in tones.items()},
    )
