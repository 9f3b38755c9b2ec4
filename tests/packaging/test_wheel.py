"""What is installed from the wheel works by itself, far from the checkout."""

from __future__ import annotations

import html
import os
import subprocess
import sys
import sysconfig
from email.parser import Parser
from pathlib import Path
from urllib.request import urlopen
from zipfile import ZipFile

import pytest

from ai_playground.lesson.catalogue import LESSONS
from ai_playground.locations import assets_directory, lessons_directory
from tools.pages import ROOT, Server, free_port


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source distribution as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts of an environment that has the wheel and the pinned packages, and not the checkout."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    packages = next((environment / "lib").glob("python*/site-packages"))
    # The pinned packages are those of this environment; a bare path runs no .pth file, so not the checkout.
    (packages / "pinned.pth").write_text(sysconfig.get_path("purelib") + "\n")
    pip = [sys.executable, "-m", "pip", f"--python={python}", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, wheel], check=True)
    return environment / "bin"


def files(folder: Path) -> set[str]:
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "."], cwd=folder, check=True, capture_output=True, text=True
    )
    return {name for name in tracked.stdout.split("\0") if name}


@pytest.mark.slow
def test_the_wheel_holds_lessons_assets_templates_and_scripts(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for folder, place in ((lessons_directory(), "lessons"), (assets_directory(), "assets")):
        assert {f"ai_playground/{place}/{name}" for name in files(folder)} <= names
    package = ROOT / "src" / "ai_playground"
    assert {f"ai_playground/{name}" for name in files(package)} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith("tests")]


@pytest.mark.slow
def test_the_wheel_says_what_it_needs_and_leaves_tensorflow_to_the_extras(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith("METADATA"))
        metadata = Parser().parsestr(archive.read(name).decode())
    assert metadata["Name"] == "ai-playground-lessons"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).startswith("# AI Playground")
    assert metadata.get_all("Provides-Extra") == ["corners", "cpu", "dev", "gpu", "heic", "serve", "style"]
    always = [need for need in metadata.get_all("Requires-Dist", []) if "extra ==" not in need]
    assert not [need for need in always if need.startswith(("tensorflow", "keras", "voila", "jupyter"))]


@pytest.mark.slow
def test_the_wheel_serves_the_lessons_from_an_empty_folder(scripts: Path, tmp_path: Path) -> None:
    port, home = free_port(), tmp_path / "home"
    home.mkdir()
    (tmp_path / "empty").mkdir()
    server = Server(
        [str(scripts / "ai-playground"), "serve", "--no-browser", "--ip=127.0.0.1", f"--port={port}"],
        address=f"http://127.0.0.1:{port}/",
        render="voila/render/",
        log=tmp_path / "log",
        cwd=tmp_path / "empty",
        # Voila's templates and the kernel come with the pinned packages, beside their site-packages.
        environment={"HOME": str(home), "JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter")},
    )
    with server:
        for lesson in LESSONS:
            if not lesson.built:
                continue
            with urlopen(server.lesson(lesson.notebook), timeout=60) as answer:
                page = answer.read().decode()
            assert lesson.question in html.unescape(page)
            assert "widget-view+json" in page, server.log.read_text()
            with urlopen(f"{server.address}ai-playground/pictures/{lesson.picture}") as answer:
                assert answer.status == 200
        with urlopen(f"{server.address}ai-playground/static/theme.css") as answer:
            assert b"--aip-ink" in answer.read()


@pytest.mark.slow
def test_the_installed_package_is_not_the_checkout(scripts: Path, tmp_path: Path) -> None:
    code = "import ai_playground.locations as l; print(l.lessons_directory()); print(l.assets_directory())"
    run = subprocess.run(
        [scripts / "python", "-c", code], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    environment = scripts.parent
    assert all(Path(line).is_relative_to(environment) for line in run.stdout.splitlines())
    assert os.fspath(ROOT) not in run.stdout
