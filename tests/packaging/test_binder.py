"""Binder's image, built as Binder does: its requirements in a clean environment, then its postBuild."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ai_playground.lesson.catalogue import LESSONS
from tools.pages import ROOT, Watch, jupyter_server


@pytest.fixture
def image(tmp_path: Path) -> Iterator[Path]:
    """A folder with Binder's `environment` and `home`."""
    environment, home = tmp_path / "environment", tmp_path / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", environment], check=True)
    scripts = environment / "bin"
    pip = [str(scripts / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", "binder/requirements.txt"], cwd=ROOT, check=True)
    path = os.pathsep.join([str(scripts), os.environ["PATH"]])
    build = {**os.environ, "PATH": path, "HOME": str(home)}
    subprocess.run([ROOT / "binder" / "postBuild"], cwd=ROOT, env=build, check=True, capture_output=True)
    yield tmp_path
    # More than a gigabyte.
    shutil.rmtree(environment)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_lessons_open_on_binder(image: Path, chromium: Browser) -> None:
    python = str(image / "environment" / "bin" / "python")
    with jupyter_server(ROOT, image / "home", image / "log", python) as server:
        for lesson in LESSONS:
            if not lesson.built:
                continue
            page = chromium.new_page()
            watch = Watch(page, server.address)
            page.goto(server.lesson(lesson.notebook), wait_until="commit")
            page.wait_for_selector(".aip-run-bar[data-state]", timeout=60_000)
            (kernel,) = server.kernels()
            assert Path(kernel.cmdline()[0]) == Path(python)
            assert watch.errors == []
            assert watch.foreign_requests == []
            page.goto("about:blank")
            assert not server.wait_for_kernels(0)
            page.close()


def test_binder_takes_a_python_that_we_support() -> None:
    name, version = (ROOT / "binder" / "runtime.txt").read_text().strip().split("-")
    assert name == "python"
    assert version in ("3.11", "3.12", "3.13")
