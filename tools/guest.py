"""For tests and benchmarks: a visitor without a browser, who speaks with a page's kernel as they like."""

from __future__ import annotations

import asyncio
import json
import re
import uuid
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from jupyter_client.session import Session
from jupyter_server.services.kernels.connection.base import (
    deserialize_binary_message,
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from tools.pages import Server

T = TypeVar("T")
V1 = "v1.kernel.websocket.jupyter.org"
PATIENCE_SECONDS = 60.0


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: the main one has Playwright's event loop, once a browser was there."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


class Guest:
    """One visitor of one lesson.

    Attributes:
        kernel_id: The kernel behind the page.
        page: The page's text.
    """

    def __init__(self, server: Server, page: str, cookies: str) -> None:
        found = re.search(r'"kernelId": ?"([\w-]+)"', page)
        assert found, page[-500:]
        self.kernel_id, self.page = found[1], page
        self._server, self._cookies = server, cookies
        self._session = Session(session=uuid.uuid4().hex)
        self._websockets: list[WebSocketClientConnection] = []

    @classmethod
    @asynccontextmanager
    async def visit(cls, server: Server, notebook: str, query: str = "") -> AsyncIterator[Guest]:
        """Open a page and read it to its end; say farewell to its kernel in the end, as pages do."""
        client = AsyncHTTPClient()
        answer = await client.fetch(server.lesson(notebook, query), request_timeout=PATIENCE_SECONDS)
        cookies = "; ".join(cookie.partition(";")[0] for cookie in answer.headers.get_list("Set-Cookie"))
        guest = cls(server, answer.body.decode(), cookies)
        try:
            yield guest
        finally:
            await guest.leave()

    async def leave(self) -> None:
        """Close the websockets and say farewell to the kernel."""
        for websocket in self._websockets:
            websocket.close()
            # One that the server has closed has nothing more to be read.
            while (
                websocket.close_code is None
                and await asyncio.wait_for(websocket.read_message(), PATIENCE_SECONDS) is not None
            ):
                pass
        token = re.search("_xsrf=([^;]*)", self._cookies)
        assert token
        address = f"{self._server.address}voila/api/shutdown/{self.kernel_id}"
        await AsyncHTTPClient().fetch(
            address,
            method="POST",
            body=urlencode({"_xsrf": token[1]}),
            headers={"Cookie": self._cookies},
            request_timeout=PATIENCE_SECONDS,
            raise_error=False,  # it may be gone already
        )

    async def connect(
        self, *protocols: str, session: str | None = None, headers: dict[str, str] | None = None
    ) -> WebSocketClientConnection:
        """Open a websocket to the kernel. Raises HTTPClientError if the server refuses."""
        address = re.sub("^http", "ws", self._server.address)
        session = self._session.session if session is None else session
        url = f"{address}api/kernels/{self.kernel_id}/channels?session_id={session}"
        # A token, where there is one.
        url += self._server.query.replace("?", "&")
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self._server.address))
        request = HTTPRequest(
            url, headers={"Origin": origin, **(headers or {})}, request_timeout=PATIENCE_SECONDS
        )
        websocket = await websocket_connect(request, subprotocols=list(protocols))
        self._websockets.append(websocket)
        return websocket

    def message(self, kind: str, content: dict[str, Any], *, v1: bool = True) -> bytes | str:
        """Return a frame with a message for the kernel's shell channel."""
        message = self._session.msg(kind, content)
        if v1:
            frame: bytes = serialize_msg_to_ws_v1(message, "shell", self._session.pack)  # type: ignore[no-untyped-call]
            return frame
        return json.dumps({**message, "channel": "shell", "buffers": []}, default=str)

    def open_control(self, comm: str, *, v1: bool = True) -> list[bytes | str]:
        """Return the frames that ask for the states of all widgets, as a page does when it is loaded."""
        opened = {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}}
        message = self._session.msg("comm_open", opened, metadata={"version": "1.0.0"})
        if v1:
            first: bytes | str = serialize_msg_to_ws_v1(message, "shell", self._session.pack)  # type: ignore[no-untyped-call]
        else:
            first = json.dumps({**message, "channel": "shell", "buffers": []}, default=str)
        ask = {"comm_id": comm, "data": {"method": "request_states"}}
        return [first, self.message("comm_msg", ask, v1=v1)]

    async def states(self, websocket: WebSocketClientConnection, *, v1: bool = True) -> dict[str, Any]:
        """Ask for the states of all widgets over a websocket; return them by the widgets' ids."""
        comm = uuid.uuid4().hex
        for frame in self.open_control(comm, v1=v1):
            await websocket.write_message(frame, binary=isinstance(frame, bytes))
        while True:
            content = read(await self.next_frame(websocket), v1=v1)
            if content.get("comm_id") == comm and content["data"].get("method") == "update_states":
                states: dict[str, Any] = content["data"]["states"]
                return states

    @staticmethod
    async def next_frame(websocket: WebSocketClientConnection) -> bytes | str:
        """Wait for a frame. Raises ConnectionError if the websocket closes instead."""
        frame = await asyncio.wait_for(websocket.read_message(), PATIENCE_SECONDS)
        if frame is None:
            raise ConnectionError(websocket.close_code)
        return frame


def read(frame: bytes | str, *, v1: bool = True) -> dict[str, Any]:
    """Return the content of the message in a frame."""
    if v1:
        _, parts = deserialize_msg_from_ws_v1(frame)  # type: ignore[no-untyped-call]
        content: dict[str, Any] = json.loads(parts[3])
    elif isinstance(frame, str):
        content = json.loads(frame)["content"]
    else:
        content = deserialize_binary_message(frame)["content"]  # type: ignore[no-untyped-call]
    return content
