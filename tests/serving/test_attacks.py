"""Attacks on one server, each with its outcome: afterwards the home page answers, and so do the kernels."""

from __future__ import annotations

import re
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, closing
from http.client import HTTPConnection
from itertools import product
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, expect
from tornado.httpclient import HTTPClientError
from tornado.websocket import WebSocketClientConnection

from ai_playground.serving.websocket import MOST_WEBSOCKETS
from tools.guest import V1, Guest, run
from tools.pages import Server, open_page, standalone_server, write_notebook

TOKEN = "sesame öffne/dich"
BUTTON = "button.ipynb"
LESSON = "01_regression.ipynb"


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real lessons."""
    with standalone_server(None, tmp_path_factory.mktemp("lessons") / "log") as server:
        yield server


@pytest.fixture(scope="module")
def room(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A room with a token, below a path."""
    log = tmp_path_factory.mktemp("room") / "log"
    with standalone_server(root / "lessons", log, token=TOKEN, base_url="lab") as server:
        server.address += "lab/"
        yield server


def answer(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of what the server says to a path that goes out as it is written."""
    place = urlsplit(server.address)
    netloc = place.netloc
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        named = {"Host": netloc, "Connection": "close", "Content-Length": "0"}
        named |= {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in named.items()), "", ""]
        connection.sendall("\r\n".join(lines).encode())
        raw = b""
        while chunk := connection.recv(65536):
            raw += chunk
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *rest = head.decode("latin1").split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in rest), body.decode()


def is_well(server: Server) -> bool:
    return answer(server, urlsplit(server.address).path)[0] == 200


# 1. The websocket


def test_widget_states_with_pictures_reach_a_page_in_either_form_and_the_server_lives_on(
    lessons: Server,
) -> None:
    async def ask() -> list[tuple[str | None, int]]:
        answers = []
        # This lesson has pictures, which make its message a binary one.
        async with Guest.visit(lessons, "02_style.ipynb") as guest:
            for number, protocols in enumerate([[V1], [], [V1, "other"]]):
                websocket = await guest.connect(*protocols, session=f"s{number}")
                states = await guest.states(websocket, v1=bool(protocols))
                answers.append((websocket.selected_subprotocol, len(states)))
        return answers

    answers = run(ask())
    assert [spoken for spoken, _ in answers] == [V1, None, V1]
    assert len({count for _, count in answers}) == 1
    assert answers[0][1] > 50
    assert is_well(lessons)


def test_a_websocket_is_refused_that_speaks_otherwise_or_comes_from_elsewhere(standalone: Server) -> None:
    evil = {"Origin": "http://evil.example"}

    async def connect() -> dict[str, int]:
        async with Guest.visit(standalone, BUTTON) as guest:
            kernel_id = guest.kernel_id
            attempts: list[tuple[str, list[str], dict[str, Any]]] = [
                ("version 2", ["v2.kernel.websocket.jupyter.org"], {}),
                ("none of ours", ["chat", "superchat"], {}),
                ("long session", [V1], {"session": "a" * 65}),
                ("session with a line", [V1], {"session": "a%0Aforged"}),
                ("session that is no name", [V1], {"session": "%C3%BC"}),
                ("another site's page", [V1], {"headers": evil}),
                ("rebound name", [V1], {"headers": {**evil, "Host": "evil.example"}}),
            ]
            statuses = {name: await refusal(guest, *protocols, **how) for name, protocols, how in attempts}
            guest.kernel_id = "12345678-1234-1234-1234-123456789abc"
            statuses["no such kernel"] = await refusal(guest, V1)
            guest.kernel_id = kernel_id
            return statuses

    assert run(connect()) == {
        "version 2": 400,
        "none of ours": 400,
        "long session": 400,
        "session with a line": 400,
        "session that is no name": 400,
        "another site's page": 403,
        "rebound name": 403,
        "no such kernel": 404,
    }
    assert is_well(standalone)


async def refusal(guest: Guest, *protocols: str, **how: Any) -> int:
    """The status with which a websocket is refused."""
    with pytest.raises(HTTPClientError) as caught:
        await guest.connect(*protocols, **how)
    return caught.value.code


HOSTILE: list[tuple[bool, bytes | str]] = [
    (True, struct.pack("<Q", 10**17)),
    (True, struct.pack("<Q", 2**64 - 1) + bytes(100)),
    (True, b""),
    (True, "text"),
    (True, b"\x00" * 1000),
    (False, struct.pack("!i", -5)),
    (False, struct.pack("!I", 2**31 - 1)),
    (False, "[" * 100_000),
    (False, "null"),
    (False, b"\xff" * 64),
]


def test_frames_that_are_no_messages_end_their_websocket_and_nothing_else(standalone: Server) -> None:
    async def attack() -> tuple[list[int | None], dict[str, Any]]:
        async with Guest.visit(standalone, BUTTON) as guest:
            honest, codes = await guest.connect(V1), []
            for number, (v1, frame) in enumerate(HOSTILE):
                websocket = await guest.connect(*([V1] if v1 else []), session=f"s{number}")
                await websocket.write_message(frame, binary=isinstance(frame, bytes))
                codes.append(await code_of_end(websocket))
            return codes, await guest.states(honest)

    codes, states = run(attack())
    assert codes == [1007] * len(HOSTILE)
    assert states
    assert is_well(standalone)
    assert "Traceback" not in standalone.log.read_text()


async def code_of_end(websocket: WebSocketClientConnection) -> int | None:
    try:
        while True:
            await Guest.next_frame(websocket)
    except ConnectionError:
        return websocket.close_code


def test_a_kernel_has_so_many_websockets_and_one_more_when_one_closes(standalone: Server) -> None:
    async def connect_all() -> int:
        async with Guest.visit(standalone, BUTTON) as guest:
            websockets = [await guest.connect(V1, session=f"s{number}") for number in range(MOST_WEBSOCKETS)]
            with pytest.raises(HTTPClientError) as caught:
                await guest.connect(V1)
            websockets.pop().close()
            while True:  # until the server has noticed
                try:
                    await guest.connect(V1, session="another")
                    return caught.value.code
                except HTTPClientError:
                    continue

    assert run(connect_all()) == 429


# 2. Descriptors

RAISE = """
import resource
from ai_playground.serving.descriptors import raise_limit
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (100, min(hard, 1000) if hard > 0 else 1000))
raise_limit()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="limits of another process need Linux")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_soft_limit_is_raised_to_the_hard_one() -> None:
    said = subprocess.run([sys.executable, "-c", RAISE], capture_output=True, text=True, check=True)
    assert said.stdout == "1000 1000\n"


@linux_only
def test_where_descriptors_are_few_the_room_is_full_and_says_so(root: Path, tmp_path: Path) -> None:
    import resource

    with standalone_server(root / "lessons", tmp_path / "log") as server:
        resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (100, 100))

        async def fill() -> tuple[int, HTTPClientError]:
            async with AsyncExitStack() as guests:
                for number in range(20):
                    try:
                        guest = await guests.enter_async_context(Guest.visit(server, BUTTON))
                    except HTTPClientError as error:
                        return number, error
                    await guest.connect(V1)
            raise AssertionError("twenty guests have come in")

        inside, refusal = run(fill())
        assert inside >= 2
        assert refusal.code == 503
        assert refusal.response is not None
        assert "The room is full" in refusal.response.body.decode()
        assert is_well(server)
        assert answer(server, "/nowhere")[0] == 404


# 3. Kernels of visitors who never came


def test_hanging_up_before_the_page_is_there_ends_its_kernel(root: Path, tmp_path: Path) -> None:
    with standalone_server(root / "lessons", tmp_path / "log") as server:
        seen = 0
        for number in range(6):
            connection = ask_for(server, "slow.ipynb")
            if number % 2:  # before the kernel is there, and in the middle of the page
                connection.getresponse().read(100)
                seen += len(server.kernels()) > 0
            connection.close()
        assert seen
        assert server.wait_for_kernels(0) == [], server.log.read_text()
        assert server.log.read_text().count("\n") == 1  # the address; a visitor who leaves is no error


def test_who_hangs_up_before_a_busy_server_reads_the_request_gets_no_kernel(
    root: Path, tmp_path: Path
) -> None:
    with standalone_server(root / "lessons", tmp_path / "log") as server:
        server.process.suspend()
        for _ in range(3):
            ask_for(server, "slow.ipynb").close()
        server.process.resume()
        with closing(ask_for(server, "button.ipynb")) as visitor:
            assert b"A headline" in visitor.getresponse().read()
        assert len(server.wait_for_kernels(1)) == 1, server.log.read_text()
        assert server.log.read_text().count("\n") == 1


def test_a_request_that_is_read_when_its_sender_is_gone_leaves_no_kernel(root: Path, tmp_path: Path) -> None:
    with standalone_server(root / "lessons", tmp_path / "log") as server:
        address = urlsplit(server.lesson("slow.ipynb"))
        request = f"GET {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\n\r\n".encode()
        with socket.create_connection((address.hostname, address.port)) as connection:
            connection.sendall(2 * request)  # the second is read when the first is done
            first = server.wait_for_kernels(1)
        with closing(ask_for(server, "button.ipynb")) as visitor:
            assert b"A headline" in visitor.getresponse().read()
        after = server.wait_for_kernels(1)
        assert len(after) == 1, server.log.read_text()
        assert after != first


def ask_for(server: Server, notebook: str) -> HTTPConnection:
    address = urlsplit(server.lesson(notebook))
    connection = HTTPConnection(address.netloc, timeout=60)
    connection.request("GET", address.path)
    return connection


# 4. Traits and memory


def test_no_trait_is_set_and_no_widget_made_from_the_browser(lessons: Server) -> None:
    async def attack() -> tuple[dict[str, Any], dict[str, Any]]:
        async with Guest.visit(lessons, "02_style.ipynb") as guest:
            websocket = await guest.connect(V1)
            before = await guest.states(websocket)
            for comm, widget in before.items():
                if widget["model_name"] == "ToggleButtonModel":
                    continue  # whether it is pressed is the browser's to say
                state = {name: hostile(value) for name, value in widget["state"].items() if name[0] != "_"}
                content = {"comm_id": comm, "data": {"method": "update", "state": state, "buffer_paths": []}}
                await websocket.write_message(guest.message("comm_msg", content), binary=True)
            for number in range(50):
                state = {
                    "_model_module": "@jupyter-widgets/controls", "_model_module_version": "2.0.0",
                    "_model_name": "TextModel", "_view_module": "@jupyter-widgets/controls",
                    "_view_module_version": "2.0.0", "_view_name": "TextView",
                }  # fmt: skip
                content = {
                    "comm_id": f"made-{number}",
                    "target_name": "jupyter.widget",
                    "data": {"state": state},
                }
                await websocket.write_message(guest.message("comm_open", content), binary=True)
            return before, await guest.states(websocket)

    before, after = run(attack())
    assert any("max_bytes" in widget["state"] for widget in before.values())
    assert before == after


def hostile(value: object) -> object:
    if isinstance(value, bool):
        return not value
    return 2**40 if isinstance(value, int | float) else "x" * 1000 if isinstance(value, str) else []


GREEDY = """
import ipywidgets
from ai_playground.ui.banner import Banner
taken, button = [], ipywidgets.Button(description="take")
button.on_click(lambda _: taken.append(b"x" * 400_000_000))
ipywidgets.VBox([button, Banner()])
"""


def test_a_page_says_that_its_kernel_was_ended_for_its_memory(chromium: Browser, tmp_path: Path) -> None:
    write_notebook(tmp_path / "lessons" / "greedy.ipynb", GREEDY)
    with standalone_server(tmp_path / "lessons", tmp_path / "log", kernel_memory=300_000_000) as server:
        page, _ = open_page(chromium, server, "greedy.ipynb")
        page.get_by_role("button", name="take").click()
        told = page.get_by_role("alert").filter(has_text="because it took too much memory")
        expect(told).to_be_visible()
        assert server.wait_for_kernels(0) == []
        assert is_well(server)
        page.close()


# 8. The log


def test_the_log_has_neither_the_token_nor_a_line_that_a_visitor_wrote(room: Server) -> None:
    forms = [quote(TOKEN), quote(TOKEN, safe=""), "".join(f"%{byte:02x}" for byte in TOKEN.encode())]
    for form in forms:
        answer(room, f"/lab/nowhere?token={form}")
        answer(room, f"/lab/nowhere?%74oken={form}", Referer=f"http://localhost/?token={form}")
        answer(room, f"/lab/{form}", Authorization=f"token {TOKEN.encode().decode('latin1')}")
        answer(room, f"/lab/voila/render/{form}.ipynb?token={form}", Cookie=f"a={form}")
        answer(room, f"/lab/voila/templates/lab/static/{form}", User_Agent=form)
    answer(room, "/lab/x%0AERROR%20forged%0D%1b%5b2J")
    answer(room, "/lab/voila/files/x%0AERROR%20forged.png?token=" + forms[0])
    said = room.log.read_text()
    assert "[secret]" in said
    assert "sesame" not in said
    assert not any(form in said for form in forms)
    assert not [line for line in said.splitlines() if line.startswith("ERROR")]


# 9. Other sites, other names


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
        ({"User-Agent": "Mozilla/5.0", "Accept": "image/avif,image/webp,*/*;q=0.8"}, 403),
        ({"Sec-Purpose": "prefetch"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:8866"}, 403),
    ],
)
def test_another_sites_page_starts_no_kernel(
    standalone: Server, headers: dict[str, str], status: int
) -> None:
    before = {kernel.pid for kernel in standalone.kernels()}
    said, _, page = answer(
        standalone,
        f"/voila/render/{BUTTON}",
        **{name.replace("-", "_"): value for name, value in headers.items()},
    )
    assert said == status
    assert "This is not open to you" in page
    assert {kernel.pid for kernel in standalone.kernels()} <= before


def test_a_link_on_another_site_opens_a_lesson(standalone: Server) -> None:
    headers = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    status, _, page = answer(
        standalone, f"/voila/render/{BUTTON}", **headers, Referer="http://elsewhere.example/"
    )
    assert (status, "A headline" in page) == (200, True)


def test_a_proxy_may_have_a_name_of_its_own(root: Path, tmp_path: Path) -> None:
    with standalone_server(root / "lessons", tmp_path / "log", public_host="Lessons.example.org") as server:
        for host in ("lessons.example.org", "localhost", "127.0.0.1", "[::1]"):
            assert answer(server, "/", Host=host)[0] == 200
        assert answer(server, "/", Host="other.example.org")[0] == 403
        assert "start the server with --public-host" in server.log.read_text()

        async def connect() -> dict[str, Any]:
            async with Guest.visit(server, BUTTON) as guest:
                return await guest.states(
                    await guest.connect(V1, headers={"Origin": "https://lessons.example.org"})
                )

        assert run(connect())


# 10. Addresses

PREFIXES = [
    "",
    "voila/render/",
    "voila/files/",
    "voila/static/",
    "voila/templates/",
    "voila/templates/lab/static/",
    "voila/api/themes/",
    "voila/api/shutdown/",
    "voila/labextensions/",
    "ai-playground/",
    "ai-playground/static/",
    "ai-playground/pictures/",
    "api/kernels/",
    "login",
    "logout",
]
TAILS = [
    "",
    "/",
    "x",
    "%00",
    "a%00.ipynb",
    "x" * 255 + ".ipynb",
    "x" * 3000,
    "../../etc/passwd",
    "%2e%2e/x.ipynb",
    ".",
    "..",
    "..%2f..%2fetc%2fpasswd.ipynb",
    "%ff.ipynb",
    "%C3%BC.ipynb",
    "a%0d%0aSet-Cookie:%20x.ipynb",
    "x.ipynb/y",
    "button.ipynb/",
    "button.ipynb%20",
    "%",
    "%zz",
    "lab/foo/x",
    "lab/static/",
    "lab/static/x",
    "lab",
    "foo/static/x",
    "//evil.example",
    "?template=%00&theme=%ff",
    "?%ff=1",
    "?next=http://[",
    "?next=%0d%0a//evil.example",
    "x.css",
    "a\\b",
    "{0}",
    "%s%n",
    "*.ipynb",
    "~root/x.ipynb",
    ".hidden/x.ipynb",
    "C:%5Cx.ipynb",
    "%u2215",
    "%F0%9F%92%A9.ipynb",
    "%ED%A0%80.ipynb",
    "12345678-1234-1234-1234-123456789abc/channels",
    ";a=b",
    "x?" + "a" * 5000,
]


@pytest.mark.parametrize("name", ["standalone", "room"])
def test_every_address_is_answered_with_a_plain_page(name: str, request: pytest.FixtureRequest) -> None:
    server: Server = request.getfixturevalue(name)
    base = urlsplit(server.address).path
    before = server.log.read_text().count("Traceback")
    for method, prefix, tail in [
        *product(["GET"], PREFIXES, TAILS),
        *product(["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "FOO"], PREFIXES, ["", "x", "%00"]),
    ]:
        path = base + prefix + tail
        status, headers, page = answer(server, path, method)
        assert 200 <= status < 500, path
        if status != 400:  # that is said before anybody has looked at the address
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert headers["Referrer-Policy"] == "same-origin", path
        if status > 400 and method != "HEAD":
            assert "aip-apology" in page or headers["Content-Type"] == "application/json", path
    assert server.log.read_text().count("Traceback") == before


@pytest.mark.parametrize(
    "path", ["/", "/ai-playground/static/pages.css", "/ai-playground/pictures/regression.svg"]
)
def test_pages_and_files_have_the_headers_that_keep_browsers_from_guessing(
    standalone: Server, path: str
) -> None:
    status, headers, _ = answer(standalone, path)
    assert status == 200
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_token_is_asked_for_and_no_new_password_offered(room: Server) -> None:
    status, _, page = answer(room, "/lab/login")
    assert status == 200
    assert "This room has a token" in page
    assert "new_password" not in page
    assert answer(room, "/lab/logout")[:2][0] == 302
    assert answer(room, "/lab/")[1]["Location"].startswith("/lab/login")


def test_a_guest_who_types_the_token_comes_in_and_one_who_types_another_is_told(
    room: Server, opener: Callable[[], Any]
) -> None:
    guest = opener()
    page = guest.open(f"{room.address}login?next=%2Flab%2Fvoila%2Frender%2F{BUTTON}").read().decode()
    found = re.search(r'name="_xsrf" value="([^"]+)"', page)
    assert found
    target = f"{room.address}login?next=%2Flab%2Fvoila%2Frender%2F{BUTTON}"
    with pytest.raises(HTTPError) as caught:
        guest.open(Request(target, data=f"_xsrf={quote(found[1])}&password=sesami".encode()))
    with caught.value as error:
        assert "This is not the token" in error.read().decode()
    form = f"_xsrf={quote(found[1])}&password={quote(TOKEN)}&new_password=mine"
    assert "A headline" in guest.open(Request(target, data=form.encode())).read().decode()
    assert "/login" in opener().open(f"{room.address}login?token=mine").url


def test_without_a_token_there_is_no_login(standalone: Server) -> None:
    for path in ("/login", "/logout"):
        status, _, page = answer(standalone, path)
        assert (status, "There is no such page" in page) == (404, True)


# 7. A home that can't be written to


@pytest.mark.skipif(sys.platform != "linux", reason="no folder that nobody can write to is known there")
def test_lessons_work_where_home_can_not_be_written_to(tmp_path: Path) -> None:
    hidden = dict.fromkeys(("IPYTHONDIR", "JUPYTER_DATA_DIR", "XDG_CACHE_HOME", "XDG_DATA_HOME"), "")
    with standalone_server(None, tmp_path / "log", {**hidden, "HOME": "/proc/nowhere"}) as server:
        for lesson in (LESSON, "02_style.ipynb", "04_corners.ipynb"):
            with urlopen(server.lesson(lesson)) as page:
                assert "could not be loaded" not in page.read().decode()
        assert server.log.read_text().count("\n") == 1


# 13. Addresses of the server


def test_a_path_works_with_and_without_its_last_slash(room: Server, opener: Callable[[], Any]) -> None:
    guest = opener()
    for path in ("lab", "lab/", "lab/ai-playground", "lab/ai-playground/"):
        address = room.address.removesuffix("lab/") + path
        assert "Turn a knob" in guest.open(f"{address}?token={quote(TOKEN)}").read().decode()
