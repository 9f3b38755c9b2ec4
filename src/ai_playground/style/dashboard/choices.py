"""Which photograph and which styles are chosen, and where on the photograph each style applies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs

import ipywidgets

from ai_playground.page.layout import stack
from ai_playground.page.picture_chooser import PictureChooser
from ai_playground.perceptual.layers import blend_shares
from ai_playground.pictures import PictureFile, Pixels, resized
from ai_playground.style.inputs import Style
from ai_playground.style.library import PHOTOS, STYLES
from ai_playground.style.settings import StyleSettings
from ai_playground.ui.banner import Banner
from ai_playground.ui.mask import MaskPainter
from ai_playground.ui.picture import jpeg

MOST_STYLES = 4
MASK_PICTURE = 480


@dataclass(frozen=True, eq=False)
class Chosen:
    """Pictures of a run, by name, in words and as pixels."""

    photo: str
    styles: tuple[str, ...]
    words: str
    content: Pixels
    paintings: tuple[Style, ...]


class Choices:
    """Two choosers: one photograph, one to four styles with their shares.

    Args:
        banner: Where a picture that can't be read is explained, until one comes that can.
        changed: Called with True when other pictures were chosen, with False when only shares moved.

    Attributes:
        photos, styles: The choosers.
        widget: Both, and the button that unfolds the regions.
        regions: Where on the photograph each style applies, folded away until asked for.
    """

    def __init__(self, banner: Banner, changed: Callable[[bool], None]) -> None:
        self._changed = changed
        self.photos = PictureChooser(
            banner, "Photograph", PHOTOS, parameter="photo", noun="photograph", on_choose=self._change
        )
        self.styles = PictureChooser(
            banner,
            "Style, up to four",
            STYLES,
            parameter="styles",
            noun="style",
            on_choose=self._change,
            on_share=lambda: changed(False),
            most=MOST_STYLES,
        )
        self.regions = MaskPainter([])
        self.regions.on_change(lambda _name, _mask: changed(True))
        self._regions_button = ipywidgets.ToggleButton(
            description="Regions", tooltip="Paint where on the photograph each style applies"
        )
        self._regions_button.observe(lambda _change: self._fold(), "value")
        self.widget = stack("aip-choices", self.photos.gallery, self.styles.gallery, self._regions_button)
        self._fold()

    @property
    def blend(self) -> str:
        """The styles' shares as the settings write them; empty for equal ones."""
        shares = self.styles.shares
        return "" if len(set(shares)) <= 1 else ", ".join(f"{100 * share:.0f}" for share in shares)

    def now(self) -> Chosen:
        """What is chosen now, with the regions as they are painted."""
        chosen = self.of(self.photos.chosen[0], tuple(self.styles.chosen))
        masks = {layer["name"]: self.regions.mask_of(layer["name"]) for layer in self.regions.layers}
        paintings = tuple(
            Style(style.picture, masks[name] if name in masks and masks[name].min() < 255 else None)
            for name, style in zip(chosen.styles, chosen.paintings, strict=True)
        )
        return replace(chosen, paintings=paintings)

    def first(self, photo: str = "", style: str = "") -> Chosen:
        """The photograph and the first style that are chosen now, or those of these names; no regions."""
        return self.of(photo or self.photos.chosen[0], (style or self.styles.chosen[0],))

    def of(self, photo: str, styles: tuple[str, ...]) -> Chosen:
        """The pictures of these names. Raises PictureError if one is there no more."""
        painters = ", ".join(self.styles.picture(name).label for name in styles)
        words = f"Photograph: {self.photos.picture(photo).label}; style: {painters}"
        paintings = tuple(Style(self.styles.pixels(name)) for name in styles)
        return Chosen(photo, styles, words, self.photos.pixels(photo), paintings)

    def show(self, photo: str, styles: Sequence[str], settings: StyleSettings) -> None:
        """Choose these pictures, the styles in the shares of `settings`; calls nothing.

        A style whose share is 0 is left out, as one that is chosen has at least 1 %.

        Raises:
            LayerError: `settings` has shares for another number of styles. Nothing is changed then.
            PictureError: a picture is there no more. Nothing is changed then.
        """
        for name in styles:
            self._offer_thing(name)
        named = zip(styles, blend_shares(settings.style_blend, len(styles)), strict=True)
        shares = {name: share for name, share in named if share > 0}
        self.photos.picture(photo)
        self.styles.select(list(shares), list(shares.values()))
        self.photos.select([photo])
        self._fold()

    def take_address(self, query: str) -> list[str]:
        """Choose what an address names; returns sentences about what this page doesn't have."""
        for name in parse_qs(query).get("styles", [""])[-1].split(","):
            self._offer_thing(name)
        return self.photos.take_address(query) + self.styles.take_address(query)

    def as_query(self) -> str:
        """The choice as part of an address; uploads don't travel."""
        return "&".join(filter(None, (self.photos.as_query(), self.styles.as_query())))

    def files(self) -> tuple[PictureFile, list[PictureFile]]:
        """The files of the photograph and of the styles that are chosen now."""
        (photo,) = self.photos.chosen
        return self.photos.picture(photo), [self.styles.picture(name) for name in self.styles.chosen]

    def _offer_thing(self, name: str) -> None:
        """Offer a photograph of the library as a style, where a cell of a grid or an address asks for it."""
        for photo in PHOTOS:
            if photo.name == name:
                self.styles.offer(photo)

    def _fold(self) -> None:
        """Show or hide the regions; only while they are in sight do they follow photograph and styles."""
        shown = self._regions_button.value
        self.regions.layout.display = "" if shown else "none"
        photo, styles = self.files()
        if shown:
            picture = resized(self.photos.pixels(photo.name), MASK_PICTURE)
            height, width = picture.shape[:2]
            self.regions.show(jpeg(picture), height, width, f"The photograph {photo.label}")
        self.regions.set_layers([{"name": style.name, "label": style.label} for style in styles])

    def _change(self) -> None:
        self._fold()
        self._changed(True)
