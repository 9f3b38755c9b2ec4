"""The verb `corners` of the command line: find pages, generate photos of them, train on them."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.corners.train_command import TRAIN_DESCRIPTION, add_train_options, train
from ai_playground.lesson.command import (
    BAD_INPUT,
    CommandError,
    Device,
    Parser,
    loading,
    make_folder,
    say,
    whole_number,
    writing,
)
from ai_playground.terminal import printable, progress_line

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.corners.folder import Located

DESCRIPTION = """\
Find the four corners of the page in photos, and lay the page flat.
Corners are (x, y) in pixels of the photo as it is seen (after EXIF rotation), from its top left corner, in
the order top left, top right, bottom right, bottom left. A photo without a page gets no flat page.
"""
EXAMPLES = """\
examples:
  the page in one photo
      ai-playground corners photo.jpg
  every photo of a folder, each page laid flat in another folder
      ai-playground corners photos/ --rectify flat/
  one figure for a script
      ai-playground corners photo.jpg --json | \\
          python -c "import json, sys; print(json.load(sys.stdin)[0]['corners'])"
  a thousand photos with their labels, to train a network of your own
      ai-playground corners generate -n 1000 generated/
  the report's best network on photos, and its cure
      ai-playground corners train
      ai-playground corners train --initialization random --scaled-inputs --centred-inputs \\
          --linear-outputs --median-start --shuffle --labels page
a photo that is called like a verb is ./generate
"""
GENERATE_DESCRIPTION = """\
Write generated photos of pages, each with its label in a JSON file beside it (corners in pixels of the
192 x 256 px picture; a photo without a page has none).
"""


def declare(parser: Parser, device: Device) -> None:
    """Declare `ai-playground corners`, to run on `device`."""
    parser.describe(DESCRIPTION, EXAMPLES, usage="%(prog)s PHOTO|DIR ... [--rectify OUTDIR] [--json]")
    verbs = parser.add_verbs(default="find")
    find = verbs.add_parser(
        "find", prog=parser.prog, help="find pages (what is done without a verb)", allow_abbrev=False
    )
    find.add_argument(
        "photos", type=Path, nargs="+", metavar="PHOTO|DIR", help="a photo, or a folder of them"
    )
    find.add_argument(
        "--rectify", type=Path, metavar="OUTDIR", help="write each page laid flat, as PNG, up to 8192 px long"
    )
    find.add_argument("--json", action="store_true", help="print a list with an entry for each photo")
    find.runs("corners", partial(_find, device=device), _bad_input)

    generate = verbs.add_parser("generate", help="write generated photos with their labels")
    generate.describe(GENERATE_DESCRIPTION)
    generate.add_argument("output", type=Path, metavar="OUTDIR", help="a new or empty folder")
    generate.add_argument(
        "-n", "--count", type=whole_number(1, 1_000_000), default=100, metavar="N", help="how many (100)"
    )
    generate.add_argument(
        "--seed", type=whole_number(0, 2**32 - 1), default=0, help="another seed, other photos (0)"
    )
    generate.runs("corners", _generate)

    training = verbs.add_parser("train", help="train one of the report's networks")
    training.describe(TRAIN_DESCRIPTION)
    add_train_options(training)
    training.runs("corners", partial(_train, device=device))


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.pictures.folder import FolderError

    return (FolderError,)


def _find(options: argparse.Namespace, device: Device) -> int:
    from ai_playground.corners.folder import locate_all
    from ai_playground.corners.locate import Locator
    from ai_playground.pictures.folder import free_names, photos_in

    choice = photos_in(options.photos)
    paths = choice.photos
    if options.rectify:
        make_folder(options.rectify)
    with loading():
        device.configure()
        locator = Locator()
    if choice.left_out:
        say("corners", choice.remark())
    entries, failed = [], False
    names = free_names(paths, ".png")
    with progress_line() as show:
        for number, (located, name) in enumerate(zip(locate_all(locator, paths), names, strict=True)):
            show(partial(_progress, number, len(paths)))
            entry = _entry(located)
            if options.rectify and located.found is not None and not located.found.refused:
                entry |= _rectify(located, options.rectify / name)
            failed |= "error" in entry
            entries.append(entry)
            if not options.json:
                sys.stdout.write(_line(entry))
    if options.json:
        sys.stdout.write(json.dumps(entries, indent=1, allow_nan=False) + "\n")
    for entry in entries:
        if "error" in entry:
            say("corners", entry["error"])
    return BAD_INPUT if failed else 0


def _progress(done: int, total: int) -> str:
    return f"{done:,} of {total:,} photos"


def _entry(located: Located) -> dict[str, Any]:
    found = located.found
    if found is None:
        return {"photo": str(located.path), "error": located.error}
    return {
        "photo": str(located.path),
        "page": not found.refused,
        "corners": [[round(float(value), 2) for value in corner] for corner in found.corners],
        "confidence": round(float(found.confidence.min()), 3),
        "corner_confidences": [round(float(value), 3) for value in found.confidence],
        "doubtful": found.doubtful,
        "milliseconds": round(located.milliseconds, 1),
        **({"remark": located.remark} if located.remark else {}),
    }


def _line(entry: dict[str, Any]) -> str:
    photo, remark = printable(entry["photo"]), printable(entry.get("remark", ""))
    if "corners" not in entry:
        return f"{photo}: can't be read\n"
    told = f"confidence {entry['confidence']:.2f}"
    if not entry["page"]:
        told = f"no page  {told}"
    else:
        corners = "  ".join(f"{x:.0f},{y:.0f}" for x, y in entry["corners"])
        told = f"{corners}  {told}" + ("  (doubtful: look at it)" if entry["doubtful"] else "")
    return f"{photo}: {told}" + (f"  ({remark})" if remark else "") + "\n"


def _rectify(located: Located, target: Path) -> dict[str, Any]:
    """Write the flat page; what to add to the photo's entry. An error keeps no answer from being told."""
    from PIL import Image

    from ai_playground.corners.straighten import LONGEST_SIDE, NotAPageError, straightened
    from ai_playground.pictures import PictureError, read_reduced

    assert located.found is not None
    try:
        photo = read_reduced(located.path, longest_side=LONGEST_SIDE)
        share = photo.pixels.shape[1] / photo.width
        page = straightened(photo.pixels, located.found.corners * share)
    except (PictureError, NotAPageError) as error:
        return {"error": f"{located.path}: no page to lay flat. {error}"}
    if target.exists():
        return {"error": f"{target} exists already"}
    try:
        with writing(target):
            Image.fromarray(page).save(target)
    except CommandError as error:
        return {"error": str(error)}
    return {"rectified": str(target)}


def _generate(options: argparse.Namespace) -> int:
    from PIL import Image

    from ai_playground.corners.labels import label_text, picture_hash
    from ai_playground.corners.photo.scene import photo
    from ai_playground.memory import keep_freed_memory

    keep_freed_memory()
    make_folder(options.output)
    if any(options.output.iterdir()):
        raise CommandError(f"{options.output} is not empty")
    digits = len(str(options.count - 1))
    with progress_line() as show:
        for number in range(options.count):
            show(partial(_progress, number, options.count))
            made = photo([options.seed, number])
            path = options.output / f"{number:0{digits}d}.png"
            with writing(path):
                Image.fromarray(made.picture).save(path)
                if made.corners is not None:
                    label = label_text(made.corners, path.name, picture_hash(path.read_bytes()))
                    path.with_suffix(".json").write_text(label)
    sys.stdout.write(f"{options.count} photos in {printable(options.output)}, seed {options.seed}\n")
    return 0


def _train(options: argparse.Namespace, device: Device) -> int:
    with loading():
        device.configure()
    try:
        return train(options)
    except (ImportError, RuntimeError, ValueError, MemoryError) as error:
        raise CommandError(str(error) or "the memory is used up; take fewer --sheets") from error
