"""What the verbs of the command line share: how they say that something can't be done."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from ai_playground.terminal import printable

BAD_INPUT = 2
"""The exit code after bad input."""


class CommandError(Exception):
    """What the user asked for can't be done; the message says why."""


def reporting_errors(verb: str, run: Callable[[], int], *bad_input: type[Exception]) -> int:
    """Run and return the exit code; errors become one line on standard error and `BAD_INPUT`.

    Args:
        verb: As the user typed it, for the line.
        run: Does what the user asked for.
        bad_input: Which errors say what was wrong with the input, beside `CommandError`.
    """
    expected: tuple[type[Exception], ...] = (CommandError, *bad_input)
    try:
        return run()
    except expected as error:
        say(verb, error)
        return BAD_INPUT


def say(verb: str, text: object) -> None:
    """One line on standard error: what went wrong, or what the user should know."""
    sys.stderr.write(f"ai-playground {verb}: {printable(text)}\n")


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns an error of the file system into a CommandError that names `path`."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{path} can't be written: {error.strerror}") from error
