"""A recorded run in place of an engine."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, TypeVar

Snapshot = TypeVar("Snapshot")


def replay(snapshots: Sequence[Snapshot]) -> Generator[Snapshot, Any, None]:
    """Yield recorded snapshots as the engine did that made them."""
    yield from snapshots
