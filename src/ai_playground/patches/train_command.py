"""`ai-playground patches train`: networks of one's own, on photos that `patches prepare` made ready."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from contextlib import closing
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
from ai_playground.lesson.text import about, counted, duration, percent
from ai_playground.patches.train_settings import TrainSettings
from ai_playground.settings import add_options
from ai_playground.terminal import printable, progress_line, quiet_at_first

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
SECONDS_BETWEEN_WEIGHTS = 600.0


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
        settings = _settings(options, folder.checkpoint)
        with loading():
            device.configure()
        import tensorflow as tf

        try:
            return _run(options, settings, folder, photos)
        except (MemoryError, tf.errors.ResourceExhaustedError) as error:
            raise CommandError("the memory is used up; take a smaller --batch-size") from error


def _settings(options: argparse.Namespace, checkpoint: Path) -> TrainSettings:
    """The knobs that are given, and those that a run which is gone on with had."""
    from ai_playground.learning.state_file import CheckpointError, load_header
    from ai_playground.patches.training import stand_in

    given = {name: value for name, value in vars(options).items() if name in TrainSettings.model_fields}
    if not checkpoint.exists():
        return TrainSettings(**given)
    _, before = stand_in(load_header(checkpoint), checkpoint)
    try:
        return TrainSettings(**(before | given))
    except ValueError as error:
        raise CheckpointError(f"{checkpoint.name} is of a run whose knobs this version hasn't.") from error


def _run(options: argparse.Namespace, settings: TrainSettings, folder: RunFolder, photos: list[Photo]) -> int:
    from ai_playground.learning.training import Diverged
    from ai_playground.patches.training import stand_in, train
    from ai_playground.patches.weights import save_weights

    parts = {
        part: [options.prepared / part / each.file for each in photos if each.part == part]
        for part in ("train", "validation")
    }
    _remark(parts)
    read = partial(_read, parts["train"])
    validation = _validation(parts["validation"])
    steps = train(settings, read, len(parts["train"]), validation, folder.checkpoint, SNAPSHOT_EVERY)
    began = time.monotonic()
    interrupted = False

    def write_weights(snapshot: Snapshot) -> None:
        with folder.new_weights() as path:
            save_weights(snapshot.state, path)

    def stands() -> int:
        from ai_playground.learning.state_file import load_header

        # A run that ended in its first step has left no checkpoint.
        if not folder.checkpoint.exists():
            return 0
        return stand_in(load_header(folder.checkpoint), folder.checkpoint)[0]

    with writing(options.out), closing(steps), progress_line() as show:
        quiet = quiet_at_first(steps)
        first = next(quiet)
        assert first is not None
        folder.begin(first.step)
        last, done, written_at = first, first.step, time.monotonic()
        try:
            for snapshot in quiet:
                done += 1
                show(partial(_progress, done, last, time.monotonic() - began, first.step))
                if snapshot is None:
                    continue
                last = snapshot
                folder.record(snapshot.step, snapshot.rate, {**snapshot.losses, **_held_out(snapshot)})
                if time.monotonic() - written_at > SECONDS_BETWEEN_WEIGHTS:
                    write_weights(snapshot)
                    written_at = time.monotonic()
        except KeyboardInterrupt:
            interrupted = True
        except Diverged as error:
            kept = f" {folder.checkpoint} keeps the state after step {stands():,}" if stands() else ""
            raise CommandError(f"{error}{kept}") from error
        steps.close()  # before the weights are written: the checkpoint is worth more on a disk that is full
        write_weights(last)
    if interrupted:
        told = f"stopped after step {stands():,} of {settings.steps:,}; the same command goes on"
        say("patches", f"{told}; {folder.weights} is of step {last.step:,}")
        return INTERRUPTED
    result = _result(settings, folder, last, time.monotonic() - began, last.step - first.step)
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


def _progress(done: int, last: Snapshot, seconds: float, begun: int) -> str:
    per_step = seconds / max(done - begun, 1)
    share = last.validation.get("top1", last.validation.get("overlap"))
    what = "patches right" if "top1" in last.validation else "overlap"
    told = "" if share is None else f", {what} {percent(share)}"
    left = about(per_step * (last.steps - done))
    return f"step {done:,} of {last.steps:,}, {duration(per_step)} a step{told}, {left} left"


def _result(
    settings: TrainSettings, folder: RunFolder, last: Snapshot, seconds: float, steps: int
) -> dict[str, Any]:
    def numbers(figures: Mapping[str, float]) -> dict[str, float | None]:
        return {name: round(value, 4) if value == value else None for name, value in figures.items()}

    return {
        "settings": settings.model_dump(),
        "step": last.step,
        "steps_now": steps,
        "seconds": round(seconds, 2),
        "seconds_per_step": round(seconds / steps, 4) if steps else None,
        "losses": numbers(last.losses),
        "validation_figures": numbers(last.validation),
        "checkpoint": str(folder.checkpoint),
        "log": str(folder.log),
        "weights": str(folder.weights),
    }


def _text(result: Mapping[str, Any]) -> str:
    now = f"{result['steps_now']:,} of them now in {duration(result['seconds'])}"
    lines = [f"step {result['step']:,}, {now}; {counted(result['train'], 'photo')}"]
    figures = {
        **(result["losses"] if result["steps_now"] else {}),
        **{f"held out: {name}": value for name, value in result["validation_figures"].items()},
    }
    lines += [f"{name.replace('_', ' '):<32} {value:.4f}" for name, value in figures.items()]
    verb = "crop" if result["settings"]["told"] == "thumbnail" else "locate"
    lines.append(f"ai-playground patches {verb} PHOTO --weights {result['weights']}")
    return "\n".join(printable(line) for line in lines)
