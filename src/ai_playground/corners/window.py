"""A part of a photo as the detector sees it: squashed into the frame, and its corners back in the photo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from ai_playground.corners.frame import HEIGHT, WIDTH, Quad
from ai_playground.corners.perspective import camera_points

if TYPE_CHECKING:
    from ai_playground.pictures import Pixels

AROUND = 0.2
"""How far a window about a page reaches past it on every side, in widths and heights of its bounding box."""

SLENDEREST = 9 / 16
"""The slenderest window's shorter side over its longer one: what the detector knows from photos."""

SHARE = 0.7
"""Of a photo's sides, those of its `parts`."""
EDGE = 0.02
"""Of a window's sides: a page nearer to its edge may go on beyond."""

SMALLEST = 32
"""Pixels of a window's sides, at least."""


@dataclass(frozen=True)
class Window:
    """A rectangle of a photo, in whole pixels."""

    left: int
    top: int
    width: int
    height: int
    photo_height: int
    photo_width: int

    @classmethod
    def whole(cls, photo: Pixels) -> Window:
        """All of a photo."""
        height, width = photo.shape[:2]
        return cls(0, 0, width, height, height, width)

    def about(self, corners: Quad) -> Window:
        """The part of the same photo about a page with these corners, in pixels of the photo."""
        photo = np.array([self.photo_width, self.photo_height])
        low, high = np.clip(corners.min(axis=0), 0, photo), np.clip(corners.max(axis=0), 0, photo)
        size = np.maximum((high - low) * (1 + 2 * AROUND), SMALLEST)
        size = np.maximum(size, size[::-1] * SLENDEREST)
        middle = (low + high) / 2
        left, top = (int(part) for part in np.clip(middle - size / 2, 0, photo - 1))
        right, bottom = (int(part) for part in np.ceil(np.minimum(middle + size / 2, photo)))
        return Window(left, top, right - left, bottom - top, self.photo_height, self.photo_width)

    def parts(self) -> list[Window]:
        """Nine windows of the same shape that overlap, each `SHARE` as wide and as high as this one."""
        width, height = round(SHARE * self.width), round(SHARE * self.height)
        steps = [(across, down) for down in (0, 0.5, 1) for across in (0, 0.5, 1)]
        return [
            Window(
                self.left + round(across * (self.width - width)),
                self.top + round(down * (self.height - height)),
                width,
                height,
                self.photo_height,
                self.photo_width,
            )
            for across, down in steps
        ]

    def holds(self, corners: Quad) -> bool:
        """Whether corners in pixels of the photo lie inside, and not at an edge where the photo goes on."""
        start, size = np.array([self.left, self.top]), np.array([self.width, self.height])
        goes_on_before = start > 0
        goes_on_after = start + size < [self.photo_width, self.photo_height]
        before = corners.min(axis=0) > start + EDGE * size
        after = corners.max(axis=0) < start + (1 - EDGE) * size
        return bool((before | ~goes_on_before).all() and (after | ~goes_on_after).all())

    @property
    def area(self) -> int:
        """In pixels of the photo."""
        return self.width * self.height

    @property
    def to_camera(self) -> NDArray[np.float64]:
        """What the frame's points are multiplied by, and what is added, to give `camera_points`, (2, 2)."""
        ends = [(self.left, self.top), (self.left + self.width, self.top + self.height)]
        first, last = camera_points(ends, self.photo_height, self.photo_width)
        return np.stack([(last - first) / [WIDTH, HEIGHT], first])

    def picture(self, photo: Pixels) -> Pixels:
        """The window's part of `photo` in the frame, each pixel the mean of those it stands for."""
        part = photo[self.top : self.top + self.height, self.left : self.left + self.width]
        enlarges = part.shape[0] < HEIGHT or part.shape[1] < WIDTH
        how = cv2.INTER_LINEAR if enlarges else cv2.INTER_AREA
        return np.asarray(cv2.resize(part, (WIDTH, HEIGHT), interpolation=how), np.uint8)

    def to_photo(self, corners: Quad) -> Quad:
        """Points (..., 2) in pixels of the frame, in pixels of the photo."""
        scale = np.array([self.width / WIDTH, self.height / HEIGHT])
        return np.asarray(corners * scale + [self.left, self.top], np.float32)
