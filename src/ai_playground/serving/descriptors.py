"""File descriptors: how many this process may have, and how many visitors they are enough for."""

from __future__ import annotations

import sys
from typing import Any

import psutil
import zmq

MOST = 65_536
"""As many as we ask for where the system sets no limit."""
PER_VISITOR = 25
"""Counted for one visitor: 13 at rest, measured, and 10 more while the page is built."""
RESERVE = 30
"""Kept for answers to those who find no place, for files and for the log."""

if sys.platform != "win32":
    import resource


def raise_limit() -> None:
    """Let this process have as many descriptors as the system allows it; often it starts with 1024."""
    if sys.platform == "win32":
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST if hard == resource.RLIM_INFINITY else min(hard, MOST)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def let_open(context: zmq.Context[Any]) -> None:
    """Let a new context have as many sockets as there are descriptors; it starts with 1023."""
    context.set(zmq.MAX_SOCKETS, min(_limit(), context.get(zmq.SOCKET_LIMIT)))


def visitors_left(coming: int) -> int:
    """Return for how many more visitors the descriptors are enough, `coming` others being on their way."""
    if sys.platform == "win32":
        return MOST
    return (_limit() - RESERVE - psutil.Process().num_fds()) // PER_VISITOR - coming


def _limit() -> int:
    if sys.platform == "win32":
        return MOST
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if soft == resource.RLIM_INFINITY else soft
