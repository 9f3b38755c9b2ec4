"""What a lesson asks of its students: predictions that runs decide, and goals to reach with the knobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Run = TypeVar("Run")


@dataclass(frozen=True)
class Question(Generic[Run]):
    """A prediction, and the small runs that decide it.

    Attributes:
        text: The question.
        options: The answers.
        runs: Settings changes of each run; none where a formula decides.
        right: Index of the right option, given the runs.
        why: What was measured, given the same.
    """

    text: str
    options: tuple[str, ...]
    runs: tuple[Mapping[str, Any], ...]
    right: Callable[[Sequence[Run]], int]
    why: Callable[[Sequence[Run]], str]

    def check(self, chosen: int, run: Callable[[Mapping[str, Any]], Run]) -> tuple[bool, str]:
        """Whether option `chosen` is right, and why; `run` does a run with the settings it is given."""
        runs = [run(changes) for changes in self.runs]
        return chosen == self.right(runs), self.why(runs)


@dataclass(frozen=True)
class Exercise:
    """A goal to reach with the knobs.

    Attributes:
        name: Short identifier.
        title: The goal.
        text: What counts, and a hint.
        check: Judges the run on the page, once it is over: done or not, and why. Each lesson says what it
            is called with.
    """

    name: str
    title: str
    text: str
    check: Callable[..., tuple[bool, str]]
