"""The verb `cyclegan` of the command line: paint photos, train painters, score sets of pictures."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.cyclegan import fetch_command, score_command, train_command
from ai_playground.cyclegan.painters import PAINTERS
from ai_playground.lesson.command import (
    BAD_INPUT,
    CommandError,
    Device,
    Parser,
    loading,
    make_folder,
    say,
    share,
    writing,
)
from ai_playground.terminal import printable, progress_line

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.cyclegan.batch import Done, Target
    from ai_playground.cyclegan.weights import Part, Weights

DESCRIPTION = """\
Turn photos into paintings with a network that never saw a pair of the two (CycleGAN, Zhu et al. 2017).
"""
EXAMPLES = """\
examples:
  a photo as a Monet
      ai-playground cyclegan paint photo.jpg -o monet.png
  a folder of photos as Japanese prints; once more, and it goes on where it was stopped
      ai-playground cyclegan paint photos/ -o prints/ --painter ukiyoe
  all of them in one file, and what became of each for a script
      ai-playground cyclegan paint photos/ --zip prints.zip --painter ukiyoe --json
  with the authors' own network, from a file of theirs
      ai-playground cyclegan fetch style_monet
      ai-playground cyclegan paint photo.jpg -o monet.png --weights style_monet.pth
  a painter of one's own, from two folders of pictures
      ai-playground cyclegan train --photos photos/ --paintings monets/ --out run/
  how far are my pictures from real ones?
      ai-playground cyclegan score monets/ painted/ --json
"""
PAINT_DESCRIPTION = """\
Paint photos. A photo that can't be read is named and left out; what is painted already stays, unless
--overwrite is given. A photo keeps its proportions; the network was trained on pictures of 256 px, so its
brush is the finer, the larger the photo.
"""
LONGEST_SIDE = 8192
PICTURES = {".png", ".jpg", ".jpeg"}


def declare(parser: Parser, device: Device) -> None:
    """Declare `ai-playground cyclegan`, to run on `device`."""
    parser.describe(DESCRIPTION, EXAMPLES)
    verbs = parser.add_verbs(default="paint")
    paint = verbs.add_parser("paint", help="photos into paintings (what is done without a verb)")
    paint.describe(PAINT_DESCRIPTION, EXAMPLES)
    paint.add_argument(
        "photos", type=Path, nargs="+", metavar="PHOTO|DIR", help="a photo, or a folder of them"
    )
    goal = paint.add_mutually_exclusive_group(required=True)
    goal.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="a .png or .jpg for one photo, else a folder"
    )
    goal.add_argument("--zip", type=Path, metavar="FILE.zip", help="put all paintings into one file")
    network = paint.add_mutually_exclusive_group()
    network.add_argument("--painter", choices=list(PAINTERS), default="monet", help="whose manner (monet)")
    network.add_argument(
        "--weights", type=Path, metavar="FILE", help="another network: .npz of ours, .pth of the authors"
    )
    paint.add_argument("--back", action="store_true", help="the way back: make paintings into photos")
    paint.add_argument(
        "--strength", type=share, default=1.0, metavar="S", help="share of the painting, 0 to 1 (1)"
    )
    paint.add_argument(
        "--longest-side",
        type=_pixels,
        default=1024,
        metavar="PX",
        help=f"larger photos are reduced to that, up to {LONGEST_SIDE} (1024)",
    )
    paint.add_argument("--overwrite", action="store_true", help="paint anew what is there already")
    paint.add_argument("--json", action="store_true", help="print a list with an entry for each photo")
    paint.runs("cyclegan", partial(_paint, device=device), _bad_input)

    train = verbs.add_parser("train", help="a painter of one's own, from two folders of pictures")
    train_command.declare(train, device)
    fetch_command.declare(verbs.add_parser("fetch", help="a generator that CycleGAN's authors trained"))

    score = verbs.add_parser("score", help="how far two folders of pictures are apart")
    score_command.declare(score, device)


def _pixels(text: str) -> int:
    if not text.isdecimal() or not 32 <= int(text) <= LONGEST_SIDE:
        raise argparse.ArgumentTypeError(f"must be a whole number from 32 to {LONGEST_SIDE}")
    return int(text)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.cyclegan.weights import WeightsError
    from ai_playground.pictures.folder import FolderError

    return FolderError, WeightsError


def _paint(options: argparse.Namespace, device: Device) -> int:
    from ai_playground.cyclegan.batch import paint_all
    from ai_playground.cyclegan.painting import Painter
    from ai_playground.pictures.folder import photos_in

    choice = photos_in(options.photos)
    weights = _weights(options)
    with loading():
        device.configure()
        painter = Painter(weights)
    if choice.left_out:
        say("cyclegan", choice.remark())
    failed, first = 0, True
    with ExitStack() as stack, progress_line() as show, writing(options.zip or options.output):
        targets = stack.enter_context(_targets(options, choice.photos))
        if options.json:
            sys.stdout.write("[")
        pairs = zip(choice.photos, targets, strict=True)
        for number, done in enumerate(paint_all(painter, pairs, options.longest_side, options.strength)):
            show(partial("{:,} of {:,} photos".format, number + 1, len(choice.photos)))
            failed += bool(done.error)
            if options.json:
                sys.stdout.write(("\n" if first else ",\n") + json.dumps(_entry(done)))
            else:
                sys.stdout.write(_line(done))
            first = False
        if options.json:
            sys.stdout.write("\n]\n")
    if failed:
        say("cyclegan", f"{failed:,} of {len(choice.photos):,} photos can't be painted")
    return BAD_INPUT if failed else 0


def _weights(options: argparse.Namespace) -> Weights:
    from ai_playground.cyclegan.authors_weights import direction, read_generator
    from ai_playground.cyclegan.weights import read_own, shipped

    part: Part = "photographer" if options.back else "painter"
    if options.weights is None:
        return shipped(options.painter, part)
    if options.weights.suffix != ".pth":
        return read_own(options.weights, part)
    if options.back:
        raise CommandError("a .pth file holds one direction: instead of --back, name the file of the other")
    with _reading(options.weights):
        weights = read_generator(options.weights)
    if told := direction(options.weights):
        say("cyclegan", f"{options.weights.name} turns {told}")
    return weights


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}") from error


@contextmanager
def _targets(options: argparse.Namespace, photos: Sequence[Path]) -> Iterator[list[Target]]:
    """Where each photo's painting goes."""
    from ai_playground.cyclegan.batch import archive, file_target
    from ai_playground.pictures.folder import free_names

    names = free_names(photos, ".png")
    if options.zip:
        if options.zip.exists() and not options.overwrite:
            raise CommandError(f"{options.zip} is there already: name another, or give --overwrite")
        with archive(options.zip) as target:
            yield [target(name) for name in names]
        return
    if options.output.suffix.lower() in PICTURES and not options.output.is_dir():
        if len(photos) > 1:
            raise CommandError(f"{options.output} is one file for {len(photos):,} photos: name a folder")
        paths = [options.output]
    else:
        make_folder(options.output)
        paths = [options.output / name for name in names]
    for photo, path in zip(photos, paths, strict=True):
        if path.exists() and photo.exists() and path.samefile(photo):
            raise CommandError(f"{path} is a photo to read; it would be overwritten")
    yield [file_target(path, overwrite=options.overwrite) for path in paths]


def _entry(done: Done) -> dict[str, Any]:
    if done.error:
        return {"photo": str(done.photo), "error": done.error}
    entry: dict[str, Any] = {"photo": str(done.photo), "output": done.output}
    if done.skipped:
        return entry | {"skipped": True}
    height, width = done.size
    return entry | {"width": width, "height": height, "milliseconds": round(done.milliseconds, 1)}


def _line(done: Done) -> str:
    photo = printable(str(done.photo))
    if done.error:
        return f"{photo}: {printable(done.error)}\n"
    told = "was there; --overwrite paints anew" if done.skipped else f"{done.milliseconds:.0f} ms"
    return f"{photo}: {printable(done.output)} ({told})\n"
