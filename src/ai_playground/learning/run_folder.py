"""What a training run leaves in its folder: a checkpoint, a log of losses, the weights."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import inf, isfinite
from pathlib import Path


class FolderInUse(ValueError):  # noqa: N818 - says what is wrong in fewer words
    """Another process trains in the folder."""


class RunFolder:
    """The folder of one run, which may be stopped and gone on with.

    Args:
        folder: Made if it isn't there.

    Attributes:
        checkpoint: Everything to go on from.
        log: A line of JSON for each snapshot: step, seconds per step, learning rate, losses.
        weights: What was trained.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.checkpoint = folder / "checkpoint.npz"
        self.log = folder / "log.jsonl"
        self.weights = folder / "weights.npz"
        self._folder = folder
        self._since, self._reported = time.monotonic(), 0

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time: another would go on from the same checkpoint and overwrite it.

        Raises:
            FolderInUse: there is one already.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self._folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise FolderInUse(f"{self._folder} is in use: another training runs there") from None
        try:
            yield
        finally:
            lock.release()

    def begin(self, step: int) -> None:
        """From here on the run goes on after `step` steps; what the log says of later ones is done again.

        Raises:
            OSError: the log can't be written.
        """
        self._since, self._reported = time.monotonic(), step
        if self.log.exists():
            lines = self.log.read_text(encoding="utf-8").splitlines(keepends=True)
            kept = [line for line in lines if _step_of(line) <= step]
            if len(kept) < len(lines):
                self.log.write_text("".join(kept), encoding="utf-8")

    def record(self, step: int, rate: float, figures: Mapping[str, float]) -> str:
        """Add a line to the log, and return it; of the figures, those that are numbers.

        Raises:
            OSError: it can't be written.
        """
        now = time.monotonic()
        line = json.dumps(
            {
                "step": step,
                "seconds_per_step": round((now - self._since) / max(step - self._reported, 1), 3),
                "rate": rate,
                **{name: round(value, 4) for name, value in figures.items() if isfinite(value)},
            }
        )
        with self.log.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        self._since, self._reported = now, step
        return line

    @contextmanager
    def new_weights(self) -> Iterator[Path]:
        """A file to write weights to; where that works it takes the place of `weights`.

        Raises:
            OSError: it can't; the weights that were there stay.
        """
        partial = self.weights.with_name(f".{os.getpid()}.{self.weights.name}")
        try:
            yield partial
            partial.replace(self.weights)
        finally:
            partial.unlink(missing_ok=True)


def _step_of(line: str) -> float:
    """The step of a line of the log; of half a line, as a full disk leaves it, none that was done."""
    try:
        return int(json.loads(line)["step"])
    except (ValueError, KeyError, TypeError):
        return inf
