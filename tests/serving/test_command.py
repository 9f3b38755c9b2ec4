from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ai_playground.cli import main
from ai_playground.serving.server import LessonServer

COMMAND = [sys.executable, "-c", "from ai_playground.cli import main; raise SystemExit(main())"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["--port", "0"],
        ["--port", "65536"],
        ["--port", "x"],
        ["--idle-timeout", "0"],
        ["--max-visitors", "-1"],
        ["--max-memory", "0"],
        ["--base-url", "a(b"],
        ["--base-url", "lab?x"],
    ],
)
def test_a_bad_option_is_one_sentence_and_exit_code_2(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["serve", *arguments])
    assert caught.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_help_says_what_every_option_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["serve", "--help"])
    assert caught.value.code == 0
    text = capsys.readouterr().out
    for option in (
        "--port",
        "--ip",
        "--no-browser",
        "--token",
        "--base-url",
        "--idle-timeout",
        "--max-visitors",
        "--max-memory",
        "--public-host",
    ):
        assert re.search(rf"{option}\b[^\n]*\s{{2,}}\S|{option}\b[^\n]*\n\s+\S", text), option


def test_without_voila_the_extra_is_named(tmp_path: Path) -> None:
    (tmp_path / "voila.py").write_text("raise ModuleNotFoundError(\"No module named 'voila'\", name='voila')")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run([*COMMAND, "serve"], env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "ai-playground-lessons[serve,cpu]" in run.stderr


@pytest.mark.slow
def test_a_taken_port_is_said_and_another_one_served() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [*COMMAND, "serve", "--no-browser", "--ip", "127.0.0.1", "--port", str(port)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
            assert server.stdout is not None
            said, address = server.stdout.readline(), server.stdout.readline()
            server.terminate()
    assert said == f"Port {port} is taken.\n"
    assert (found := re.search(r"http://127\.0\.0\.1:(\d+)/", address))
    assert int(found[1]) != port


@pytest.mark.parametrize(
    ("ip", "host"),
    [
        ("::1", "[::1]"),
        ("fe80::1%eth0", "[fe80::1%25eth0]"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("::", socket.gethostname()),
    ],
)
def test_the_address_that_is_printed_can_be_opened(ip: str, host: str) -> None:
    server = LessonServer(ip=ip, port=8866, base_url="/lab/")
    assert server._url(ip) == f"http://{host}:8866/lab/"
