"""What being watched costs a run: a cell that does the same run by itself and on the page, by turns."""

from __future__ import annotations

import re

from playwright.sync_api import Page

Pairs = list[tuple[float, float]]


def cell(prepare: str, job: str, rounds: int) -> str:
    """Code for a cell of a page that has its `lesson`, with a button that measures.

    Args:
        prepare: Code, done once; imports, say.
        job: Code of a `Job` that does what the page's Run does.
        rounds: Pairs of runs.
    """
    return f"""
import threading, ipywidgets
from ai_playground.jobs import Job, device
{prepare}
answer, ask = ipywidgets.Label(), ipywidgets.Button(description="measure")

def unwatched():
    job = {job}
    job.start()
    job.wait()
    return job.seconds

def watched():
    lesson.control.drop()
    lesson.control.run()
    lesson.control.job.wait()
    return lesson.control.job.seconds

def measure(_):
    answer.value = "measured " + repr([(unwatched(), watched()) for _ in range({rounds})])

ask.on_click(lambda button: threading.Thread(target=measure, args=(button,)).start())
ipywidgets.VBox([ask, answer])
"""


def measured(page: Page, timeout_ms: float) -> Pairs:
    """Press the cell's button: seconds of each run by itself and watched."""
    page.get_by_role("button", name="measure").click()
    label = page.get_by_text(re.compile("^measured"))
    label.wait_for(timeout=timeout_ms)
    pairs: Pairs = eval(label.inner_text().removeprefix("measured "))
    return pairs
