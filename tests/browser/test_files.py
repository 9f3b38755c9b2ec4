from __future__ import annotations

import hashlib
from pathlib import Path

from playwright.sync_api import expect

from .conftest import VoilaPages
from .mount import WidgetPages

CELL = """
import hashlib, ipywidgets
from ai_playground.ui.banner import Banner
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.file_picker import FilePicker
from ai_playground.ui.snippet import Snippet
from ai_playground.ui.theme import Theme

log, banner = ipywidgets.Label("nothing yet"), Banner()
files = {
    "csv": ("points.csv", "text/csv", b"x,y\\n1,2\\n"),
    "png": ("loss.png", "image/png", bytes(range(256)) * 9),
}
items = [dict(name=name, label=f"Get {name}") for name in ("csv", "png", "lost")]
downloads = Downloads(items, lambda name: files[name])
picker = FilePicker("Your CSV", ".csv", 10_000_000)

def tell(text):
    log.value = text

picker.on_file(lambda name, content: tell(f"{name} {hashlib.sha256(content).hexdigest()}"))
picker.on_refused(lambda name, size: tell(f"refused {name} {size}"))
snippet = Snippet("print(1)\\nprint(2)", "Copy as Python")
snippet.share_url_query = snippet.address_query = "rate=0.5&epochs=7"
page = ipywidgets.VBox([Theme(), downloads, picker, snippet, log, banner])
banner.watch(page)
page
"""


def test_downloads_are_saved_byte_for_byte(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    for label, name, content in [
        ("Get csv", "points.csv", b"x,y\n1,2\n"),
        ("Get png", "loss.png", bytes(range(256)) * 9),
    ]:
        with page.expect_download() as download:
            page.get_by_role("button", name=label).click()
        assert download.value.suggested_filename == name
        assert Path(download.value.path()).read_bytes() == content
    page.get_by_role("button", name="Get lost").click()
    expect(page.get_by_role("alert").filter(has_text="KeyError")).to_be_visible()
    expect(page.get_by_role("button", name="Get lost")).to_be_enabled()
    assert voila_page.console_errors == []


def test_a_large_file_arrives_whole_and_one_over_the_limit_stays_where_it_is(
    voila_page: VoilaPages, tmp_path: Path
) -> None:
    page = voila_page(CELL)
    good, big = tmp_path / "good.csv", tmp_path / "big.csv"
    good.write_bytes(bytes(range(250)) * 38_000)
    big.write_bytes(bytes(10_000_001))
    field = page.get_by_label("Your CSV")
    field.set_input_files(good)
    digest = hashlib.sha256(good.read_bytes()).hexdigest()
    expect(page.get_by_text(f"good.csv {digest}")).to_be_visible()
    field.set_input_files(big)
    expect(page.get_by_text("big.csv has 10 MB; the limit is 10 MB.")).to_be_visible()
    expect(page.get_by_text("refused big.csv 10000001")).to_be_visible()
    # The same file again, which browsers don't count as a change by themselves.
    field.set_input_files(good)
    expect(page.get_by_text("good.csv", exact=True)).to_be_visible()
    # Whatever is done next, what became of a file has been read.
    page.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("good.csv", exact=True)).to_be_hidden()


def test_code_and_link_are_copied(voila_page: VoilaPages) -> None:
    page = voila_page(CELL)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "print(1)\nprint(2)"
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("the link opens this page with these settings")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    assert link.endswith(".ipynb?rate=0.5&epochs=7")


def test_without_a_clipboard_the_code_is_copied_the_old_way_or_selected(widget_page: WidgetPages) -> None:
    page = widget_page(CELL)
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("document.addEventListener('copy', () => { window.copied = String(getSelection()) })")
    page.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("window.copied") == "print(1)\nprint(2)"
    page.evaluate("document.execCommand = () => false")
    page.get_by_role("button", name="Copy as Python").click()
    expect(page.get_by_text("Selected: copy it with Ctrl+C")).to_be_visible()
    assert page.evaluate("String(getSelection())") == "print(1)\nprint(2)"
