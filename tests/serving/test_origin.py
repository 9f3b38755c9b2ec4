"""Requests of our own pages and of a visitor's click come in; those of somebody else's site don't."""

from __future__ import annotations

import pytest
from tornado.httputil import HTTPHeaders, HTTPServerRequest, RequestStartLine

from ai_playground.serving.origin import has_no_path, is_foreign, is_navigation, is_ours

NAMES = {"pc17", "pc17.local", "lessons.example.org"}
LOCAL = "localhost:8866"
CHROME = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"}
CLICK = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
PICTURE = {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
FRAME = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}


def request(path: str = "/", host: str = LOCAL, method: str = "GET", **headers: str) -> HTTPServerRequest:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    start = RequestStartLine(method, path, "HTTP/1.1")
    return HTTPServerRequest(start_line=start, headers=HTTPHeaders({"Host": host, **named}))


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8866",
        "LOCALHOST",
        "127.0.0.1:8866",
        "127.8.9.1",
        "[::1]:8866",
        "[::1]",
        "192.168.1.5:8866",
        "[fe80::1]:8866",
        "pc17:8866",
        "PC17.local",
        "lessons.example.org",
        "a.localhost",
    ],
)
def test_numbers_and_names_of_this_server_are_answered(host: str) -> None:
    assert is_ours(host, NAMES)
    assert not is_foreign(request(host=host.lower()), NAMES)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8866",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "pc17.evil.example",
        "notlocalhost",
        "",
        ":8866",
        "[::1",
        "0x7f.1.evil.example",
        "evil.example#localhost",
        "a@evil.example",
    ],
)
def test_a_name_made_to_point_here_is_not_answered(host: str) -> None:
    assert not is_ours(host, NAMES)


def test_a_request_by_such_a_name_is_foreign_unless_names_are_for_others_to_check() -> None:
    assert is_foreign(request(host="evil.example"), NAMES)
    assert not is_foreign(request(host="evil.example"), None)


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("names", [NAMES, None])
def test_of_another_site_only_a_link_that_is_followed_comes_in(site: str, names: set[str] | None) -> None:
    from_there = {"Sec-Fetch-Site": site}
    assert not is_foreign(request(**CLICK, **from_there), names)
    for kind in (PICTURE, FRAME, {"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Mode": "websocket"}, {}):
        assert is_foreign(request(**kind, **from_there), names)
    assert is_foreign(request(method="POST", **CLICK, **from_there), names)


@pytest.mark.parametrize("site", ["none", "same-origin"])
def test_our_own_pages_may_ask_for_anything(site: str) -> None:
    for kind in (CLICK, PICTURE, FRAME, {"Sec-Fetch-Mode": "cors"}):
        assert not is_foreign(request(Sec_Fetch_Site=site, Origin=f"http://{LOCAL}", **kind), NAMES)
    assert not is_foreign(request(), NAMES)


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "http://localhost:3000", "null", "", "http://[", "file://", "http://pc17x"],
)
def test_another_sites_origin_is_refused(origin: str) -> None:
    assert is_foreign(request(Origin=origin), NAMES)


def test_a_proxys_name_may_be_the_origin_where_the_proxy_asks_by_number() -> None:
    assert not is_foreign(request(host="127.0.0.1:8866", Origin="https://lessons.example.org"), NAMES)


@pytest.mark.parametrize(
    ("headers", "opens"),
    [
        ({}, True),
        ({"User-Agent": "curl/8.5", "Accept": "*/*"}, True),
        ({**CHROME, "Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, True),
        ({**CHROME, "Accept": "image/avif,image/webp,image/*,*/*;q=0.8"}, False),
        ({**CHROME, "Accept": "*/*"}, False),
        ({**CHROME, **CLICK}, True),
        ({**CHROME, **PICTURE, "Accept": "text/html"}, False),
        ({**CHROME, **CLICK, "Sec-Purpose": "prefetch;prerender"}, False),
        ({**CHROME, "Purpose": "prefetch", "Accept": "text/html"}, False),
    ],
)
def test_a_lesson_opens_for_a_visitor_and_not_for_a_picture_a_script_or_a_prefetch(
    headers: dict[str, str], opens: bool
) -> None:
    assert is_navigation(request(**headers)) is opens


@pytest.mark.parametrize(
    "path",
    [
        "/%00",
        "/x%0aforged",
        "/x%0D%0A",
        "/%7f",
        "/../etc/passwd",
        "/a/%2e%2e/b",
        "/./a",
        "/a/..",
        "/%5c..%5c",
        "/%ff",
        "/%c0%ae",
        "/" + "a" * 256,
        "/" + "a/" * 1000,
    ],
)
def test_an_address_that_nothing_can_have_is_known(path: str) -> None:
    assert has_no_path(request(path))


@pytest.mark.parametrize(
    "path", ["/", "/voila/render/01_regression.ipynb", "/a%20b", "/%C3%BC", "/..a", "/a..b/"]
)
def test_other_addresses_are_looked_up(path: str) -> None:
    assert not has_no_path(request(path))
