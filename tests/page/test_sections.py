from __future__ import annotations

from collections.abc import Generator

from ai_playground.jobs import RunSlot
from ai_playground.page.sections import run_quietly


def count(to: int) -> Generator[int | None, None, None]:
    yield None  # it prepares
    yield from range(to)


def test_a_quiet_run_keeps_every_snapshot_and_prepares_what_it_is_told_to() -> None:
    prepared = list[bool]()
    snapshots = run_quietly(count, 2_000, slot=RunSlot("short"), prepare=lambda: prepared.append(True))
    assert snapshots == list(range(2_000))
    assert prepared == [True]
