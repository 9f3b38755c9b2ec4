"""How much memory is left, on the machine and in a container; how to keep what is freed for what comes."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

import psutil

# Control groups, versions 2 and 1: folder, limit, usage, and the part of the usage (in memory.stat) that is
# files read a while ago, which the kernel drops as soon as somebody needs the room.
CONTROL_GROUPS = (
    ("/sys/fs/cgroup", "memory.max", "memory.current", "inactive_file"),
    ("/sys/fs/cgroup/memory", "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
)

LIMIT_VARIABLE = "AI_PLAYGROUND_MEMORY"
"""Variable of the environment with the bytes beyond which whoever started this process ends it."""


def available_memory() -> int:
    """Return how many bytes of memory this process may still take, in a container or outside one."""
    free = int(psutil.virtual_memory().available)
    for folder, limit, usage, droppable in CONTROL_GROUPS:
        try:
            most, used = (int(Path(folder, name).read_text()) for name in (limit, usage))
        except (OSError, ValueError):  # no such control group, or "max": no limit
            continue
        free = min(free, most - used + _statistic(Path(folder, "memory.stat"), droppable))
    if most_here := os.environ.get(LIMIT_VARIABLE):
        free = min(free, int(most_here) - int(psutil.Process().memory_info().rss))
    return max(free, 0)


def keep_freed_memory() -> None:
    """Keep what arrays of up to 16 MB free, up to 64 MB of it, for the arrays to come.

    For work that makes many pictures: glibc hands freed memory back to the system soon, and a new array
    then costs a page fault for every 4 KB of it. Does nothing where the C library isn't glibc.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        trim_threshold, mmap_threshold = -1, -3  # names of options in malloc.h
        mallopt(trim_threshold, 64 << 20)
        mallopt(mmap_threshold, 16 << 20)


def _statistic(path: Path, name: str) -> int:
    try:
        statistics = dict(line.split() for line in path.read_text().splitlines())
        return int(statistics.get(name, 0))
    except (OSError, ValueError):
        return 0
