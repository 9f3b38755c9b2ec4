"""Twenty visitors at once: every page comes up, every run ends in the right final state.

All open the lesson at once, in a browser context each, and press Run as soon as they can. The right final
state is the lecture's: slope 1.718 after 100 epochs, and a run bar that is done.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.async_api import Browser, Error, async_playwright

from tools.chromium import find_chromium
from tools.pages import CHROMIUM_ARGUMENTS, Server, standalone_server

NOTEBOOK = "01_regression.ipynb"
BAR = ".aip-run-bar"
VISITORS = 20
PATIENCE_MS = 180_000
EXPECTED = "slope 1.718"


async def visit(browser: Browser, address: str) -> tuple[float, float, str]:
    """Return seconds until the page is up, seconds until the run is done, and "" or what is wrong."""
    context = await browser.new_context()
    page = await context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    started = time.perf_counter()
    up = done = float("inf")
    try:
        await page.goto(address, wait_until="commit")
        await page.click(f"{BAR} button.aip-go")
        up = time.perf_counter() - started
        await page.wait_for_selector(f"{BAR}[data-state=running], {BAR}[data-state=queued]")
        await page.wait_for_selector(f"{BAR}[data-state=done]")
        done = time.perf_counter() - started
        await page.wait_for_timeout(500)
        text = await page.inner_text("body")
        wrong = "; ".join(errors) or ("" if EXPECTED in text else f"the page does not say {EXPECTED!r}")
    except Error as error:
        wrong = "; ".join([*errors, str(error).splitlines()[0]])
    await page.goto("about:blank")
    await context.close()
    return up, done, wrong


async def visit_all(server: Server) -> list[tuple[float, float, str]]:
    """Let all visitors come at once."""
    async with async_playwright() as playwright:
        path = find_chromium()
        browser = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        address = server.lesson(NOTEBOOK)
        visits = await asyncio.gather(*(visit(browser, address) for _ in range(VISITORS)))
        await browser.close()
    return visits


def main() -> int:
    """Print the times; return the exit code."""
    with tempfile.TemporaryDirectory() as folder, standalone_server(None, Path(folder) / "log") as server:
        started = time.perf_counter()
        visits = asyncio.run(visit_all(server))
        total = time.perf_counter() - started
        left = len(server.wait_for_kernels(0, seconds=5))
    ups, dones, wrongs = zip(*visits, strict=True)
    right = wrongs.count("")
    print(f"{VISITORS} visitors at once, browser and server on {psutil.cpu_count()} cores")
    print(f"page up        median {statistics.median(ups):5.1f} s, last {max(ups):5.1f} s")
    print(f"run done       median {statistics.median(dones):5.1f} s, last {max(dones):5.1f} s")
    print(f"per visitor    {total / VISITORS:5.2f} s")
    print(f"right final state: {right} of {VISITORS}; kernels left behind: {left}")
    for wrong in filter(None, wrongs):
        print(f"  wrong: {wrong}")
    kept = right == VISITORS and left == 0
    print("ok" if kept else "MISSED")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
