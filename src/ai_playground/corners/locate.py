"""From a photo to its page: the shipped detector, ready to be asked.

It looks at the whole photo first and then, nearer, at the part about what it found: a page that fills a
fifth of a photo is 40 px wide in the frame, too coarse to tell its edge from that of the sheet beneath. Where
the first look is doubtful it looks at everything in a mirror, too, and where that doesn't help, at parts of
the photo, one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ai_playground.corners import detector
from ai_playground.corners.frame import HEIGHT, WIDTH, Quad
from ai_playground.corners.perspective import camera_points, is_page
from ai_playground.corners.weights import load_weights, shipped_weights
from ai_playground.corners.window import Window

if TYPE_CHECKING:
    from ai_playground.pictures import Pixels

DOUBTFUL = 0.8
"""Below this confidence of its least certain corner a page is worth a look. Of generated photos a quarter
are; nearly nine in ten of those that are off by 8 px or more are among them."""

NEARER = 1.3
"""A second look must show so many times the pixels: from where the first one was it shows nothing new."""

SEARCHED = 0.5
"""Below this confidence of its least certain corner a page is searched for in parts of the photo."""

NO_PAGE = 0.1
"""Below this confidence of every corner the detector sees no page."""


@dataclass(frozen=True)
class Found:
    """The page that the detector sees in a photo.

    Attributes:
        corners: In pixels of the photo, float32 (4, 2); they may lie outside it.
        confidence: For each corner, the probability that it lies within 8 px of the frame of where it is said
            to be; float32 (4,), 0 to 1.
        possible: Whether a camera can see a flat page so.
    """

    corners: Quad
    confidence: NDArray[np.float32]
    possible: bool

    @property
    def nothing_seen(self) -> bool:
        """Whether no corner is seen; those given are only the best guess."""
        return bool(self.confidence.max() < NO_PAGE)

    @property
    def refused(self) -> bool:
        """Whether the corners are no answer: nothing is seen, or they can't be a page's."""
        return self.nothing_seen or not self.possible

    @property
    def doubtful(self) -> bool:
        """Whether a person should look: an uncertain corner, or none that is an answer."""
        return bool(self.confidence.min() < DOUBTFUL) or not self.possible


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
        self._maps = detector.frozen(self.model)
        self._maps(np.zeros((1, HEIGHT, WIDTH, 3), np.uint8))  # optimises now, not while someone waits

    def locate(self, photos: Sequence[Pixels]) -> list[Found]:
        """The page in each photo, uint8 RGB of any size."""
        first = self.look(photos, [Window.whole(photo) for photo in photos])
        found = list(first)
        for doubtful in (False, True):
            indices = [index for index, answer in enumerate(first) if answer.doubtful == doubtful]
            answers = self._look_nearer([photos[i] for i in indices], [first[i] for i in indices], doubtful)
            for index, answer in zip(indices, answers, strict=True):
                unclear = not answer.nothing_seen and answer.confidence.min() < SEARCHED
                found[index] = self._search(photos[index], answer) if unclear else answer
        return found

    def _search(self, photo: Pixels, found: Found) -> Found:
        """A page that the rest of the photo hid: the surest that lies inside a part of it, or `found`."""
        whole = Window.whole(photo)
        parts = whole.parts()
        answers = self.look([photo] * len(parts), parts, mirror=True)
        inside = [answer for answer, part in zip(answers, parts, strict=True) if part.holds(answer.corners)]
        if not inside:
            return found
        seen = max(inside, key=_worth)
        nearer = self.look([photo], [whole.about(seen.corners)], mirror=True)
        return max([found, seen, *nearer], key=_worth)

    def _look_nearer(self, photos: Sequence[Pixels], first: Sequence[Found], doubtful: bool) -> list[Found]:
        """The answer from near, unless that is the less certain; with doubt, all looks in a mirror, too."""
        whole = [Window.whole(photo) for photo in photos]
        if doubtful:
            first = self.look(photos, whole, mirror=True)
        about = [window.about(answer.corners) for window, answer in zip(whole, first, strict=True)]
        chosen = [k for k in range(len(photos)) if doubtful or whole[k].area > NEARER * about[k].area]
        answers = self.look([photos[k] for k in chosen], [about[k] for k in chosen], mirror=doubtful)
        found = list(first)
        for k, answer in zip(chosen, answers, strict=True):
            found[k] = max(answer, first[k], key=_worth) if answer.doubtful else answer
        return found

    def look(self, photos: Sequence[Pixels], windows: Sequence[Window], mirror: bool = False) -> list[Found]:
        """The page in a window of each photo, looked at once, or in a mirror, too."""
        if not photos:
            return []
        frames = np.stack([window.picture(photo) for window, photo in zip(windows, photos, strict=True)])
        maps = detector.with_mirror(self._maps, frames) if mirror else self._maps(frames)
        corners, shares = detector.read(maps, np.stack([window.to_camera for window in windows]))
        found = []
        for window, quad, sure in zip(windows, corners, self.calibration.probability(shares), strict=True):
            in_photo = window.to_photo(quad)
            points = camera_points(in_photo, window.photo_height, window.photo_width)
            found.append(Found(in_photo, sure, bool(is_page(points))))
        return found


def _worth(found: Found) -> tuple[bool, float]:
    """Of two answers the better: what can be a page's; then the one whose least certain corner is surer."""
    return found.possible, float(found.confidence.min())
