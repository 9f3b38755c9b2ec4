"""A class opens a lesson at once, each on a computer of their own: how long the server makes them wait.

Twenty visitors ask for the page in the same moment, without browsers, which would share the server's cores.
With kernels that are forked, as `ai-playground serve` has them on Linux, and with an interpreter for each.
"""

from __future__ import annotations

import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import urlopen

import psutil

from ai_playground.serving.fork_server import KERNEL
from tools.pages import Server, standalone_server

NOTEBOOK = "01_regression.ipynb"
VISITORS = 20
TURNS = 2
PLAIN = "import os, sys; 'fork_server' in ' '.join(sys.orig_argv) and os._exit(0)\n"
"""As a sitecustomize.py: there is nothing to fork kernels from."""


def processor_seconds(server: Server) -> float:
    """Return what the server and its kernels have used so far."""
    family = [server.process, *server.process.children(recursive=True)]
    return sum(sum(process.cpu_times()[:2]) for process in family)


def arrive(folder: Path, *, forked: bool) -> bool:
    """Print what twenty visitors wait and cost; return whether their kernels came as they should."""
    (folder / "sitecustomize.py").write_text("" if forked else PLAIN)
    with standalone_server(None, folder / "log", {"PYTHONPATH": str(folder)}) as server:
        # Until it has loaded all, and is idle.
        used = -1.0
        while used != (used := processor_seconds(server)):
            time.sleep(1.0)
        free, started = psutil.virtual_memory().available, time.perf_counter()

        def visit(_visitor: int) -> None:
            with urlopen(server.lesson(NOTEBOOK)) as page:
                page.read()

        with ThreadPoolExecutor(VISITORS) as visitors:
            list(visitors.map(visit, range(VISITORS)))
        seconds = time.perf_counter() - started
        taken = (free - psutil.virtual_memory().available) / 1e6
        used = processor_seconds(server) - used
        names = [kernel.name() for kernel in server.kernels()]
    print(
        f"{'forked' if forked else 'own interpreter':16} all pages there after {seconds:5.1f} s, "
        f"{used / VISITORS:.2f} s of processor and {taken / VISITORS:.0f} MB a visitor"
    )
    return names.count(KERNEL) == (VISITORS if forked else 0) and len(names) == VISITORS


def main() -> int:
    """Print both; return the exit code."""
    print(f"{VISITORS} visitors of {NOTEBOOK} at once, {psutil.cpu_count()} cores")
    right = True
    for _ in range(TURNS):
        for forked in (False, True):
            with tempfile.TemporaryDirectory() as folder:
                right &= arrive(Path(folder), forked=forked)
    print("ok" if right else "MISSED: kernels came otherwise")
    return 0 if right else 1


if __name__ == "__main__":
    sys.exit(main())
