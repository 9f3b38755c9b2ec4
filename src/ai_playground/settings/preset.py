"""A way to begin with one click."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from ai_playground.settings.model import Settings

Model = TypeVar("Model", bound=Settings)


@dataclass(frozen=True)
class Preset:
    """Some knobs, what they change to, and what turning them does.

    Attributes:
        name: Short identifier.
        label: A few words.
        promise: What turning them does.
        changes: The values that differ from the defaults.
        others_stay: Whether it leaves the other knobs as they are; else they go back to their defaults.
    """

    name: str
    label: str
    promise: str
    changes: Mapping[str, Any]
    others_stay: bool = False

    def as_schema(self) -> dict[str, str]:
        """What the page shows of it."""
        return {"name": self.name, "label": self.label, "promise": self.promise}

    def applied(self, settings: Model, kept: Collection[str] = ()) -> Model:
        """`settings` as they are when it was chosen; the knobs in `kept` are no preset's to turn."""
        base = settings if self.others_stay else _defaults(settings, kept)
        return base.changed(**self.changes)

    def describes(self, settings: Settings, kept: Collection[str] = ()) -> bool:
        """Whether these are its values and, but for the knobs in `kept`, the defaults."""
        return settings == _defaults(settings, kept).changed(**self.changes)


def _defaults(settings: Model, kept: Collection[str]) -> Model:
    return type(settings)(**{name: getattr(settings, name) for name in kept})
