"""Firefox and WebKit, driven by the few commands of WebDriver that a smoke test needs.

Run as a module, this installs Debian's where that may be done.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil

from tools import apt
from tools.processes import wait_or_kill

SECONDS = 60.0
"""How long a browser and a page get for what is waited for."""
FIREFOX, WEBKIT, SCREEN = "firefox-esr", "WebKitWebDriver", "Xvfb"
PACKAGES = {FIREFOX: "firefox-esr", WEBKIT: "webkit2gtk-driver", SCREEN: "xvfb"}
# Where Firefox has a command's name, the rest of the world has an address.
PATHS = {
    "Navigate": "url",
    "ExecuteScript": "execute/sync",
    "FindElement": "element",
    "ElementSendKeys": "element/{id}/value",
}
# A page counts as open with its first byte, so that what goes wrong while it loads is noted.
CAPABILITIES = {"capabilities": {"alwaysMatch": {"pageLoadStrategy": "none"}}}
NOTE_ERRORS = """
if (!location.href.startsWith(ADDRESS)) return false;
if (!window.noted) {
  window.noted = [];
  const note = (...words) => { window.noted.push(words.map(String).join(" ")); };
  window.console.error = note;
  window.addEventListener("error", (event) => note(event.message));
  window.addEventListener("unhandledrejection", (event) => note(event.reason));
}
return true;
"""

Command = Callable[[str, dict[str, Any]], Any]
"""Carries out a command of WebDriver with its parameters and returns its value; raises WebDriverError."""


class Missing(Exception):  # noqa: N818 -- no fault: the browser isn't installed
    """Raised where a program isn't there; the text says which."""


class WebDriverError(Exception):
    """Raised where the browser can't do what it is told."""


class Tab:
    """The one tab of a browser."""

    def __init__(self, command: Command) -> None:
        self._command = command

    def open(self, address: str) -> None:
        """Go to a page and note, from its beginning on, what it reports as an error."""
        self._command("Navigate", {"url": address})
        self.wait_for(NOTE_ERRORS.replace("ADDRESS", json.dumps(address)))

    @property
    def errors(self) -> list[str]:
        """What the page wrote to the console as an error, or threw."""
        errors: list[str] = self.evaluate("return window.noted")
        return errors

    def evaluate(self, body: str) -> Any:
        """Return what a function with this body returns in the page."""
        return self._command("ExecuteScript", {"script": body, "args": []})

    def wait_for(self, body: str) -> None:
        """Wait until a function with this body returns true in the page; raises TimeoutError."""
        _wait_for(lambda: self.evaluate(body), body)

    def press(self, xpath: str, key: str) -> None:
        """Press a key on the first element that an XPath finds."""
        found = self._command("FindElement", {"using": "xpath", "value": xpath})
        (element,) = found.values()
        self._command("ElementSendKeys", {"id": element, "text": key})


@contextmanager
def firefox() -> Iterator[Tab]:
    """Start Firefox, which speaks WebDriver by itself over a socket of its own; raises Missing."""
    program = _find(FIREFOX)
    with tempfile.TemporaryDirectory(prefix="firefox", ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text('user_pref("marionette.port", 0);\n')
        port = Path(profile) / "MarionetteActivePort"
        with _running([program, "--headless", "--marionette", "--no-remote", "--profile", profile]):
            _wait_for(lambda: port.exists() and port.read_text(), "Firefox listens")
            with socket.create_connection(("127.0.0.1", int(port.read_text())), SECONDS) as line:
                yield Tab(_over_socket(line))


@contextmanager
def webkit() -> Iterator[Tab]:
    """Start the small browser that comes with WebKit, on a screen that nobody sees; raises Missing."""
    program, screen = _find(WEBKIT), _find(SCREEN)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    with _running([screen, *arguments], stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        display = f":{server.stdout.readline().decode().strip()}"
        with _running([program, f"--port={port}"], {"DISPLAY": display, "GDK_BACKEND": "x11"}):
            yield Tab(_over_http(f"http://127.0.0.1:{port}/session"))


def _over_socket(line: socket.socket) -> Command:
    """Begin a session; a message is its length, a colon and JSON."""
    stream = line.makefile("rb")

    def read() -> Any:
        digits = iter(lambda: stream.read(1), b":")
        return json.loads(stream.read(int(b"".join(digits))))

    def command(name: str, parameters: dict[str, Any]) -> Any:
        message = json.dumps([0, 1, f"WebDriver:{name}", parameters]).encode()
        line.sendall(b"%d:%b" % (len(message), message))
        _, _, error, result = read()
        if error:
            raise WebDriverError(f"{name}: {error['message']}")
        return result.get("value")

    read()  # the greeting
    command("NewSession", CAPABILITIES)
    return command


def _over_http(address: str) -> Command:
    """Begin a session; a command is a POST."""

    def post(path: str, values: dict[str, Any]) -> Any:
        try:
            with urlopen(Request(address + path, json.dumps(values).encode()), timeout=SECONDS) as answer:
                return json.load(answer)["value"]
        except HTTPError as error:
            raise WebDriverError(f"{path}: {json.load(error)['value']['message']}") from None

    def begin() -> Any:
        with suppress(OSError):  # nobody listens yet
            return post("", CAPABILITIES)
        return None

    session = _wait_for(begin, "WebKit listens")["sessionId"]
    return lambda name, values: post(f"/{session}/{PATHS[name].format_map(values)}", values)


def _find(program: str) -> str:
    path = shutil.which(program)
    if path is None:
        raise Missing(f"no {program} found: Debian has it in {PACKAGES[program]}")
    return path


def _wait_for(condition: Callable[[], Any], what: str) -> Any:
    """Return what `condition` returns as soon as it is true; raises TimeoutError."""
    end = time.monotonic() + SECONDS
    while not (value := condition()):
        if time.monotonic() > end:
            raise TimeoutError(f"not within {SECONDS:.0f} s: {what}")
        time.sleep(0.05)
    return value


@contextmanager
def _running(
    command: list[str], environment: dict[str, str] | None = None, *, stdout: int = subprocess.DEVNULL
) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program; at the end end it and all that it started."""
    with subprocess.Popen(
        command, env={**os.environ, **(environment or {})}, stdout=stdout, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            root = psutil.Process(process.pid)
            family = [root, *root.children(recursive=True)]
            for each in family:
                with suppress(psutil.NoSuchProcess):
                    each.terminate()
            wait_or_kill(family)


def install() -> None:
    """Install what is missing, where that may be done. Failing is no error here."""
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program)]
    if missing and apt.allowed():
        says = "Installing Firefox and WebKit for a test of each lesson: 140 MB, once, half a minute"
        apt.install("Firefox and WebKit", says, "--no-install-recommends", *missing)


if __name__ == "__main__":
    install()
    for program in PACKAGES:
        print(f"{program}:", shutil.which(program) or "none, so tests that need it will be skipped")
