"""A way to begin with one click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preset:
    """Some knobs, what they change to, and what turning them does."""

    name: str
    label: str
    promise: str
    changes: Mapping[str, Any]

    def as_schema(self) -> dict[str, str]:
        """What the page shows of it."""
        return {"name": self.name, "label": self.label, "promise": self.promise}
