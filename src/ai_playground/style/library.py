"""The pictures the package ships: photographs to paint, and swatches of painters' styles."""

from __future__ import annotations

from ai_playground.locations import assets_directory
from ai_playground.pictures import PictureFile, Pixels


def _photo(name: str, label: str, about: str) -> PictureFile:
    return PictureFile(name, label, about, assets_directory() / "style" / "photos" / f"{name}.jpg")


def _swatch(name: str, painter: str, painting: str) -> PictureFile:
    about = f"synthesis by this lesson's engine from {painting}"
    return PictureFile(
        name, f"After {painter}", about, assets_directory() / "style" / "swatches" / f"{name}.jpg"
    )


PHOTOS = (
    _photo("temple", "Temple", "photograph by danielbuechele, CC BY 2.0"),
    _photo("rocket", "Rocket", "photograph by SpaceX, public domain"),
    _photo("cat", "Cat", "photograph by Stéfan van der Walt, CC0"),
    _photo("flower", "Flower", "photograph by vultilion, CC BY 2.0"),
    _photo("coffee", "Coffee", "photograph by Rachel Michetti, CC0"),
    _photo("astronaut", "Astronaut", "photograph by NASA, public domain"),
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
    return {picture.name: picture for picture in (*PHOTOS, *STYLES)}[name].pixels
