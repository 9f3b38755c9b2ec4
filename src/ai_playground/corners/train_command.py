"""`ai-playground corners train`: one of the paper's networks, with every knob, measured as on the page."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ai_playground.lesson.command import write_result
from ai_playground.settings import add_options, read_options
from ai_playground.terminal import progress_line

if TYPE_CHECKING:  # numpy takes longer to import than --help may take
    from ai_playground.corners.paper_training import Snapshot
    from ai_playground.corners.ruled_sheet import Labelled

from ai_playground.corners.settings import TrainingSettings

TRAIN_DESCRIPTION = """\
Train one of the report's networks on generated sheets. Errors are mean absolute errors per coordinate, in
pixels of a picture of 192 x 256 px; `constant` is what always answering the median corner scores.
"""


def add_train_options(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `train`."""
    files = parser.add_argument_group("Input and output")
    files.add_argument(
        "--photos",
        type=Path,
        metavar="DIR",
        help="measure on the photos of this folder, too: each with a label in the report's JSON beside it",
    )
    files.add_argument("--json", action="store_true", help="print the result as JSON, every epoch in it")
    add_options(parser, TrainingSettings)


def train(options: argparse.Namespace) -> int:
    """Train as asked and print the result.

    Raises:
        ValueError: a folder of photos that can't be used; the message says why.
    """
    from ai_playground.corners.paper_training import train_paper_model

    settings = read_options(TrainingSettings, options)
    photos = _photos(options.photos)
    started = time.perf_counter()
    epochs: dict[int, Snapshot] = {}
    with progress_line() as show:
        for snapshot in train_paper_model(settings, photos, photos.pictures[:0]):
            epochs[snapshot.epoch] = snapshot
            show(partial(_progress, snapshot, settings.epochs))
    result = _result(settings, list(epochs.values()), time.perf_counter() - started)
    write_result(result, _text, as_json=options.json, indent=1)
    return 0


def _photos(folder: Path | None) -> Labelled:
    import numpy as np

    from ai_playground.corners.frame import HEIGHT, WIDTH
    from ai_playground.corners.labels import read_label
    from ai_playground.corners.ruled_sheet import Labelled
    from ai_playground.corners.window import Window
    from ai_playground.pictures import read_picture
    from ai_playground.pictures.formats import is_systems_own, looks_like_picture

    if folder is None:
        return Labelled(np.empty((0, HEIGHT, WIDTH, 3), np.uint8), np.empty((0, 4, 2), np.float32))
    pictures, corners = [], []
    files = sorted(path for path in folder.glob("*") if path.is_file() and not is_systems_own(path.name))
    photos = {path.stem: path for path in files if path.suffix != ".json" and looks_like_picture(path)}
    for label in files:
        if label.suffix == ".json" and label.stem in photos:
            photo = read_picture(photos[label.stem])
            pictures.append(Window.whole(photo).picture(photo))
            corners.append(read_label(label))
    if not pictures:
        raise ValueError(f"{folder} holds no photo with a label beside it")
    return Labelled(np.stack(pictures), np.stack(corners))


def _progress(snapshot: Snapshot, epochs: int) -> str:
    return (
        f"epoch {snapshot.epoch:,} of {epochs:,}, error {snapshot.train_mae:.2f} px, "
        f"unseen {snapshot.held_out_mae:.2f} px"
    )


def _result(settings: TrainingSettings, epochs: Sequence[Snapshot], seconds: float) -> dict[str, Any]:
    from ai_playground.corners.paper_training import rounded

    last = epochs[-1]
    return {
        "settings": settings.model_dump(),
        "seconds": round(seconds, 2),
        "seconds_per_1000_sheets": rounded(last.seconds_per_1000),
        "constant_mae": rounded(last.constant_mae),
        "train_mae": rounded(last.train_mae),
        "held_out_mae": rounded(last.held_out_mae),
        "photo_mae": rounded(last.photo_mae),
        "distinct_units": last.distinct_units,
        "dead_units": last.dead_units,
        "epochs": [
            {
                "epoch": each.epoch,
                "train_mae": rounded(each.train_mae),
                "held_out_mae": rounded(each.held_out_mae),
                "photo_mae": rounded(each.photo_mae),
            }
            for each in epochs
        ],
    }


def _text(result: dict[str, Any]) -> str:
    photos = "" if result["photo_mae"] is None else f", photos (their pages) {result['photo_mae']:.2f} px"
    return (
        f"sheets trained on {result['train_mae']:.2f} px, unseen {result['held_out_mae']:.2f} px{photos}; "
        f"constant guess {result['constant_mae']:.2f} px\n"
        f"units that differ in the four dense layers: {', '.join(map(str, result['distinct_units']))}; "
        f"dead: {', '.join(map(str, result['dead_units']))}\n"
        f"{result['seconds']:.1f} s, {result['seconds_per_1000_sheets']:.2f} s per 1000 sheets"
    )
