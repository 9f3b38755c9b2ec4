from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from ai_playground.serving.writable import can_write, stand_in_for_home

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="no folder that nobody can write to is known there"
)
VARIABLES = [
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "MPLCONFIGDIR",
    "XDG_CACHE_HOME",
]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in (*VARIABLES, "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_nothing_is_changed_where_home_can_be_written_to(home: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home.setenv("HOME", str(tmp_path / "not yet there"))
    assert stand_in_for_home(tmp_path / "stand-in", {}) == []
    assert not (tmp_path / "stand-in").exists()


def test_every_folder_of_a_home_that_can_not_be_written_to_gets_a_stand_in_of_its_own(
    home: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home.setenv("HOME", "/proc/nowhere")
    environment: dict[str, str] = {}
    assert sorted(stand_in_for_home(tmp_path, environment)) == VARIABLES
    assert sorted(environment) == VARIABLES
    assert len(set(environment.values())) == len(VARIABLES)
    for folder in environment.values():
        assert stat.S_IMODE(Path(folder).stat().st_mode) == 0o700


def test_a_single_folder_that_can_not_be_written_to_gets_one(
    home: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    home.setenv("HOME", str(tmp_path))
    home.setenv("MPLCONFIGDIR", "/proc/nowhere")
    (tmp_path / ".ipython").write_text("a file where the folder should be")
    assert stand_in_for_home(tmp_path / "stand-in", {}) == ["IPYTHONDIR", "MPLCONFIGDIR"]


@pytest.mark.parametrize(
    "folder", ["/proc", "/proc/x/y", "/dev/null", "/dev/null/x", "~nobody-of-this-name/x", ""]
)
def test_where_nothing_can_be_made_is_known(folder: str) -> None:
    assert not can_write(folder)


def test_a_look_leaves_nothing_behind(tmp_path: Path) -> None:
    assert can_write(str(tmp_path / "a" / "b"))
    assert list(tmp_path.iterdir()) == []
