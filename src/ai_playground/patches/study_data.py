"""What the small training is shown: photos that ship, seen through a strong lens, cut anew all the time."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.lens import through
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.samples import sample
from ai_playground.patches.settings import LensSettings
from ai_playground.patches.study_settings import StudySettings
from ai_playground.patches.views import Scale, View, draw, together
from ai_playground.pictures import Pixels

WIDTH = 720
"""Of the photos, px, before they are cropped."""
SCALE = Scale(0.8 * WIDTH, 1.2 * WIDTH, 48, (75, 112))
"""Half of what the paper cuts, since photos are smaller."""

VIEWS = 72
"""That a step's patches are drawn from."""

LEARNED = ("astronaut", "boat", "cat", "lake", "flower", "poles", "rocket", "stones", "temple")
"""Photos to learn from; of fewer, the first."""
HELD_OUT = ("coffee", "bridge", "valley")
"""Photos that no training sees; the first is the one whose heat maps are drawn."""


@cache
def photo(name: str) -> Pixels:
    """See `samples.sample`: `WIDTH` px wide, and kept."""
    return sample(name, WIDTH)


def lens_of(strength: float) -> LensSettings:
    """The lens that all photos are seen through."""
    return LensSettings(red=strength, blue=-strength, vignetting=strength)


class Pool:
    """Views of the photos, of which one is drawn anew at each step.

    Args:
        photos: To learn from, seen through the lens.
        settings: The knobs.
        rng: Decides all that is by chance.
    """

    def __init__(self, photos: Sequence[Pixels], settings: StudySettings, rng: np.random.Generator) -> None:
        self._photos, self._settings, self._rng = photos, settings, rng
        self._views = together([self._drawn(number) for number in range(VIEWS)])
        self._next = 0

    def batch(self) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.int32], NDArray[np.float32]]:
        """What a step learns from.

        Returns:
            Patches (photos, 16, 48, 48, 3), thumbnails (photos, 75, 112, 3), the cells that the patches are
            said to be of (photos, 16), rectangles (photos, 5). Where the patch network is alone, patches are
            of any photos.
        """
        views, rng, count = self._views, self._rng, self._settings.batch
        new = self._drawn(self._next)
        for name in ("patches", "thumbnails", "cells", "cells_as_cut", "rectangles"):
            getattr(views, name)[self._next] = getattr(new, name)[0]
        size = len(views.patches)
        self._next = (self._next + 1) % size
        cells = views.cells_as_cut if self._settings.labels_as_cut else views.cells
        if self._settings.network != "patches":
            chosen = rng.choice(size, count, replace=False)
            return views.patches[chosen], views.thumbnails[chosen], cells[chosen], views.rectangles[chosen]
        if self._settings.mix:
            drawn = rng.choice(size * PATCHES, count * PATCHES, replace=False)
            which, places = np.divmod(drawn, PATCHES)
        else:
            which = rng.integers(size, size=count * PATCHES)
            places = np.full_like(which, rng.integers(PATCHES))
        patches = views.patches[which, places].reshape(count, PATCHES, SCALE.side, SCALE.side, 3)
        some = slice(count)
        return (
            patches,
            views.thumbnails[some],
            cells[which, places].reshape(count, PATCHES),
            views.rectangles[some],
        )

    def _drawn(self, number: int) -> View:
        taken = self._photos[number % len(self._photos)]
        return draw(taken, self._rng, self._settings.cropped, SCALE)


def seen(names: Sequence[str], strength: float) -> list[Pixels]:
    """Photos through the lens."""
    return [through(photo(name), lens_of(strength)) for name in names]
