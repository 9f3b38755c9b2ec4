"""What these tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_playground.cyclegan import feature_cache


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is kept of pictures, in place of the user's."""
    folder = tmp_path_factory.mktemp("cache") / "features"
    monkeypatch.setattr(feature_cache, "folder", lambda: folder)
    return folder
