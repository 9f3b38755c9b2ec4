"""Binder's image, built as Binder does: its postBuild in a clean environment."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import distribution
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from ai_playground.lesson.catalogue import LESSONS
from tests.packaging.test_requirements import pins
from tools.pages import ROOT, Watch, jupyter_server


def lend(environment: Path, package: str) -> None:
    """Put a package of our own environment into another one, as links where the file system has them.

    It is installed there, as pip sees it, in a fraction of the time that unpacking and compiling take.
    """
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    package_distribution = distribution(package)
    for file in package_distribution.files or ():
        source = Path(str(package_distribution.locate_file(file)))
        target = Path(os.path.normpath(packages / file))
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.parent == environment / "bin":
            # A script names its interpreter.
            target.write_bytes(source.read_bytes().replace(sys.prefix.encode(), bytes(environment)))
            shutil.copymode(source, target)
        elif source.exists():  # compiled code may have been removed
            try:
                target.hardlink_to(source)
            except OSError:
                shutil.copy2(source, target)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A folder with Binder's `environment` and `home`.

    What is pinned is lent where we have it; pip installs what is missing or has another version.
    """
    environment, home = tmp_path / "environment", tmp_path / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    lend(environment, "pip")
    for pin in pins(ROOT / "requirements" / "serve.txt"):
        if pin.marker is None or pin.marker.evaluate():
            lend(environment, pin.name)
    path = os.pathsep.join([str(environment / "bin"), os.environ["PATH"]])
    build = {**os.environ, "PATH": path, "HOME": str(home)}
    subprocess.run([ROOT / "binder" / "postBuild"], cwd=ROOT, env=build, check=True, capture_output=True)
    return tmp_path


@pytest.mark.slow
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
