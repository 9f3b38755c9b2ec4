"""The threads of jobs: whether there may be any, whose turn it is, and how they end with the interpreter."""

from __future__ import annotations

import atexit
import importlib.util
import os
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager

# A callback in a Jupyter kernel takes the interpreter's lock several times (socket, callback, message per
# trait), and each time waits up to a switch interval for a busy pure-Python engine. Measured in ipykernel on
# two shared cores, from a slider's message to the third trait its callback sets, p95: 70 ms at Python's own
# 5 ms, 17 ms at 1 ms, 11 ms at 0.5 ms, 10 ms at 0.2 ms. A time.sleep(0) every 1 ms instead: 16 ms.
# The engine's steps per CPU second are the same at 0.5 ms as at 5 ms: ratio 1.01, quartiles 0.98 and 1.03.
SWITCH_INTERVAL_SECONDS = 0.5e-3

EXIT_PATIENCE_SECONDS = 3.0

_lock = threading.Lock()
_users = 0
_interval_before = 0.0

_stops: weakref.WeakKeyDictionary[threading.Thread, weakref.WeakMethod[Callable[[], object]]] = (
    weakref.WeakKeyDictionary()
)


def runs_in_foreground() -> bool:
    """True in Google Colab, which shows no widget update sent by a thread (googlecolab/colabtools#3373).

    The environment variable AI_PLAYGROUND_FOREGROUND=1 asks for the same elsewhere.
    """
    if os.environ.get("AI_PLAYGROUND_FOREGROUND") == "1" or "google.colab" in sys.modules:
        return True
    try:
        return importlib.util.find_spec("google.colab") is not None
    except ModuleNotFoundError:  # no package "google" at all
        return False


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


def end_at_exit(thread: threading.Thread, stop: Callable[[], object]) -> None:
    """At exit call the method `stop`, then wait for `thread`, at most 3 seconds for all threads together.

    An interpreter that ends while a thread is inside C++ aborts the process.
    """
    _stops[thread] = weakref.WeakMethod(stop)
    # The last to be registered is the first to be called: before the kernel's own end, which takes the
    # sockets away, and in a forked kernel comes after this module's import.
    atexit.unregister(_end_all)
    atexit.register(_end_all)


def _end_all() -> None:
    threads = dict(_stops)
    for method in threads.values():
        stop = method()
        if stop is not None:
            stop()
    deadline = time.monotonic() + EXIT_PATIENCE_SECONDS
    for thread in threads:
        thread.join(max(deadline - time.monotonic(), 0.0))
