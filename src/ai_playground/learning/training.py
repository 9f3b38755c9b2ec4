"""The frame of a training run: steps, snapshots, and a checkpoint that is never worse than the run."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

CHECKPOINT_SECONDS = 180.0
"""Between two checkpoints of a run that is on."""

Losses = NDArray[np.float32]
Snapshot = TypeVar("Snapshot")


class TrainingError(ValueError):
    """The run can't start or go on; the message says why."""


class Diverged(TrainingError):  # noqa: N818 - says what is wrong in fewer words
    """Losses or weights aren't finite any more."""


def check_numbers(step: int, losses: Losses, weights: Sequence[Any]) -> None:
    """Make sure that all that came of a step is finite.

    A step's losses are those of the weights before it: the weights after it may be none already.

    Args:
        step: Its number, from 1.
        losses: Its losses.
        weights: Arrays of weights after it.

    Raises:
        Diverged: something isn't.
    """
    for what, arrays in (("losses", [losses]), ("weights", weights)):
        # In one pass over each: a sum is infinite or NaN, too, where a value is.
        with np.errstate(all="ignore"):
            if not all(np.isfinite(np.sum(np.asarray(array))) for array in arrays):
                raise Diverged(f"The {what} are no numbers any more at step {step}: lower the learning rate.")


def steps_from(
    begun: int,
    steps: int,
    advance: Callable[[], Losses],
    snapshot: Callable[[Sequence[Losses]], Snapshot],
    every: int,
    kept_in: Path | None,
    save: Callable[[Path], None],
) -> Generator[Snapshot | None, object, None]:
    """The steps of a run after those that are done.

    A snapshot comes at the start, whenever the number of steps is a multiple of `every`, and at the end; None
    after all other steps. A checkpoint is written every few minutes, at the end, and when the iterator is
    closed. Of a run that diverges the last one stays, as the steps after it led there; one that had none yet
    gets its last state.

    Args:
        begun: Steps done before.
        steps: Of the whole run.
        advance: Does the next step and returns its losses; raises Diverged.
        snapshot: Makes one of the losses since the last.
        every: Steps between snapshots.
        kept_in: The checkpoint's file; None keeps nothing.
        save: Writes it; raises OSError.
    """
    yield snapshot([])
    step = saved = begun
    saved_at = time.monotonic()
    losses: list[Losses] = []
    try:
        while step < steps:
            losses.append(advance())
            step += 1
            if kept_in is not None and time.monotonic() - saved_at > CHECKPOINT_SECONDS:
                save(kept_in)
                saved, saved_at = step, time.monotonic()
            if step % every == 0 or step == steps:
                yield snapshot(losses)
                losses = []
            else:
                yield None
    except Diverged:
        if kept_in is not None and kept_in.exists():
            saved = step
        raise
    finally:
        if kept_in is not None and step > saved:
            save(kept_in)
