"""The frame of a command that trains for hours: it goes on where it stood, and loses nothing by a stop."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from ai_playground.lesson.command import CommandError, say, writing
from ai_playground.lesson.text import about, duration
from ai_playground.settings import Settings
from ai_playground.terminal import progress_line, quiet_at_first

if TYPE_CHECKING:
    from ai_playground.learning.run_folder import RunFolder

RESULTS_SECONDS = 600.0
"""Between two times that results are written, which are larger than a line of the log."""

Stand = Callable[[Path], tuple[int, Mapping[str, Any]]]
"""Of a checkpoint: the steps that were done, and the run's settings."""


class Snapshot(Protocol):
    """A run after `step` of `steps` steps, with the learning rate and the losses then."""

    @property
    def step(self) -> int:
        """Steps done."""

    @property
    def steps(self) -> int:
        """Steps of the whole run."""

    @property
    def rate(self) -> float:
        """The learning rate of the step to come."""

    @property
    def losses(self) -> Mapping[str, float]:
        """Means since the snapshot before; NaN at the start."""


Model = TypeVar("Model", bound=Settings)
Now = TypeVar("Now", bound=Snapshot)


@dataclass(frozen=True)
class Trained(Generic[Now]):
    """What a command has done: its last snapshot, its steps and their seconds, and whether it was stopped."""

    last: Now
    steps_now: int
    seconds: float
    interrupted: bool

    def result(self, settings: Settings, folder: RunFolder) -> dict[str, Any]:
        """Return what every such command prints with `--json`."""
        return {
            "settings": settings.model_dump(),
            "step": self.last.step,
            "steps_now": self.steps_now,
            "seconds": round(self.seconds, 2),
            "seconds_per_step": round(self.seconds / self.steps_now, 4) if self.steps_now else None,
            "losses": numbers(self.last.losses),
            "checkpoint": str(folder.checkpoint),
            "log": str(folder.log),
            "weights": str(folder.weights),
        }


def numbers(figures: Mapping[str, float]) -> dict[str, float | None]:
    """Return figures as JSON has them: of four decimals, None where there is no number."""
    return {name: round(value, 4) if value == value else None for name, value in figures.items()}


def first_line(result: Mapping[str, Any], used: str) -> str:
    """Return the first line that each prints of its result; `used` says what it trained on, and how many."""
    now = f"{result['steps_now']:,} of them now in {duration(result['seconds'])}"
    return f"step {result['step']:,}, {now}; {used}"


def knobs(model: type[Model], options: argparse.Namespace, checkpoint: Path, stand: Stand) -> Model:
    """Return the knobs that are given, and those that a run which is gone on with had.

    Raises:
        CheckpointError: that run has knobs which this version hasn't.
    """
    from ai_playground.learning.state_file import CheckpointError

    given = {name: value for name, value in vars(options).items() if name in model.model_fields}
    if not checkpoint.exists():
        return model(**given)
    _, before = stand(checkpoint)
    try:
        return model(**{**before, **given})
    except ValueError as error:
        raise CheckpointError(f"{checkpoint.name} is of a run whose knobs this version hasn't.") from error


def follow(
    lesson: str,
    steps: Generator[Now | None, None, None],
    folder: RunFolder,
    *,
    stand: Stand,
    figures: Callable[[Now], Mapping[str, float]],
    write_results: Callable[[Now], None],
    told: Callable[[Now], str],
) -> Trained[Now]:
    """Train to the end or to Ctrl-C, with a line of progress, a log, and results every ten minutes.

    Args:
        lesson: As it is called on the command line.
        steps: Does a step each time; gives a snapshot before the first step and now and then, else None.
        folder: Where everything goes.
        stand: Reads where the checkpoint stands.
        figures: What a line of the log has of a snapshot.
        write_results: Writes weights and the like.
        told: What is said of a snapshot while it runs, such as "cycle loss 0.123"; may be "".

    Raises:
        CommandError: the losses ran away, or something can't be written.
    """
    from ai_playground.learning.training import Diverged

    began = time.monotonic()
    interrupted = False

    def stands() -> int:
        # A run that ended in its first step has left no checkpoint.
        return stand(folder.checkpoint)[0] if folder.checkpoint.exists() else 0

    with writing(folder.log.parent), closing(steps), progress_line() as show:
        quiet = quiet_at_first(steps)
        first = next(quiet)
        assert first is not None
        folder.begin(first.step)
        last, done, written_at = first, first.step, time.monotonic()
        try:
            for snapshot in quiet:
                done += 1
                seconds_per_step = (time.monotonic() - began) / max(done - first.step, 1)
                show(partial(_progress, done, last.steps, seconds_per_step, told(last)))
                if snapshot is None:
                    continue
                last = snapshot
                folder.record(snapshot.step, snapshot.rate, figures(snapshot))
                if time.monotonic() - written_at > RESULTS_SECONDS:
                    write_results(snapshot)
                    written_at = time.monotonic()
        except KeyboardInterrupt:
            interrupted = True
        except Diverged as error:
            kept = f" {folder.checkpoint} keeps the state after step {stands():,}" if stands() else ""
            raise CommandError(f"{error}{kept}") from error
        steps.close()  # before the weights are written: the checkpoint is worth more on a disk that is full
        write_results(last)
    if interrupted:
        where = f"stopped after step {stands():,} of {last.steps:,}; the same command goes on"
        say(lesson, f"{where}; {folder.weights} is of step {last.step:,}")
    return Trained(last, last.step - first.step, time.monotonic() - began, interrupted)


def _progress(done: int, steps: int, seconds_per_step: float, told: str) -> str:
    said = f", {told}" if told else ""
    left = about(seconds_per_step * (steps - done))
    return f"step {done:,} of {steps:,}, {duration(seconds_per_step)} a step{said}, {left} left"
