"""Sample photos that ship: drawn by our own generator, at four times the frame's size."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ai_playground.locations import assets_directory
from ai_playground.pictures import Pixels, read_picture


@dataclass(frozen=True)
class Sample:
    """One sample photo."""

    name: str
    label: str
    about: str

    @property
    def file(self) -> str:
        """What its file is called."""
        return f"{self.name}.jpg"

    @property
    def content(self) -> bytes:
        """Its file, a JPEG."""
        return (assets_directory() / "corners" / "samples" / self.file).read_bytes()

    @property
    def pixels(self) -> Pixels:
        """uint8 of shape (height, width, 3), RGB."""
        return read_picture(self.content, self.label)


def recorded_answer_file() -> Path:
    """What the shipped detector answered for the first sample: JSON of `corners` and `confidence`."""
    return assets_directory() / "corners" / "samples" / "answer.json"


SAMPLES = (
    Sample("story", "Story", "a ruled sheet, written by hand, on wood"),
    Sample("notes", "Print", "a printed page on cloth, with a shadow"),
    Sample("receipt", "Receipt", "a receipt, turned, on dark stone"),
    Sample("drawing", "Drawing", "a child's drawing on tiles"),
    Sample("cut_off", "Cut off", "a page whose corner the photo cuts off"),
    Sample("white", "White on white", "a receipt on a white table in glaring light"),
    Sample("empty", "No page", "a table with nothing on it"),
)
