"""End processes and wait until they have ended."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress

import psutil

SECONDS = 10.0
"""How long processes get to end by themselves."""


def wait_or_kill(processes: Sequence[psutil.Process], seconds: float = SECONDS) -> None:
    """Wait until all have ended; kill those that take longer than so many seconds.

    A zombie has ended, though it may take its parent, or what stands in for it, seconds to hear of it.
    """
    deadline = time.monotonic() + seconds
    while (left := [process for process in processes if _runs(process)]) and time.monotonic() < deadline:
        time.sleep(0.01)
    for process in left:
        with suppress(psutil.NoSuchProcess):
            process.kill()


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
