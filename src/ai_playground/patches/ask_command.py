"""The verbs `patches locate` and `patches crop`: what the shipped networks say of a photo."""

from __future__ import annotations

import argparse
import json
import math
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.lesson.command import CommandError, Device, Parser, loading, write_result
from ai_playground.lesson.text import percent
from ai_playground.patches.measured import (
    AS_TAKEN,
    CROPS_MEASURED,
    OVERLAP_AS_TAKEN,
    OVERLAP_OF_ONE,
    PHOTOS_MEASURED,
    TOLD_AS_TAKEN,
)
from ai_playground.terminal import printable

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.patches.locating import Locator
    from ai_playground.pictures import Pixels

LOCATE_DESCRIPTION = f"""\
Say of patches of a photo where in it they come from, by what is in them: mostly traces of the lens.
Through the page's simulated lens most first guesses are right; of {PHOTOS_MEASURED} photos as their cameras
took them {percent(AS_TAKEN)}, by chance one of sixteen.
A photo that is higher than wide is turned by a quarter to the left. The photo has sixteen cells, 0 to 15, row
by row; a patch is 96 x 96 px of the photo at a width of 1024 to 2048 px.
"""
CROP_DESCRIPTION = f"""\
Guess whether a photo was cropped and what it is of its original, from where its patches seem to come from.
The rectangle is x1, y1, x2, y2 in fractions of the original, from its top left corner.
It is no proof. It was asked about {PHOTOS_MEASURED} photos as their cameras took them, and about
{CROPS_MEASURED} crops of each, every crop beside the whole: {percent(TOLD_AS_TAKEN)} are rightly called
cropped or not. The rectangle is no better than a constant: it overlaps the true one by
{percent(OVERLAP_AS_TAKEN)}, the best one that never looks by {percent(OVERLAP_OF_ONE)}.
"""


def add_locate_options(parser: Parser, device: Device) -> None:
    """Declare `patches locate`."""
    parser.describe(LOCATE_DESCRIPTION)
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--grid", action="store_true", help="the patches in the middles of all cells (so without --at)"
    )
    which.add_argument(
        "--at",
        type=_place,
        metavar="X,Y",
        help="the patch whose middle is there, in fractions of width and height: 0.5,0.5 is the middle",
    )
    _add_weights(parser)
    parser.add_argument("--json", action="store_true", help="print a list with an entry for each patch")
    parser.runs("patches", partial(_locate, device=device), _bad_input)


def add_crop_options(parser: Parser, device: Device) -> None:
    """Declare `patches crop`."""
    parser.describe(CROP_DESCRIPTION)
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    _add_weights(parser)
    parser.add_argument("--json", action="store_true", help="print the answer for a program")
    parser.runs("patches", partial(_crop, device=device), _bad_input)


def _add_weights(parser: Parser) -> None:
    parser.add_argument(
        "--weights", type=Path, metavar="FILE", help="weights that `patches train` wrote, not those that ship"
    )


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.learning.weights_file import WeightsError
    from ai_playground.pictures import PictureError

    return (PictureError, WeightsError)


def _place(text: str) -> tuple[float, float]:
    """A type of argparse: two fractions."""
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        x = y = math.nan
    if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
        raise argparse.ArgumentTypeError("must be two numbers from 0 to 1, as 0.25,0.5")
    return x, y


def _read(path: Path, weights: Path | None, device: Device) -> tuple[Pixels, Locator]:
    from ai_playground.patches.cutting import prepared
    from ai_playground.pictures import read_picture

    photo = prepared(read_picture(path))
    if weights is not None and not weights.is_file():
        raise CommandError(f"there is no file {weights}")
    with loading():
        device.configure()
        from ai_playground.learning.weights_file import WeightsError
        from ai_playground.patches.locating import Locator
    try:
        return photo, Locator(weights)
    except WeightsError as error:
        if weights is None:
            raise
        raise CommandError(f"{weights} holds no weights of this lesson, or is damaged") from error


def _locate(options: argparse.Namespace, device: Device) -> int:
    import numpy as np

    from ai_playground.patches.cutting import patch_at
    from ai_playground.patches.grid import cell_of, centres

    photo, locator = _read(options.photo, options.weights, device)
    if not locator.places:
        raise CommandError(f"{options.weights} has no network that places patches: try crop")
    x, y = (np.array([part]) for part in options.at) if options.at else centres()
    patches = np.stack([patch_at(photo, *place) for place in zip(x, y, strict=True)])
    entries = [
        {"cell": int(cell), "probabilities": [round(float(value), 5) for value in row]}
        for cell, row in zip(cell_of(x, y), locator.probabilities(patches), strict=True)
    ]
    if options.json:
        sys.stdout.write(json.dumps(entries, indent=1, allow_nan=False) + "\n")
    else:
        sys.stdout.writelines(_line(entry) for entry in entries)
    return 0


def _line(entry: dict[str, Any]) -> str:
    ranked = sorted(range(16), key=lambda cell: -entry["probabilities"][cell])
    said = ", ".join(f"{cell} ({percent(entry['probabilities'][cell])})" for cell in ranked[:3])
    right = (
        "right"
        if ranked[0] == entry["cell"]
        else f"its place among the guesses: {ranked.index(entry['cell']) + 1}"
    )
    return f"patch of cell {entry['cell']}: {said}; {right}\n"


def _crop(options: argparse.Namespace, device: Device) -> int:
    photo, locator = _read(options.photo, options.weights, device)
    guess = locator.crop(photo)
    window = guess.window
    result = {
        "rectangle": [round(value, 4) for value in (window.x1, window.y1, window.x2, window.y2)],
        "crop_factor": round(guess.factor, 4),
        "probability_cropped": round(guess.cropped, 4),
    }
    write_result(result, partial(_in_words, options.photo), as_json=options.json)
    return 0


def _factor_in_words(factor: float) -> str:
    if factor == 1.0:
        return "It is more likely whole than not."
    return f"Its side over the original's (median of what is likely): {factor:.2f}."


def _in_words(photo: Path, result: dict[str, Any]) -> str:
    x1, y1, x2, y2 = result["rectangle"]
    return (
        f"{printable(photo)}: cropped with a probability of {percent(result['probability_cropped'])}. The "
        f"rectangle expected to overlap most with what is left: from {x1:.2f} to {x2:.2f} of the width and "
        f"from {y1:.2f} to {y2:.2f} of the height. {_factor_in_words(result['crop_factor'])}"
    )
