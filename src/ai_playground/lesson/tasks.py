"""What a lesson asks of its students: predictions that runs decide, and goals to reach with the knobs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Run = TypeVar("Run")


@dataclass(frozen=True)
class Answer:
    """One of the answers to choose from.

    Attributes:
        text: The answer.
        remark: Said to who chose it in vain: the thought that leads there, and where it goes wrong. "" for
            one that is never wrong.
    """

    text: str
    remark: str = ""


@dataclass(frozen=True)
class Question(Generic[Run]):
    """A prediction, and the small runs that decide it.

    Attributes:
        name: Short identifier.
        text: The question.
        answers: To choose from.
        runs: Settings changes of each run; none where a formula decides.
        right: Index of the right answer, given the runs.
        why: What was measured, given the same.
        transfers: Whether it asks of data or of a case that the page doesn't show: who only remembers, fails.
    """

    name: str
    text: str
    answers: tuple[Answer, ...]
    runs: tuple[Mapping[str, Any], ...]
    right: Callable[[Sequence[Run]], int]
    why: Callable[[Sequence[Run]], str]
    transfers: bool = False

    def check(self, chosen: int, run: Callable[[Mapping[str, Any]], Run]) -> tuple[bool, str]:
        """Whether answer `chosen` is right, and why; `run` does a run with the settings it is given."""
        runs = [run(changes) for changes in self.runs]
        right = chosen == self.right(runs)
        said = "" if right else self.answers[chosen].remark
        return right, f"{said} {self.why(runs)}".strip()


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
