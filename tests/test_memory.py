from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from ai_playground import memory
from ai_playground.memory import available_memory

# Makes and drops pictures; prints the page faults that this cost before and after the call.
FAULTS = """
import resource
import numpy as np
from ai_playground.memory import keep_freed_memory

def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(100):
        first, second = (np.ones((256, 192, 3), np.float32) for _ in range(2))
        del first, second
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before

faults()
print(faults())
keep_freed_memory()
faults()
print(faults())
"""


@pytest.fixture
def container(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a control group."""
    group = (str(tmp_path), "memory.max", "memory.current", "inactive_file")
    monkeypatch.setattr(memory, "CONTROL_GROUPS", (group,))
    return tmp_path


def fill(container: Path, limit: str, usage: str, statistics: str = "") -> None:
    (container / "memory.max").write_text(f"{limit}\n")
    (container / "memory.current").write_text(f"{usage}\n")
    (container / "memory.stat").write_text(statistics)


def test_memory_is_the_machines_where_no_container_limits_it(container: Path) -> None:
    free = psutil.virtual_memory().available
    assert available_memory() == pytest.approx(free, rel=0.2)
    fill(container, "max", "1000")
    assert available_memory() == pytest.approx(free, rel=0.2)


def test_a_container_leaves_its_limit_less_what_is_used(container: Path) -> None:
    fill(container, "400000000", "390000000")
    assert available_memory() == 10_000_000
    (container / "memory.stat").unlink()
    assert available_memory() == 10_000_000


def test_files_that_were_read_a_while_ago_take_no_room(container: Path) -> None:
    fill(container, "400000000", "390000000", "anon 90000000\ninactive_file 300000000\nactive_file 5\n")
    assert available_memory() == 310_000_000


def test_a_container_over_its_limit_leaves_nothing(container: Path) -> None:
    fill(container, "400000000", "500000000")
    assert available_memory() == 0


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told to keep freed memory")
def test_pictures_made_one_after_the_other_share_their_memory_once_it_is_kept() -> None:
    made = subprocess.run([sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True)
    before, after = map(int, made.stdout.split())
    assert before > 1000
    assert after < 100
