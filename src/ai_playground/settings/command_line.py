"""Settings as command-line options: one option per knob, with the same bounds and help."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from ai_playground.settings.model import Kind, Knob, Settings, describe

S = TypeVar("S", bound=Settings)


def add_options(
    parser: argparse.ArgumentParser, model: type[Settings], *, skip: Collection[str] = ()
) -> None:
    """Add one option per knob to `parser`, grouped as on the page.

    Args:
        parser: Receives the options; one that is not given keeps the model's default.
        model: The settings model.
        skip: Names of knobs that the caller declares itself.
    """
    groups: dict[str, Any] = {}
    for knob in describe(model):
        if knob.name in skip:
            continue
        group = groups.setdefault(knob.group, None) or parser.add_argument_group(knob.group)
        groups[knob.group] = group
        _add_option(group, knob)


def read_options(model: type[S], options: argparse.Namespace, **given: Any) -> S:
    """The settings that `options` (as parsed with :func:`add_options`) stand for.

    Args:
        model: The settings model.
        options: The parsed command line.
        given: Values of knobs that were skipped.
    """
    names = model.model_fields.keys() & vars(options).keys()
    return model(**{name: getattr(options, name) for name in names} | given)


def _add_option(group: Any, knob: Knob) -> None:
    looks: dict[str, Any] = {
        "default": argparse.SUPPRESS
    }  # an option not given is absent: the model knows its default
    default = f"default {knob.default}"
    if knob.kind is Kind.SWITCH:
        looks["action"] = argparse.BooleanOptionalAction
        default = f"default {'yes' if knob.default else 'no'}"
    elif knob.kind is Kind.CHOICE:
        looks["choices"] = [value for value, _ in knob.choices]
    elif knob.kind is Kind.TEXT:
        looks |= {"type": _text_for(knob), "metavar": "TEXT"}
        default = f"default {knob.default or 'empty'}"
    else:
        looks |= {"type": _number_within(knob), "metavar": "N" if knob.kind is Kind.INTEGER else "X"}
        default = f"{knob.minimum:.12g} to {knob.maximum:.12g}, default {knob.default:.12g}"
    text = _escaped(f"{knob.help} ({default})")
    group.add_argument("--" + knob.name.replace("_", "-"), help=text, **looks)


def _number_within(knob: Knob) -> Callable[[str], float | int]:
    def read(text: str) -> float | int:
        number = int(text) if knob.kind is Kind.INTEGER else float(text)
        # A page clamps, a command line refuses: nobody should get another run than the one they typed.
        if not knob.allows(number):
            raise argparse.ArgumentTypeError(
                f"{text} is not within {knob.minimum:.12g} to {knob.maximum:.12g}"
            )
        return number

    read.__name__ = "whole number" if knob.kind is Kind.INTEGER else "number"
    return read


def _text_for(knob: Knob) -> Callable[[str], str]:
    def read(text: str) -> str:
        try:
            return str(knob.clamped(text))
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


def _escaped(text: str) -> str:
    return text.replace("%", "%%")
