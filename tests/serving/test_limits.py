from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from ai_playground.lesson.catalogue import LESSONS
from ai_playground.memory import LIMIT_VARIABLE
from ai_playground.serving import limits
from ai_playground.serving.admission import Occupant, declared_memory, has_room
from ai_playground.serving.limits import CappedKernelManager
from tools.guest import run
from tools.pages import standalone_server

GIGABYTE = 10**9


@pytest.mark.parametrize(
    ("notebook", "free", "visitors"),
    [
        ("02_style.ipynb", 20.8, 12),
        ("04_corners.ipynb", 20.8, 20),
        ("01_regression.ipynb", 20.8, 138),
        ("02_style.ipynb", 1.5, 2),  # Binder: never fewer than two
        ("02_style.ipynb", 0.0, 2),
        ("01_regression.ipynb", 1.5, 10),
    ],
)
def test_the_room_is_as_large_as_what_lessons_come_to_take(notebook: str, free: float, visitors: int) -> None:
    needed = declared_memory(f"/voila/render/{notebook}")
    inside: list[Occupant] = []
    while has_room(needed, inside, round(free * GIGABYTE)):
        inside.append(Occupant(needed, 0))
    assert len(inside) == visitors


def test_what_a_kernel_takes_already_is_not_counted_twice() -> None:
    grown, young = Occupant(1_700_000_000, 1_700_000_000), Occupant(1_700_000_000, 100_000_000)
    assert has_room(1_000_000_000, [grown, grown, grown], GIGABYTE)
    assert not has_room(1_000_000_000, [grown, grown, young], GIGABYTE)
    assert has_room(1_000_000_000, [grown, grown, young], 2_600_000_000)
    # One that outgrew what its lesson declares gives no room to others.
    assert not has_room(1_000_000_000, [Occupant(100, GIGABYTE), grown, young], GIGABYTE)


def test_every_lesson_says_what_it_takes() -> None:
    assert all(lesson.memory > 0 for lesson in LESSONS if lesson.built)


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


def test_a_kernel_that_a_page_has_joined_outlives_a_younger_one_that_none_has() -> None:
    async def visited() -> list[str]:
        manager = CappedKernelManager(visit_seconds=0.5)
        kernel = await manager.start_kernel()
        manager.notify_connect(kernel)
        younger = await manager.start_kernel()
        while younger in manager:
            await asyncio.sleep(0.05)
        left = list(manager.list_kernel_ids())
        await manager.shutdown_kernel(kernel)  # type: ignore[no-untyped-call]
        return [kernel, *left]

    kernel, *left = run(visited())
    assert left == [kernel]


VISITOR = {"SERVER_SOFTWARE": "voila/0", "SCRIPT_NAME": "/voila/render/any.ipynb"}
GREEDY = "taken = bytearray(300_000_000)\nfor place in range(0, len(taken), 4096): taken[place] = 1"


def after_greed(*, scarce: int = 0, environment: dict[str, str] = VISITOR, limit: int = 250_000_000) -> bool:
    """Whether a kernel that takes 350 MB is ended."""

    async def ended() -> bool:
        manager = CappedKernelManager(kernel_memory=limit)
        kernel = await manager.start_kernel(env={**os.environ, **environment})
        client = manager.get_kernel(kernel).client()
        client.start_channels()
        client.execute(GREEDY)
        try:
            for _ in range(300):
                if kernel not in manager:
                    return True
                await asyncio.sleep(0.1)
                if manager.memory_of(kernel) > 300_000_000:
                    await manager.end_too_large()
                    return kernel not in manager
        finally:
            client.stop_channels()
            await manager.shutdown_all()
        raise AssertionError("the kernel never took its memory")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "SCARCE_MEMORY", scarce)
        return run(ended())


def test_a_kernel_that_takes_too_much_is_ended() -> None:
    assert after_greed()


@pytest.mark.slow
def test_a_kernel_that_takes_more_than_its_lesson_is_ended_when_the_machine_has_none_left() -> None:
    assert after_greed(limit=10**12, scarce=10**15)
    assert not after_greed(limit=10**12)


@pytest.mark.slow
def test_the_kernel_of_a_notebook_in_jupyterlab_is_its_owners() -> None:
    assert not after_greed(environment={})


def test_a_kernel_knows_its_limit_and_goes_before_the_server_when_memory_is_out(tmp_path: Path) -> None:
    said = tmp_path / "said"

    async def ask() -> tuple[str, str]:
        manager = CappedKernelManager(kernel_memory=123)
        kernel = await manager.start_kernel(env={**os.environ, **VISITOR})
        client = manager.get_kernel(kernel).client()
        client.start_channels()
        client.execute(f"import os; open({str(said)!r}, 'w').write(os.environ[{LIMIT_VARIABLE!r}])")
        process = manager.process_of(kernel)
        assert process is not None
        points = Path(f"/proc/{process.pid}/oom_score_adj")
        try:
            for _ in range(300):
                if said.exists() and said.read_text():
                    break
                await asyncio.sleep(0.1)
            return said.read_text(), points.read_text().strip() if points.exists() else str(limits.POINTS)
        finally:
            client.stop_channels()
            await manager.shutdown_all()

    assert run(ask()) == ("123", str(limits.POINTS))
