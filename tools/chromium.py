"""Find Chromium for the browser tests and benchmarks; run as a script, install it where that may be done."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

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
    if shutil.which("apt-get") and os.geteuid() == 0:
        commands = [["apt-get", "update"], ["apt-get", "install", "--yes", "chromium"]]
    else:
        commands = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    for command in commands:
        print("Installing Chromium:", *command[-4:], flush=True)
        if subprocess.run(command, stdout=subprocess.DEVNULL, check=False).returncode:
            return


if __name__ == "__main__":
    if find_chromium() is None:
        install_chromium()
    print("Chromium:", find_chromium() or "none, so the browser tests will be skipped")
