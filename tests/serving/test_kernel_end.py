"""Nobody's kernel outlives their page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.lesson_driver import wait_until
from tools.pages import Server

BUTTON = "button.jupyter-button"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    # A second tab, so that closing the first doesn't close the browser under it.
    context.new_page()
    yield context.new_page()
    context.close()


def living(server: Server, others: set[int]) -> set[int]:
    """The kernels that run, less those of other tests."""
    return {kernel.pid for kernel in server.kernels()} - others


def test_a_reload_ends_the_old_kernel(server: Server, page: Page) -> None:
    others = {kernel.pid for kernel in server.kernels()}
    seen = set()
    page.goto(server.lesson("button.ipynb"))
    for _ in range(3):
        page.wait_for_selector(BUTTON)
        seen |= living(server, others)
        page.reload(wait_until="commit")
    page.wait_for_selector(BUTTON)
    assert len(seen) >= 3
    wait_until(lambda: not living(server, others) & seen, seconds=10.0)
    assert len(living(server, others)) == 1


def test_a_closed_tab_ends_its_kernel(server: Server, page: Page) -> None:
    others = {kernel.pid for kernel in server.kernels()}
    page.goto(server.lesson("button.ipynb"))
    page.wait_for_selector(BUTTON)
    assert living(server, others)
    page.close(run_before_unload=True)
    wait_until(lambda: not living(server, others), seconds=10.0)


def test_leaving_while_the_page_still_loads_ends_its_kernel(server: Server, page: Page) -> None:
    others = {kernel.pid for kernel in server.kernels()}
    page.goto(server.lesson("slow.ipynb"), wait_until="commit")
    # The kernel's id is on the page, but its widgets, and with them Voila's own farewell, are not.
    page.wait_for_selector("body[data-kernel-id]")
    assert not page.locator(BUTTON).count()
    page.goto("about:blank")
    wait_until(lambda: not living(server, others), seconds=10.0)
