from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, Request, build_opener, urlopen

import pytest
from playwright.sync_api import Browser

from ai_playground.lesson.catalogue import LESSONS
from tests import axe
from tools.pages import Server, Watch, standalone_server


class Links(HTMLParser):
    """The addresses that a page links, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: set[str | None] = set()
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.addresses.add(dict(attributes).get("href"))

    def handle_data(self, data: str) -> None:
        self.text += data


def read(address: str) -> str:
    with urlopen(address) as answer:
        text: str = answer.read().decode()
    return text


def refusal(address: str | Request) -> tuple[int, str]:
    """Status and text of the page that refuses."""
    with pytest.raises(HTTPError) as caught:
        urlopen(address)
    with caught.value as answer:
        return answer.code, answer.read().decode()


def test_home_lists_every_lesson_and_links_those_built(server: Server) -> None:
    page = Links(read(f"{server.address}ai-playground/{server.query}"))
    for lesson in LESSONS:
        assert lesson.question in page.text
        links = [address for address in page.addresses if address and address.endswith(lesson.notebook)]
        assert bool(links) == lesson.built
    assert page.text.count("coming") >= sum(not lesson.built for lesson in LESSONS)


def test_home_starts_no_kernel(server: Server) -> None:
    before = len(server.kernels())
    for _ in range(5):
        read(f"{server.address}ai-playground/{server.query}")
    assert len(server.kernels()) == before


def test_the_first_address_is_the_home_page(standalone: Server) -> None:
    assert read(standalone.address) == read(f"{standalone.address}ai-playground/")


@pytest.mark.parametrize(
    "path", ["nowhere", "voila/tree", "voila/render/nowhere.ipynb", "voila/api/contents"]
)
def test_what_is_not_there_says_so(standalone: Server, path: str) -> None:
    status, page = refusal(standalone.address + path)
    assert status == 404
    assert "There is no such page" in page


@pytest.mark.parametrize("file", ["button.ipynb", ".hidden.png", "lessons/button.ipynb"])
def test_notebooks_are_not_handed_out_as_files_and_the_page_says_so(server: Server, file: str) -> None:
    status, page = refusal(f"{server.address}voila/files/{file}")
    assert status == 403
    assert "This is not open to you" in page
    assert "pages.css" in page


def test_a_picture_beside_the_notebooks_is_handed_out(root: Path, standalone: Server) -> None:
    (root / "lessons" / "dot.png").write_bytes(b"a picture")
    with urlopen(f"{standalone.address}voila/files/dot.png") as answer:
        assert answer.read() == b"a picture"
    assert refusal(f"{standalone.address}voila/files/none.png")[0] == 404


def test_a_host_that_the_server_does_not_go_by_gets_the_same_page(extension: Server) -> None:
    request = Request(f"{extension.address}ai-playground/", headers={"Host": "elsewhere.example"})
    status, page = refusal(request)
    assert status == 403
    assert "This is not open to you" in page


def test_a_token_keeps_strangers_out_and_is_asked_of_a_guest_once(root: Path, tmp_path: Path) -> None:
    with standalone_server(root / "lessons", tmp_path / "log", token="sesame") as server:
        for address in (server.address, server.lesson("button.ipynb")):
            with urlopen(address) as answer:
                assert "/login" in answer.url
        assert not server.kernels()
        guest = build_opener(HTTPCookieProcessor())
        assert "Turn a knob" in guest.open(f"{server.address}?token=sesame").read().decode()
        assert "A headline" in guest.open(server.lesson("button.ipynb")).read().decode()


@pytest.fixture(params=[1280, 390])
def width(request: pytest.FixtureRequest) -> Iterator[int]:
    return request.param  # type: ignore[no-any-return]


def test_home_fits_its_screen_and_stays_on_its_host(server: Server, chromium: Browser, width: int) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 800})
    watch = Watch(page, server.address)
    page.goto(f"{server.address}ai-playground/{server.query}", wait_until="networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    targets = page.locator("a").evaluate_all("links => links.map(a => a.getBoundingClientRect().height)")
    assert min(targets) >= 36
    assert axe.faults(page) == []
    assert not watch.errors
    assert not watch.foreign_requests
    page.close()
