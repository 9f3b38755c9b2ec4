"""Take the pictures of the README: home page and lessons, on a laptop's and on a phone's screen."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from tools.pages import ROOT, open_chromium, standalone_server

PICTURES = ROOT / "docs" / "pictures"
SIZES = ((1280, 800), (390, 844))


def show_two_runs(page: Page) -> None:
    """Run the lecture's descent, then the one with a shrinking rate, so that both are on the charts."""
    page.get_by_label("Speed").select_option(label="Full speed")
    page.get_by_role("button", name="Run", exact=True).click()
    page.locator(".aip-run-bar[data-state=done]").wait_for()
    page.get_by_role("button", name="Shrink the rate").click()
    page.locator(".aip-chart", has_text="slope 1.269").wait_for()
    page.mouse.move(0, 0)
    page.locator("h1").first.scroll_into_view_if_needed()


def show_a_found_page(page: Page) -> None:
    """Ask the network about the printed page, whose answer stands beside it then."""
    page.locator(".aip-quad-corner").first.wait_for()
    page.get_by_role("button", name="Print").first.click()
    page.get_by_text("Found in").wait_for(timeout=60_000)
    page.mouse.move(0, 0)
    page.locator("h1").first.scroll_into_view_if_needed()
    page.wait_for_timeout(500)


def main() -> None:
    """Write all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        standalone_server(None, Path(folder) / "log") as server,
        open_chromium() as browser,
    ):
        for width, height in SIZES:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(server.address)
            page.screenshot(path=PICTURES / f"home_{width}.png")
            page.goto(server.lesson("01_regression.ipynb"))
            page.locator(".aip-chart svg").first.wait_for()
            show_two_runs(page)
            page.wait_for_timeout(500)
            page.screenshot(path=PICTURES / f"lesson_{width}.png")
            page.goto(server.lesson("02_style.ipynb"))
            page.locator(".aip-before-after-both, .aip-chart svg[viewBox]").nth(1).wait_for()
            page.wait_for_timeout(500)
            page.screenshot(path=PICTURES / f"style_{width}.png")
            page.goto(server.lesson("04_corners.ipynb"))
            show_a_found_page(page)
            page.screenshot(path=PICTURES / f"corners_{width}.png")
            page.close()


if __name__ == "__main__":
    main()
