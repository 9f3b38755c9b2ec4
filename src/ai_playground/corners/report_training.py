"""Trains one of the report's models as the report did, and looks into it while it learns.

As in the report: mean absolute error, Adam at 1.5e-4, batches of 96 in the order of the data. A step is one
batch, so a run can end between batches; figures are new after every epoch.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.frame import Quad, mean_absolute_error
from ai_playground.corners.report_models import BASELINE, REPORT_MODELS, Initialization, build_model
from ai_playground.corners.report_sheet import Labelled, report_sheets
from ai_playground.pictures import Pixels

BATCH = 96
LEARNING_RATE = 1.5e-4

# Two units of a layer count as one while their weights differ by less than this share of the largest weight:
# what float32 loses in a sum. Units that start alike stay alike but for that.
SAME = 1e-3


@dataclass(frozen=True)
class ReportRun:
    """What to train and how; as it stands, the report's baseline.

    Attributes:
        model: A name from `REPORT_MODELS`.
        initialization: How the dense layers start.
        scaled_inputs: Whether pixels are brought from 0 to 255 to -1 to 1; the report didn't.
        linear_outputs: Whether the last layer goes without ReLU; the report's had one.
        shuffle: Whether every epoch takes the sheets in a new order; the report's didn't.
        noise: Of the generated sheets, 0 to 50; see `report_sheet`.
        sheets: How many are trained on; the report had 7390.
        held_out: How many more are never trained on.
        epochs: Passes over the sheets; the report made 1000.
        seed: Of the sheets, the start and the order.
    """

    model: str = BASELINE
    initialization: Initialization = "constant"
    scaled_inputs: bool = False
    linear_outputs: bool = False
    shuffle: bool = False
    noise: float = 25.0
    sheets: int = 2000
    held_out: int = 192
    epochs: int = 1000
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run after `step` batches. All but `step` are as of the end of `epoch`, the last whole one.

    Attributes:
        step: Batches so far.
        epoch: Whole passes over the sheets; 0 is the start.
        train_mae: Mean absolute error over the epoch's batches, each before its own step, in pixels of the
            frame; at the start that of the untrained model.
        held_out_mae: The same over the held-out sheets, after the epoch.
        photo_mae: The same over the photos, after the epoch; NaN without photos.
        predictions: For each picture to show, float32 (k, 4, 2), in pixels of the frame.
        distinct_units: For each dense layer, how many of its units have weights of their own.
        dead_units: For each dense layer, how many give 0 for every held-out sheet.
        seconds_per_1000: What training on 1000 sheets took in this epoch; NaN at the start.
    """

    step: int
    epoch: int
    train_mae: float
    held_out_mae: float
    photo_mae: float
    predictions: Quad
    distinct_units: tuple[int, ...]
    dead_units: tuple[int, ...]
    seconds_per_1000: float


def train_report_model(run: ReportRun, photos: Labelled, shown: Pixels) -> Generator[Snapshot, None, None]:
    """Train as `run` says: yields the start, then a snapshot after every batch.

    Imports TensorFlow.

    Args:
        run: What to train and how.
        photos: Pictures to measure on and never to train on; may be none.
        shown: Pictures, uint8 (k, HEIGHT, WIDTH, 3), whose predictions are wanted.
    """
    random = np.random.default_rng(run.seed)
    sheets = report_sheets(random, run.sheets, run.noise)
    held_out = report_sheets(random, run.held_out, run.noise)
    network = _Network(run)

    def figures() -> dict[str, Any]:
        activations = network.activations(held_out.pictures)
        return {
            "held_out_mae": _mae(activations[-1].reshape(-1, 4, 2), held_out.corners),
            "photo_mae": _mae(network.corners(photos.pictures), photos.corners),
            "predictions": network.corners(shown),
            "distinct_units": network.distinct_units(),
            "dead_units": tuple(int((~layer.any(axis=0)).sum()) for layer in activations),
        }

    start = _mae(network.corners(sheets.pictures), sheets.corners)
    snapshot = Snapshot(step=0, epoch=0, train_mae=start, seconds_per_1000=np.nan, **figures())
    yield snapshot
    for epoch in range(1, run.epochs + 1):
        order = random.permutation(run.sheets) if run.shuffle else np.arange(run.sheets)
        error, seconds = 0.0, 0.0
        for batch in _batches(order):
            # The newest snapshot goes out here, so that it has the figures of its epoch from the first.
            if seconds:
                snapshot = replace(snapshot, step=snapshot.step + 1)
                yield snapshot
            began = time.perf_counter()
            error += len(batch) * network.train(sheets.pictures[batch], sheets.corners[batch])
            seconds += time.perf_counter() - began
        snapshot = Snapshot(
            step=snapshot.step + 1,
            epoch=epoch,
            train_mae=error / run.sheets,
            seconds_per_1000=1000 * seconds / run.sheets,
            **figures(),
        )
        yield snapshot


class _Network:
    """The model with its optimiser, both behind compiled functions that take and give numpy arrays."""

    def __init__(self, run: ReportRun) -> None:
        import keras
        import tensorflow as tf

        model = build_model(
            REPORT_MODELS[run.model],
            run.initialization,
            scaled_inputs=run.scaled_inputs,
            linear_outputs=run.linear_outputs,
            seed=run.seed,
        )
        optimizer = keras.optimizers.Adam(LEARNING_RATE)
        optimizer.build(model.trainable_variables)
        self._dense = model.layers[-4:]
        watched = keras.Model(model.inputs, [layer.output for layer in self._dense])
        pictures = tf.TensorSpec([None, *model.input_shape[1:]], tf.uint8)

        def step(pictures: tf.Tensor, corners: tf.Tensor) -> tf.Tensor:
            with tf.GradientTape() as tape:
                outputs = tf.reshape(model(tf.cast(pictures, tf.float32)), [-1, 4, 2])
                loss = tf.reduce_mean(tf.abs(outputs - corners))
            optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
            return loss

        def activations(pictures: tf.Tensor) -> list[tf.Tensor]:
            layers: list[tf.Tensor] = watched(tf.cast(pictures, tf.float32))
            return layers

        self._step = tf.function(step, input_signature=[pictures, tf.TensorSpec([None, 4, 2])])
        self._activations = tf.function(activations, input_signature=[pictures])

    def train(self, pictures: Pixels, corners: Quad) -> float:
        """One step on a batch; returns its mean absolute error before the step."""
        return float(self._step(pictures, corners))

    def activations(self, pictures: Pixels) -> list[NDArray[np.float32]]:
        """What each dense layer gives for any number of pictures, float32 (n, units)."""
        batches = [self._activations(pictures[batch]) for batch in _batches(np.arange(len(pictures)))]
        return [np.concatenate(layer) for layer in zip(*batches, strict=True)]

    def corners(self, pictures: Pixels) -> Quad:
        """What it predicts for any number of pictures, (n, 4, 2)."""
        if not len(pictures):
            return np.empty((0, 4, 2), np.float32)
        return self.activations(pictures)[-1].reshape(-1, 4, 2)

    def distinct_units(self) -> tuple[int, ...]:
        """For each dense layer, how many of its units have weights of their own."""
        return tuple(
            distinct_columns(np.vstack([layer.kernel.numpy(), layer.bias.numpy()])) for layer in self._dense
        )


def distinct_columns(weights: NDArray[np.float32]) -> int:
    """How many columns of `weights` (n, units) differ by more than rounding from all that come before."""
    found: list[NDArray[np.float32]] = []
    limit = SAME * np.abs(weights).max()
    for column in weights.T:
        if all(np.abs(column - other).max() > limit for other in found):
            found.append(column)
    return len(found)


def _batches(order: NDArray[np.intp]) -> Iterator[NDArray[np.intp]]:
    for first in range(0, len(order), BATCH):
        yield order[first : first + BATCH]


def _mae(found: Quad, labels: Quad) -> float:
    return float(mean_absolute_error(found, labels).mean()) if len(found) else np.nan
