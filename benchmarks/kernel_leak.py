"""No kernel outlives its page: 20 reloads and a closed tab leave none behind after 2 s.

Both ways of serving: `ai-playground serve`, and a Jupyter server with Voila as extension (Binder).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from tools.pages import ROOT, Server, configure_home, jupyter_server, open_chromium, standalone_server

NOTEBOOK = "01_regression.ipynb"
READY = ".aip-run-bar[data-state]"
RELOADS = 20
GRACE_MS = 2000


def leftovers(server: Server, browser: Browser) -> tuple[int, int]:
    """Return how many kernels there are 2 s after the last reload, and 2 s after the tab is closed."""
    context = browser.new_context()
    bystander, page = context.new_page(), context.new_page()
    page.goto(server.lesson(NOTEBOOK), wait_until="commit")
    page.wait_for_selector(READY)
    for _ in range(RELOADS):
        page.reload(wait_until="commit")
        page.wait_for_selector(READY)
    bystander.wait_for_timeout(GRACE_MS)
    reloaded = len(server.kernels())
    page.close(run_before_unload=True)
    bystander.wait_for_timeout(GRACE_MS)
    closed = len(server.kernels())
    context.close()
    return reloaded, closed


def main() -> int:
    """Print both ways; return the exit code."""
    worst = 0
    with tempfile.TemporaryDirectory() as folder, open_chromium() as browser:
        work = Path(folder)
        print(f"kernels after {RELOADS} reloads (1 is the open page's) and after closing the tab (limit 0)")
        with standalone_server(None, work / "log") as server:
            reloaded, closed = leftovers(server, browser)
            print(f"ai-playground serve   {reloaded}   {closed}")
            worst = max(worst, reloaded - 1, closed)
        with jupyter_server(ROOT, configure_home(work / "home"), work / "jupyter.log") as server:
            reloaded, closed = leftovers(server, browser)
            print(f"Jupyter server        {reloaded}   {closed}")
            worst = max(worst, reloaded - 1, closed)
    print("ok" if worst == 0 else "MISSED")
    return min(worst, 1)


if __name__ == "__main__":
    sys.exit(main())
