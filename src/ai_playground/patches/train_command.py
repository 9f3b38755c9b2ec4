"""`ai-playground patches train`: networks of one's own, on photos that `patches prepare` made ready."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

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
from ai_playground.lesson.long_training import first_line, follow, knobs, numbers
from ai_playground.lesson.text import counted, percent
from ai_playground.patches.train_settings import TrainSettings
from ai_playground.settings import add_options
from ai_playground.terminal import printable

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.learning.run_folder import RunFolder
    from ai_playground.patches.photo_list import Photo
    from ai_playground.patches.training import Snapshot
    from ai_playground.patches.views import View

DESCRIPTION = """\
Train networks with the losses of "Dissecting Image Crops" on photos that `patches prepare` made ready: its
part train is learned from, its part validation is measured on. Stop it with Ctrl-C: the same command goes on
where it stood, and knobs that aren't given again stay as they were. The folder of --out gets the checkpoint,
a log of losses and figures, and weights.npz, which `patches locate --weights` and `crop --weights` take.
"""
EXAMPLES = """\
examples:
  light networks, from photos of your own
      ai-playground patches prepare photos/ prepared/
      ai-playground patches train prepared/ --out run/
  as the report: the rectangle from the thumbnail alone, 80 of 100 photos cropped, its rate, no decay
      ai-playground patches train prepared/ --out lrect/ --told thumbnail --cropped 0.8 \\
          --learning-rate 1e-6 --decay 1
  what has been learned so far
      ai-playground patches locate photo.jpg --weights run/weights.npz
"""
SNAPSHOT_EVERY = 50
"""Steps between two lines of the log."""
MOST_VALIDATED = 64
"""Views that are measured on: of photos held out in turn, whole and cropped by turns."""
FEW = 500
"""Photos; with fewer the networks learn them by heart."""


def declare(parser: Parser, device: Device) -> None:
    """Declare `train`, to run on `device`."""
    parser.describe(DESCRIPTION, EXAMPLES)
    files = parser.add_argument_group("Input and output")
    files.add_argument("prepared", type=Path, metavar="PREPARED", help="a folder that `prepare` wrote")
    files.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="where everything goes, and goes on"
    )
    files.add_argument("--json", action="store_true", help="print the result as JSON")
    add_options(parser, TrainSettings)
    parser.runs("patches", partial(_train, device=device), _bad_input)


def _bad_input() -> tuple[type[Exception], ...]:
    from ai_playground.learning.run_folder import FolderInUse
    from ai_playground.learning.state_file import CheckpointError
    from ai_playground.learning.training import TrainingError
    from ai_playground.patches.photo_list import PrepareError
    from ai_playground.pictures import PictureError

    return PrepareError, TrainingError, CheckpointError, FolderInUse, PictureError


def _train(options: argparse.Namespace, device: Device) -> int:
    from ai_playground.learning.run_folder import RunFolder
    from ai_playground.patches.photo_list import prepared_photos

    photos = prepared_photos(options.prepared)
    with writing(options.out):
        folder = RunFolder(options.out)
    with folder.locked():
        settings = knobs(TrainSettings, options, folder.checkpoint, _stand)
        with loading():
            device.configure()
        import tensorflow as tf

        try:
            return _run(options, settings, folder, photos)
        except (MemoryError, tf.errors.ResourceExhaustedError) as error:
            raise CommandError("the memory is used up; take a smaller --batch-size") from error


def _stand(checkpoint: Path) -> tuple[int, Mapping[str, Any]]:
    from ai_playground.learning.state_file import load_header
    from ai_playground.patches.training import stand_in

    return stand_in(load_header(checkpoint), checkpoint)


def _run(options: argparse.Namespace, settings: TrainSettings, folder: RunFolder, photos: list[Photo]) -> int:
    from ai_playground.patches.training import train
    from ai_playground.patches.weights import save_weights

    parts = {
        part: [options.prepared / part / each.file for each in photos if each.part == part]
        for part in ("train", "validation")
    }
    _remark(parts)
    read = partial(_read, parts["train"])
    validation = _validation(parts["validation"])

    def write_weights(snapshot: Snapshot) -> None:
        with folder.new_weights() as path:
            save_weights(snapshot.state, path)

    trained = follow(
        "patches",
        train(settings, read, len(parts["train"]), validation, folder.checkpoint, SNAPSHOT_EVERY),
        folder,
        stand=_stand,
        figures=lambda snapshot: {**snapshot.losses, **_held_out(snapshot)},
        write_results=write_weights,
        told=_told,
    )
    if trained.interrupted:
        return INTERRUPTED
    result = trained.result(settings, folder)
    result |= {"validation_figures": numbers(trained.last.validation)}
    write_result(result | {part: len(files) for part, files in parts.items()}, _text, as_json=options.json)
    return 0


def _read(files: list[Path], number: int) -> Any:
    from ai_playground.pictures import read_picture

    return read_picture(files[number])


def _validation(files: list[Path]) -> View | None:
    """The same views for every run on these photos."""
    import numpy as np

    from ai_playground.patches.views import PAPER, draw, together

    if not files:
        return None
    rng = np.random.default_rng(0)
    count = min(2 * len(files), MOST_VALIDATED)
    # Each photo once whole and once cropped.
    order = [(number // 2, float(number % 2)) for number in range(count)]
    return together([draw(_read(files, each), rng, cropped, PAPER, mirror=False) for each, cropped in order])


def _remark(parts: Mapping[str, list[Path]]) -> None:
    if not parts["validation"]:
        say("patches", "no photos for validation: how well it does on others stays unknown")
    if 0 < len(parts["train"]) < FEW:
        say("patches", f"{counted(len(parts['train']), 'photo')} to train on: so few are learned by heart")


def _held_out(snapshot: Snapshot) -> dict[str, float]:
    return {f"validation_{name}": value for name, value in snapshot.validation.items()}


def _told(snapshot: Snapshot) -> str:
    share = snapshot.validation.get("top1", snapshot.validation.get("overlap"))
    what = "patches right" if "top1" in snapshot.validation else "overlap"
    return "" if share is None else f"{what} {percent(share)}"


def _text(result: Mapping[str, Any]) -> str:
    lines = [first_line(result, counted(result["train"], "photo"))]
    figures = {
        **(result["losses"] if result["steps_now"] else {}),
        **{f"held out: {name}": value for name, value in result["validation_figures"].items()},
    }
    lines += [f"{name.replace('_', ' '):<32} {value:.4f}" for name, value in figures.items()]
    verb = "crop" if result["settings"]["told"] == "thumbnail" else "locate"
    lines.append(f"ai-playground patches {verb} PHOTO --weights {result['weights']}")
    return "\n".join(printable(line) for line in lines)
