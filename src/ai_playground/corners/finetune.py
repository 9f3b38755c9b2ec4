"""The detector trained further on a few photos of the visitor's own, beside generated ones.

The generated photos keep it from forgetting what it knows; the own ones are seen from ever other sides and in
other light. The statistics of batch normalization stay as they are: a handful of photos has none.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners import detector
from ai_playground.corners.frame import FRAME_CORNERS, HEIGHT, WIDTH, Quad, mean_absolute_error
from ai_playground.corners.own_data import Example
from ai_playground.corners.photo.light import expose, illumination
from ai_playground.corners.photo.scene import photo
from ai_playground.pictures import Pixels

OWN_IN_BATCH, GENERATED_IN_BATCH = 8, 8
LEARNING_RATE = 5e-4
HELD_OUT = 32
"""Generated photos, not trained on, that show whether something is forgotten."""
SNAPSHOT_EVERY = 5

Weights = tuple[NDArray[np.float32], ...]


@dataclass(frozen=True, eq=False)
class Progress:
    """Where fine-tuning stands.

    Attributes:
        step: Steps done, from 0.
        steps: Steps of the whole run.
        loss: Mean cross-entropy of the batches since the snapshot before; NaN at the start.
        own_error: Mean absolute error over the visitor's photos, which it is trained on, in px of the frame.
        generated_error: Median of the same over held-out generated photos, which it is not.
        corners: Its answer for each of the visitor's photos, float32 (photos, 4, 2), in pixels of the frame.
        weights: The network's arrays in the order of `model.variables`.
    """

    step: int
    steps: int
    loss: float
    own_error: float
    generated_error: float
    corners: Quad
    weights: Weights


def finetune(
    weights: Weights, examples: Sequence[Example], steps: int, seed: int
) -> Generator[Progress, object, None]:
    """Train on; a snapshot comes at the start, every `SNAPSHOT_EVERY` steps and at the end.

    Args:
        weights: Where to begin, in the order of `model.variables`.
        examples: The visitor's photos, at least one.
        steps: How many batches, at least 1.
        seed: Of the choice and the changes of photos, and of the generated ones.

    Raises:
        ValueError: no photos.
    """
    import keras
    import tensorflow as tf

    if not examples:
        raise ValueError("There are no photos of your own yet: correct one and add it first.")
    rng = np.random.default_rng(seed)
    model = detector.build()
    model.set_weights(list(weights))
    optimizer = keras.optimizers.Adam(LEARNING_RATE)
    optimizer.build(model.trainable_variables)

    def train_step(pictures: tf.Tensor, wanted: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            maps = model(tf.cast(pictures, tf.float32), training=False)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(wanted, maps))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss

    train = tf.function(train_step, autograph=False)
    ask = detector.asked(model)
    own = np.stack([each.picture for each in examples]), np.stack([each.corners for each in examples])
    unseen = _generated([(seed, 1, number) for number in range(HELD_OUT)])
    losses: list[float] = []
    for step in range(steps + 1):
        if step:
            pictures, labels = _batch(rng, examples, seed, step)
            losses.append(float(train(pictures, detector.targets(labels))))
        if step % SNAPSHOT_EVERY == 0 or step == steps:
            corners, _ = detector.read(detector.with_mirror(ask, own[0]))
            others, _ = detector.read(detector.with_mirror(ask, unseen[0]))
            there = np.isfinite(unseen[1]).all(axis=(1, 2))
            yield Progress(
                step,
                steps,
                float(np.mean(losses)) if losses else float("nan"),
                float(mean_absolute_error(corners, own[1]).mean()),
                float(np.median(mean_absolute_error(others[there], unseen[1][there]))),
                corners,
                tuple(np.array(array) for array in model.get_weights()),
            )
            losses = []


def seen_otherwise(rng: np.random.Generator, example: Example) -> tuple[Pixels, Quad]:
    """A photo of the visitor's as it would look from another place in other light, and its corners there."""
    middle = np.array([WIDTH, HEIGHT]) / 2
    moved = (FRAME_CORNERS - middle) * rng.uniform(0.85, 1.12) + middle
    moved += rng.normal(0, 5, (4, 2)) + rng.normal(0, 6, 2)
    source = (FRAME_CORNERS - 0.5).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, (moved - 0.5).astype(np.float32))
    picture = cv2.warpPerspective(
        example.picture, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT
    )
    corners = cv2.perspectiveTransform(example.corners[None] - np.float32(0.5), matrix)[0] + np.float32(0.5)
    seen = expose(rng, np.asarray(picture, np.uint8), illumination(rng, HEIGHT, WIDTH))
    return seen, np.asarray(corners, np.float32)


def _batch(
    rng: np.random.Generator, examples: Sequence[Example], seed: int, step: int
) -> tuple[Pixels, NDArray[np.float32]]:
    chosen = rng.integers(len(examples), size=OWN_IN_BATCH)
    changed = [seen_otherwise(rng, examples[index]) for index in chosen]
    pictures, labels = _generated([(seed, 2, step, number) for number in range(GENERATED_IN_BATCH)])
    return (
        np.concatenate([np.stack([picture for picture, _ in changed]), pictures]),
        np.concatenate([np.stack([corners for _, corners in changed]), labels]),
    )


def _generated(seeds: Sequence[tuple[int, ...]]) -> tuple[Pixels, NDArray[np.float32]]:
    photos = [photo(seed) for seed in seeds]
    nowhere = np.full((4, 2), np.nan, np.float32)
    labels = [nowhere if made.corners is None else made.corners for made in photos]
    return np.stack([made.picture for made in photos]), np.stack(labels)
