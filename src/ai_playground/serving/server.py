"""`ai-playground serve`: the lessons as pages, and the home page before them."""

from __future__ import annotations

import logging
import shutil
import socket
import tempfile
from pathlib import Path
from typing import Any

from jupyter_core.utils import run_sync
from tornado.ioloop import IOLoop
from voila.app import Voila
from voila.tornado.contentshandler import VoilaContentsHandler
from voila.tornado.treehandler import TornadoVoilaTreeHandler

from ai_playground.locations import lessons_directory
from ai_playground.serving.configuration import page_configuration
from ai_playground.serving.defaults import IDLE_SECONDS, PORT
from ai_playground.serving.home import HomeHandler, NowhereHandler, home_handlers
from ai_playground.serving.limits import CappedKernelManager

RENDER_ROOT = "voila/render/"
# The path of a Unix socket has at most 103 characters; Voila and Jupyter add 62 to the folder's.
LONGEST_SOCKET_FOLDER = 40
LISTS_OF_FILES = (TornadoVoilaTreeHandler, VoilaContentsHandler)


class LessonServer(Voila):  # type: ignore[misc]
    """Voila on the lessons folder, with the home page in the place of Voila's list of files."""

    def init_handlers(self) -> list[tuple[Any, ...]]:
        """Return Voila's handlers less the list of files, plus the home page's."""
        page = {"voila_configuration": self.voila_configuration}
        ours = home_handlers(self.server_url, RENDER_ROOT, self.root_dir, self.voila_configuration)
        home = (self.server_url, HomeHandler, {**page, "render_root": RENDER_ROOT})
        voilas = [spec for spec in super().init_handlers() if not issubclass(spec[1], LISTS_OF_FILES)]
        nowhere = (".*", NowhereHandler, page)
        return [*ours, home, *voilas, nowhere]

    def start(self) -> None:
        """Serve until Ctrl-C or SIGTERM."""
        self.wanted_port = self.port
        # Runs as soon as the loop does, and then the port is known to be ours.
        IOLoop.current().add_callback(self.announce)
        super().start()

    def stop(self) -> None:
        """End the kernels. Their folder may be gone by now: it is a temporary one."""
        shutil.rmtree(self.connection_dir, ignore_errors=True)
        run_sync(self.kernel_manager.shutdown_all)()

    def announce(self) -> None:
        """Print the address of the home page."""
        if self.port != self.wanted_port:
            print(f"Port {self.wanted_port} is taken.")  # noqa: T201
        print(f"AI Playground is at {self.display_url}   (Ctrl-C stops it)", flush=True)  # noqa: T201


def serve(
    *,
    port: int = PORT,
    ip: str = "localhost",
    browser: bool = True,
    token: str = "",
    base_url: str = "/",
    idle_seconds: int = IDLE_SECONDS,
    max_kernels: int | None = None,
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
        folder: Notebooks to serve; None means the lessons that ship.

    Raises:
        OSError: if there is no room for temporary files, or nobody may listen at `ip`.
    """
    config = page_configuration(idle_seconds=idle_seconds, max_kernels=max_kernels)
    config.VoilaConfiguration.multi_kernel_manager_class = CappedKernelManager
    config.Voila.root_dir = str(folder or lessons_directory())
    config.Voila.port = port
    config.Voila.ip = ip
    config.Voila.base_url = "/" + base_url.strip("/") + "/" if base_url.strip("/") else "/"
    config.Voila.open_browser = browser
    config.Voila.token = token
    config.Voila.log_level = logging.ERROR
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
