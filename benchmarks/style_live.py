"""Lesson 2 live at 256 px: first frame, pictures a second, what being watched costs, Stop.

Limits: a first live frame 6 s after Run in a fresh kernel, 1 s when TensorFlow is there; 2 pictures a second;
slowed by less than 5 %; Stop within one step. The browser shares the machine's cores with the kernel.
"""

from __future__ import annotations

import re
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.watching import cell, measured
from tools.pages import open_chromium, standalone_server, write_notebook

ROUNDS = 3
QUERY = "size=256"
PAGE = """
from ai_playground.style.dashboard import StyleLesson
lesson = StyleLesson()
lesson.dashboard
"""
PREPARE = """
from ai_playground.style.transfer import stylize
chosen = lesson.choices.now()
"""
JOB = (
    "Job(stylize, chosen.content, chosen.paintings, lesson.settings, max_steps=10_000, history_limit=60, "
    "prepare=device.configure)"
)
# Counts how often the painted picture is another one while a run is on.
COUNT_PICTURES = """() => {
    window.pictures = 0;
    const picture = [...document.querySelectorAll(".aip-before-after img")].at(-1);
    const observer = new MutationObserver(() => window.pictures++);
    observer.observe(picture, {attributes: true, attributeFilter: ["src"]});
}"""


def first_frame(page: Page) -> float:
    """Seconds from Run to the first step on the page."""
    started = time.perf_counter()
    page.get_by_role("button", name=re.compile("^Run( again)?$")).click()
    page.locator(".aip-run-bar[data-state=running]", has_text=re.compile(r"step\s*\d+ of")).wait_for()
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        write_notebook(Path(folder) / "page.ipynb", PAGE, cell(PREPARE, JOB, ROUNDS))
        with standalone_server(Path(folder), Path(folder) / "log") as server, open_chromium() as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.set_default_timeout(120_000)
            page.goto(server.lesson("page.ipynb", QUERY))
            page.locator(".aip-chart svg").first.wait_for()
            print(f"first frame, fresh kernel: {first_frame(page):.1f} s (limit 6 s)")
            page.evaluate(COUNT_PICTURES)
            started = time.perf_counter()
            page.locator(".aip-run-bar[data-state=done]").wait_for()
            rate = page.evaluate("window.pictures") / (time.perf_counter() - started)
            print(f"pictures a second: {rate:.1f} (at least 2)")
            print(f"first frame, warm: {first_frame(page):.2f} s (limit 1 s)")
            started = time.perf_counter()
            page.get_by_role("button", name="Stop").click()
            page.locator(".aip-run-bar[data-state=stopped]").wait_for()
            print(f"Stop: {time.perf_counter() - started:.2f} s (limit: one step)")
            times = measured(page, 600_000)
            alone, seen = (statistics.median(column) for column in zip(*times, strict=True))
            slower = seen / alone - 1
            print(f"run unwatched {alone:.1f} s, watched {seen:.1f} s: {slower:+.1%} (limit 5 %)")


if __name__ == "__main__":
    main()
