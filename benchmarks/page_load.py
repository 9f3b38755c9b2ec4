"""A lesson's page beside an empty Voila page with one button: time to interactive, and the kernel's memory.

Interactive means that a pressed button is answered by the kernel. Plain Voila serves the empty page, with
its own template; what that asks of other hosts is refused at once. The two take turns.
Also: whether the lesson's kernel has imported TensorFlow, requests to other hosts, console errors.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page

from tools.pages import Server, Watch, free_port, open_chromium, standalone_server, write_notebook

NOTEBOOK = "01_regression.ipynb"
EMPTY = "empty.ipynb"
RUNS = 5
TIME_LIMIT, MEMORY_LIMIT = 1.3, 1.6
OUR_BAR = ".aip-run-bar"
BUTTON = """
import ipywidgets
label, button = ipywidgets.Label("not yet"), ipywidgets.Button(description="press")
button.on_click(lambda _: setattr(label, "value", "pressed"))
ipywidgets.VBox([button, label])
"""
HOOK = """
def set_cookie(handler, notebook, cwd):
    handler.xsrf_token
    return notebook
c.VoilaConfiguration.prelaunch_hook = set_cookie
"""


def plain_voila(folder: Path) -> Server:
    """Serve the empty notebook with Voila as it comes, but for the cookie that lets its kernels end."""
    write_notebook(folder / EMPTY, BUTTON)
    (folder / "voila.py").write_text(HOOK)
    port = free_port()
    command = [
        sys.executable,
        "-P",
        "-m",
        "voila",
        "--no-browser",
        f"--port={port}",
        "--Voila.ip=127.0.0.1",
        ".",
    ]
    address = f"http://127.0.0.1:{port}/"
    return Server(command, address=address, render="voila/render/", log=folder / "log", cwd=folder)


def press_button(page: Page) -> None:
    """Press the empty page's button as soon as it is there, and wait for the kernel's answer."""
    page.click("button.jupyter-button")
    page.wait_for_selector("text=pressed")


def press_step(page: Page) -> None:
    """Press the lesson's "Step 1" as soon as it is there, and wait for the step to show."""
    bar = page.locator(OUR_BAR)
    before = bar.inner_text()
    bar.get_by_role("button", name="Step 1 epoch", exact=True).click()
    page.wait_for_function(
        "([selector, before]) => document.querySelector(selector).innerText !== before", arg=[OUR_BAR, before]
    )


@dataclass
class Side:
    """One of the two pages, and what its visits showed."""

    server: Server
    notebook: str
    interact: Callable[[Page], None]
    seconds: list[float] = field(default_factory=list)
    resident: list[float] = field(default_factory=list)
    private: list[float] = field(default_factory=list)
    tensorflow: bool = False
    errors: list[str] = field(default_factory=list)
    foreign_requests: list[str] = field(default_factory=list)

    def visit(self, browser: Browser) -> None:
        """Open the page in a browser of its own, until it answers; then once more, to weigh its kernel."""
        with self._page(browser) as page:
            self.interact(page)
            self.seconds.append(time.perf_counter() - self._started)
        with self._page(browser) as page:
            page.wait_for_selector("#rendered_cells", state="visible")
            page.wait_for_timeout(500)
            (kernel,) = self.server.kernels()
            maps = kernel.memory_maps()
            self.resident.append(sum(entry.rss for entry in maps) / 1e6)
            # Less what kernels share: the code of libraries.
            self.private.append(sum(entry.private_dirty for entry in maps) / 1e6)
            self.tensorflow |= any("tensorflow" in entry.path for entry in maps)

    @contextmanager
    def _page(self, browser: Browser) -> Iterator[Page]:
        context = browser.new_context()
        page = context.new_page()
        watch = Watch(page, self.server.address)
        self._started = time.perf_counter()
        page.goto(self.server.lesson(self.notebook), wait_until="commit")
        yield page
        self.errors += watch.errors
        self.foreign_requests += watch.foreign_requests
        page.goto("about:blank")
        self.server.wait_for_kernels(0)
        context.close()


def ratio(name: str, unit: str, lesson: list[float], empty: list[float], limit: float) -> bool:
    """Print both medians and their ratio; return whether it keeps the limit."""
    ours, theirs = statistics.median(lesson), statistics.median(empty)
    kept = ours <= limit * theirs
    print(f"{name:24} {ours:7.2f} {unit}  empty {theirs:7.2f} {unit}  ratio {ours / theirs:.2f}  ", end="")
    print(f"limit {limit}  {'ok' if kept else 'MISSED'}")
    return kept


def main() -> int:
    """Print the comparison; return the exit code."""
    with tempfile.TemporaryDirectory() as folder, open_chromium() as browser:
        (empty_folder := Path(folder) / "empty").mkdir()
        with standalone_server(None, Path(folder) / "log") as ours, plain_voila(empty_folder) as theirs:
            lesson = Side(ours, NOTEBOOK, press_step)
            empty = Side(theirs, EMPTY, press_button)
            # The first visit fills the file caches and is not counted.
            for _ in range(RUNS + 1):
                lesson.visit(browser)
                empty.visit(browser)
    print(f"median of {RUNS} runs in turns, {psutil.cpu_count()} cores")
    kept = [
        ratio("time to interactive", "s ", lesson.seconds[1:], empty.seconds[1:], TIME_LIMIT),
        ratio("kernel, resident", "MB", lesson.resident[1:], empty.resident[1:], MEMORY_LIMIT),
        ratio("kernel, private", "MB", lesson.private[1:], empty.private[1:], MEMORY_LIMIT),
        not (lesson.errors or lesson.foreign_requests or lesson.tensorflow),
    ]
    print(f"console errors: {lesson.errors or 'none'}")
    print(f"requests to other hosts: {lesson.foreign_requests or 'none'}")
    print(f"TensorFlow imported before a run: {'yes, MISSED' if lesson.tensorflow else 'no'}")
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
