from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import anywidget
from playwright.sync_api import Browser, Page

from tools.pages import SHOWN, Server, open_page


def leave(page: Page) -> None:
    page.goto("about:blank")
    page.close()


def test_a_page_answers_asks_no_other_host_and_logs_no_error(server: Server, chromium: Browser) -> None:
    page, watch = open_page(chromium, server, "button.ipynb")
    page.wait_for_selector(SHOWN)
    page.click("button.jupyter-button")
    page.wait_for_selector("text=pressed")
    # The formula is set, by a script from this host.
    page.wait_for_selector("#rendered_cells mjx-container")
    assert watch.errors == []
    assert watch.foreign_requests == []
    leave(page)


def test_the_loading_card_comes_first_and_the_text_does_not_jump(
    standalone: Server, chromium: Browser, go_on: Callable[[], None]
) -> None:
    page, _ = open_page(chromium, standalone, "slow.ipynb")
    loading = page.wait_for_selector("#loading h1")
    assert loading is not None
    before = loading.bounding_box()
    assert not page.locator(SHOWN).count()
    go_on()
    page.wait_for_selector(SHOWN)
    assert not page.locator("#loading").count()
    assert page.locator("#rendered_cells h1").bounding_box() == before
    assert page.locator("button.jupyter-button").is_visible()
    leave(page)


def test_a_page_of_a_single_widget_of_ours_is_shown_with_it(standalone: Server, chromium: Browser) -> None:
    context = chromium.new_context()
    # Where no widget is seen, the page is shown after ten seconds: here never.
    context.add_init_script(
        "const later = setTimeout;"
        "window.setTimeout = (act, ms, ...given) => (ms < 10000 ? later(act, ms, ...given) : 0);"
    )
    page, _ = open_page(context, standalone, "ours.ipynb")
    page.wait_for_selector(SHOWN)
    assert page.locator("#square").is_visible()
    leave(page)
    context.close()


def test_widgets_come_although_a_busy_browser_runs_its_timers_late(
    standalone: Server, chromium: Browser
) -> None:
    context = chromium.new_context()
    # Models come after the views that ask for them, and who looks again in a moment does so seconds later.
    context.add_init_script(
        """
        const later = window.setTimeout.bind(window);
        window.setTimeout = (act, ms, ...given) => later(act, ms === 100 ? 2500 : ms, ...given);
        const onmessage = Object.getOwnPropertyDescriptor(WebSocket.prototype, "onmessage");
        Object.defineProperty(WebSocket.prototype, "onmessage", {
          set(act) { onmessage.set.call(this, (event) => later(() => act(event), 300)); },
        });
        """
    )
    page, watch = open_page(context, standalone, "button.ipynb")
    page.click("button.jupyter-button")
    page.wait_for_selector("text=pressed")
    assert watch.errors == []
    leave(page)
    context.close()


def test_a_widget_may_take_its_time_to_be_ready(standalone: Server, chromium: Browser) -> None:
    page, watch = open_page(chromium, standalone, "slow_widget.ipynb")
    page.wait_for_selector("#late", state="attached")
    assert watch.errors == []
    leave(page)


def test_anywidget_still_gives_up_so_early_that_the_page_has_to_prevent_it() -> None:
    scripts = (Path(anywidget.__file__).parent / "labextension" / "static").glob("*.js")
    assert any("AbortSignal.timeout(2000)" in script.read_text() for script in scripts)


def test_cells_for_jupyterlab_and_colab_are_neither_shown_nor_run(
    standalone: Server, chromium: Browser
) -> None:
    page, _ = open_page(chromium, standalone, "tagged.ipynb")
    page.wait_for_selector("text=on the page")
    text = page.inner_text("body")
    assert "take apart" not in text
    assert "Colab" not in text
    leave(page)


def test_a_page_shows_no_code(standalone: Server, chromium: Browser) -> None:
    page, _ = open_page(chromium, standalone, "button.ipynb")
    page.wait_for_selector(SHOWN)
    assert "ipywidgets.VBox" not in page.content()
    leave(page)


def test_a_failing_cell_is_told_in_plain_words_and_logged(standalone: Server, chromium: Browser) -> None:
    page, _ = open_page(chromium, standalone, "broken.ipynb")
    page.wait_for_selector("text=The server's log says why")
    assert "ZeroDivisionError" not in page.inner_text("body")
    assert "ZeroDivisionError" in standalone.log.read_text()
    leave(page)


def test_an_output_that_comes_late_is_on_the_page(standalone: Server, chromium: Browser) -> None:
    page, _ = open_page(chromium, standalone, "late.ipynb")
    page.wait_for_selector(SHOWN)
    assert "came late" in page.inner_text("#rendered_cells")
    leave(page)


def test_a_strangers_template_is_ignored(standalone: Server, chromium: Browser) -> None:
    page, _ = open_page(chromium, standalone, "button.ipynb", "template=reveal&theme=dark")
    page.wait_for_selector(".aip-nav")
    assert page.get_attribute("body", "data-jp-theme-name") == "JupyterLab Light"
    leave(page)
