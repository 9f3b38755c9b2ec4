"""The pair of kinds that ships, to train on while one looks on: small photographs, a swatch's brushwork."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from ai_playground.cyclegan import packed
from ai_playground.locations import assets_directory
from ai_playground.pictures import Pixels, read_reduced

Swatch = Literal[
    "van_gogh_starry_night",
    "hokusai_great_wave",
    "munch_the_scream",
    "kandinsky_composition_vii",
    "monet_etretat",
    "turner_shipwreck",
]
SWATCHES = {
    "van_gogh_starry_night": "after Van Gogh",
    "hokusai_great_wave": "after Hokusai",
    "munch_the_scream": "after Munch",
    "kandinsky_composition_vii": "after Kandinsky",
    "monet_etretat": "after Monet",
    "turner_shipwreck": "after Turner",
}
assert set(SWATCHES) == set(get_args(Swatch))

PAIR = assets_directory() / "cyclegan" / "photographs.npz"
HELD_OUT = 12
"""Photographs of the pair that no training sees: the last ones."""
SWATCH_SIDE = 192
"""Longer side in px to which a swatch is reduced, so that a square of 64 px holds several strokes."""


@dataclass(frozen=True, eq=False)
class Pair:
    """Pictures of two kinds to train on, uint8 (height, width, 3) each, of any sizes of 64 px or more.

    Attributes:
        photos, paintings: To train on.
        held_out: Photos that no training sees: those that are shown and scored.
        own: What of them is the visitor's, in words; "" if all of it ships.
        fingerprint: Tells the visitor's pictures from others; "" if there are none.
    """

    photos: tuple[Pixels, ...]
    paintings: tuple[Pixels, ...]
    held_out: tuple[Pixels, ...]
    own: str = ""
    fingerprint: str = ""


@cache
def shipped(name: Swatch) -> Pair:
    """The pair that ships, with this swatch."""
    return Pair(training_photographs(), (swatch(name),), held_out_photographs())


@cache
def photographs() -> tuple[Pixels, ...]:
    """All of them, uint8 (96, 96, 3) each; those that are held out last."""
    return tuple(packed.read(PAIR, "photo"))


def training_photographs() -> tuple[Pixels, ...]:
    """Those to train on."""
    return photographs()[:-HELD_OUT]


def held_out_photographs() -> tuple[Pixels, ...]:
    """Those that no training sees."""
    return photographs()[-HELD_OUT:]


@cache
def swatch(name: Swatch) -> Pixels:
    """A picture of lesson 2's engine with the brushwork of a painting, uint8 (height, width, 3)."""
    path = assets_directory() / "style" / "swatches" / f"{name}.jpg"
    return read_reduced(path, path.name, SWATCH_SIDE).pixels
