"""What the small training is shown: photos that ship, seen through a strong lens, cut anew all the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.cutting import upright_to_landscape
from ai_playground.patches.grid import WHOLE, Window, cell_of, centres, draw_crop
from ai_playground.patches.lens import through
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.samples import PHOTOS, TRAINED_ON
from ai_playground.patches.settings import LensSettings
from ai_playground.patches.study_settings import StudySettings
from ai_playground.pictures import Pixels, resized_to

WIDTH = 720
"""Of the photos, px, before they are cropped."""
SMALLEST, LARGEST = 0.8, 1.2
"""What is left of a photo is brought to a width of so many times `WIDTH`, evenly drawn: so its size tells
nothing of how much was cropped away."""
SIDE = 48
"""Of a patch, px: half of the paper's, since photos are smaller."""
THUMBNAIL = (75, 112)
"""Height and width of a thumbnail, px: half of the paper's."""
JITTER = 8
"""px by which a patch is off the middle of its cell, at most, each way: no grid of a JPEG tells."""

LEARNED = ("astronaut", "boat", "cat", "lake", "flower", "poles", "rocket", "stones", "temple")
"""Photos to learn from; of fewer, the first."""
HELD_OUT = ("coffee", "bridge", "valley")
"""Photos that no training sees; the first is the one whose heat maps are drawn."""


@dataclass(frozen=True, eq=False)
class View:
    """What is shown of photos, or of what is left of them.

    Attributes:
        patches: uint8 (photos, 16, 48, 48, 3), row by row.
        thumbnails: uint8 (photos, 75, 112, 3).
        cells: Of the original, that the patches came from: int32 (photos, 16).
        cells_as_cut: Of the crop.
        rectangles: x1, x2, y1, y2 in fractions of the original, and 1 for cropped or 0: float32 (photos, 5).
    """

    patches: NDArray[np.uint8]
    thumbnails: NDArray[np.uint8]
    cells: NDArray[np.int32]
    cells_as_cut: NDArray[np.int32]
    rectangles: NDArray[np.float32]

    @property
    def windows(self) -> list[Window]:
        """The rectangles."""
        return [Window(x1, y1, x2, y2) for x1, x2, y1, y2, _ in self.rectangles.astype(float).tolist()]


@cache
def photo(name: str) -> Pixels:
    """A photo that ships, wider than high and `WIDTH` px wide. Raises KeyError if there is none."""
    pixels = upright_to_landscape({each.name: each for each in (*PHOTOS, *TRAINED_ON)}[name].pixels)
    return resized_to(pixels, round(pixels.shape[0] * WIDTH / pixels.shape[1]), WIDTH)


def lens_of(strength: float) -> LensSettings:
    """The lens that all photos are seen through."""
    return LensSettings(red=strength, blue=-strength, vignetting=strength)


def draw(taken: Pixels, rng: np.random.Generator, cropped: float, mirror: bool = True) -> View:
    """A photo as it is shown once.

    Args:
        taken: The photo, seen through the lens.
        rng: Decides all that is by chance.
        cropped: How likely it is cropped.
        mirror: Whether it may be mirrored, whole; a lens is the same in a mirror.
    """
    window = draw_crop(rng) if rng.random() < cropped else WHOLE
    if mirror and rng.random() < 0.5:
        taken = taken[:, ::-1]
    height, width = taken.shape[:2]
    left = taken[
        round(window.y1 * height) : round(window.y2 * height),
        round(window.x1 * width) : round(window.x2 * width),
    ]
    new = round(WIDTH * rng.uniform(SMALLEST, LARGEST))
    shown = resized_to(np.ascontiguousarray(left), round(left.shape[0] * new / left.shape[1]), new)
    size = np.array(shown.shape[1::-1])
    middles = np.stack(centres(), axis=1) * size + rng.integers(-JITTER, JITTER + 1, (PATCHES, 2))
    corners = np.clip(np.rint(middles - SIDE / 2).astype(int), 0, size - SIDE)
    patches = np.stack([shown[top : top + SIDE, left : left + SIDE] for left, top in corners])
    x, y = ((corners + SIDE / 2) / size).T
    return View(
        patches[None],
        resized_to(shown, *THUMBNAIL)[None],
        cell_of(*window.in_original(x, y)).astype(np.int32)[None],
        cell_of(x, y).astype(np.int32)[None],
        np.array([[window.x1, window.x2, window.y1, window.y2, window is not WHOLE]], np.float32),
    )


def together(views: Sequence[View]) -> View:
    """Several as one."""
    return View(
        *(
            np.concatenate([getattr(view, name) for view in views])
            for name in ("patches", "thumbnails", "cells", "cells_as_cut", "rectangles")
        )
    )


class Pool:
    """Views of the photos, of which one is drawn anew at each step.

    Args:
        photos: To learn from, seen through the lens.
        settings: The knobs.
        rng: Decides all that is by chance.
        size: How many there are.
    """

    def __init__(
        self, photos: Sequence[Pixels], settings: StudySettings, rng: np.random.Generator, size: int = 72
    ) -> None:
        self._photos, self._settings, self._rng = photos, settings, rng
        self._views = together([self._drawn(number) for number in range(size)])
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
            which, places = np.divmod(rng.choice(size * PATCHES, count * PATCHES, replace=False), PATCHES)
        else:
            which, places = rng.integers(size, size=count * PATCHES), rng.integers(PATCHES)
        patches = views.patches[which, places].reshape(count, PATCHES, SIDE, SIDE, 3)
        some = slice(count)
        return (
            patches,
            views.thumbnails[some],
            cells[which, places].reshape(count, PATCHES),
            views.rectangles[some],
        )

    def _drawn(self, number: int) -> View:
        taken = self._photos[number % len(self._photos)]
        return draw(taken, self._rng, self._settings.cropped)


def seen(names: Sequence[str], strength: float) -> list[Pixels]:
    """Photos through the lens."""
    return [through(photo(name), lens_of(strength)) for name in names]
