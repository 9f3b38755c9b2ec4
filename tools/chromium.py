"""Find Chromium for the browser tests and benchmarks; run as a module, install it where that may be done."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tools import apt, patience

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str | None:
    """Return the path of Chromium: the variable CHROMIUM, one on PATH, Playwright's own, or None."""
    for name in filter(None, (os.environ.get("CHROMIUM"), *NAMES)):
        if path := shutil.which(name):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def install_chromium() -> None:
    """Install Chromium with apt-get (as root, on Debian), else with Playwright. Failing is no error here."""
    says = "Installing Chromium for the browser tests: 100 to 200 MB, once, a few minutes"
    if apt.allowed():
        apt.install("Chromium", says, "chromium")
    else:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        patience.run(command, f"{says}, with Playwright")


if __name__ == "__main__":
    if find_chromium() is None:
        install_chromium()
    print("Chromium:", find_chromium() or "none, so the browser tests will be skipped")
