"""The websocket between a page and its kernel: what a browser may speak, and how many may listen."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from typing import Any, ClassVar

from jupyter_client.jsonutil import json_default
from jupyter_server.services.kernels.connection.base import serialize_msg_to_ws_v1
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.web import HTTPError

from ai_playground.serving import frames
from ai_playground.serving.error_pages import ErrorPages

MOST_WEBSOCKETS = 8
"""For one kernel. A page has one, and for a moment two when its connection breaks; JupyterLab has a few."""
SESSION = re.compile(r"[\w-]{1,64}", re.ASCII)
IDENTIFIER = re.compile(r"[\w-]{1,128}", re.ASCII)
BAD_DATA = 1007
"""Code with which a websocket is closed for what came over it."""


class PageConnection(ZMQChannelsWebsocketConnection):
    """Passes on what is a message, and nothing else."""

    def handle_incoming_message(self, incoming_msg: str | bytes) -> None:
        """Pass a browser's message to the kernel. Raises BadFrame if it is none."""
        message = frames.read(incoming_msg, self.subprotocol)
        if self.multi_kernel_manager.is_visitors(self.kernel_id) and not is_a_pages(message):
            self.log.warning("A message that no page sends was dropped")
            return
        super().handle_incoming_message(incoming_msg)  # type: ignore[arg-type]

    def handle_outgoing_message(self, stream: str, outgoing_msg: list[Any]) -> None:
        """Pass a kernel's message to the browser, but not the source of the cells, which pages don't show."""
        if self.multi_kernel_manager.is_visitors(self.kernel_id):
            _, (_, header, *_) = self.session.feed_identities(outgoing_msg)
            if self.session.unpack(header)["msg_type"] == "execute_input":
                return
        super().handle_outgoing_message(stream, outgoing_msg)

    def tell_end(self, reason: str) -> None:
        """Tell the page that its kernel is ended, and why."""
        self._send("stream", {"name": "stderr", "text": reason}, {"kernel_ended": True})
        self._send("status", {"execution_state": "dead"}, {})

    def _send(self, kind: str, content: dict[str, Any], metadata: dict[str, Any]) -> None:
        message = self.session.msg(kind, content, metadata=metadata)
        if self.subprotocol == frames.V1:
            frame = serialize_msg_to_ws_v1(message, "iopub", self.session.pack)  # type: ignore[no-untyped-call]
            self.write_message(frame, binary=True)
        else:
            self.write_message(json.dumps({**message, "channel": "iopub"}, default=json_default))


class PageWebsocket(ErrorPages, KernelWebsocketHandler):
    """The websocket of a kernel: Jupyter's, as Voila's takes one form of a message for the other.

    It speaks version 1 of the protocol, and the one before with a browser that asks for none: JupyterLab's
    client does so behind a proxy that drops the header.
    """

    open_by_kernel: ClassVar[defaultdict[str, set[PageWebsocket]]] = defaultdict(set)

    @property
    def kernel_websocket_connection_class(self) -> type[PageConnection]:
        """What stands between this websocket and the kernel."""
        return PageConnection

    async def get(self, kernel_id: str) -> None:
        """Open the websocket, and serve it until it is closed.

        Raises:
            HTTPError: 404 if there is no such kernel, 400 for a form that we don't speak, 429 if there are
                `MOST_WEBSOCKETS` of this kernel already.
        """
        if self.current_user is not None:
            if kernel_id not in self.kernel_manager:
                raise HTTPError(404)
            offered = self.request.headers.get("Sec-WebSocket-Protocol", "")
            if offered and frames.V1 not in (name.strip() for name in offered.split(",")):
                raise HTTPError(400)
            session = self.get_argument("session_id", "")
            if session and not SESSION.fullmatch(session):
                raise HTTPError(400)
            if len(self.open_by_kernel[kernel_id]) >= MOST_WEBSOCKETS:
                raise HTTPError(429)
        self.open_by_kernel[kernel_id].add(self)
        try:
            await super().get(kernel_id)  # type: ignore[no-untyped-call]
        finally:
            self.open_by_kernel[kernel_id].discard(self)
            if not self.open_by_kernel[kernel_id]:
                del self.open_by_kernel[kernel_id]

    def on_message(self, ws_message: str | bytes) -> None:
        """Pass a message on, or close the websocket if it is none."""
        try:
            super().on_message(ws_message)  # type: ignore[no-untyped-call]
        except frames.BadFrame as error:
            self.log.warning("A websocket was closed: what came over it is no message (%s)", error)
            self.close(BAD_DATA)

    def on_close(self) -> None:
        """Leave the kernel."""
        # None if it closes before the connection to the kernel is made.
        if getattr(self, "connection", None) is not None:
            super().on_close()  # type: ignore[no-untyped-call]


def is_a_pages(message: frames.Message) -> bool:
    """Whether a page may send this message.

    What a kernel would write into its log are plain names, and a page makes no widgets of its own.
    """
    content, kind = message.content, message.header["msg_type"]
    if kind == "comm_open" and content.get("target_name") != "jupyter.widget.control":
        return False
    names = [kind, content["comm_id"]] if "comm_id" in content else [kind]
    return all(isinstance(name, str) and IDENTIFIER.fullmatch(name) for name in names)
