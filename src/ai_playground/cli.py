"""The command line: one verb per lesson, and `serve`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from ai_playground import __version__
from ai_playground.corners.command import with_verb
from ai_playground.terminal import escape_what_cannot_be_written, printable

BAD_INPUT = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The command line without the program's name. Defaults to the process's own.

    Returns:
        The exit code: 0; 2 for bad input or output that can't be written; 130 after Ctrl-C.
    """
    escape_what_cannot_be_written()
    try:
        options = _parser().parse_args(with_verb(sys.argv[1:] if arguments is None else arguments))
        code: int = options.run(options)
        # Here, not at the interpreter's end, where a full disk would go by without a word.
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        _close_standard_output()
        return 0
    except OSError as error:
        _close_standard_output()
        what = printable(f"{error.filename or 'output'}: {error.strerror or error}")
        print(f"ai-playground: {what}", file=sys.stderr)
        return BAD_INPUT
    return code


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line; the usage of a verb with thirty options would bury it."""

    def error(self, message: str) -> NoReturn:
        """Exit with code 2 and the message."""
        self.exit(BAD_INPUT, f"{self.prog}: {printable(message)}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    # Imported here: a verb's module may need what another verb's user hasn't installed.
    from ai_playground.corners import command as corners
    from ai_playground.jobs import device
    from ai_playground.regression import command as regression
    from ai_playground.serving import command as serving
    from ai_playground.style import command as style

    parser: argparse.ArgumentParser = _Parser(
        prog="ai-playground", description="Lessons in which you turn a knob and see a real model answer."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="command", title="commands")
    serving.add_command(subparsers)
    regression.add_command(subparsers)
    style.add_command(subparsers, device)
    corners.add_command(subparsers, device)
    return parser


def _close_standard_output() -> None:
    """Let what is still buffered go nowhere, so that the interpreter doesn't complain about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
