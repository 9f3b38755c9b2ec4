"""`ai-playground cyclegan train`: generators of one's own, from two folders of pictures."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.lesson.command import (
    INTERRUPTED,
    CommandError,
    Device,
    Parser,
    loading,
    say,
    write_result,
    writing,
)
from ai_playground.lesson.long_training import first_line, follow, knobs
from ai_playground.lesson.text import counted
from ai_playground.settings import add_options
from ai_playground.terminal import printable, progress_line

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.cyclegan.picture_set import PictureSet
    from ai_playground.cyclegan.run_folder import RunFolder
    from ai_playground.cyclegan.training import Snapshot
    from ai_playground.pictures import Pixels

DESCRIPTION = """\
Train a generator from photos to paintings, and one back, from two folders of pictures that needn't show the
same things: JPEG, PNG and others, or TFRecord files as Kaggle has them. What can't be read is named and
skipped. Stop it with Ctrl-C: the same command goes on where it stood. Knobs that aren't given again stay as
they were. The folder of --out gets the checkpoint, a log of losses, sheets of samples (photos, paintings of
them, photos again), and weights.npz, which `cyclegan paint --weights` takes.
"""
EXAMPLES = """\
examples:
  the usual light networks; hours on a processor
      ai-playground cyclegan train --photos photos/ --paintings monets/ --out run/
  a look at whether it works at all
      ai-playground cyclegan train --photos photos/ --paintings monets/ --out look/ --steps 500 --crop 64
  few paintings
      ai-playground cyclegan train --photos photos/ --paintings few/ --out run/ --diffaugment 1
  what has been learned so far
      ai-playground cyclegan paint photo.jpg -o painted.png --weights run/weights.npz
"""
SNAPSHOT_EVERY = 50
"""Steps between two lines of the log."""
SAMPLES = 4
"""Photos on a sheet: the first of the folder."""
SAMPLE_SIDE = 256
"""Of these in px, or less: a multiple of what the generator is trained on."""
FEW = 50
"""Pictures of a kind; with fewer the discriminators learn them by heart."""


def declare(parser: Parser, device: Device) -> None:
    """Declare `train`, to run on `device`."""
    parser.describe(DESCRIPTION, EXAMPLES)
    files = parser.add_argument_group("Input and output")
    files.add_argument("--photos", type=Path, required=True, metavar="DIR", help="a folder of photos")
    files.add_argument("--paintings", type=Path, required=True, metavar="DIR", help="a folder of paintings")
    files.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where everything goes, and goes on"
    )
    files.add_argument(
        "--size",
        type=_pixels,
        default=256,
        metavar="PX",
        help="what larger pictures' shorter side is reduced to, 32 to 2048 (256); the same when you go on",
    )
    files.add_argument("--json", action="store_true", help="print the result as JSON")
    add_options(parser, CycleSettings)
    parser.runs("cyclegan", partial(_train, device=device), _bad_input)


def _pixels(text: str) -> int:
    if not text.isdecimal() or not 32 <= int(text) <= 2048:
        raise argparse.ArgumentTypeError("must be a whole number from 32 to 2048")
    return int(text)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.learning.run_folder import FolderInUse
    from ai_playground.learning.state_file import CheckpointError
    from ai_playground.learning.training import TrainingError
    from ai_playground.pictures.folder import FolderError

    return FolderError, TrainingError, CheckpointError, FolderInUse


def _train(options: argparse.Namespace, device: Device) -> int:
    from ai_playground.cyclegan.checkpoint import stand
    from ai_playground.cyclegan.run_folder import RunFolder

    for folder in (options.photos, options.paintings):
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder")
    with writing(options.out):
        folder = RunFolder(options.out)
    with folder.locked():
        settings = knobs(CycleSettings, options, folder.checkpoint, stand)
        with loading():
            device.configure()
        photos, paintings = _read(options, settings)
        import tensorflow as tf

        try:
            return _run(options, settings, folder, photos, paintings)
        except (MemoryError, tf.errors.ResourceExhaustedError) as error:
            raise CommandError("the memory is used up; take a smaller --crop or --batch-size") from error


def _read(options: argparse.Namespace, settings: CycleSettings) -> tuple[PictureSet, PictureSet]:
    from ai_playground.cyclegan.picture_set import read_folder

    fewest = max(2, settings.batch_size)
    with progress_line() as show:
        photos, paintings = (
            read_folder(folder, options.size, settings.crop, fewest, show)
            for folder in (options.photos, options.paintings)
        )
    for folder, found in ((options.photos, photos), (options.paintings, paintings)):
        for remark in filter(None, (found.left_out, found.remark())):
            say("cyclegan", f"{folder}: {remark}")
    if len(paintings.pictures) < FEW and not settings.diffaugment:
        say(
            "cyclegan",
            f"{counted(len(paintings.pictures), 'painting')}: so few are learned by heart; "
            "--diffaugment 1 helps",
        )
    if settings.generator == "unet":
        say("cyclegan", "a U-Net's weights are kept, but `paint` takes residual generators alone")
    return photos, paintings


def _run(
    options: argparse.Namespace,
    settings: CycleSettings,
    folder: RunFolder,
    photos: PictureSet,
    paintings: PictureSet,
) -> int:
    from ai_playground.cyclegan.checkpoint import stand
    from ai_playground.cyclegan.training import train

    samples = _samples(photos.pictures, settings.crop)
    trained = follow(
        "cyclegan",
        train(photos.pictures, paintings.pictures, settings, samples, folder.checkpoint, SNAPSHOT_EVERY),
        folder,
        stand=stand,
        figures=lambda snapshot: snapshot.losses,
        write_results=lambda snapshot: folder.write_results(snapshot, samples),
        told=_told,
    )
    if trained.interrupted:
        return INTERRUPTED
    result = trained.result(settings, folder) | {"size": options.size}
    result |= {"photos": _counts(photos), "paintings": _counts(paintings)}
    write_result(result, _text, as_json=options.json)
    return 0


def _samples(photos: list[Pixels], crop: int) -> Pixels:
    """The middle squares of the first photos."""
    import numpy as np

    from ai_playground.pictures import resized_to

    side = crop * max(1, SAMPLE_SIDE // crop)
    squares = []
    for photo in photos[:SAMPLES]:
        height, width = photo.shape[:2]
        short = min(height, width)
        top, left = (height - short) // 2, (width - short) // 2
        squares.append(resized_to(photo[top : top + short, left : left + short], side, side))
    return np.stack(squares)


def _told(snapshot: Snapshot) -> str:
    cycle = snapshot.losses["cycle_photo"] + snapshot.losses["cycle_painting"]
    return f"cycle loss {cycle:.3f}" if cycle == cycle else ""


def _counts(found: PictureSet) -> dict[str, int]:
    return {"used": len(found.pictures), "skipped": len(found.skipped)}


def _text(result: Mapping[str, Any]) -> str:
    used = ", ".join(f"{result[kind]['used']:,} {kind}" for kind in ("photos", "paintings"))
    lines = [first_line(result, used)]
    if result["steps_now"]:
        lines += [f"{name.replace('_', ' '):<18} {value:.4f}" for name, value in result["losses"].items()]
    lines.append(f"ai-playground cyclegan paint PHOTO -o OUT.png --weights {result['weights']}")
    return "\n".join(printable(line) for line in lines)
