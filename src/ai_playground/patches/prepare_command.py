"""`ai-playground patches prepare`: photos of one's own made ready to train on."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.lesson.command import BAD_INPUT, Parser, say, whole_number, write_result, writing
from ai_playground.terminal import printable, progress_line

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.patches.photo_list import Photo
    from ai_playground.patches.preparing import Dropped, Prepared

DESCRIPTION = """\
Prepare photographs to train on: choose those that show all that a lens saw, turn portraits to the left,
reduce them to 2048 px, and split them into train, validation and test (75, 15 and 10 of 100) by camera: no
camera is in two parts. A photo that doesn't say which camera took it counts as of a camera of its own.
Kept are photos of 1440 x 720 px or more, of 3:2 or 4:3, that don't say that they were cropped. The others are
named with the reason. Only OUT is written to; with the same OUT it goes on where it was stopped, takes more
photos in, and writes none twice.
"""
MOST_NAMED = 5
"""So many dropped files of each kind are named; --json names all."""


def declare(parser: Parser) -> None:
    """Declare `prepare`."""
    parser.describe(DESCRIPTION)
    parser.add_argument("photos", type=Path, nargs="+", metavar="DIR", help="a folder of photos, or several")
    parser.add_argument("output", type=Path, metavar="OUT", help="a new folder, or one prepared before")
    parser.add_argument(
        "--seed", type=whole_number(0, 2**32 - 1), default=0, help="another seed, another split (0)"
    )
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    parser.runs("patches", _prepare, _bad_input)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.patches.photo_list import PrepareError
    from ai_playground.pictures.folder import FolderError

    return FolderError, PrepareError


def _prepare(options: argparse.Namespace) -> int:
    from ai_playground.patches.preparing import prepare
    from ai_playground.pictures.folder import photos_in

    choice = photos_in(options.photos)
    if choice.left_out:
        say("patches", choice.remark())
    with writing(options.output), progress_line() as show:
        made = prepare(
            choice.photos,
            options.output,
            options.seed,
            lambda done, total: show(partial("{:,} of {:,} steps".format, done, total)),
        )
    result = _result(made, options)
    write_result(result, _text, as_json=options.json)
    for remark in _remarks(result):
        say("patches", remark)
    broken = sum(each.broken for each in made.dropped)
    if broken:
        say("patches", f"{broken:,} of {len(choice.photos):,} photos can't be read")
    return BAD_INPUT if broken else 0


def _result(made: Prepared, options: argparse.Namespace) -> dict[str, Any]:
    from ai_playground.patches.photo_list import LIST, PARTS
    from ai_playground.patches.preparing import NO_CAMERA

    def count(photos: list[Photo]) -> dict[str, int]:
        return {"photos": len(photos), "cameras": len({photo.camera for photo in photos})}

    return {
        "folder": str(options.output),
        "list": str(options.output / LIST),
        "seed": options.seed,
        "parts": {part: count([each for each in made.photos if each.part == part]) for part in PARTS},
        **count(made.photos),
        "without_camera": sum(photo.camera.startswith(NO_CAMERA) for photo in made.photos),
        "written": made.written,
        "there_already": made.there,
        "dropped": [_entry(each) for each in made.dropped],
    }


def _entry(dropped: Dropped) -> dict[str, str]:
    return {"photo": str(dropped.path), "kind": dropped.kind, "reason": dropped.reason}


def _text(result: dict[str, Any]) -> str:
    parts = ", ".join(f"{count['photos']:,} {part}" for part, count in result["parts"].items())
    new, there, dropped = result["written"], result["there_already"], len(result["dropped"])
    lines = [
        f"{result['photos']:,} photos of {result['cameras']:,} cameras in {result['folder']}: {parts}",
        f"{new:,} written, {there:,} there already, {dropped:,} dropped",
    ]
    kinds: dict[str, list[dict[str, str]]] = {}
    for each in result["dropped"]:
        kinds.setdefault(each["kind"], []).append(each)
    for kind, several in kinds.items():
        lines.append(f"  {len(several):,} {kind}")
        lines += [f"    {each['photo']}: {each['reason']}" for each in several[:MOST_NAMED]]
        if len(several) > MOST_NAMED:
            lines.append(f"    and {len(several) - MOST_NAMED:,} more (--json names all)")
    return "\n".join(map(printable, lines))


def _remarks(result: dict[str, Any]) -> list[str]:
    """What the user should know of the split."""
    remarks = []
    empty = [part for part, count in result["parts"].items() if not count["photos"]]
    if empty:
        remarks.append(
            f"no photos for {' and '.join(empty)}: no camera is in two parts, and the photos are of "
            f"{result['cameras']:,} camera{'s' * (result['cameras'] != 1)}"
        )
    if unknown := result["without_camera"]:
        remarks.append(
            f"{unknown:,} of {result['photos']:,} photos don't say which camera took them: photos of one "
            "camera may be in two parts"
        )
    return remarks
