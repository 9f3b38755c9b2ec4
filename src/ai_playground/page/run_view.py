"""What is on a lesson's page at a moment: the run, whatever the timeline shows of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Settings = TypeVar("Settings")
Snapshot = TypeVar("Snapshot")


@dataclass(frozen=True, eq=False)
class RunView(Generic[Settings, Snapshot]):
    """A run and what is shown of it.

    Attributes:
        settings: What it was begun with.
        history: Its snapshots from the first to the newest, thinned to a bounded number.
        shown: How many of them, from the first, the page shows.
        recorded: Whether it ships with the package.
        active: Whether it is on: running, paused or waiting its turn.
        seconds: How long the engine has worked on it.
    """

    settings: Settings
    history: Sequence[Snapshot]
    shown: int
    recorded: bool
    active: bool
    seconds: float

    @property
    def history_shown(self) -> Sequence[Snapshot]:
        """The snapshots up to the one that the timeline points at."""
        return self.history[: self.shown]
