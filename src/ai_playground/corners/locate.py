"""From a photo to its page: the shipped detector, ready to be asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners import detector
from ai_playground.corners.frame import HEIGHT, WIDTH, Quad, is_convex, to_photo
from ai_playground.corners.weights import load_weights, shipped_weights

if TYPE_CHECKING:
    from ai_playground.pictures import Pixels

DOUBTFUL = 0.8
"""Below this confidence of its least certain corner a page is worth a look. Of generated photos an eighth
are; seven in ten of those that are off by 8 px or more are among them."""

NO_PAGE = 0.1
"""Below this confidence of every corner the detector sees no page."""


@dataclass(frozen=True)
class Found:
    """The page that the detector sees in a photo.

    Attributes:
        corners: In pixels of the photo, float32 (4, 2); they may lie outside it.
        confidence: For each corner, the probability that it lies within 8 px of the frame of where it is said
            to be; float32 (4,), 0 to 1.
    """

    corners: Quad
    confidence: NDArray[np.float32]

    @property
    def no_page(self) -> bool:
        """Whether the detector sees none; the corners then are only its best guess."""
        return bool(self.confidence.max() < NO_PAGE)

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: an uncertain corner, or four that are no page's."""
        return bool(self.confidence.min() < DOUBTFUL) or not is_convex(self.corners)


class Locator:
    """The detector with its weights, compiled for one photo or a batch."""

    def __init__(self, weights: Path | None = None) -> None:
        """Load the network.

        Args:
            weights: A file of `weights.save_weights`. Defaults to the one that ships.

        Raises:
            WeightsError: they can't be read.
        """
        self.model = detector.build()
        self.calibration = load_weights(self.model, weights or shipped_weights())
        self._prepare()

    def use(self, weights: Sequence[NDArray[np.float32]]) -> None:
        """Answer with other weights from now on: arrays in the order of `model.variables`."""
        self.model.set_weights(list(weights))
        self._prepare()

    def _prepare(self) -> None:
        self._maps = detector.frozen(detector.asked_twice(self.model))
        self._maps(np.zeros((1, HEIGHT, WIDTH, 3), np.uint8))  # optimises now, not while someone waits

    def locate(self, photos: Sequence[Pixels]) -> list[Found]:
        """The page in each photo, uint8 RGB of any size."""
        if not photos:
            return []
        frames = np.stack([to_frame_picture(photo) for photo in photos])
        corners, shares = detector.read(self._maps(frames))
        confidence = self.calibration.probability(shares)
        return [
            Found(to_photo(quad, *photo.shape[:2]), sure)
            for photo, quad, sure in zip(photos, corners, confidence, strict=True)
        ]


def to_frame_picture(photo: Pixels) -> Pixels:
    """A photo squashed to the frame, each pixel the mean of those it stands for."""
    small = cv2.resize(photo, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.uint8)
