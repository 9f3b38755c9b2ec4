"""No room for temporary files: the visitor is told, the operator too, and what can go on goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, expect

from tools.pages import standalone_server

COMMAND = [sys.executable, "-m", "ai_playground", "serve", "--no-browser"]


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for TMPDIR, with a path short enough for sockets."""
    folder = Path(tempfile.mkdtemp(prefix="aip", dir="/tmp"))
    yield folder
    if folder.is_file():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
def test_without_any_temporary_folder_serving_says_so_and_exits_with_2(tmp_path: Path) -> None:
    # Root may write everywhere, so that the folders to choose from have to be taken away.
    (tmp_path / "sitecustomize.py").write_text(
        "import tempfile\ntempfile._candidate_tempdir_list = lambda: ['/nowhere']\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    run = subprocess.run(COMMAND, env=environment, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stdout == ""
    assert run.stderr == (
        "The lessons can't be served: No folder for temporary files can be written to. "
        "Make room on the disk or set TMPDIR to another.\n"
    )


@pytest.mark.slow
def test_an_address_of_another_machine_is_told_in_one_line_and_exits_with_2() -> None:
    run = subprocess.run([*COMMAND, "--ip", "192.0.2.1"], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert run.stderr.startswith("The lessons can't be served: ")


@pytest.mark.posix
@pytest.mark.parametrize("path", ["/nowhere", "/proc", "/dev/null"])
def test_a_tmpdir_that_can_not_be_used_is_passed_over(root: Path, tmp_path: Path, path: str) -> None:
    with (
        standalone_server(root / "lessons", tmp_path / "log", {"TMPDIR": path}) as server,
        urlopen(server.lesson("button.ipynb")) as answer,
    ):
        assert "A headline" in answer.read().decode()


def test_a_disk_that_fills_up_stops_new_lessons_and_not_those_that_are_open(
    chromium: Browser, tmp_path: Path, temporary: Path
) -> None:
    with standalone_server(None, tmp_path / "log", {"TMPDIR": str(temporary)}) as server:
        page, newcomer = chromium.new_page(), chromium.new_page()
        page.goto(server.lesson("01_regression.ipynb", "epochs=3000"))
        expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible()

        shutil.rmtree(temporary)
        temporary.write_text("not a folder")
        page.get_by_label("Speed").select_option(label="Full speed")
        page.get_by_role("button", name="Run", exact=True).click()
        expect(page.locator(".aip-run-bar[data-state=done]")).to_be_visible()
        expect(page.get_by_text("This run doesn't queue for the machine")).to_be_visible()

        answer = newcomer.goto(server.lesson("01_regression.ipynb"))
        assert answer is not None
        assert answer.status == 507
        expect(newcomer.get_by_role("heading", name="No room for another lesson")).to_be_visible()
        with urlopen(server.address) as home:
            assert home.status == 200

        temporary.unlink()
        newcomer.get_by_role("link", name="Try again").click()
        expect(newcomer.get_by_role("button", name="Run", exact=True)).to_be_visible()
        for tab in (page, newcomer):
            tab.close(run_before_unload=True)


def test_a_full_disk_at_the_kernels_start_is_logged_with_its_reason(
    root: Path, tmp_path: Path, temporary: Path
) -> None:
    with standalone_server(root / "lessons", tmp_path / "log", {"TMPDIR": str(temporary)}) as server:
        shutil.rmtree(temporary)
        temporary.write_text("not a folder")
        with pytest.raises(HTTPError) as caught:
            urlopen(server.lesson("button.ipynb"))
        caught.value.close()
        assert "can't be written" in server.log.read_text()
