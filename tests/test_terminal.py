from __future__ import annotations

import io
import itertools
import os
import re

import pytest

from ai_playground.terminal import printable, progress_line, silenced


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, texts: int) -> str:
    """What a command of `texts` texts, a tenth of a second each, shows on `stream`."""
    seconds = itertools.count(step=0.1)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("time.monotonic", lambda: next(seconds))
    with progress_line() as show:
        for number in range(texts):
            show(lambda number=number: f"text {number}")  # type: ignore[misc]
    return stream.getvalue()


def test_a_line_appears_after_a_second_at_most_five_times_a_second_and_goes_away(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = shown(monkeypatch, Terminal(), 30).split("\r")
    assert lines[0] == ""
    assert re.fullmatch(r"text \d+\033\[K", lines[1])
    assert 5 <= len(lines) <= 12
    assert lines[-1] == "\033[K"


def test_a_short_command_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, Terminal(), 8) == ""


def test_only_a_terminal_shows_anything(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), 30) == ""


def test_what_libraries_say_is_kept_back_and_what_follows_is_not(capfd: pytest.CaptureFixture[str]) -> None:
    with silenced():
        os.write(2, b"a greeting\n")
    os.write(2, b"a result\n")
    assert capfd.readouterr().err == "a result\n"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("photo 1.jpg", "photo 1.jpg"),
        ("été 日本.jpg", "été 日本.jpg"),
        ("Screenshot at 9.41\u202fPM.png", "Screenshot at 9.41\u202fPM.png"),
        ("caf\udce9.jpg", "caf\\udce9.jpg"),
        ("a\nb\r\t.jpg", "a\\nb\\r\\t.jpg"),
        ("\x1b[2J\x07\x9b.jpg", "\\x1b[2J\\x07\\x9b.jpg"),
        ("\u2028\u202egpj.exe", "\\u2028\\u202egpj.exe"),
    ],
)
def test_a_name_is_shown_on_one_line_without_what_moves_a_terminal(name: str, shown: str) -> None:
    assert printable(name) == shown
