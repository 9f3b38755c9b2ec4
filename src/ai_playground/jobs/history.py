"""A bounded memory of a run, for the timeline."""

from __future__ import annotations

from typing import Generic, TypeVar

S = TypeVar("S")


class History(Generic[S]):
    """Holds the first snapshot, the newest and an even choice between, at most `limit` >= 2 of them.

    One thread adds; others may read without a lock, as the list is appended to or replaced in one go.
    """

    def __init__(self, limit: int) -> None:
        self.newest: tuple[int, S] | None = None
        self._limit = limit
        self._kept: list[tuple[int, S]] = []
        self._stride = 1
        self._next_kept = 1

    def add(self, step: int, snapshot: S) -> None:
        """Add the snapshot of `step`, which counts from 1 without gaps. Amortised cost is constant."""
        newest = (step, snapshot)
        if step == self._next_kept:
            self._keep(newest)
        self.newest = newest

    def entries(self) -> list[tuple[int, S]]:
        """(step, snapshot) pairs in order of step."""
        newest, entries = self.newest, list(self._kept)
        if newest is not None and entries[-1][0] < newest[0]:
            entries.append(newest)
        return entries

    def _keep(self, entry: tuple[int, S]) -> None:
        # Kept are steps 1, 1 + stride, 1 + 2 * stride, ...; one place of the limit is left for the newest.
        if len(self._kept) == self._limit - 1:
            self._kept = self._kept[::2]
            self._stride *= 2
        if len(self._kept) < self._limit - 1 and (entry[0] - 1) % self._stride == 0:
            self._kept.append(entry)
        self._next_kept = self._stride * -(-entry[0] // self._stride) + 1
