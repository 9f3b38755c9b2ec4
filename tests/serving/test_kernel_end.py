"""Nobody's kernel outlives their page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tools.pages import Server

BUTTON = "button.jupyter-button"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    # A second tab, so that closing the first doesn't close the browser under it.
    context.new_page()
    yield context.new_page()
    context.close()


def test_a_reload_ends_the_old_kernel(server: Server, page: Page) -> None:
    others = server.kernels()
    seen = set()
    page.goto(server.lesson("button.ipynb"))
    for _ in range(3):
        page.wait_for_selector(BUTTON)
        seen |= set(server.kernels()) - set(others)
        page.reload(wait_until="commit")
    page.wait_for_selector(BUTTON)
    (left,) = server.wait_for_kernels(1, besides=others)
    assert left not in seen
    assert len(seen) >= 3


def test_a_closed_tab_ends_its_kernel(server: Server, page: Page) -> None:
    others = server.kernels()
    page.goto(server.lesson("button.ipynb"))
    page.wait_for_selector(BUTTON)
    assert set(server.kernels()) - set(others)
    page.close(run_before_unload=True)
    assert not server.wait_for_kernels(0, besides=others)


def test_leaving_while_the_page_still_loads_ends_its_kernel(server: Server, page: Page) -> None:
    others = server.kernels()
    page.goto(server.lesson("slow.ipynb"), wait_until="commit")
    # The kernel's id is on the page, but its widgets, and with them Voila's own farewell, are not.
    page.wait_for_selector("body[data-kernel-id]")
    assert not page.locator(BUTTON).count()
    page.goto("about:blank")
    assert not server.wait_for_kernels(0, besides=others)
