"""Find Chromium for benchmarks and browser tests; run as a module, install it where that may be done.

Tests take its headless shell where there is one: it draws pages as Chromium does, without the windows that a
headless Chromium keeps in memory, and they take a sixth less time. What is measured is measured in Chromium.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tools import apt, patience

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SHELL = "chromium-headless-shell"
FOR_TESTS = "for-tests"


def find_chromium() -> str | None:
    """Return the path of Chromium: the variable CHROMIUM, one on PATH, Playwright's own, or None."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        if path := shutil.which(name):
            return path
    return playwrights_own()


def playwrights_own() -> str | None:
    """Return the path of the Chromium that Playwright has installed, if it has."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def find_for_tests() -> str | None:
    """Return the path of the variable CHROMIUM, of the headless shell, or what `find_chromium` returns."""
    return shutil.which(os.environ.get("CHROMIUM") or SHELL) or find_chromium()


def install_chromium(package: str = "chromium") -> None:
    """Install Chromium with apt-get (as root, on Debian), else with Playwright. Failing is no error here."""
    says = "Installing Chromium: 100 to 200 MB, once, a few minutes"
    if apt.allowed():
        apt.install("Chromium", says, package)
    else:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        patience.run(command, f"{says}, with Playwright")


def main(arguments: Sequence[str]) -> None:
    """Install what is missing, and say what there is."""
    for_tests = arguments == [FOR_TESTS]
    find = find_for_tests if for_tests else find_chromium
    if for_tests and find() is None and apt.allowed():
        install_chromium(SHELL)
    # Not every release has a shell.
    if find() is None:
        install_chromium()
    print("Chromium:", find() or "none, so the browser tests will be skipped")


if __name__ == "__main__":
    main(sys.argv[1:])
