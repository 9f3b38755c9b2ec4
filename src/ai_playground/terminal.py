"""What a command says on standard error, and what libraries may not."""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeVar

# Marks between words, as macOS puts into the names of its screenshots, are no harm.
SPACES = "Zs"

Step = TypeVar("Step")
ShowLine = Callable[[Callable[[], str]], None]


def printable(text: object) -> str:
    """A text as it can be shown on one line, whatever a file is called that it names.

    What moves the cursor, changes the terminal or the direction of writing, and bytes that are no text in
    the system's encoding are escaped as in Python.
    """
    return "".join(
        character
        if character.isprintable() or unicodedata.category(character) == SPACES
        else character.encode("unicode_escape").decode()
        for character in str(text)
    )


def escape_what_cannot_be_written() -> None:
    """Escape characters on standard output and error that their encoding lacks, instead of failing."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def progress_line() -> Iterator[ShowLine]:
    """A function that shows a text on a terminal's standard error; elsewhere it does nothing.

    It takes a function that makes the text, as most are never shown: none in the first second, and then at
    most five a second.
    """
    if not sys.stderr.isatty():
        yield lambda _text: None
        return
    due = time.monotonic() + 1.0
    shown = False

    def show(text: Callable[[], str]) -> None:
        nonlocal due, shown
        if time.monotonic() < due:
            return
        due, shown = time.monotonic() + 0.2, True
        sys.stderr.write(f"\r{printable(text())}\033[K")
        sys.stderr.flush()

    try:
        yield show
    finally:
        if shown:
            sys.stderr.write("\r\033[K")


@contextlib.contextmanager
def silenced() -> Iterator[None]:
    """Let what libraries of the process write to standard error go nowhere.

    TensorFlow's greet there while they are loaded, and no setting of theirs keeps them from it.
    """
    kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def quiet_at_first(steps: Iterator[Step]) -> Iterator[Step]:
    """All steps of a training; what TensorFlow remarks as it compiles, in the first two, goes nowhere."""
    for _ in range(2):
        with silenced():
            some = list(itertools.islice(steps, 1))
        yield from some
    yield from steps
