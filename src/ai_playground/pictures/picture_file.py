"""A picture that can be chosen: one that ships, or a visitor's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from ai_playground.pictures.errors import Pixels
from ai_playground.pictures.reading import LONGEST_SIDE, read_reduced


@dataclass(frozen=True, eq=False)
class PictureFile:
    """A picture as the file that it is in: packed it takes a fiftieth of what its pixels take.

    Attributes:
        name: What addresses and code call it, unique where it is offered.
        label: What people call it; for a visitor's, the name of the file.
        about: What it is and whose, in a line; empty for a visitor's.
        source: Where the file of one that ships lies; the content of a visitor's.
    """

    name: str
    label: str
    about: str
    source: Path | bytes

    @property
    def own(self) -> bool:
        """Whether it is a visitor's."""
        return isinstance(self.source, bytes)

    @property
    def file(self) -> str:
        """What its file is called, with the ending."""
        return self.source.name if isinstance(self.source, Path) else self.label

    @property
    def stem(self) -> str:
        """What its file is called, without the ending."""
        return PurePath(self.file).stem

    @property
    def content(self) -> bytes:
        """The bytes of its file."""
        return self.source.read_bytes() if isinstance(self.source, Path) else self.source

    @property
    def pixels(self) -> Pixels:
        """uint8 of shape (height, width, 3), no side longer than `LONGEST_SIDE` px; read anew each time."""
        return self.reduced(LONGEST_SIDE)

    def reduced(self, longest_side: int) -> Pixels:
        """Its pixels, the longer side at most so long. Raises PictureError as `read_reduced` does."""
        return read_reduced(self.source, self.label, longest_side).pixels
