"""The network that ships, made once for all tests that don't change it: compiling it takes over a second."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(scope="session")
def locator() -> Any:
    pytest.importorskip("tensorflow")
    from ai_playground.corners.locate import Locator

    return Locator()


@pytest.fixture
def loaded_once(locator: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands and pages take it up as if they had just loaded it."""
    from ai_playground.corners import locate

    monkeypatch.setattr(locate, "Locator", lambda: locator)
