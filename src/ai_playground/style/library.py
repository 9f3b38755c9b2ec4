"""The pictures the package ships: photographs to paint, and swatches of painters' styles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ai_playground.locations import assets_directory
from ai_playground.pictures import Pixels, read_picture

Kind = Literal["photos", "swatches"]


@dataclass(frozen=True)
class Entry:
    """One shipped picture.

    Attributes:
        name: Its file's name without the ending, unique in its kind.
        label: Its name for people.
        about: What it is and whose, one line.
        kind: Its folder.
    """

    name: str
    label: str
    about: str
    kind: Kind

    @property
    def jpeg(self) -> bytes:
        """The file's content."""
        return (assets_directory() / "style" / self.kind / f"{self.name}.jpg").read_bytes()

    @property
    def pixels(self) -> Pixels:
        """uint8 of shape (height, width, 3)."""
        return read_picture(self.jpeg, self.label)


def _swatch(name: str, painter: str, painting: str) -> Entry:
    return Entry(name, f"After {painter}", f"synthesis by this lesson's engine from {painting}", "swatches")


PHOTOS = (
    Entry("temple", "Temple", "photograph by danielbuechele, CC BY 2.0", "photos"),
    Entry("rocket", "Rocket", "photograph by SpaceX, public domain", "photos"),
    Entry("cat", "Cat", "photograph by Stéfan van der Walt, CC0", "photos"),
    Entry("flower", "Flower", "photograph by vultilion, CC BY 2.0", "photos"),
    Entry("coffee", "Coffee", "photograph by Rachel Michetti, CC0", "photos"),
    Entry("astronaut", "Astronaut", "photograph by NASA, public domain", "photos"),
)
STYLES = (
    _swatch("van_gogh_starry_night", "Van Gogh", "The Starry Night, 1889"),
    _swatch("hokusai_great_wave", "Hokusai", "The Great Wave off Kanagawa, 1831"),
    _swatch("munch_the_scream", "Munch", "The Scream, 1893"),
    _swatch("kandinsky_composition_vii", "Kandinsky", "Composition VII, 1913"),
    _swatch("monet_etretat", "Monet", "a painting of the cliff at Étretat"),
    _swatch("turner_shipwreck", "Turner", "The Shipwreck, 1805"),
)


def shipped(name: str) -> Pixels:
    """Pixels of the shipped photograph or swatch of this name. Raises KeyError if there is none."""
    return {entry.name: entry for entry in (*PHOTOS, *STYLES)}[name].pixels
