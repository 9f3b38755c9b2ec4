"""From a photo to heat maps and to what was cropped away: trained networks, ready to be asked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.learning.backend import compiled
from ai_playground.patches.cutting import patches_of, thumbnail_of
from ai_playground.patches.grid import Window, centres
from ai_playground.patches.rectangle import Guess, guess
from ai_playground.patches.weights import networks_of, shipped_weights
from ai_playground.pictures import Pixels


@dataclass(frozen=True)
class PaperAnswer:
    """What the network says that the authors train for it: a rectangle and how sure it is of a crop."""

    window: Window
    cropped: float


class Locator:
    """The networks with their weights.

    Args:
        weights: File of `save_weights`; the shipped one by default.

    Attributes:
        places: Whether there is a network that places patches; without, `probabilities` and `heat_maps` can't
            be asked for.

    Raises:
        WeightsError: it can't be read.
    """

    def __init__(self, weights: Path | None = None) -> None:
        networks = networks_of(weights or shipped_weights())
        patch, thumbnail, head = networks.patch, networks.thumbnail, networks.head
        self.places = patch is not None

        def see(patches: Any) -> Any:
            assert patch is not None
            return patch(_scaled(patches), training=False)

        def decide(patches: Any, thumbnails: Any) -> Any:
            from keras import ops

            told = [] if patch is None else [ops.reshape(see(patches)[0], (1, -1))]
            if thumbnail is not None:
                told.append(thumbnail(_scaled(thumbnails), training=False))
            return head(ops.concatenate(told, axis=-1), training=False)

        self._see, self._decide = compiled(see), compiled(decide)

    def probabilities(self, patches: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Of the sixteen cells, for each patch: (patches, 96, 96, 3) to (patches, 16), sums of 1."""
        _, logits = self._see(patches)
        logits = np.asarray(logits, np.float32)
        values = np.exp(logits - logits.max(axis=-1, keepdims=True))
        return np.asarray(values / values.sum(axis=-1, keepdims=True))

    def heat_maps(self, photo: Pixels) -> NDArray[np.float32]:
        """Of the patches in the middles of a prepared photo's cells: (16, 16), a row for each patch."""
        return self.probabilities(patches_of(photo))

    def crop(self, photo: Pixels) -> Guess:
        """What a prepared photo is of its original: by Bayes' rule, or by the head if nothing is placed."""
        if self.places:
            return guess(self.heat_maps(photo), *centres())
        answer = self.paper_answer(photo)
        return Guess(answer.window, answer.window.factor, answer.cropped)

    def paper_answer(self, photo: Pixels) -> PaperAnswer:
        """What the head, trained in the authors' way, says of a prepared photo."""
        outputs = self._decide(patches_of(photo), thumbnail_of(photo)[None])
        x1, x2, y1, y2, logit = np.asarray(outputs, np.float64)[0].tolist()
        return PaperAnswer(Window(x1, y1, x2, y2), float(1.0 / (1.0 + np.exp(-logit))))


def _scaled(pixels: Any) -> Any:
    """From 0 to 255, to 0 to 1."""
    from keras import ops

    return ops.cast(pixels, "float32") / 255.0
