"""What all tests share: one Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tools.chromium import find_chromium
from tools.pages import open_chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if os.name != "posix" and item.get_closest_marker("posix"):
            item.add_marker(pytest.mark.skip("needs signals, rights, links or devices that only POSIX has"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if find_chromium() is None:
        pytest.skip("no Chromium found: install one, or set CHROMIUM to its path")
    with open_chromium() as browser:
        yield browser
