"""`ai-playground cyclegan fetch`, from a server of our own."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ai_playground.cli import main
from ai_playground.cyclegan import authors_files
from ai_playground.cyclegan.painters import AUTHORS
from tests.cyclegan.torch_writer import authors_state, name, state, write_legacy, write_zip


class Server(ThreadingHTTPServer):
    """Answers every request with `content`, of which it may promise more than it sends."""

    status = 200
    content = b""
    promised = -1
    asked: list[str]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        promised = self.server.promised if self.server.promised >= 0 else len(self.server.content)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(promised))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server with a generator, and an empty working folder."""
    content = write_legacy(tmp_path / "there.pth", authors_state(2, 1)).read_bytes()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    with Server(("127.0.0.1", 0), Handler) as server:
        server.content, server.asked = content, []
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setattr(authors_files, "SERVER", f"http://127.0.0.1:{server.server_port}/models")
        yield server
        server.shutdown()
        thread.join()


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What is said on standard error; nothing may be left of the download."""
    assert main(["cyclegan", "fetch", "style_monet", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert list(Path().iterdir()) == []
    return captured.err


def test_there_are_the_authors_eighteen() -> None:
    assert len(set(AUTHORS)) == len(AUTHORS) == 18


def test_a_file_comes_and_its_direction_checksum_and_use_are_told(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cyclegan", "fetch", "style_monet"]) == 0
    told = capsys.readouterr().out
    sha256 = hashlib.sha256(server.content).hexdigest()
    assert "style_monet.pth (fetched) turns photos into paintings (monet)" in told
    assert f"SHA-256 {sha256}" in told
    assert "cyclegan paint PICTURE -o OUT.png --weights style_monet.pth" in told
    assert server.asked == ["/models/style_monet.pth"]
    assert Path("style_monet.pth").read_bytes() == server.content
    assert Path("style_monet.pth.sha256").read_text() == f"{sha256}  style_monet.pth\n"
    assert len(list(Path().iterdir())) == 2


def test_the_other_direction_is_said_to_be_no_painter(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cyclegan", "fetch", "monet2photo"]) == 0
    told = capsys.readouterr().out
    assert "turns monet into photo" in told
    assert "does nothing to photos: what paints them is style_monet" in told


def test_what_is_there_is_not_fetched_again_and_a_change_is_noticed(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["cyclegan", "fetch", "horse2zebra", "-o", "models", "--json"]
    assert main(arguments) == 0
    assert json.loads(capsys.readouterr().out)["new"]
    assert main(arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["new"], found["turns"], found["path"]) == (
        False,
        "horse into zebra",
        str(Path("models", "horse2zebra.pth")),
    )
    assert found["sha256"] == hashlib.sha256(server.content).hexdigest()
    assert len(server.asked) == 1
    write_zip(Path("models", "horse2zebra.pth"), authors_state(2, 1, seed=1))
    assert main(arguments) == 2
    assert "has changed since it was fetched" in capsys.readouterr().err


def test_what_would_run_a_program_is_refused(
    server: Server, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pickled = state({"weight": name("os", "system") + b"(X\x04\x00\x00\x00truetR"})
    server.content = write_zip(tmp_path / "evil.pth", {}, pickled).read_bytes()
    assert "style_monet.pth: it asks for os.system" in refusal(capsys)


@pytest.mark.parametrize("content", [b"", b"<html>we have moved</html>"])
def test_what_is_no_file_of_pytorchs_is_refused(
    content: bytes, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.content = content
    assert "style_monet.pth" in refusal(capsys)


def test_half_a_file_is_refused(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.promised = len(server.content) + 1
    said = refusal(capsys)
    assert "style_monet.pth could not be downloaded: the connection broke off" in said
    assert "paint --weights" in said


@pytest.mark.parametrize("promised", [-1, 10**9])
def test_more_than_any_file_of_theirs_has_is_not_taken(
    promised: int, server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.promised = promised
    if promised < 0:
        monkeypatch.setattr(authors_files, "MOST_BYTES", 1000)
    assert "the server sends more than" in refusal(capsys)


def test_an_answer_of_the_servers_that_it_can_not_is_told(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.status = 503
    assert "the server answered 503 Service Unavailable" in refusal(capsys)


def test_no_network_is_told(
    server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authors_files, "SERVER", "http://127.0.0.1:1/models")
    assert "there is no connection to http://127.0.0.1:1/models" in refusal(capsys)


def test_a_full_disk_is_told_and_nothing_stays_on_it(
    server: Server, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_url: str, target: Path, *_: object) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(authors_files, "download", full)
    assert "No space left on device" in refusal(capsys)


def test_another_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["cyclegan", "fetch", "picasso"])
    assert caught.value.code == 2
    assert "style_monet" in capsys.readouterr().err
