"""The one declaration behind every knob: a frozen, validated pydantic model.

A lesson declares its knobs once, as fields made by :func:`knob`. Everything that shows, reads or
writes them (page, command line, address, table, snippet, JSON) is derived from :func:`describe`.
"""

from __future__ import annotations

import enum
import typing
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self

import annotated_types
import pydantic

# Enough for a list of layers, and little enough that a dozen of them fit into an address.
MAX_TEXT_LENGTH = 200
TEXT_RULE = f"one line of at most {MAX_TEXT_LENGTH} printable characters"


def is_plain_text(value: object) -> bool:
    """Whether a text knob can hold `value`: it is what TEXT_RULE says."""
    return isinstance(value, str) and len(value) <= MAX_TEXT_LENGTH and value.isprintable()


class Settings(pydantic.BaseModel):
    """Base of every lesson's settings: immutable, no unknown fields, no NaN or infinity, plain texts."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @pydantic.field_validator("*")
    @classmethod
    def _check_text(cls, value: Any) -> Any:
        if isinstance(value, str) and not is_plain_text(value):
            raise ValueError(f"must be {TEXT_RULE}")
        return value

    def changed(self, **changes: Any) -> Self:
        """A validated copy with `changes` applied.

        Raises:
            pydantic.ValidationError: if a value is out of bounds or of the wrong type.
        """
        return type(self).model_validate({**self.model_dump(), **changes})

    def non_defaults(self) -> dict[str, Any]:
        """The values that differ from the defaults, in declaration order."""
        values = self.model_dump()
        return {
            name: values[name]
            for name, field in type(self).model_fields.items()
            if values[name] != field.default
        }


class Kind(enum.StrEnum):
    """What sort of control a knob needs."""

    NUMBER = "number"
    INTEGER = "integer"
    CHOICE = "choice"
    SWITCH = "switch"
    TEXT = "text"


@dataclass(frozen=True)
class Knob:
    """One field of a settings model, described for people and for controls.

    Attributes:
        name: The field's name, also the command-line option (with dashes) and the URL parameter.
        label: Its name for people.
        help: One line on what it does.
        group: Title of the group of knobs it stands in.
        kind: Which control it needs.
        default: The value it has when nobody turns it.
        minimum: Smallest value allowed; None for anything but a number.
        maximum: Largest value allowed, or greatest length of a text; None for choices and switches.
        log: True where a slider should be logarithmic.
        choices: Allowed values with their labels (choices only).
        more: True for a knob that folds away until asked for.
        live: True where a change applies to a run that is already on.
    """

    name: str
    label: str
    help: str
    group: str
    kind: Kind
    default: Any
    minimum: float | None
    maximum: float | None
    log: bool
    choices: tuple[tuple[str, str], ...]
    more: bool
    live: bool

    def as_schema(self) -> dict[str, Any]:
        """The same as plain data, for a control in the browser."""
        schema = asdict(self)
        schema["choices"] = [{"value": value, "label": label} for value, label in self.choices]
        return schema

    def clamped(self, text: str) -> Any:
        """Read `text` as this knob's value, pulled into its bounds.

        Raises:
            ValueError: if `text` is no such value at all, with a sentence that says what is.
        """
        if self.kind is Kind.SWITCH:
            return _read_switch(self.name, text)
        if self.kind is Kind.CHOICE:
            allowed = [value for value, _ in self.choices]
            if text not in allowed:
                raise ValueError(f"{self.name} must be one of {', '.join(allowed)}")
            return text
        if self.kind is Kind.TEXT:
            if not is_plain_text(text):
                raise ValueError(f"{self.name} must be {TEXT_RULE}")
            return text
        return self._clamped_number(text)

    def allows(self, number: float) -> bool:
        """Whether `number` lies within the bounds; NaN never does."""
        return (
            self.minimum is not None and self.maximum is not None and self.minimum <= number <= self.maximum
        )

    def _clamped_number(self, text: str) -> float | int:
        try:
            number = float(text)
        except ValueError:
            raise ValueError(f"{self.name} must be a number") from None
        if number != number:
            raise ValueError(f"{self.name} must be a number")
        assert self.minimum is not None
        assert self.maximum is not None
        number = min(max(number, self.minimum), self.maximum)
        return round(number) if self.kind is Kind.INTEGER else number


def knob(
    default: Any,
    help: str,  # noqa: A002 - the field's own term, and argparse's
    *,
    group: str,
    label: str = "",
    ge: float | None = None,
    le: float | None = None,
    log: bool = False,
    labels: Mapping[str, str] | None = None,
    more: bool = False,
    live: bool = False,
) -> Any:
    """Declare one knob as a field of a :class:`Settings` model.

    Args:
        default: The value when nobody turns it.
        help: One line on what it does, without a full stop needed. The page makes its first letter a
            capital, so it begins with no symbol.
        group: Title of its group.
        label: Its name for people. Defaults to the field's name with spaces and a capital letter.
        ge: Smallest value allowed.
        le: Largest value allowed.
        log: Whether a slider should be logarithmic.
        labels: For a `Literal` field, a label for each value. Defaults to the value with spaces
            and a capital letter.
        more: Whether it folds away until asked for.
        live: Whether a change applies to a run that is already on.
    """
    looks: dict[str, Any] = {
        "group": group,
        "label": label,
        "log": log,
        "labels": dict(labels or {}),
        "more": more,
        "live": live,
    }
    return pydantic.Field(default, description=help, ge=ge, le=le, json_schema_extra={"knob": looks})


def describe(settings: type[Settings]) -> tuple[Knob, ...]:
    """Every knob of a settings model, in declaration order."""
    return tuple(_describe_field(name, field) for name, field in settings.model_fields.items())


def _describe_field(name: str, field: pydantic.fields.FieldInfo) -> Knob:
    extra = field.json_schema_extra
    if not isinstance(extra, dict) or "knob" not in extra:
        raise TypeError(f"field {name} is not declared with knob(...)")
    looks = typing.cast("dict[str, Any]", extra["knob"])
    kind, values = _kind_of(name, field.annotation)
    minimum, maximum = _bounds_of(name, kind, field)
    return Knob(
        name=name,
        label=looks["label"] or _words(name),
        help=field.description or "",
        group=looks["group"],
        kind=kind,
        default=field.default,
        minimum=minimum,
        maximum=maximum,
        log=looks["log"],
        choices=tuple((value, looks["labels"].get(value, _words(value))) for value in values),
        more=looks["more"],
        live=looks["live"],
    )


def _words(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _bounds_of(name: str, kind: Kind, field: pydantic.fields.FieldInfo) -> tuple[float | None, float | None]:
    bounds = {type(bound): bound for bound in field.metadata}
    minimum, maximum = bounds.get(annotated_types.Ge), bounds.get(annotated_types.Le)
    if kind is Kind.TEXT:
        return None, MAX_TEXT_LENGTH
    if kind not in (Kind.NUMBER, Kind.INTEGER):
        return None, None
    if minimum is None or maximum is None:
        raise TypeError(f"field {name} needs both bounds, ge and le: a slider has two ends")
    return minimum.ge, maximum.le


def _kind_of(name: str, annotation: Any) -> tuple[Kind, tuple[str, ...]]:
    values = typing.get_args(annotation) if typing.get_origin(annotation) is Literal else ()
    if values and all(isinstance(value, str) for value in values):
        return Kind.CHOICE, values
    kinds: dict[Any, Kind] = {bool: Kind.SWITCH, int: Kind.INTEGER, float: Kind.NUMBER, str: Kind.TEXT}
    if not isinstance(annotation, type) or annotation not in kinds:
        raise TypeError(
            f"field {name} has the type {annotation}; a knob is a bool, int, float, str or Literal of strings"
        )
    return kinds[annotation], ()


def _read_switch(name: str, text: str) -> bool:
    meanings = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    try:
        return meanings[text.lower()]
    except KeyError:
        raise ValueError(f"{name} must be true or false") from None
