"""For tests and benchmarks: the lessons served, by themselves or as Binder does, and a browser on them."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import psutil
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from ai_playground.serving.fork_server import KERNEL
from tools.chromium import find_chromium
from tools.processes import wait_or_kill

ROOT = Path(__file__).resolve().parent.parent
# The first are what Playwright switches off of what pages can notice; our list takes the place of its own.
UNWANTED_FEATURES = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "OptimizationHints",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    # Pages of Chromium's own behind each window's address line, which nobody sees: half a second each.
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxPopup",
)
CHROMIUM_ARGUMENTS = [
    # No other host is there, whatever a page asks for, and the answer comes at once.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    f"--disable-features={','.join(UNWANTED_FEATURES)}",
    # The shared memory of a container is often too small for Chromium's tabs.
    "--disable-dev-shm-usage",
]


SHOWN = "#rendered_cells:not(.aip-hidden)"
"""What is there as soon as a page's loading card has made way for its widgets."""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """A server process and the kernels it started.

    Args:
        command: What to run.
        address: A page of the server, below which its other pages are; ends in ``/``.
        render: Where Voila renders the notebooks, below `address`.
        log: File for what the server says.
        query: What every address needs at its end, e.g. a token.
    """

    def __init__(
        self,
        command: list[str],
        *,
        address: str,
        render: str,
        log: Path,
        query: str = "",
        cwd: Path | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self.address, self.query, self.log = address, query, log
        self._render = render
        with log.open("wb") as stream:
            self.process = psutil.Popen(
                command, cwd=cwd, stdout=stream, stderr=stream, env={**os.environ, **(environment or {})}
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.close()
            raise

    def lesson(self, notebook: str, query: str = "") -> str:
        """Return the address of a notebook's page; `query` is the part after the question mark."""
        whole = "&".join(filter(None, (self.query.removeprefix("?"), query)))
        return f"{self.address}{self._render}{notebook}" + (f"?{whole}" if whole else "")

    def kernels(self) -> list[psutil.Process]:
        """Return the kernels that run now."""
        children = self.process.children(recursive=True)
        return [child for child in children if _is_kernel(child)]

    def wait_for_kernels(
        self, count: int, seconds: float = 60.0, besides: Collection[psutil.Process] = ()
    ) -> list[psutil.Process]:
        """Wait until exactly `count` kernels run; return those that run then, or at the end of the time.

        Kernels in `besides` count as little as if they weren't there.
        """
        end = time.monotonic() + seconds
        while True:
            kernels = [kernel for kernel in self.kernels() if kernel not in besides]
            if len(kernels) == count or time.monotonic() > end:
                return kernels
            time.sleep(0.05)

    def close(self) -> None:
        """End the server and every process it started."""
        family = [self.process, *self.process.children(recursive=True)] if self.process.is_running() else []
        if family:
            self.process.terminate()
        wait_or_kill(family)
        self.process.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _wait_until_it_answers(self, seconds: float = 90.0) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urlopen(self.address + self.query, timeout=5):
                    return
            except HTTPError:
                return
            except (URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{self.log.read_text()}")


def _is_kernel(process: psutil.Process) -> bool:
    try:
        return process.name() == KERNEL or any("ipykernel" in word for word in process.cmdline())
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return False


def standalone_server(
    folder: Path | None, log: Path, environment: dict[str, str] | None = None, **options: object
) -> Server:
    """Serve the notebooks of `folder` (None: the lessons) as `ai-playground serve` does, with its options."""
    port = free_port()
    arguments = {"port": port, "ip": "127.0.0.1", "browser": False, **options}
    folder_code = repr(str(folder)) if folder else None
    code = (
        "from pathlib import Path\n"
        "from ai_playground.serving.server import serve\n"
        f"folder = {folder_code}\n"
        f"serve(folder=folder and Path(folder), **{arguments!r})"
    )
    return Server(
        [sys.executable, "-c", code],
        address=f"http://127.0.0.1:{port}/",
        render="voila/render/",
        log=log,
        environment=environment,
    )


def configure_home(home: Path) -> Path:
    """Make `home` a user's home as binder/postBuild leaves it; return it."""
    (home / ".jupyter").mkdir(parents=True)
    shutil.copy(ROOT / "binder" / "jupyter_server_config.py", home / ".jupyter")
    return home


def jupyter_server(root: Path, home: Path, log: Path, python: str = sys.executable) -> Server:
    """Start a Jupyter server as Binder does, with Voila as extension.

    Args:
        root: The folder that the server shows; the notebooks are in its ``lessons``.
        home: The user's home, with the server's configuration.
        log: File for what the server says.
        python: Interpreter of the environment to run.
    """
    port, token = free_port(), "a-token"
    command = [python, "-m", "jupyter", "server", "--no-browser", f"--port={port}", "--ip=127.0.0.1"]
    command += ["--ServerApp.base_url=/user/someone/", f"--IdentityProvider.token={token}", "--allow-root"]
    return Server(
        command,
        address=f"http://127.0.0.1:{port}/user/someone/",
        render="voila/render/lessons/",
        query=f"?token={token}",
        log=log,
        cwd=root,
        environment={"HOME": str(home), "JUPYTER_CONFIG_DIR": str(home / ".jupyter")},
    )


@contextmanager
def open_chromium(path: str | None = None) -> Iterator[Browser]:
    """Start this Chromium or the one that :func:`tools.chromium.find_chromium` finds; close it at the end."""
    path = path or find_chromium()
    if path is None:
        raise RuntimeError("There is no Chromium: install one, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """Collects a page's console errors and its requests to other hosts."""

    def __init__(self, page: Page, address: str) -> None:
        self.errors: list[str] = []
        self.foreign_requests: list[str] = []
        host = re.match(r"https?://[^/]*", address)
        assert host is not None
        self._own = (f"{host[0]}/", f"ws{host[0][4:]}/", "blob:", "data:", "about:", "chrome-error:")
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", lambda request: self._note_address(request.url))
        page.on("websocket", lambda websocket: self._note_address(websocket.url))

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location['url']})")

    def _note_address(self, url: str) -> None:
        if not url.startswith(self._own):
            self.foreign_requests.append(url)


def open_page(
    visitor: Browser | BrowserContext,
    server: Server,
    notebook: str,
    query: str = "",
    *,
    width: int = 1280,
    height: int = 900,
) -> tuple[Page, Watch]:
    """Open a notebook's page in a tab that is watched; it still loads.

    A browser opens it as a visitor who was never there, a context as one who knows the pages before.
    """
    page = visitor.new_page()
    page.set_viewport_size({"width": width, "height": height})
    watch = Watch(page, server.address)
    page.goto(server.lesson(notebook, query), wait_until="commit")
    return page, watch


def write_notebook(
    path: Path, *sources: str, markdown: str = "", tags: dict[int, list[str]] | None = None
) -> Path:
    """Write a notebook of one markdown cell (if given) and code cells; `tags` by index of the code cell."""
    cells: list[dict[str, object]] = []
    if markdown:
        cells.append({"cell_type": "markdown", "id": "text", "metadata": {}, "source": markdown})
    for index, source in enumerate(sources):
        cells.append(
            {
                "cell_type": "code",
                "id": f"code{index}",
                "metadata": {"tags": (tags or {}).get(index, [])},
                "source": source,
                "outputs": [],
                "execution_count": None,
            }
        )
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})
    )
    return path
