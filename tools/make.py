"""What the Makefile's targets do, also where there is no make: python -m tools.make run, or test, or others.

Needs only Python itself until .venv is there. Everything that is installed is pinned in requirements/.
"""

from __future__ import annotations

import argparse
import os
import runpy
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tools import chromium, patience

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / "python")
# A module's tests stay in one process, which makes the module's environments and servers once.
ON_ALL_CORES = ("-n", "auto", "--dist", "loadscope", "--no-loadscope-reorder")
PIP_INSTALL = ("-m", "pip", "install", "--disable-pip-version-check", "--progress-bar=off", "--no-deps")


@dataclass(frozen=True)
class Step:
    """A part of .venv: it is installed again when the file that lists it, or the step before, is newer.

    Attributes:
        name: What its stamp in .venv is called.
        listed: The file, below the checkout.
        arguments: What pip is to install.
        says: What is told meanwhile.
    """

    name: str
    listed: str
    arguments: tuple[str, ...]
    says: str

    @property
    def stamp(self) -> Path:
        """Its time is when the step was done."""
        return VENV / f".{self.name}-stamp"


# hatchling is among the pins, so the package itself builds without a second, unpinned environment.
STEPS = (
    Step(
        "pins",
        "requirements/serve.txt",
        ("-r", "requirements/serve.txt"),
        "Installing the pinned packages into .venv: about 400 MB, once, a few minutes",
    ),
    Step(
        "serve",
        "pyproject.toml",
        ("--no-build-isolation", "--editable", "."),
        "Installing the lessons into .venv",
    ),
    Step(
        "test",
        "requirements/test.txt",
        ("-r", "requirements/test.txt"),
        "Installing what the tests need into .venv: about 250 MB, once",
    ),
)


def build(upto: str) -> None:
    """Make .venv, and what is out of date in it, up to the step of that name."""
    if not Path(PYTHON).exists() and not Path(f"{PYTHON}.exe").exists():
        runpy.run_path(str(ROOT / "tools" / "check_python.py"))
        _must(patience.run([sys.executable, "-m", "venv", str(VENV)], "Making .venv"))
    newest = 0.0
    for step in STEPS[: [step.name for step in STEPS].index(upto) + 1]:
        newest = max(newest, (ROOT / step.listed).stat().st_mtime)
        if not step.stamp.exists() or step.stamp.stat().st_mtime < newest:
            _must(patience.run([PYTHON, *PIP_INSTALL, *step.arguments], step.says, cwd=ROOT))
            step.stamp.touch()
        newest = max(newest, step.stamp.stat().st_mtime)


def lint() -> None:
    """Check style, types, layers, JavaScript and that notebooks hold no outputs."""
    build("test")
    notebooks = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob("lessons/*.ipynb"))
    checks = (
        ("Types (mypy: a few minutes the first time)", "mypy"),
        ("Style", "ruff", "check", "."),
        ("Format", "ruff", "format", "--check", "."),
        ("Layers", "lint-imports"),
        ("JavaScript", "python", "-m", "tools.javascript"),
        ("Notebooks without outputs", "nbstripout", "--verify", "--keep-id", *notebooks),
    )

    def check(says: str, program: str, *arguments: str) -> int:
        return patience.run([str(BIN / program), *arguments], says, cwd=ROOT)

    # mypy takes longer than all others together.
    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(lambda words: check(*words), checks))
    if any(statuses):
        failed = [patience.name_of(each[0]) for each, status in zip(checks, statuses, strict=True) if status]
        sys.exit(f"Checks that failed: {', '.join(failed)}")


def test(arguments: Sequence[str]) -> None:
    """Run everything."""
    build("test")
    with subprocess.Popen([PYTHON, "-m", "tools.make", "lint"], cwd=ROOT) as linting:
        _show("-m", "tools.chromium", chromium.FOR_TESTS)
        _show("-m", "tools.webdriver")
        _must(linting.wait())
    print("Tests: some 12 to 25 minutes on two cores; a dot is a test.", flush=True)
    _become("python", "-m", "pytest", *ON_ALL_CORES, *arguments)


def quick(arguments: Sequence[str]) -> None:
    """Run the tests that take neither browser, server, TensorFlow nor much time."""
    build("test")
    _become("python", "-m", "pytest", *ON_ALL_CORES, "--quick", "-q", "-rfE", *arguments)


def bench(_arguments: Sequence[str]) -> None:
    """Measure what benchmarks/README.md claims; goes on after a miss."""
    build("test")
    _show("-m", "tools.chromium")
    missed = []
    for name in sorted(path.stem for path in (ROOT / "benchmarks").glob("*.py")):
        print(f"== {name}", flush=True)
        if subprocess.call([PYTHON, "-m", f"benchmarks.{name}"], cwd=ROOT):
            missed.append(name)
    if missed:
        sys.exit(f"missed: {' '.join(missed)}")


def screenshots(_arguments: Sequence[str]) -> None:
    """Take the README's pictures anew."""
    build("test")
    _show("-m", "tools.chromium")
    _show("-m", "tools.screenshots")


def pins(_arguments: Sequence[str]) -> None:
    """Write requirements/ anew from pyproject.toml."""
    build("test")
    _show("tools/pins.py")


def run(arguments: Sequence[str]) -> None:
    """Serve the lessons and print their address."""
    build("serve")
    _become("ai-playground", "serve", *arguments)


def lab(arguments: Sequence[str]) -> None:
    """Open the lessons as notebooks in JupyterLab."""
    build("serve")
    _become("jupyter", "lab", "--notebook-dir=lessons", *arguments)


TARGETS: dict[str, Callable[[Sequence[str]], None]] = {
    "setup": lambda _arguments: build("serve"),
    "run": run,
    "lab": lab,
    "test": test,
    "quick": quick,
    "lint": lambda _arguments: lint(),
    "bench": bench,
    "screenshots": screenshots,
    "pins": pins,
}


def _show(*arguments: str) -> None:
    """Run .venv's Python in sight."""
    _must(subprocess.call([PYTHON, *arguments], cwd=ROOT))


def _become(program: str, *arguments: str) -> None:
    """Run a program of .venv in place of this one, so that signals and its exit status are its own."""
    command = [str(BIN / program), *arguments]
    os.chdir(ROOT)
    if os.name == "posix":
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:
        while True:
            try:
                sys.exit(process.wait())
            except KeyboardInterrupt:  # it has heard of it as well
                continue


def _must(status: int) -> None:
    if status:
        sys.exit(status)


def main(arguments: Sequence[str]) -> None:
    """Make a target; what follows its name goes on to its command."""
    # Windows' own encoding reads none of the signs that our files hold.
    os.environ.setdefault("PYTHONUTF8", "1")
    # A server and its kernels are many processes, tests are more: each would compile the lessons for itself.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    parser = argparse.ArgumentParser(prog="python -m tools.make", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="for the target's command")
    given = parser.parse_args(arguments)
    TARGETS[given.target](given.arguments)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)
