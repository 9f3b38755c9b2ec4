"""Settings as text: a Python expression to paste, and a table for the documentation."""

from __future__ import annotations

from decimal import Decimal

from ai_playground.settings.model import TEXT_RULE, Kind, Knob, Settings, describe


def as_python(settings: Settings) -> str:
    """A Python expression that makes these settings, naming only what differs from the defaults."""
    arguments = ", ".join(f"{name}={value!r}" for name, value in settings.non_defaults().items())
    return f"{type(settings).__name__}({arguments})"


def as_words(settings: Settings) -> str:
    """What differs from the defaults, and the seed, for the reader of a chart: "Epochs 50, seed 0"."""
    values = settings.model_dump()
    told = [
        f"{knob.label.lower()} {_in_words(knob, values[knob.name])}"
        for knob in describe(type(settings))
        if knob.name in settings.non_defaults() or knob.name == "seed"
    ]
    if not settings.non_defaults().keys() - {"seed"}:
        told.insert(0, "knobs as they come")
    text = ", ".join(told)
    return text[:1].upper() + text[1:]


def changes_in_words(before: Settings, after: Settings) -> str:
    """What was turned: "learning rate 0.001 → 0.002"."""
    old, new = before.model_dump(), after.model_dump()
    return ", ".join(
        f"{knob.label[:1].lower()}{knob.label[1:]} {_in_words(knob, old[knob.name])} → "
        f"{_in_words(knob, new[knob.name])}"
        for knob in describe(type(after))
        if old[knob.name] != new[knob.name]
    )


def as_table(model: type[Settings]) -> str:
    """A Markdown table of every knob: name, what it does, allowed values, default."""
    rows = [
        f"| `{knob.name}` | {knob.help} | {_allowed(knob)} | {_shown(knob.default)} |"
        for knob in describe(model)
    ]
    return "\n".join(["| knob | what it does | allowed | default |", "|---|---|---|---|", *rows])


def _in_words(knob: Knob, value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    if knob.kind is Kind.CHOICE:
        label = dict(knob.choices)[str(value)]
        # A name of several capitals, such as an abbreviation, stays as it is.
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]
    if isinstance(value, int | float):
        return f"{Decimal(f'{value:.12g}'):,f}"
    return str(value) or "empty"


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
