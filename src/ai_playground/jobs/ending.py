"""Ends our threads before the interpreter ends, which would abort the process where one is inside C++."""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from collections.abc import Callable

PATIENCE = 3.0  # seconds

_stops: weakref.WeakKeyDictionary[threading.Thread, weakref.WeakMethod[Callable[[], object]]] = (
    weakref.WeakKeyDictionary()
)


def end_at_exit(thread: threading.Thread, stop: Callable[[], object]) -> None:
    """At exit call the method `stop`, then wait for `thread`: at most `PATIENCE` seconds for all of them."""
    _stops[thread] = weakref.WeakMethod(stop)


@atexit.register
def _end_all() -> None:
    threads = dict(_stops)
    for method in threads.values():
        stop = method()
        if stop is not None:
            stop()
    deadline = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0.0))
