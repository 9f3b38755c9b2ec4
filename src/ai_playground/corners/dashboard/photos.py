"""A photo on the page: a sample or the visitor's, with what its file is called."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from ai_playground.corners.labels import picture_hash
from ai_playground.corners.samples import SAMPLES
from ai_playground.corners.straighten import LONGEST_SIDE
from ai_playground.pictures import PictureError, Pixels, read_reduced

LONGEST_TO_SHORTEST = 10
"""A photo is no longer than so many times its width: squashed to the frame nothing would be left of it."""


@dataclass(frozen=True, eq=False)
class Photo:
    """A photo to work on.

    Attributes:
        file: What its file is called, with the ending.
        md5: `labels.picture_hash` of that file.
        pixels: uint8 (height, width, 3), RGB, reduced.
        content: The file itself: the flat page is made of all its pixels.
        remark: What the visitor should know of it, as a sentence; empty if nothing.
    """

    file: str
    md5: str
    pixels: Pixels
    content: bytes
    remark: str = ""

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return PurePath(self.file).stem

    def unreduced(self) -> Pixels:
        """Its pixels as they are in the file, up to the side that a flat page may have."""
        return read_reduced(self.content, self.file, longest_side=LONGEST_SIDE).pixels

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in px."""
        return self.pixels.shape[0], self.pixels.shape[1]


def uploaded(name: str, content: bytes) -> Photo:
    """The visitor's photo. Raises PictureError if it is none, or too long and narrow."""
    found = read_reduced(content, name)
    photo = Photo(name, picture_hash(content), found.pixels, content, found.remark(name))
    if max(photo.size) > LONGEST_TO_SHORTEST * min(photo.size):
        raise PictureError(
            f"{name} is more than {LONGEST_TO_SHORTEST} times as long as it is wide. Cut it to the page."
        )
    return photo


def sample_photo(name: str) -> Photo:
    """A sample that ships, by its name. Raises StopIteration for another name."""
    sample = next(sample for sample in SAMPLES if sample.name == name)
    return Photo(sample.file, picture_hash(sample.content), sample.pixels, sample.content)
