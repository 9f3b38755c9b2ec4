"""The verb `serve` of the command line."""

from __future__ import annotations

import argparse
import re
import sys

from ai_playground.lesson.command import BAD_INPUT
from ai_playground.serving.defaults import IDLE_SECONDS, KERNEL_MEMORY, PORT

MEGABYTE = 1_000_000


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare `ai-playground serve`."""
    parser.description = (
        "Serve the lessons as web pages and print the address of their home page. "
        "Every visitor of a lesson gets a kernel of their own; it ends when the page is left."
    )
    parser.add_argument("--port", type=port, default=PORT, help="default %(default)s; another one if taken")
    parser.add_argument(
        "--ip",
        default="localhost",
        help="address to listen on; 0.0.0.0 for the whole network (default %(default)s)",
    )
    parser.add_argument("--no-browser", action="store_true", help="don't open a browser")
    parser.add_argument("--token", default="", help="let in only visitors who come with ?token=TOKEN")
    parser.add_argument(
        "--base-url",
        type=path,
        default="/",
        metavar="PATH",
        help="path of the home page, behind a proxy",
    )
    parser.add_argument(
        "--public-host",
        default="",
        metavar="NAME",
        help="name by which visitors come through a proxy; without a token no other is answered",
    )
    parser.add_argument(
        "--idle-timeout",
        type=positive,
        default=IDLE_SECONDS,
        metavar="S",
        help="end a kernel that nobody looks at after S idle seconds (default %(default)s)",
    )
    parser.add_argument(
        "--max-visitors",
        type=positive,
        metavar="N",
        help="most lesson pages open at a time (default: what this machine's memory bears)",
    )
    parser.add_argument(
        "--max-memory",
        type=positive,
        default=KERNEL_MEMORY // MEGABYTE,
        metavar="MB",
        help="end a lesson that takes more memory than this (default %(default)s)",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until stopped. Returns the exit code: 2 if Voila isn't installed or can't work here."""
    try:
        from ai_playground.serving.server import serve
    except ModuleNotFoundError as error:
        print(
            f"Serving pages needs {error.name}, which is not installed. "
            "Install ai_playground with its extra `serve`: ai-playground-lessons[serve,cpu]",
            file=sys.stderr,
        )
        return BAD_INPUT
    try:
        serve(
            port=arguments.port,
            ip=arguments.ip,
            browser=not arguments.no_browser,
            token=arguments.token,
            base_url=arguments.base_url,
            kernel_memory=arguments.max_memory * MEGABYTE,
            public_host=arguments.public_host,
            idle_seconds=arguments.idle_timeout,
            max_kernels=arguments.max_visitors,
        )
    except OSError as error:
        print(f"The lessons can't be served: {error}", file=sys.stderr)
        return BAD_INPUT
    return 0


def port(text: str) -> int:
    """Read a port number, 1 to 65535."""
    number = int(text)
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def path(text: str) -> str:
    """Read a path of plain names: the patterns of addresses are made of it."""
    if not re.fullmatch(r"[\w~/-]*", text, re.ASCII):
        raise argparse.ArgumentTypeError("a path is made of letters, digits, - _ ~ and /")
    return text


def positive(text: str) -> int:
    """Read a whole number of 1 or more."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number
