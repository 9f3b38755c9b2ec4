"""What networks are shown of photos: patches, thumbnails, and what is to be said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.cutting import NARROWEST, WIDEST
from ai_playground.patches.grid import WHOLE, Window, cell_of, centres, draw_crop
from ai_playground.patches.networks import PATCH_SIDE, PATCHES, THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH
from ai_playground.pictures import Pixels, resized_to

JITTER = 8
"""px by which a patch is off the middle of its cell, at most, each way: no grid of a JPEG tells."""


@dataclass(frozen=True)
class Scale:
    """How large things are cut, px.

    Attributes:
        narrowest, widest: What is left of a photo is brought to a width between both, evenly drawn: so its
            size tells nothing of how much was cropped away.
        side: Of a patch.
        thumbnail: Height and width.
    """

    narrowest: float
    widest: float
    side: int
    thumbnail: tuple[int, int]


PAPER = Scale(NARROWEST, WIDEST, PATCH_SIDE, (THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH))
"""As the authors cut."""


@dataclass(frozen=True, eq=False)
class View:
    """What is shown of photos, or of what is left of them.

    Attributes:
        patches: uint8 (photos, 16, side, side, 3), row by row.
        thumbnails: uint8 (photos, height, width, 3).
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


def draw(taken: Pixels, rng: np.random.Generator, cropped: float, scale: Scale, mirror: bool = True) -> View:
    """A photo as it is shown once.

    Args:
        taken: The photo, wider than high and four patches high at least.
        rng: Decides all that is by chance.
        cropped: How likely it is cropped.
        scale: How large things are cut.
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
    new = round(rng.uniform(scale.narrowest, scale.widest))
    shown = resized_to(np.ascontiguousarray(left), round(left.shape[0] * new / left.shape[1]), new)
    size = np.array(shown.shape[1::-1])
    middles = np.stack(centres(), axis=1) * size + rng.integers(-JITTER, JITTER + 1, (PATCHES, 2))
    corners = np.clip(np.rint(middles - scale.side / 2).astype(int), 0, size - scale.side)
    patches = np.stack([shown[top : top + scale.side, left : left + scale.side] for left, top in corners])
    x, y = ((corners + scale.side / 2) / size).T
    return View(
        patches[None],
        resized_to(shown, *scale.thumbnail)[None],
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
