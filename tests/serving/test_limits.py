from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from ai_playground.serving import limits
from ai_playground.serving.limits import CappedKernelManager, most_kernels
from tools.pages import standalone_server


@pytest.mark.parametrize(
    ("memory", "kernels"),
    [
        (1_500_000_000, 10),  # left of Binder's 2 GB, 150 MB a kernel
        (10_000_000, 2),  # never fewer than two
        (0, 2),
    ],
)
def test_the_memory_that_is_left_sizes_the_room(
    memory: int, kernels: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "available_memory", lambda: memory)
    assert most_kernels() == kernels


def test_of_many_visitors_at_once_as_many_come_in_as_there_are_places(root: Path, tmp_path: Path) -> None:
    def visit(address: str) -> tuple[int, str]:
        try:
            with urlopen(address) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    with standalone_server(root / "lessons", tmp_path / "log", max_kernels=2) as server:
        address = server.lesson("button.ipynb")
        with ThreadPoolExecutor(5) as visitors:
            answers = list(visitors.map(visit, [address] * 5))
        assert sorted(status for status, _ in answers) == [200, 200, 503, 503, 503]
        assert all("The room is full" in text for status, text in answers if status == 503)
        assert len(server.kernels()) == 2

        server.kernels()[0].kill()
        with urlopen(Request(server.address, method="GET")) as answer:  # home takes no place
            assert answer.status == 200


def run(coroutine: Coroutine[Any, Any, int]) -> int:
    """Run in a thread of its own: this one has Playwright's event loop, once a browser test has run."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def test_a_kernel_that_no_page_joins_is_ended() -> None:
    async def left_alone() -> int:
        manager = CappedKernelManager(visit_seconds=0.5)
        await manager.start_kernel()
        assert len(manager) == 1
        for _ in range(100):
            if not len(manager):
                break
            await asyncio.sleep(0.1)
        return len(manager)

    assert run(left_alone()) == 0


def test_a_kernel_that_a_page_has_joined_stays() -> None:
    async def visited() -> int:
        manager = CappedKernelManager(visit_seconds=0.3)
        kernel = await manager.start_kernel()
        manager.notify_connect(kernel)
        await asyncio.sleep(0.8)
        count = len(manager)
        await manager.shutdown_kernel(kernel)  # type: ignore[no-untyped-call]
        return count

    assert run(visited()) == 1
