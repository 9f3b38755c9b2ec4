"""`ai-playground serve`: the lessons as pages, and the home page before them."""

from __future__ import annotations

import logging
import re
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

import ai_playground.serving.formats  # noqa: F401 -- before Jupyter imports jsonschema

# isort: split
from jupyter_core.utils import run_sync
from jupyter_server.auth.login import LoginFormHandler
from jupyter_server.auth.logout import LogoutHandler
from jupyter_server.base.handlers import APIHandler
from jupyter_server.services.kernels.websocket import KernelWebsocketHandler
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler
from traitlets import Unicode
from voila.app import Voila
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from ai_playground.locations import lessons_directory
from ai_playground.serving import descriptors
from ai_playground.serving.configuration import page_configuration
from ai_playground.serving.defaults import IDLE_SECONDS, KERNEL_MEMORY, PORT
from ai_playground.serving.door import guard
from ai_playground.serving.error_pages import ErrorPages, Refusal, hold_in_memory, with_error_pages
from ai_playground.serving.home import HomeHandler, home_handlers, redirects_to_slash
from ai_playground.serving.limits import CappedKernelManager
from ai_playground.serving.log import make_safe
from ai_playground.serving.login import Login, Logout
from ai_playground.serving.origin import is_foreign, is_ours, names_of_machine
from ai_playground.serving.websocket import PageWebsocket
from ai_playground.serving.writable import stand_in_for_home

RENDER_ROOT = "voila/render/"
# The path of a Unix socket has at most 103 characters; Voila and Jupyter add 62 to the folder's.
LONGEST_SOCKET_FOLDER = 40
# Lists of files; and ours are prettier to log in with.
UNWANTED = (TornadoVoilaTreeHandler, VoilaContentsHandler, LoginFormHandler, LogoutHandler)


class LessonServer(Voila):  # type: ignore[misc]
    """Voila on the lessons folder, with the home page in the place of Voila's list of files."""

    public_host = Unicode("", config=True, help="Name by which a proxy's visitors come.")

    def init_settings(self) -> dict[str, Any]:
        """Return Voila's settings, with our pages where Jupyter has its own, and ours to log in."""
        settings: dict[str, Any] = super().init_settings()
        pages = settings["voila_jinja2_env"]
        hold_in_memory(pages)
        settings["jinja2_env"] = pages
        if self.public_host:
            settings["allow_origin_pat"] = rf"https?://{re.escape(self.public_host)}(:\d+)?$"
        return settings

    def init_handlers(self) -> list[tuple[Any, ...]]:
        """Return Voila's handlers less the list of files, plus the home page's."""
        page = {"voila_configuration": self.voila_configuration}
        ours = home_handlers(self.server_url, RENDER_ROOT, self.root_dir, self.voila_configuration)
        home = (self.server_url, HomeHandler, {**page, "render_root": RENDER_ROOT})
        login = [(self.server_url + "login", Login), (self.server_url + "logout", Logout)]
        nowhere = (".*", Refusal, {"status": 404})
        voilas = [our_own(*spec) for spec in super().init_handlers() if not issubclass(spec[1], UNWANTED)]
        return [
            *ours,
            home,
            *redirects_to_slash(self.server_url),
            *(login if self.token else []),
            *voilas,
            nowhere,
        ]

    def start(self) -> None:
        """Serve until Ctrl-C or SIGTERM."""
        make_safe([self.log], self.token)
        self.names = names_of_machine()
        self.wanted_port = self.port
        # Runs as soon as the loop does, and then the port is known to be ours.
        IOLoop.current().add_callback(self.announce)
        super().start()

    def listen(self) -> None:
        """Listen, and serve."""
        guard(self.app, self.is_refused, "/")
        super().listen()

    def is_refused(self, request: HTTPServerRequest) -> bool:
        """Whether a request is none of a visitor's."""
        # Who lacks the token gets no further than the question for it, whatever name they call the server.
        names = None if self.token else {*self.names, self.ip, self.public_host}
        if names is not None and not is_ours(request.host, names):
            self.log.error(
                "Somebody asked for %s, a name that this server doesn't go by. If it is a proxy's, "
                "start the server with --public-host and that name.",
                request.host,
            )
        return is_foreign(request, names)

    def _url(self, ip: str) -> str:
        host = socket.gethostname() if ip == "::" else ip
        # A zone in such an address (fe80::1%eth0) has a sign of its own in a URL.
        return str(super()._url(f"[{host.replace('%', '%25')}]" if ":" in host else host))

    def stop(self) -> None:
        """End the kernels. Their folder may be gone by now: it is a temporary one."""
        shutil.rmtree(self.connection_dir, ignore_errors=True)
        run_sync(self.kernel_manager.shutdown_all)()

    def announce(self) -> None:
        """Print the address of the home page, and get ready for visitors."""
        if self.port != self.wanted_port:
            print(f"Port {self.wanted_port} is taken.")  # noqa: T201
        print(f"AI Playground is at {self.display_url}   (Ctrl-C stops it)", flush=True)  # noqa: T201
        self.kernel_manager.fork_server.start()


def our_own(pattern: str, handler: type[RequestHandler], *rest: Any) -> tuple[Any, ...]:
    """Return a handler's entry in the list of Voila's, changed to answer as the rest of the pages do."""
    if issubclass(handler, KernelWebsocketHandler):
        handler = PageWebsocket
    elif not issubclass(handler, ErrorPages | APIHandler):
        handler = with_error_pages(handler)
    return (pattern, handler, *rest)


def serve(
    *,
    port: int = PORT,
    ip: str = "localhost",
    browser: bool = True,
    token: str = "",
    base_url: str = "/",
    idle_seconds: int = IDLE_SECONDS,
    max_kernels: int | None = None,
    kernel_memory: int = KERNEL_MEMORY,
    public_host: str = "",
    folder: Path | None = None,
) -> None:
    """Serve the home page and the lessons, print the address, and return when stopped.

    Args:
        port: Port to listen on; if it is taken, another free one.
        ip: Address to listen on; ``0.0.0.0`` for everybody on the network (then set a token).
        browser: Whether to open the home page in this machine's browser.
        token: If not empty, visitors must come with ``?token=...`` once.
        base_url: Path of the home page, for a server behind a proxy.
        idle_seconds: A kernel that neither computes nor has a page is ended after so many seconds.
        max_kernels: Most visitors at a time; None means what the machine's memory bears.
        kernel_memory: Bytes of memory beyond which a visitor's kernel is ended.
        public_host: Name by which visitors come through a proxy; without a token other names are refused.
        folder: Notebooks to serve; None means the lessons that ship.

    Raises:
        OSError: if there is no room for temporary files, or nobody may listen at `ip`.
    """
    descriptors.raise_limit()
    stand_in = tempfile.TemporaryDirectory(
        prefix="ai-playground-", dir=temporary_folder(), ignore_cleanup_errors=True
    )
    with stand_in as folder_for_home:
        stand_in_for_home(Path(folder_for_home))
        config = page_configuration(
            idle_seconds=idle_seconds, max_kernels=max_kernels, kernel_memory=kernel_memory
        )
        config.VoilaConfiguration.multi_kernel_manager_class = CappedKernelManager
        config.Voila.root_dir = str(folder or lessons_directory())
        config.Voila.port = port
        config.Voila.ip = ip
        config.Voila.base_url = "/" + base_url.strip("/") + "/" if base_url.strip("/") else "/"
        config.Voila.open_browser = browser
        config.Voila.token = token
        config.Voila.log_level = logging.ERROR
        config.LessonServer.public_host = public_host.lower()
        if hasattr(socket, "AF_UNIX") and len(temporary_folder()) <= LONGEST_SOCKET_FOLDER:
            # Not over TCP: of twenty kernels that start at once, some find their port taken by somebody else.
            config.KernelManager.transport = "ipc"
        # Configuration of other Voila servers on this machine doesn't count here.
        config.Voila.config_file_paths = []
        # As the instance, so that what a failing cell says comes into its log.
        server = LessonServer.instance(config=config)
        server.initialize([])
        server.start()


def temporary_folder() -> str:
    """Return the folder for temporary files. Raises OSError with what to do if none can be written to."""
    try:
        return tempfile.gettempdir()
    except FileNotFoundError as error:
        raise OSError(
            "No folder for temporary files can be written to. Make room on the disk or set TMPDIR to another."
        ) from error
