"""The frame of a lesson's command: its parser, its results, how it says what can't be done, exit codes."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NoReturn, Protocol

from ai_playground.terminal import printable, silenced

BAD_INPUT = 2
"""The exit code after bad input."""
INTERRUPTED = 130
"""The exit code after Ctrl-C, as shells have it."""

Errors = Iterable[type[Exception]]


class CommandError(Exception):
    """What the user asked for can't be done; the message says why."""


class Device(Protocol):
    """What computes."""

    def describe(self) -> str:
        """Its name, "CPU, ..." or "GPU, ...", without importing TensorFlow. Raises ValueError."""
        ...

    def configure(self) -> str:
        """Import TensorFlow, set it up, return the name. Raises ImportError, RuntimeError or ValueError."""
        ...


class LessonModule(Protocol):
    """The module that a lesson's entry in the catalogue names as its command."""

    def declare(self, parser: Parser, device: Device) -> None:
        """Declare options on `parser`, and what runs on `device` when they are given."""
        ...


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; the usage of a command with thirty options would bury it.

    Args:
        declare: Declares the options, not before something is to be parsed: it may import what the users of
            other commands needn't wait for, or haven't installed.
        options: Those of argparse.
    """

    def __init__(self, *, declare: Callable[[Parser], object] | None = None, **options: Any) -> None:
        super().__init__(**options)
        self._declare = declare
        self._verbs: argparse._SubParsersAction[Parser] | None = None
        self._default_verb = ""

    def describe(self, description: str, examples: str = "", usage: str | None = None) -> None:
        """What `--help` says around the options, its lines as they are."""
        self.description, self.epilog, self.usage = description, examples, usage
        self.formatter_class = argparse.RawDescriptionHelpFormatter
        # A run shouldn't change its meaning when an option is added.
        self.allow_abbrev = False

    def add_verbs(self, default: str) -> argparse._SubParsersAction[Parser]:
        """Commands of this command, each with options of its own; `default` is meant where none is named."""
        self._default_verb = default
        self._verbs = self.add_subparsers(prog=self.prog, required=True, metavar="verb", title="verbs")
        return self._verbs

    def runs(
        self, command: str, run: Callable[[argparse.Namespace], int], bad_input: Callable[[], Errors] = tuple
    ) -> None:
        """Set what the options are for.

        Args:
            command: The command as the user types it: errors begin with it.
            run: Does what the options say and returns the exit code.
            bad_input: Gives the errors that say what was wrong with the input, beside `CommandError`; asked
                before `run`, so that they are imported no sooner than needed.
        """
        self.set_defaults(run=partial(_run, command, run, bad_input))

    def parse_known_args(self, args: Iterable[str] | None = None, namespace: Any = None) -> Any:
        """As argparse does, options declared and verb put in."""
        if self._declare:
            declare, self._declare = self._declare, None
            declare(self)
        if self._verbs and args is not None:
            args, known = list(args), (*self._verbs.choices, "-h", "--help")
            if not args or args[0] not in known:
                args.insert(0, self._default_verb)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        """Exit with code 2 and the message."""
        self.exit(BAD_INPUT, f"{self.prog}: {printable(message)}; see {self.prog} --help\n")


def _run(
    command: str,
    run: Callable[[argparse.Namespace], int],
    bad_input: Callable[[], Errors],
    options: argparse.Namespace,
) -> int:
    expected: tuple[type[Exception], ...] = (CommandError, *bad_input())
    try:
        return run(options)
    except expected as error:
        say(command, error)
        return BAD_INPUT


def say(command: str, text: object) -> None:
    """One line on standard error: what went wrong, or what the user should know."""
    sys.stderr.write(f"ai-playground {command}: {printable(text)}\n")


def write_result(
    result: dict[str, Any], as_text: Callable[[dict[str, Any]], str], *, as_json: bool, indent: int = 2
) -> None:
    """Print the result of a run: as JSON for programs, or as text for people."""
    text = json.dumps(result, indent=indent, allow_nan=False) if as_json else as_text(result)
    sys.stdout.write(f"{text}\n")


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """For what loads TensorFlow: its greetings go nowhere, and a CommandError says what it lacks."""
    try:
        with silenced():
            yield
    except (ImportError, RuntimeError, ValueError) as error:
        raise CommandError(str(error)) from error


@contextlib.contextmanager
def writing(path: Path) -> Iterator[None]:
    """Turns an error of the file system into a CommandError that names `path`."""
    try:
        yield
    except OSError as error:
        raise CommandError(f"{path} can't be written: {error.strerror}") from error


def make_folder(path: Path) -> None:
    """Make a folder, if it isn't there, for files to be written. Raises CommandError."""
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)


@contextlib.contextmanager
def new_file(path: Path, suffixes: Sequence[str], overwrite: bool) -> Iterator[Callable[[bytes], None]]:
    """A function that writes a file whole or not at all; before it is called, that it can is proven.

    Raises CommandError: it ends otherwise, is there already, or can't be written.
    """
    if path.suffix.lower() not in suffixes:
        raise CommandError(f"{path} must end in {' or '.join(suffixes)}")
    if path.exists() and not (overwrite and path.is_file()):
        raise CommandError(f"{path} exists already" + ("; see --overwrite" if path.is_file() else ""))
    part = path.with_name(f".{path.name}.part")

    def write(content: bytes) -> None:
        with writing(path):
            part.write_bytes(content)
            part.replace(path)

    with writing(path):
        part.touch()
    try:
        yield write
    finally:
        part.unlink(missing_ok=True)


def whole_number(low: int, high: int) -> Callable[[str], int]:
    """A type of argparse: a whole number within these bounds."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = low - 1
        if not low <= number <= high:
            raise argparse.ArgumentTypeError(f"must be a whole number from {low} to {high}")
        return number

    return read


def share(text: str) -> float:
    """A type of argparse: a number from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0.0 <= value <= 1.0:
        raise argparse.ArgumentTypeError("must be a number from 0 to 1")
    return value
