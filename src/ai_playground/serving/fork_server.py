"""A process that has loaded what lessons are made of, and becomes the kernel of each visitor.

An interpreter of its own would load the same for each, which is half of what a kernel's start takes; a forked
one has it, and shares its memory. :mod:`ai_playground.serving.forked_kernel` runs this with the descriptor of
a socket, and is told there once all is loaded. A line of JSON orders a kernel; the answer is its process id.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from ai_playground.lesson.catalogue import LESSONS

READY = b"ready\n"
KERNEL = "ipykernel"
"""What a forked process is called in the machine's list of them."""
EXTENSIONS = ("ipywidgets",)
"""What sets up a kernel's shell as it is imported, and has to do so once there is one."""
LIBRARIES = ("anywidget", "ipywidgets", "ipykernel.ipkernel", "ipykernel.kernelapp", "IPython.core.magics")


def load() -> None:
    """Import what kernels need, and keep it out of the garbage collector's hands: what it marks is copied."""
    dashboards = (f"ai_playground.{lesson.slug}.dashboard" for lesson in LESSONS if lesson.built)
    for module in (*LIBRARIES, *dashboards):
        # The notebook that needs it will say what is wrong.
        with suppress(Exception):
            importlib.import_module(module)
    gc.collect()
    gc.freeze()


def next_kernel(orders: socket.socket) -> list[str]:
    """Fork a process for each order; return in each of them, with its kernel's arguments.

    Raises:
        SystemExit: once there is nobody to give orders.
    """
    parent = os.getpid()
    with suppress(ConnectionError):
        orders.sendall(READY)
    for line in _lines(orders):
        try:
            process = os.fork()
        except OSError as error:
            _answer(orders, -(error.errno or 1))
            continue
        if process == 0:
            orders.close()
            return _settle(parent, **json.loads(line))
        # Here, so that whoever knows its id can signal all of its group. It may have ended by itself.
        with suppress(ProcessLookupError):
            os.setpgid(process, process)
        _answer(orders, process)
    raise SystemExit


def _lines(orders: socket.socket) -> Iterator[str]:
    """What comes, until its sender ends, whether it has read all that was told it or not."""
    with suppress(ConnectionResetError):
        yield from orders.makefile()


def _answer(orders: socket.socket, number: int) -> None:
    """Tell a process' id, or the negative number of an error, to whoever may have given up waiting."""
    try:
        orders.sendall(f"{number}\n".encode())
    except ConnectionError:
        if number > 0:
            # Nobody knows of it.
            os.kill(number, signal.SIGKILL)


def _settle(parent: int, arguments: list[str], environment: dict[str, str], folder: str | None) -> list[str]:
    """Leave what the process was forked from behind; return the kernel's arguments."""
    if os.getppid() != parent:
        raise SystemExit
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with suppress(OSError):
        Path("/proc/self/comm").write_text(KERNEL)
    os.environ.clear()
    os.environ.update(environment)
    if folder is not None:
        os.chdir(folder)
    # Python's own generator sees to itself.
    if (numpy_random := sys.modules.get("numpy.random")) is not None:
        numpy_random.seed()
    # A kernel ends once this is no longer its parent.
    arguments += [f"--IPKernelApp.parent_handle={parent}"]
    arguments += [f"--IPKernelApp.extra_extensions={extension}" for extension in EXTENSIONS]
    sys.argv[:] = [KERNEL, *arguments]
    return arguments


def main(descriptor: int) -> None:
    """Load, take orders from this socket, and run a kernel in each process that is forked."""
    # Nobody here waits for those that end; so they leave nothing behind.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    load()
    arguments = next_kernel(socket.socket(fileno=descriptor))
    kernel: Any = importlib.import_module("ipykernel.kernelapp")
    kernel.launch_new_instance(argv=arguments)
