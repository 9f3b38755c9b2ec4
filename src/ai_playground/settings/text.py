"""Settings as text: a Python expression to paste, and a table for the documentation."""

from __future__ import annotations

from ai_playground.settings.model import TEXT_RULE, Kind, Knob, Settings, describe


def as_python(settings: Settings) -> str:
    """A Python expression that makes these settings, naming only what differs from the defaults."""
    arguments = ", ".join(f"{name}={value!r}" for name, value in settings.non_defaults().items())
    return f"{type(settings).__name__}({arguments})"


def as_table(model: type[Settings]) -> str:
    """A Markdown table of every knob: name, what it does, allowed values, default."""
    rows = [
        f"| `{knob.name}` | {knob.help} | {_allowed(knob)} | {_shown(knob.default)} |"
        for knob in describe(model)
    ]
    return "\n".join(["| knob | what it does | allowed | default |", "|---|---|---|---|", *rows])


def _allowed(knob: Knob) -> str:
    if knob.kind is Kind.SWITCH:
        return "yes, no"
    if knob.kind is Kind.CHOICE:
        return ", ".join(f"`{value}`" for value, _ in knob.choices)
    if knob.kind is Kind.TEXT:
        return TEXT_RULE
    return f"{knob.minimum:.12g} to {knob.maximum:.12g}"


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value == "":
        return "empty"
    return f"`{value}`"
