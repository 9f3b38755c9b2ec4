"""Lesson 3 live at 64 px: seconds a step, and what being watched costs.

Run: python -m benchmarks.cyclegan_live

Limit: slowed by less than 5 %. The browser shares the machine's cores with the kernel, and the same run twice
differs by some percent, so the median of several pairs is taken; the first, which compiles, isn't counted.
"""

from __future__ import annotations

import statistics
import tempfile
from pathlib import Path

from benchmarks.watching import cell, measured
from tools.pages import open_chromium, standalone_server, write_notebook

ROUNDS, STEPS = 5, 60
WATCHED_LIMIT = 0.05
PAGE = """
from ai_playground.cyclegan.dashboard import CycleganLesson
lesson = CycleganLesson()
lesson.dashboard
"""
PREPARE = "from ai_playground.cyclegan.study import study"
JOB = "Job(study, lesson.panel.settings, max_steps=10_000, seed=0, prepare=device.configure)"


def main() -> None:
    """Print the figures; exit with 1 where one misses its limit."""
    with tempfile.TemporaryDirectory() as folder:
        write_notebook(Path(folder) / "page.ipynb", PAGE, "lesson.experiments", cell(PREPARE, JOB, ROUNDS))
        with standalone_server(Path(folder), Path(folder) / "log") as server, open_chromium() as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(server.lesson("page.ipynb", f"steps={STEPS}"))
            page.locator(".aip-chart svg").first.wait_for(timeout=60_000)
            page.locator(".aip-run-bar").last.scroll_into_view_if_needed()
            pairs = measured(page, 1_800_000)[1:]
    alone, seen = (statistics.median(column) for column in zip(*pairs, strict=True))
    slower = sorted(watched / by_itself - 1 for by_itself, watched in pairs)
    cost = statistics.median(slower)
    print(f"{STEPS} steps: {alone / STEPS:.3f} s a step by itself, {seen / STEPS:.3f} s watched")
    print(f"watched: {cost:+.1%} ({', '.join(f'{each:+.1%}' for each in slower)}; limit {WATCHED_LIMIT:.0%})")
    if cost > WATCHED_LIMIT:
        raise SystemExit("missed")


if __name__ == "__main__":
    main()
