"""What these tests share."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai_playground.cyclegan import feature_cache, programs, study

kept_programs = functools.cache(programs._made.__wrapped__)


@pytest.fixture(scope="module", autouse=True)
def compiled_once() -> Iterator[None]:
    """Programs of all runs are kept: tiny networks are compiled for longer than they run."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(programs, "_made", kept_programs)
        yield


@pytest.fixture(scope="module", autouse=True)
def yardstick_of_its_own() -> Iterator[None]:
    """Some modules measure with fewer squares, or with other figures."""
    study._yardstick_of_what_ships.cache_clear()
    yield
    study._yardstick_of_what_ships.cache_clear()


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is kept of pictures, in place of the user's."""
    folder = tmp_path_factory.mktemp("cache") / "features"
    monkeypatch.setattr(feature_cache, "folder", lambda: folder)
    return folder
