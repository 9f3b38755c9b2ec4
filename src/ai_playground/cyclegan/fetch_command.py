"""`ai-playground cyclegan fetch`: the authors' trained generators."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import Any

from ai_playground.cyclegan.painters import AUTHORS
from ai_playground.lesson.command import Parser, make_folder, write_result, writing
from ai_playground.terminal import printable, progress_line

DESCRIPTION = """\
Get a generator that the authors of CycleGAN trained, 46 MB each, from their server. It says what it makes of
what: the four `style_...` paint photos; monet2photo makes photos of paintings, and does nothing to photos.
No checksum of these files is published: the SHA-256 of what came is shown, and kept in a file beside it.
A file that is there already is not fetched again.
"""
BACKWARDS, FORWARDS = "monet2photo", "style_monet"
"""What people take for a painter, and what is one."""


def declare(parser: Parser) -> None:
    """Declare `fetch`."""
    parser.describe(DESCRIPTION)
    parser.add_argument("name", choices=AUTHORS, metavar="NAME", help=f"one of {', '.join(AUTHORS)}")
    parser.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="where to keep it (this folder)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.runs("cyclegan", _fetch, _bad_input)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.cyclegan.authors_files import FetchError
    from ai_playground.cyclegan.weights import WeightsError

    return FetchError, WeightsError


def _fetch(options: argparse.Namespace) -> int:
    from ai_playground.cyclegan.authors_files import fetch
    from ai_playground.cyclegan.authors_weights import direction

    make_folder(options.output)
    with writing(options.output), progress_line() as show:
        found = fetch(
            options.name, options.output, lambda done, total: show(partial(_downloaded, done, total))
        )
    result = {
        "name": options.name,
        "path": str(found.path),
        "turns": direction(found.path),
        "sha256": found.sha256,
        "new": found.new,
    }
    write_result(result, _text, as_json=options.json)
    return 0


def _downloaded(done: int, total: int) -> str:
    return f"{done / 1e6:.0f} of {total / 1e6:.0f} MB" if total else f"{done / 1e6:.0f} MB"


def _text(result: dict[str, Any]) -> str:
    came = "fetched" if result["new"] else "there already"
    lines = [
        f"{result['path']} ({came}) turns {result['turns']}",
        f"SHA-256 {result['sha256']}",
        f"ai-playground cyclegan paint PICTURE -o OUT.png --weights {result['path']}",
    ]
    if result["name"] == BACKWARDS:
        lines.append(f"It does nothing to photos: what paints them is {FORWARDS}")
    return "\n".join(map(printable, lines))
