"""Numbers that describe a picture, of Keras' Inception V3: features and, where the file has them, classes.

The networks that published FIDs come from have other weights, another pooling and often another way to make
pictures smaller. So no score of these features can be compared with a published one.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ai_playground.perceptual.download import WeightsFile
from ai_playground.perceptual.network import WeightsMissing
from ai_playground.pictures import Pixels, resized_to

if TYPE_CHECKING:
    import keras

NAME = "Keras Inception, not comparable with published FID"
SIDE = 299
"""What pictures are resized to, in px, whatever their proportions: that is what it was trained on."""
RESIZED = f"{SIDE} x {SIDE} px, Lanczos with averaging (Pillow)"
BATCH = 16

FILE = WeightsFile(
    "inception_v3",
    "inception_v3_weights_tf_dim_ordering_tf_kernels.h5",
    "9a0d58056eeedaa3f26cb7ebd46da564",
)
"""Keras' own file, with the classes."""


class Described(NamedTuple):
    """What Inception says of pictures.

    Attributes:
        features: Means over each picture of the last layer's channels, float64 (pictures, 2048).
        classes: Probabilities, float64 (pictures, 1000); None from a file without the last layer.
    """

    features: NDArray[np.float64]
    classes: NDArray[np.float64] | None


class Inception:
    """The network.

    Args:
        weights: A file of Keras' weights, with the classes or without.

    Raises:
        WeightsMissing: no such file, or it is of another network.
    """

    def __init__(self, weights: Path) -> None:
        import keras

        self._classes = _has_classes(weights)
        whole = keras.applications.InceptionV3(
            include_top=self._classes, weights=None, pooling=None if self._classes else "avg"
        )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Keras warns for each part that a file of old doesn't name
                whole.load_weights(weights)
        except (OSError, ValueError, KeyError) as error:
            raise WeightsMissing(f"{weights.name} holds no weights of Inception V3.") from error
        outputs = {"features": whole.output}
        if self._classes:
            outputs = {"features": whole.layers[-2].output, "classes": whole.output}
        self._model: keras.Model = keras.Model(whole.input, outputs)

    def describe(self, pictures: Iterable[Pixels]) -> Described:
        """Describe pictures, uint8 (height, width, 3) of any sizes."""
        features, classes = [], []
        for batch in _batches(pictures):
            outputs = self._model(batch, training=False)
            features.append(np.asarray(outputs["features"], np.float64))
            if self._classes:
                classes.append(np.asarray(outputs["classes"], np.float64))
        if not features:
            return Described(np.empty((0, 2048)), None)
        return Described(np.concatenate(features), np.concatenate(classes) if classes else None)


def _batches(pictures: Iterable[Pixels]) -> Iterator[NDArray[np.float32]]:
    waiting = iter(pictures)
    while batch := [resized_to(picture, SIDE, SIDE) for picture in islice(waiting, BATCH)]:
        yield np.stack(batch).astype(np.float32) / np.float32(127.5) - np.float32(1)


def _has_classes(weights: Path) -> bool:
    """Whether a file has the last layer, which is called by its name or, in Keras' newer format, its kind."""
    import h5py

    names: list[str] = []

    def note(name: str, _item: Any) -> None:
        names.append(name)

    try:
        with h5py.File(weights) as file:
            file.visititems(note)
    except OSError as error:
        raise WeightsMissing(f"{weights.name} can't be read as a file of weights.") from error
    return any(part in ("predictions", "dense") for name in names for part in name.split("/"))
