"""The frame of a lesson's command: its parser, filled when it is asked for, and what computes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from typing import Any, NoReturn, Protocol

from ai_playground.terminal import printable

BAD_INPUT = 2
"""The exit code after bad input."""


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
