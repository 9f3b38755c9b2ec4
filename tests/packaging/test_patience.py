"""What is told while `make` installs and checks."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tools import chromium, patience


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_a_command_that_takes_its_time_gives_signs_of_life(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = tmp_path / "seen"

    class Screen(io.StringIO):
        def write(self, text: str) -> int:
            # The command goes on only when its last words stand on the screen.
            if "s: Unpacking the browser" in text:
                seen.touch()
            return super().write(text)

    monkeypatch.setattr(sys, "stdout", screen := Screen())
    code = f"""
import pathlib, time
print("Unpacking the browser")
while not pathlib.Path({str(seen)!r}).exists():
    time.sleep(0.01)
"""
    assert patience.run(python(code), "Installing a browser (100 MB)", every=0.02) == 0
    assert screen.getvalue().startswith("Installing a browser (100 MB) ...\n  Installing a browser, 0 s: ")


def test_what_is_to_be_fetched_is_told_at_once_and_the_rest_only_if_it_fails(
    capsys: pytest.CaptureFixture[str],
) -> None:
    lines = ["Reading lists", "Need to get 123 MB of archives.", "Downloading a.whl (12 kB)"]
    lines += ["Downloading tensorflow.whl (260.4 MB)", "|■■■■    |  40% of 173.7 MiB"]
    code = f"import sys\nfor line in {lines!r}: print(line)\nsys.exit(len(sys.argv) - 1)"
    assert patience.run(python(code), "Installing") == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == ["Installing ...", *(f"  {lines[number]}" for number in (1, 3, 4))]
    assert told.err == ""
    assert patience.run([*python(code), "one", "two"], "Installing") == 2
    assert capsys.readouterr().err.splitlines() == ["Installing failed:", *lines]


def test_chromium_is_installed_with_a_word_on_what_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[tuple[str, str]] = []

    def run(command: list[str], says: str) -> int:
        commands.append((" ".join(command[-3:]), says))
        return 0

    monkeypatch.setattr(patience, "run", run)
    monkeypatch.setattr("shutil.which", lambda _name: None)
    chromium.install_chromium()
    ((command, says),) = commands
    assert command == "playwright install chromium"
    assert "200 MB" in says


@pytest.mark.posix
def test_without_the_right_to_install_nothing_further_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    commands: list[list[str]] = []

    def refused(command: list[str], _says: str) -> int:
        commands.append(command)
        return 100

    monkeypatch.setattr(patience, "run", refused)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    chromium.install_chromium()
    assert commands == [["apt-get", "update"]]


def test_tests_take_the_headless_shell_and_where_there_is_none_to_install_chromium(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, releases = {"apt-get"}, {chromium.SHELL, "chromium"}
    tried: list[str] = []

    def run(command: list[str], _says: str) -> int:
        *_, what = command
        tried.append(what)
        if what in releases:
            there.add(what)
        return what not in (*releases, "update")

    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    monkeypatch.setattr("shutil.which", lambda name: name if name in there else None)
    monkeypatch.setattr(chromium, "playwrights_own", lambda: None)
    monkeypatch.setattr(patience, "run", run)
    chromium.main([chromium.FOR_TESTS])
    assert (chromium.find_for_tests(), chromium.find_chromium()) == (chromium.SHELL, None)
    chromium.main([])  # for benchmarks
    assert (chromium.find_for_tests(), chromium.find_chromium()) == (chromium.SHELL, "chromium")
    chromium.main([chromium.FOR_TESTS])
    assert tried == ["update", chromium.SHELL, "update", "chromium"]
    there.add("mine")
    monkeypatch.setenv("CHROMIUM", "mine")
    assert chromium.find_for_tests() == chromium.find_chromium() == "mine"
    monkeypatch.delenv("CHROMIUM")
    there -= {chromium.SHELL, "chromium"}
    releases.remove(chromium.SHELL)
    chromium.main([chromium.FOR_TESTS])
    assert chromium.find_for_tests() == "chromium"
    there.clear()  # apt-get, too
    tried.clear()
    chromium.main([chromium.FOR_TESTS])
    assert tried == ["chromium"]  # with Playwright, once
