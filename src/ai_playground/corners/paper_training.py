"""Trains one of the paper's models as the paper did, and looks into it while it learns.

As in the paper: mean absolute error, Adam. As in its notebooks, since it doesn't say: batches of 96, in one
order unless asked otherwise. A step is one batch, so a run can end between batches; figures are new after
every epoch.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.classical import constant
from ai_playground.corners.frame import Quad, mean_absolute_error
from ai_playground.corners.paper_models import PAPER_MODELS, build_model
from ai_playground.corners.ruled_sheet import Labelled, drawing, outcome, writing_area
from ai_playground.corners.settings import TrainingSettings
from ai_playground.pictures import Pixels

BATCH = 96
HELD_OUT = 192
"""Sheets that are never trained on."""

# Two units of a layer count as one while their weights differ by less than this share of the largest weight:
# what float32 loses in a sum. Units that start alike stay alike but for that.
SAME = 1e-3


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run after `step` batches. All but `step` are as of the end of `epoch`, the last whole one.

    Attributes:
        step: Batches so far.
        epoch: Whole passes over the sheets; 0 is the start.
        train_mae: Mean absolute error over the epoch's batches, each before its own step, in pixels of the
            frame; at the start that of the untrained model.
        held_out_mae: The same over the held-out sheets, after the epoch.
        photo_errors: The same for each of the photos, float64 (n,), always by their pages' corners, whatever
            label the sheets have. What the paper's photos were labelled with can't be seen.
        predictions: For each picture to show, float32 (k, 4, 2), in pixels of the frame.
        distinct_units: For each dense layer, how many of its units have weights of their own.
        dead_units: For each dense layer, how many give 0 for every held-out sheet.
        constant_mae: What the median of the labels trained on, a guess that never looks, scores on the
            held-out sheets.
        constant_photo_mae: What it scores on the photos; NaN without photos.
        second_kernel: Weights of the second dense layer, (units, units), one column a unit.
        seconds_per_1000: What training on 1000 sheets took in this epoch; NaN at the start.
    """

    step: int
    epoch: int
    train_mae: float
    held_out_mae: float
    photo_errors: NDArray[np.float64]
    predictions: Quad
    distinct_units: tuple[int, ...]
    dead_units: tuple[int, ...]
    constant_mae: float
    constant_photo_mae: float
    second_kernel: NDArray[np.float32]
    seconds_per_1000: float

    @property
    def photo_mae(self) -> float:
        """Mean absolute error over the photos, in pixels of the frame; NaN without photos."""
        return float(self.photo_errors.mean()) if len(self.photo_errors) else np.nan


class Sheets(NamedTuple):
    """The sheets of a run: to train on and to measure on; `random`, as they left it, orders the batches."""

    trained_on: Labelled
    held_out: Labelled
    random: np.random.Generator


def draw_sheets(settings: TrainingSettings) -> Generator[None, None, Sheets]:
    """Draws a run's sheets and yields after each: seconds that a caller may want to be able to cut short."""
    random = np.random.default_rng(settings.seed)
    trained_on = yield from drawing(random, settings.sheets, settings.noise)
    held_out = yield from drawing(random, HELD_OUT, settings.noise)
    return Sheets(with_label(trained_on, settings), with_label(held_out, settings), random)


def train_paper_model(
    settings: TrainingSettings, photos: Labelled, shown: Pixels, drawn: Sheets | None = None
) -> Generator[Snapshot, None, None]:
    """Train as `settings` say: yields the start, then a snapshot after every batch.

    Imports TensorFlow.

    Args:
        settings: What to train and how.
        photos: Pictures to measure on and never to train on; may be none.
        shown: Pictures, uint8 (k, HEIGHT, WIDTH, 3), whose predictions are wanted.
        drawn: What `draw_sheets` returned for these settings; if None, they are drawn first.
    """
    sheets, held_out, random = drawn or outcome(draw_sheets(settings))
    median = constant(sheets.corners)
    network = _Network(settings, sheets)

    def figures() -> dict[str, Any]:
        activations = network.activations(held_out.pictures)
        return {
            "held_out_mae": _mae(activations[-1].reshape(-1, 4, 2), held_out.corners),
            "photo_errors": mean_absolute_error(network.corners(photos.pictures), photos.corners),
            "predictions": network.corners(shown),
            "distinct_units": network.distinct_units(),
            "dead_units": tuple(int((~layer.any(axis=0)).sum()) for layer in activations),
            "constant_mae": _mae(median, held_out.corners),
            "constant_photo_mae": _mae(median, photos.corners),
            "second_kernel": network.second_kernel(),
        }

    start = _mae(network.corners(sheets.pictures), sheets.corners)
    snapshot = Snapshot(step=0, epoch=0, train_mae=start, seconds_per_1000=np.nan, **figures())
    yield snapshot
    for epoch in range(1, settings.epochs + 1):
        order = random.permutation(settings.sheets) if settings.shuffle else np.arange(settings.sheets)
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
            train_mae=error / settings.sheets,
            seconds_per_1000=1000 * seconds / settings.sheets,
            **figures(),
        )
        yield snapshot


def draw_and_train(
    settings: TrainingSettings, photos: Labelled, shown: Pixels
) -> Generator[Snapshot | None, None, None]:
    """`train_paper_model` in a job, which can stop it already while the sheets are drawn."""
    yield from train_paper_model(settings, photos, shown, (yield from draw_sheets(settings)))


def rounded(value: float) -> float | None:
    """A figure of a snapshot for JSON: four decimals; what isn't a number, an error on no photos, is null."""
    return round(value, 4) if np.isfinite(value) else None


class _Network:
    """The model with its optimiser, both behind compiled functions that take and give numpy arrays."""

    def __init__(self, settings: TrainingSettings, sheets: Labelled) -> None:
        import keras
        import tensorflow as tf

        mean = sheets.pictures.mean(axis=0, dtype=np.float64) if settings.centred_inputs else None

        model = build_model(
            PAPER_MODELS[settings.model],
            settings.initialization,
            scaled_inputs=settings.scaled_inputs,
            mean=None if mean is None else mean.astype(np.float32),
            linear_outputs=settings.linear_outputs,
            seed=settings.seed,
        )
        if settings.median_start:
            model.layers[-1].bias.assign(constant(sheets.corners).ravel())
        optimizer = keras.optimizers.Adam(settings.learning_rate)
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

        self._step = tf.function(
            step, input_signature=[pictures, tf.TensorSpec([None, 4, 2])], autograph=False
        )
        self._activations = tf.function(activations, input_signature=[pictures], autograph=False)

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

    def second_kernel(self) -> NDArray[np.float32]:
        """Weights of the second dense layer, (units, units), one column a unit."""
        return np.array(self._dense[1].kernel.numpy(), np.float32)

    def distinct_units(self) -> tuple[int, ...]:
        """For each dense layer, how many of its units have weights of their own."""
        return tuple(
            distinct_columns(np.vstack([layer.kernel.numpy(), layer.bias.numpy()])) for layer in self._dense
        )


def with_label(sheets: Labelled, settings: TrainingSettings) -> Labelled:
    """The sheets with the label that the settings ask for."""
    return sheets if settings.labels == "page" else sheets._replace(corners=writing_area(sheets.corners))


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
    return float(mean_absolute_error(found, labels).mean()) if len(labels) else np.nan


def by_epoch(history: Sequence[Snapshot]) -> list[Snapshot]:
    """The last snapshot of each epoch."""
    return list({snapshot.epoch: snapshot for snapshot in history}.values())
