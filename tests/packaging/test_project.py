from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools.links import owners, set_owner
from tools.pages import ROOT

HEAVY = ("tensorflow", "keras", "matplotlib", "PIL", "pandas", "scipy")


@pytest.mark.slow
def test_importing_the_package_imports_nothing_heavy() -> None:
    code = f"""
import importlib, pkgutil, sys
import ai_playground
for module in pkgutil.walk_packages(ai_playground.__path__, "ai_playground."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == "[]"


def test_links_name_one_account() -> None:
    assert len(owners(ROOT)) == 1


def test_links_are_pointed_at_another_account_everywhere(tmp_path: Path) -> None:
    (tmp_path / "lessons").mkdir()
    for path in (ROOT / "pyproject.toml", *ROOT.glob("lessons/*.ipynb")):
        shutil.copy(path, tmp_path / path.relative_to(ROOT))
    (tmp_path / "README.md").write_text(
        "https://mybinder.org/v2/gh/OWNER/ai_playground/main?urlpath=voila "
        "https://colab.research.google.com/github/OWNER/ai_playground/blob/main/lessons/01.ipynb "
        "https://github.com/OWNER/ai_playground and https://github.com/someone/else"
    )
    changed = set_owner(tmp_path, "a-school")
    assert {path.name for path in changed} >= {"README.md", "pyproject.toml"}
    assert owners(tmp_path) == {"a-school"}
    assert (tmp_path / "README.md").read_text().count("a-school") == 3
    assert "someone/else" in (tmp_path / "README.md").read_text()
    assert set_owner(tmp_path, "a-school") == []


@pytest.mark.parametrize("name", ["", "a b", "-a", "a-", "a/b", "a" * 40])
def test_a_name_that_no_account_can_have_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="account"):
        set_owner(tmp_path, name)


@pytest.mark.posix
def test_make_alone_lists_the_targets() -> None:
    listing = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[0] for line in listing.splitlines()} >= {
        "setup",
        "run",
        "test",
        "lab",
        "bench",
        "screenshots",
        "pins",
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a checkout as `make setup` needs, with a Python that writes down what it is told to do."""
    for name in ("Makefile", "pyproject.toml", "requirements", "tools"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, tmp_path / name)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@" >> told\n')
    python.chmod(0o755)
    return tmp_path


def told_by_setup(checkout: Path) -> list[str]:
    told = checkout / "told"
    told.write_text("")
    subprocess.run(["make", "setup"], cwd=checkout, check=True, capture_output=True)
    return [" ".join(line.split()[-2:]) for line in told.read_text().splitlines()]


@pytest.mark.slow
@pytest.mark.posix
def test_setup_installs_once_and_again_what_has_changed(checkout: Path) -> None:
    assert told_by_setup(checkout) == ["-r requirements/serve.txt", "--editable ."]
    assert told_by_setup(checkout) == []
    later = time.time() + 10
    os.utime(checkout / "pyproject.toml", (later, later))
    assert told_by_setup(checkout) == ["--editable ."]


def test_a_target_that_there_is_not_is_refused_with_those_there_are() -> None:
    command = [sys.executable, "-m", "tools.make", "dance"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 2
    assert "run" in made.stderr


@pytest.mark.posix
def test_what_follows_a_target_goes_on_to_its_command(checkout: Path) -> None:
    told_by_setup(checkout)
    program = checkout / ".venv" / "bin" / "ai-playground"
    program.write_text('#!/bin/sh\necho "$@" > asked; exit 7\n')
    program.chmod(0o755)
    command = ["make", "run", "ARGS=--ip 0.0.0.0 --token 'A B'"]
    assert subprocess.run(command, cwd=checkout, check=False, capture_output=True).returncode == 2
    assert (checkout / "asked").read_text() == "serve --ip 0.0.0.0 --token A B\n"
    run = [sys.executable, "-m", "tools.make", "run", "--port", "1"]
    assert subprocess.run(run, cwd=checkout, check=False, capture_output=True).returncode == 7
    assert (checkout / "asked").read_text() == "serve --port 1\n"


def test_an_unfit_python_is_told_in_one_sentence(tmp_path: Path) -> None:
    source = (ROOT / "tools" / "check_python.py").read_text()
    old = tmp_path / "check_python.py"
    old.write_text(source.replace("VERSION = sys.version_info[:2]", "VERSION = (3, 10)"))
    run = subprocess.run([sys.executable, old], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert run.stderr.startswith("ai_playground needs Python 3.11 to 3.13; this is 3.10.")


def test_a_python_without_venv_names_the_package_to_install(tmp_path: Path) -> None:
    (tmp_path / "ensurepip.py").write_text("raise ImportError")
    shutil.copy(ROOT / "tools" / "check_python.py", tmp_path)
    run = subprocess.run(
        [sys.executable, tmp_path / "check_python.py"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert f"apt-get install python3.{sys.version_info.minor}-venv" in run.stderr
