"""What all tests share: one Chromium, the spread over processes, and what the quick ones may not touch."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import current_thread, main_thread

import pytest
from playwright.sync_api import Browser, expect

from ai_playground.jobs.device import available_cores
from tools.chromium import find_for_tests
from tools.pages import Server, open_chromium

LONG_MARKS = ("browser", "slow")
# What a page shows may be long in coming: loading TensorFlow takes a busy machine half a minute and more.
PATIENCE_MS = 120_000
expect.set_options(timeout=PATIENCE_MS)
HEAVY_PACKAGES = ("jax", "keras", "tensorflow")
TEMPORARY = pytest.StashKey[tempfile.TemporaryDirectory[str]]()
HEAVY_IMPORTS = pytest.StashKey["HeavyImports"]()


class HeavyImports:
    """Skips each test that imports what takes seconds, so that no test need be marked for it."""

    def __init__(self) -> None:
        self.tried = False

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
        """Refuse the packages above, and leave all others to the finders that come later."""
        if name.partition(".")[0] in HEAVY_PACKAGES:
            if current_thread() is main_thread():
                self.skip()
            self.tried = True
            if hasattr(signal, "pthread_kill"):  # or the test would wait for what never comes
                signal.pthread_kill(main_thread().ident or 0, signal.SIGUSR1)
            raise ModuleNotFoundError(name=name)

    def skip(self, *_signal: object) -> None:
        """Skip the test, or the module, that is running."""
        self.tried = False
        pytest.skip("needs TensorFlow or JAX", allow_module_level=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--quick",
        action="store_true",
        help=f"leave out tests marked {' or '.join(LONG_MARKS)}, and skip those that import TensorFlow or JAX"
        " or start a server",
    )


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        # Runs queue for the machine's cores in the temporary folder: each process of tests has its own queue.
        folder = tempfile.TemporaryDirectory(prefix="aip", ignore_cleanup_errors=True)
        config.stash[TEMPORARY] = folder
        os.environ["TMPDIR"] = tempfile.tempdir = folder.name
    if config.getoption("quick"):
        config.stash[HEAVY_IMPORTS] = heavy_imports = HeavyImports()
        sys.meta_path.insert(0, heavy_imports)
        pytest.MonkeyPatch().setattr(Server, "__init__", lambda *_, **__: pytest.skip("starts a server"))
        if hasattr(signal, "SIGUSR1"):
            signal.signal(signal.SIGUSR1, heavy_imports.skip)


def pytest_unconfigure(config: pytest.Config) -> None:
    if folder := config.stash.get(TEMPORARY, None):
        folder.cleanup()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    # Of a core each: threads of numpy's that wait for one another would take the cores from other tests.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return available_cores()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if item.path.suffix == ".ipynb":
            item.add_marker("slow")
        if os.name != "posix" and item.get_closest_marker("posix"):
            item.add_marker(pytest.mark.skip("needs signals, rights, links or devices that only POSIX has"))
    if config.getoption("quick"):
        long = [item for item in items if any(map(item.get_closest_marker, LONG_MARKS))]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]
    if hasattr(config, "workerinput"):
        _put_long_modules_first(items)


def _put_long_modules_first(items: list[pytest.Item]) -> None:
    """A module is one process's work; were a long one the last, the other processes would wait for it.

    Those that drive a browser, which wait a good deal, alternate with those that compute.
    """
    marks: dict[Path, set[str]] = {}
    for item in items:
        marks.setdefault(item.path, set()).update(mark.name for mark in item.iter_markers())
    counted = Counter[str]()
    place: dict[Path, tuple[bool, int]] = {}
    for path, names in marks.items():
        mark = next((mark for mark in LONG_MARKS if mark in names), "")
        place[path] = not mark, counted[mark]
        counted[mark] += 1
    items.sort(key=lambda item: place[item.path])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    heavy_imports = item.config.stash.get(HEAVY_IMPORTS, HeavyImports())
    heavy_imports.tried = False
    try:
        yield
    except Exception:
        if heavy_imports.tried:  # in a thread, whose failure the test has just noticed
            heavy_imports.skip()
        raise


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = find_for_tests()
    if path is None:
        pytest.skip("no Chromium found: install one, or set CHROMIUM to its path")
    with open_chromium(path) as browser:
        browser.on("context", lambda context: context.set_default_timeout(PATIENCE_MS))
        yield browser
