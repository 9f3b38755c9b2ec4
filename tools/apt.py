"""Install browsers with apt-get, where that may be done: as root, on Debian."""

from __future__ import annotations

import os
import shutil

from tools import patience


def allowed() -> bool:
    """Return whether there is apt-get, and the right to use it."""
    return shutil.which("apt-get") is not None and hasattr(os, "geteuid") and os.geteuid() == 0


def install(name: str, says: str, *arguments: str) -> None:
    """Install packages. Failing is no error here.

    Args:
        name: What is installed.
        says: What is told meanwhile.
        arguments: Packages, and options of `apt-get install`.
    """
    for what, command in (
        (f"Looking up {name} with apt-get", ["update"]),
        (f"{says}, with apt-get", ["install", "--yes", *arguments]),
    ):
        if patience.run(["apt-get", *command], what):
            return
