"""Run a command that says nothing for minutes, and tell meanwhile what goes on."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

EVERY = 10.0
"""Seconds from one sign of life to the next."""
# What is to be fetched where that is large, as apt-get, pip and Playwright say it.
TOLD_AT_ONCE = re.compile(r"Need to get|After this operation|Downloading .*\b\d{2,}(\.\d+)? Mi?B|.*% of \d")
LONGEST = 100


def name_of(says: str) -> str:
    """Return what a text begins with, up to a colon or a parenthesis."""
    return re.split(r" \(|:", says, maxsplit=1)[0]


def run(command: Sequence[str], says: str, *, cwd: Path | None = None, every: float = EVERY) -> int:
    """Run `command` and return its exit status.

    Prints `says`, then what the command is about to fetch, and at least every so many seconds its name, how
    long it has taken and what it said last. All that it said is printed only if it fails. Each print is one
    piece, as another command may run beside this one.
    """
    print(f"{says} ...\n", end="", flush=True)
    name = name_of(says)
    started = time.monotonic()
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    heard: list[str] = []
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        listener = threading.Thread(target=_listen, args=(process, heard), daemon=True)
        listener.start()
        while True:
            try:
                status = process.wait(timeout=every)
                break
            except subprocess.TimeoutExpired:
                last = heard[-1][:LONGEST] if heard else "nothing said yet"
                print(f"  {name}, {time.monotonic() - started:.0f} s: {last}\n", end="", flush=True)
            except KeyboardInterrupt:
                process.terminate()
                raise
        listener.join()
    if status:
        print("\n".join([f"{name} failed:", *heard, ""]), end="", file=sys.stderr, flush=True)
    return status


def _listen(process: subprocess.Popen[str], heard: list[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if text := line.strip():
            heard.append(text)
            if TOLD_AT_ONCE.match(text):
                print(f"  {text[:LONGEST]}\n", end="", flush=True)
