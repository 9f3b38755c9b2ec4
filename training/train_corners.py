"""Train the corner detector on generated photos, from seed to the file in assets/.

    python -m training.train_corners --photographs DIR [DIR ...] --work DIR
    python -m training.train_corners --photographs DIR [DIR ...] --work DIR --weights FILE --peak 0.0008

Backgrounds are taken from the folders of photographs; every tenth file is held out and lies behind the
held-out photos only. Stop it at any time: it goes on where its last checkpoint stands.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from multiprocessing import get_context
from pathlib import Path

import cv2
import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from ai_playground.corners import detector
from ai_playground.corners.calibration import Calibration, fit
from ai_playground.corners.frame import HEIGHT, WIDTH, mean_absolute_error, to_frame
from ai_playground.corners.locate import Locator
from ai_playground.corners.photo.scene import photo
from ai_playground.corners.weights import load_weights, save_weights, shipped_weights
from ai_playground.memory import keep_freed_memory

SEED = 1
BATCH = 32
WARM_UP = 500
SETTLING = 100
"""Batches over which the statistics of the normalisations are taken at the end."""
HELD_OUT = 512
LONGEST_SIDE = 384
LARGER = 3
"""Photos for the calibration are so many times larger than the frame: there is something to see from near."""

Pixels = NDArray[np.uint8]
Batch = tuple[Pixels, NDArray[np.float32]]

_backgrounds: list[Pixels] = []


def backgrounds(folders: Sequence[Path], held_out: bool) -> list[Pixels]:
    """The photographs of `folders`, reduced: every tenth of them, or the others."""
    paths = sorted(path for folder in folders for path in folder.rglob("*.jpg"))
    chosen = [path for index, path in enumerate(paths) if (index % 10 == 0) == held_out]
    pictures = []
    for path in chosen:
        picture = cv2.imread(str(path), cv2.IMREAD_REDUCED_COLOR_2 if path.stat().st_size > 2e5 else 1)
        if picture is not None:
            share = min(LONGEST_SIDE / max(picture.shape[:2]), 1)
            small = cv2.resize(picture, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
            pictures.append(np.ascontiguousarray(small[..., ::-1], np.uint8))
    return pictures


def make(seeds: Sequence[tuple[int, int]]) -> Batch:
    """The photos of these seeds and their labels, NaN where there is no page."""
    photos = [photo(seed, _backgrounds) for seed in seeds]
    none = np.full((4, 2), np.nan, np.float32)
    labels = [none if made.corners is None else made.corners for made in photos]
    return np.stack([made.picture for made in photos]), np.stack(labels)


def begin_worker(folders: Sequence[Path]) -> None:
    """Load the backgrounds once in each process that makes photos."""
    keep_freed_memory()
    cv2.setNumThreads(1)
    _backgrounds.extend(backgrounds(folders, held_out=False))


def batches(folders: Sequence[Path], first: int, last: int, workers: int) -> Iterator[Batch]:
    """Batches `first` to `last`: photo n is made from the seed (SEED, n)."""
    context = get_context("spawn")
    with context.Pool(workers, begin_worker, (folders,)) as pool:
        waiting = []
        for batch in range(first, last + 8):
            if batch < last:
                seeds = [(SEED, batch * BATCH + index) for index in range(BATCH)]
                waiting.append(pool.apply_async(make, (seeds,)))
            if len(waiting) > 8 or batch >= last:
                if not waiting:
                    return
                yield waiting.pop(0).get()


def settle_statistics(model: keras.Model, photos: Iterator[Batch]) -> None:
    """Give the normalisations the mean statistics of `photos`, for the weights as they are now.

    The moving averages trail the weights: while the learning rate is high the network that answers is far
    worse than the one that is trained. ("Precise BatchNorm": Wu and Johnson, 2021, section 3.)
    """
    normalisations = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    for number, (pictures, _) in enumerate(photos):
        for layer in normalisations:
            layer.momentum = number / (number + 1)
        model(tf.cast(pictures, tf.float32), training=True)


def learning_rate(step: int, steps: int, peak: float) -> float:
    """A warm-up, then half a cosine down to nothing (Loshchilov and Hutter, 2017)."""
    if step < WARM_UP:
        return peak * (step + 1) / WARM_UP
    return float(peak * 0.5 * (1 + np.cos(np.pi * (step - WARM_UP) / (steps - WARM_UP))))


def scores(model: keras.Model, pictures: Pixels, labels: NDArray[np.float32]) -> dict[str, float]:
    """Errors in pixels of the frame, over the photos that show a page."""
    maps = np.concatenate(
        [model(part, training=False).numpy() for part in np.array_split(pictures, len(pictures) // 32 + 1)]
    )
    corners, confidence = detector.read(maps)
    there = np.isfinite(labels).all(axis=(1, 2))
    errors = mean_absolute_error(corners[there], labels[there])
    result = {
        "mean": float(errors.mean()),
        "median": float(np.median(errors)),
        "below_8": float((errors < 8).mean()),
        "confidence": float(confidence[there].mean()),
    }
    if not there.all():
        result["confidence_without_page"] = float(confidence[~there].mean())
    return {name: round(value, 4) for name, value in result.items()}


def calibrated(weights: Path) -> Calibration:
    """What the shares of maps are worth, over held-out photos, as the locator takes its looks at them."""
    locator = Locator(weights)
    shares, near = [], []
    for index in range(HELD_OUT):
        made = photo((SEED + 2, index), _backgrounds, larger=LARGER)
        taken = made.as_taken()
        (found,) = locator.locate([taken])
        label = np.full((4, 2), np.nan) if made.corners is None else made.corners
        distance = np.linalg.norm(to_frame(found.corners, *taken.shape[:2]) - label, axis=-1)
        shares.append(locator.calibration.share(found.confidence))
        near.append(distance < detector.NEAR)  # false for NaN: there is no page
    return fit(np.concatenate(shares), np.concatenate(near))


def real_pages(folder: Path) -> Batch:
    """Labelled photos of a folder: reported, never trained on."""
    listed = json.loads((folder / "corners.json").read_text())
    pictures, labels = [], []
    for name, entry in listed.items():
        picture = cv2.imread(str(folder / name))
        assert picture is not None, name
        pictures.append(cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)[..., ::-1])
        labels.append(to_frame(entry["corners"], *picture.shape[:2]))
    return np.stack(pictures).astype(np.uint8), np.stack(labels)


def main() -> None:
    """Train, with checkpoints on the way; at the end, or when that is reached already, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--photographs", type=Path, nargs="+", required=True)
    parser.add_argument("--pages", type=Path, help="labelled photos to report on (corners.json)")
    parser.add_argument("--work", type=Path, required=True, help="checkpoints and the log go here")
    parser.add_argument("--output", type=Path, default=shipped_weights(), help="where the weights go")
    parser.add_argument("--weights", type=Path, help="begin with this file instead of at random")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--peak", type=float, default=1.5e-3, help="highest learning rate (%(default)s)")
    parser.add_argument("--bfloat16", action="store_true", help="convolutions in bfloat16: 1.4 times faster")
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)

    keras.utils.set_random_seed(SEED)
    if options.bfloat16:
        tf.config.optimizer.set_experimental_options({"auto_mixed_precision_onednn_bfloat16": True})
    model = detector.build()
    if options.weights:
        load_weights(model, options.weights)
    optimizer = keras.optimizers.AdamW(options.peak, weight_decay=1e-4)
    optimizer.build(model.trainable_variables)
    step = tf.Variable(0, dtype=tf.int64)
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer, step=step)
    manager = tf.train.CheckpointManager(checkpoint, str(options.work), max_to_keep=2)
    checkpoint.restore(manager.latest_checkpoint)

    def train_step(pictures: tf.Tensor, wanted: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            maps = model(tf.cast(pictures, tf.float32), training=True)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, maps))
        optimizer.apply_gradients(
            zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True)
        )
        return loss

    train = tf.function(train_step)
    _backgrounds.extend(backgrounds(options.photographs, held_out=True))
    held_out = make([(SEED + 1, index) for index in range(HELD_OUT)])
    pages = real_pages(options.pages) if options.pages else None
    log = (options.work / "log.jsonl").open("a")
    since, reported, losses = time.monotonic(), int(step), []
    for pictures, labels in batches(options.photographs, int(step), options.steps, options.workers):
        optimizer.learning_rate.assign(learning_rate(int(step), options.steps, options.peak))
        losses.append(float(train(pictures, detector.targets(labels))))
        step.assign_add(1)
        if time.monotonic() - since > 240 or int(step) == options.steps:
            line = {
                "step": int(step),
                "loss": round(float(np.mean(losses)), 4),
                "photos_per_second": round((int(step) - reported) * BATCH / (time.monotonic() - since), 1),
                "held_out": scores(model, *held_out),
            }
            if pages:
                line["pages"] = scores(model, *pages)
            log.write(json.dumps(line) + "\n")
            log.flush()
            print(json.dumps(line), flush=True)
            manager.save()
            since, reported, losses = time.monotonic(), int(step), []
    settle_statistics(model, batches(options.photographs, options.steps, options.steps + SETTLING, 1))
    print(json.dumps({"settled": scores(model, *held_out)}), flush=True)
    # How often the locator looks depends a little on the calibration, so it is fitted to its own answers.
    calibration = load_weights(detector.build(), options.weights or shipped_weights())
    for _ in range(2):
        save_weights(model, calibration, options.output)
        calibration = calibrated(options.output)
    save_weights(model, calibration, options.output)
    print(calibration)


if __name__ == "__main__":
    main()
