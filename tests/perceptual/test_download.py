from __future__ import annotations

import hashlib
import inspect
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from ai_playground.perceptual import download
from ai_playground.perceptual.architectures import Network
from ai_playground.perceptual.download import FILES, WeightsFile, keras_folder, weights_file
from ai_playground.perceptual.network import WeightsMissing

CONTENT = bytes(range(256)) * 1_000
NAME = "small.h5"


class Server(ThreadingHTTPServer):
    """Answers every request with `content`, of which it may promise more than it sends."""

    status = 200
    content = CONTENT
    promised = len(CONTENT)
    requests = 0


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.requests += 1
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(self.server.promised))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras" / "models"


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        monkeypatch.setattr(download, "SERVER", f"http://127.0.0.1:{server.server_port}")
        file = WeightsFile("vgg19", NAME, hashlib.md5(CONTENT).hexdigest())
        monkeypatch.setattr(download, "FILES", {"vgg19": file})
        yield server
        server.shutdown()
        thread.join()


def refusal(folder: Path) -> str:
    """What is said when the download fails; nothing may be left of it."""
    with pytest.raises(WeightsMissing) as caught:
        weights_file("vgg19")
    assert not folder.exists() or list(folder.iterdir()) == []
    message = str(caught.value)
    assert message.startswith(f"{NAME} could not be downloaded to {folder}: ")
    assert "--weights" not in message  # a page has no options
    assert "the network vgg16_hed, which needs no download" in message
    return message


def test_a_download_lands_in_keras_own_folder(server: Server, folder: Path) -> None:
    assert weights_file("vgg19") == folder / NAME
    assert (folder / NAME).read_bytes() == CONTENT
    assert [path.name for path in folder.iterdir()] == [NAME]


def test_what_is_there_and_whole_is_not_downloaded_again(server: Server, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(CONTENT)
    assert weights_file("vgg19") == folder / NAME
    assert server.requests == 0


def test_half_a_file_from_elsewhere_is_replaced(server: Server, folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / NAME).write_bytes(CONTENT[:1000])
    weights_file("vgg19")
    assert (folder / NAME).read_bytes() == CONTENT


def test_progress_grows_to_the_files_size(server: Server) -> None:
    seen: list[tuple[int, int]] = []
    weights_file("vgg19", lambda done, total: seen.append((done, total)))
    done, totals = zip(*seen, strict=True)
    assert len(done) >= 4
    assert list(done) == sorted(done)
    assert done[-1] == len(CONTENT)
    assert set(totals) == {len(CONTENT)}


def test_a_connection_that_breaks_off_in_the_middle_is_named(server: Server, folder: Path) -> None:
    server.content = CONTENT[: len(CONTENT) // 2]
    assert "the connection broke off" in refusal(folder)


def test_a_missing_file_is_named(server: Server, folder: Path) -> None:
    server.status = 404
    assert "the server answered 404 Not Found" in refusal(folder)


def test_another_file_than_expected_is_refused(server: Server, folder: Path) -> None:
    server.content = CONTENT[::-1]
    assert "another file than expected" in refusal(folder)


def test_no_connection_is_named(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download, "SERVER", "http://127.0.0.1:1")
    assert "no connection to http://127.0.0.1:1" in refusal(folder)


def test_a_server_that_falls_silent_is_named(
    server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()
    monkeypatch.setattr(Handler, "end_headers", lambda _handler: over.wait(10))
    monkeypatch.setattr(download, "PATIENCE", 0.2)
    try:
        assert "silent for 0.2 seconds" in refusal(folder)
    finally:
        over.set()


@pytest.mark.posix
def test_a_full_disk_is_named_and_nothing_stays_on_it(server: Server, folder: Path) -> None:
    import resource  # not on Windows

    _, most = before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most))
    try:
        message = refusal(folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert "the folder can't be written (File too large)" in message


@pytest.mark.posix
def test_a_folder_that_can_not_be_made_is_named(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", "/dev/null")
    with pytest.raises(WeightsMissing, match=r"to /dev/null/models: the folder can't be written"):
        weights_file("vgg19")


def test_ctrl_c_leaves_nothing_behind(server: Server, folder: Path) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        weights_file("vgg19", interrupt)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("network", ["vgg16_hed", "random"])
def test_networks_with_nothing_to_download_touch_no_folder(network: Network, folder: Path) -> None:
    assert weights_file(network) is None
    assert not folder.exists()


def test_keras_folder_is_in_the_home_folder_unless_told_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KERAS_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert keras_folder() == tmp_path / ".keras" / "models"
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "elsewhere"))
    assert keras_folder() == tmp_path / "elsewhere" / "models"


def test_files_and_checksums_are_those_of_the_installed_keras() -> None:
    from keras.src.applications import inception_v3, resnet, vgg16, vgg19

    for module in (vgg16, vgg19, inception_v3):
        network = module.__name__.rpartition(".")[2]
        assert address(FILES[network]) == module.WEIGHTS_PATH_NO_TOP
        assert FILES[network].md5 in inspect.getsource(module)
    assert address(FILES["resnet50"]).startswith(resnet.BASE_WEIGHTS_PATH)
    assert FILES["resnet50"].md5 == resnet.WEIGHTS_HASHES["resnet50"][1]


def address(file: WeightsFile) -> str:
    return f"{download.SERVER}/{file.folder}/{file.name}"
