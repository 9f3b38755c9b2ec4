"""The command line: one command per lesson of the catalogue, and `serve`."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import cast

from ai_playground import __version__
from ai_playground.lesson.catalogue import LESSONS
from ai_playground.lesson.command import BAD_INPUT, INTERRUPTED, LessonModule, Parser
from ai_playground.terminal import escape_what_cannot_be_written, printable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: The command line without the program's name. Defaults to the process's own.

    Returns:
        The exit code: 0; 2 for bad input or output that can't be written; 130 after Ctrl-C.
    """
    escape_what_cannot_be_written()
    try:
        options = _parser().parse_args(arguments)
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


def _parser() -> Parser:
    from ai_playground.serving import command as serving

    parser = Parser(
        prog="ai-playground", description="Lessons in which you turn a knob and see a real model answer."
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command", title="commands")
    commands.add_parser("serve", help="serve the lessons as web pages", declare=serving.declare)
    for lesson in LESSONS:
        if lesson.command:
            declare = partial(_declare, lesson.command)
            commands.add_parser(lesson.slug, help=lesson.purpose, declare=declare)
    return parser


def _declare(module: str, parser: Parser) -> None:
    from ai_playground.jobs import device

    command = cast(LessonModule, importlib.import_module(module))
    command.declare(parser, device)


def _close_standard_output() -> None:
    """Let what is still buffered go nowhere, so that the interpreter doesn't complain about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
