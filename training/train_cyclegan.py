"""Train generators from photo to painting and back, from two folders to a file of weights each.

    python -m training.train_cyclegan pack photos=DIR monet=DIR [NAME=DIR ...] --data FILE
    python -m training.train_cyclegan train --data FILE --paintings monet --work DIR [--set steps=40000 ...]

The first packs the pictures into one file of less than 40 MB; one in twelve is held out. The second runs on
TensorFlow, or with KERAS_BACKEND=jax on JAX. Stop it at any time: it goes on where its checkpoint stands, on
either, and with other settings if you like, as long as the networks are the same.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from contextlib import closing
from itertools import islice
from math import isfinite
from pathlib import Path

import keras
import numpy as np

from ai_playground.cyclegan import packed
from ai_playground.cyclegan.run_folder import RunFolder
from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.cyclegan.training import train
from ai_playground.pictures import read_picture

LIMIT = 39_000_000
"""Bytes of all pictures together, so that they travel."""
HELD_OUT = 0.08
SEED = 1
SAMPLES = 8
"""Held-out photos on the sheet."""


def pack(options: argparse.Namespace) -> None:
    """Write the folders into one file."""
    kinds = dict(kind.split("=", 1) for kind in options.kinds)
    pictures = {
        kind: [read_picture(path) for path in sorted(Path(folder).glob("*.jpg"))]
        for kind, folder in kinds.items()
    }
    # One quality for all kinds: else the discriminators would learn to tell files from files.
    files = iter(packed.pack([each for several in pictures.values() for each in several], options.bytes))
    lists = {}
    for kind, several in pictures.items():
        kept_back = packed.held_out(len(several), HELD_OUT, SEED)
        mine = list(islice(files, len(several)))
        lists[kind] = [file for file, out in zip(mine, kept_back, strict=True) if not out]
        lists[f"{kind}_held_out"] = [file for file, out in zip(mine, kept_back, strict=True) if out]
    packed.write(options.data, **lists)
    print({kind: len(files) for kind, files in lists.items()}, f"{options.data.stat().st_size / 1e6:.1f} MB")


def run(options: argparse.Namespace) -> None:
    """Train; write a line of losses, a sheet of samples and both generators' weights now and then."""
    if options.bfloat16 and keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    elif options.bfloat16:
        keras.config.set_dtype_policy("mixed_bfloat16")
    settings = CycleSettings.model_validate(dict(pair.split("=", 1) for pair in options.set))
    photos, paintings = (packed.read(options.data, kind) for kind in ("photos", options.paintings))
    samples = np.stack(packed.read(options.data, "photos_held_out")[:SAMPLES])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the checkpoint is written
    folder, sheet_at = RunFolder(options.work), 0.0
    steps = train(photos, paintings, settings, samples, folder.checkpoint, options.every)
    with folder.locked(), closing(steps):
        for snapshot in steps:
            if snapshot is None:
                continue
            if not isfinite(snapshot.losses["painter"]):  # the run's beginning
                folder.begin(snapshot.step)
                continue
            print(folder.record(snapshot.step, snapshot.rate, snapshot.losses), flush=True)
            now = time.monotonic()
            if now - sheet_at > options.sheet_seconds or snapshot.step == snapshot.steps:
                folder.write_results(snapshot, samples)
                sheet_at = now


def main() -> None:
    """Pack or train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    commands = parser.add_subparsers(required=True)
    packing = commands.add_parser("pack", help="folders into one file")
    packing.add_argument("kinds", nargs="+", metavar="NAME=DIR", help="photos, and paintings by any name")
    packing.add_argument("--data", type=Path, required=True)
    packing.add_argument("--bytes", type=int, default=LIMIT, help="of all pictures together (%(default)s)")
    packing.set_defaults(command=pack)
    training = commands.add_parser("train", help="train, or train on")
    training.add_argument("--data", type=Path, required=True)
    training.add_argument("--paintings", default="monet", help="their name in the file (%(default)s)")
    training.add_argument("--work", type=Path, default=Path("build/cyclegan"), help="where everything goes")
    training.add_argument("--set", nargs="*", default=[], metavar="KNOB=VALUE", help="knobs other than usual")
    training.add_argument("--every", type=int, default=50, help="steps between two lines of losses")
    training.add_argument("--sheet-seconds", type=float, default=600.0, help="time between two sheets")
    training.add_argument("--bfloat16", action="store_true", help="convolutions in bfloat16")
    training.set_defaults(command=run)
    options = parser.parse_args()
    options.command(options)


if __name__ == "__main__":
    main()
