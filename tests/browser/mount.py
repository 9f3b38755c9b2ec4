"""Widgets in a blank page of Chromium, with their Python half in this process: no Voila and no kernel.

`widget_page(source)` runs cells as a notebook would and shows what they display. The page has models that
speak ipywidgets' protocol (mount.js); what both halves say to each other goes through a websocket. A thread
of its own stands for the kernel's main thread: there cells run and callbacks are called, one by one.
"""

from __future__ import annotations

import ast
import asyncio
import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import comm
import ipywidgets
import pytest
from comm.base_comm import BaseComm
from jupyter_client.session import json_packer
from playwright.sync_api import Browser, Page
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler
from tornado.websocket import WebSocketHandler

from ai_playground.serving import configuration
from ai_playground.ui.widget import STATIC
from tools.pages import SHOWN, Watch

HERE = Path(__file__).parent
T = TypeVar("T")
Message = dict[str, Any]


def pack(message: Message, buffers: Sequence[Any]) -> bytes:
    """One frame: the length of the JSON in four bytes, the JSON, the buffers whose sizes it has."""
    pieces = [memoryview(buffer).cast("B") for buffer in buffers]
    head = {**message, "sizes": [len(piece) for piece in pieces]}
    text = json_packer(head)
    return b"".join((len(text).to_bytes(4, "little"), text, *pieces))


def unpack(frame: bytes) -> tuple[Message, list[memoryview]]:
    """The opposite of `pack`."""
    at = 4 + int.from_bytes(frame[:4], "little")
    message = json.loads(frame[4:at])
    buffers = []
    for size in message.pop("sizes"):
        buffers.append(memoryview(frame)[at : at + size])
        at += size
    return message, buffers


class Comm(BaseComm):
    """The line between a widget and its models in the page."""

    def __init__(self, session: Session, **values: Any) -> None:
        self._session = session
        super().__init__(**values)
        session.comms[self.comm_id] = self

    def publish_msg(
        self,
        msg_type: str,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,  # noqa: ARG002 -- part of the protocol
        buffers: list[bytes] | None = None,
        **keys: Any,  # noqa: ARG002
    ) -> None:
        self._session.post({"type": msg_type, "comm": self.comm_id, "data": data}, buffers or ())


class Session:
    """What stands for the kernel behind one page."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.comms: dict[str, Comm] = {}
        self.widgets: list[ipywidgets.Widget] = []
        self._loop = loop
        self._closed = False
        self._sent: list[bytes] = []
        self._sockets: list[WebSocketHandler] = []

    def post(self, message: Message, buffers: Sequence[Any] = ()) -> None:
        """Send a message to the page, from any thread. A page that connects later hears it then."""
        if not self._closed:
            self._loop.call_soon_threadsafe(self._send, pack(message, buffers))

    def hear(self, frame: bytes) -> None:
        """Give a widget what came from the page."""
        message, buffers = unpack(frame)
        self.comms[message["comm"]].handle_msg({"content": {"data": message["data"]}, "buffers": buffers})

    def connect(self, socket: WebSocketHandler) -> None:
        """Tell a page all that was said so far, and from now on."""
        self._sockets.append(socket)
        for frame in self._sent:
            socket.write_message(frame, binary=True)

    def disconnect(self, socket: WebSocketHandler) -> None:
        """The page is gone."""
        self._sockets.remove(socket)

    def execute(self, cells: list[str]) -> None:
        """Run cells; the widget that a cell ends with is displayed."""
        names: dict[str, Any] = {"__name__": "__main__", "display": self._display}
        for cell in cells:
            tree = ast.parse(cell)
            last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
            exec(compile(tree, "<cell>", "exec"), names)
            if isinstance(last, ast.Expr):
                self._display(eval(compile(ast.Expression(last.value), "<cell>", "eval"), names))
        self.post({"type": "executed"})

    def close(self) -> None:
        """Close the widgets; what threads still say of them goes nowhere."""
        self._closed = True
        for widget in self.widgets:
            widget.close()

    def _display(self, *values: object) -> None:
        for value in values:
            if isinstance(value, ipywidgets.Widget):
                self.post({"type": "display", "comm": value.comm.comm_id})

    def _send(self, frame: bytes) -> None:
        self._sent.append(frame)
        for socket in self._sockets:
            socket.write_message(frame, binary=True)


class _Socket(WebSocketHandler):
    """Between a page and its session."""

    def initialize(self, sessions: dict[str, Session]) -> None:
        self._sessions = sessions

    def open(self, *_args: str, **_kwargs: str) -> None:
        self.session = self._sessions[self.get_query_argument("session")]
        self.session.connect(self)

    def on_message(self, message: str | bytes) -> None:
        assert isinstance(message, bytes)
        self.session.hear(message)

    def on_close(self) -> None:
        self.session.disconnect(self)


class _File(RequestHandler):
    """A file of this folder, or the package's stylesheets."""

    def initialize(self, path: Path, kind: str) -> None:
        self._path, self._kind = path, kind

    def get(self) -> None:
        self.set_header("Content-Type", self._kind)
        self.finish(self._path.read_text(encoding="utf-8"))


class WidgetServer:
    """The blank page and its websocket, and the thread that they, the cells and the callbacks share."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.sessions: dict[str, Session] = {}
        self.address = ""

    def call(self, function: Callable[..., T], *values: object) -> T:
        """Call a function in the server's thread and wait for what it returns."""
        future: Future[T] = Future()

        def work() -> None:
            try:
                future.set_result(function(*values))
            except BaseException as error:
                future.set_exception(error)

        self.loop.call_soon_threadsafe(work)
        return future.result()

    def listen(self) -> HTTPServer:
        """Begin to serve."""
        files = {
            "/": (HERE / "mount.html", "text/html"),
            "/mount.js": (HERE / "mount.js", "text/javascript"),
            "/static/theme.css": (STATIC / "theme.css", "text/css"),
            "/static/pages.css": (Path(configuration.__file__).parent / "static" / "pages.css", "text/css"),
        }
        routes = [(address, _File, {"path": path, "kind": kind}) for address, (path, kind) in files.items()]
        server = HTTPServer(Application([*routes, ("/socket", _Socket, {"sessions": self.sessions})]))
        socket, port = bind_unused_port()
        server.add_socket(socket)
        self.address = f"http://127.0.0.1:{port}/"
        return server


@contextmanager
def widget_server() -> Iterator[WidgetServer]:
    """Serve blank pages for widgets from a thread of this process."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="widgets")
    thread.start()
    server = WidgetServer(loop)
    listening = server.call(server.listen)
    try:
        yield server
    finally:
        server.call(listening.stop)
        asyncio.run_coroutine_threadsafe(listening.close_all_connections(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class WidgetPages:
    """Opens pages with the given cells' widgets, and collects what goes wrong on them."""

    def __init__(self, chromium: Browser, server: WidgetServer, monkeypatch: pytest.MonkeyPatch) -> None:
        self._chromium, self._server, self._monkeypatch = chromium, server, monkeypatch
        self._pages: list[tuple[Page, Watch, Session]] = []

    @property
    def console_errors(self) -> list[str]:
        """What the pages of this test wrote to the console as an error, or threw."""
        return [error for _, watch, _ in self._pages for error in watch.errors]

    @property
    def foreign_requests(self) -> list[str]:
        """Addresses on other hosts that the pages asked for."""
        return [address for _, watch, _ in self._pages for address in watch.foreign_requests]

    def __call__(self, source: str | list[str], width: int = 1280, height: int = 900) -> Page:
        """Open a page with these cells."""
        session, name = Session(self._server.loop), uuid.uuid4().hex
        self._server.sessions[name] = session
        self._monkeypatch.setattr(comm, "create_comm", lambda **values: Comm(session, **values))
        ipywidgets.Widget.on_widget_constructed(session.widgets.append)
        self._server.call(session.execute, [source] if isinstance(source, str) else source)
        page = self._chromium.new_page(viewport={"width": width, "height": height})
        watch = Watch(page, self._server.address)
        self._pages.append((page, watch, session))
        page.goto(f"{self._server.address}?session={name}")
        page.wait_for_selector(SHOWN)
        return page

    def close(self) -> None:
        """Close all pages and their widgets."""
        ipywidgets.Widget.on_widget_constructed(None)
        for page, _, session in self._pages:
            page.close()
            self._server.call(session.close)
