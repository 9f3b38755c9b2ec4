"""How long a computing thread may keep Python's interpreter lock from the thread that answers the page."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# A callback in a Jupyter kernel takes the lock several times (socket, callback, message per trait), and each
# time waits up to a switch interval for a busy pure-Python engine. Measured in ipykernel on two shared
# cores, from a slider's message to the third trait its callback sets, p95: 70 ms at Python's own 5 ms, 17 ms
# at 1 ms, 11 ms at 0.5 ms, 10 ms at 0.2 ms. A time.sleep(0) every 1 ms instead: 16 ms.
# The engine's steps per CPU second are the same at 0.5 ms as at 5 ms: ratio 1.01, quartiles 0.98 and 1.03.
SWITCH_INTERVAL_SECONDS = 0.5e-3

_lock = threading.Lock()
_users = 0
_interval_before = 0.0


@contextmanager
def short_turns() -> Iterator[None]:
    """Let other threads in every 0.5 ms; the interval of before returns when the last user leaves."""
    global _users, _interval_before
    with _lock:
        if _users == 0:
            _interval_before = sys.getswitchinterval()
            sys.setswitchinterval(min(SWITCH_INTERVAL_SECONDS, _interval_before))
        _users += 1
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                sys.setswitchinterval(_interval_before)
