"""Which photograph and which styles the visitor has chosen, their own uploads among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import parse_qs, urlencode

import ipywidgets

from ai_playground.page.layout import stack
from ai_playground.perceptual.layers import blend_shares
from ai_playground.pictures import Pixels, read_reduced, resized
from ai_playground.style.export import Source
from ai_playground.style.inputs import Style
from ai_playground.style.library import PHOTOS, STYLES, Entry
from ai_playground.style.settings import StyleSettings
from ai_playground.ui import Banner, Gallery, MaskPainter
from ai_playground.ui.picture import jpeg

MOST_STYLES = 4
THUMBNAIL = 240
MASK_PICTURE = 480
OWN = "own"


@dataclass(frozen=True, eq=False)
class Chosen:
    """Pictures of a run, by name and as pixels."""

    photo: str
    styles: tuple[str, ...]
    content: Pixels
    paintings: tuple[Style, ...]


class Choices:
    """Two galleries: one photograph, one to four styles with their shares.

    Args:
        banner: Where a picture that can't be read is explained, until one comes that can.
        changed: Called with True when other pictures were chosen, with False when only shares moved.

    Attributes:
        photos, styles: The galleries.
        widget: Both, and the button that unfolds the regions.
        regions: Where on the photograph each style applies, folded away until asked for.
    """

    def __init__(self, banner: Banner, changed: Callable[[bool], None]) -> None:
        self._banner, self._changed = banner, changed
        self._pixels: dict[tuple[str, str], Pixels] = {}
        self._known = {("photos", entry.name): entry for entry in PHOTOS}
        self._known |= {("swatches", entry.name): entry for entry in STYLES}
        self._files: dict[str, str] = {}  # names of the visitor's files
        self.photos = _gallery("Photograph", PHOTOS)
        self.styles = _gallery("Style, up to four", STYLES, MOST_STYLES)
        self._styles_before = list(self.styles.chosen)
        self.regions = MaskPainter([])
        self.regions.on_change(lambda _name, _mask: changed(True))
        self._regions_button = ipywidgets.ToggleButton(
            description="Regions", tooltip="Paint where on the photograph each style applies"
        )
        self._regions_button.observe(lambda _change: self._fold(), "value")
        self.widget = stack("aip-choices", self.photos, self.styles, self._regions_button)
        self.photos.on_choose(lambda _names, _shares: self._changed_pictures(True))
        self.styles.on_choose(lambda names, _shares: self._tell_styles(names))
        for gallery, kind in ((self.photos, "photos"), (self.styles, "swatches")):
            gallery.on_file(partial(self.take_file, kind))
            gallery.on_refused(partial(banner.refuse_file, gallery.max_bytes))
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

    def of(self, photo: str, styles: tuple[str, ...]) -> Chosen:
        """The pictures of these names."""
        paintings = tuple(Style(self.pixels("swatches", name)) for name in styles)
        return Chosen(photo, styles, self.pixels("photos", photo), paintings)

    def pixels(self, kind: str, name: str) -> Pixels:
        """Pixels of a picture by its name."""
        key = (kind, name)
        if key not in self._pixels:
            self._pixels[key] = self._known[key].pixels
        return self._pixels[key]

    def take_file(self, kind: str, name: str, content: bytes) -> None:
        """Add a visitor's picture and choose it. Raises PictureError if it is none."""
        found = read_reduced(content, name)
        pixels = found.pixels
        own = f"{OWN}-{len(self._files) + 1}"
        self._pixels[kind, own], self._files[own] = pixels, name
        gallery = self.photos if kind == "photos" else self.styles
        gallery.add(own, name, jpeg(resized(pixels, THUMBNAIL)), f"Your picture {name}")
        kept = [] if gallery.most == 1 else [each for each in gallery.chosen if len(gallery.chosen) > 1]
        gallery.select([*kept[: gallery.most - 1], own])
        self._styles_before = list(self.styles.chosen)
        self._banner.clear()
        if found.parts > 1:
            self._banner.show(found.remark(name), tone="note")
        self._changed_pictures(True)

    def show(self, photo: str, styles: Sequence[str], settings: StyleSettings) -> None:
        """Choose these pictures, the styles in the shares of `settings`; calls nothing.

        A style whose share is 0 is left out, as one that is chosen has at least 1 %. Raises LayerError, and
        changes nothing, if `settings` has shares for another number of styles.
        """
        named = zip(styles, blend_shares(settings.style_blend, len(styles)), strict=True)
        shares = {name: share for name, share in named if share > 0}
        self.photos.select([photo])
        self.styles.select(list(shares), list(shares.values()))
        self._styles_before = list(self.styles.chosen)
        self._fold()

    def take_address(self, query: str) -> list[str]:
        """Choose what an address names; returns a sentence about what this page doesn't have."""
        named = parse_qs(query)
        photos = named.get("photo", [])[-1:]
        styles = [name for name in named.get("styles", [""])[0].split(",") if name]
        unknown = [f"photograph {name[:40]}" for name in photos if ("photos", name) not in self._known]
        unknown += [f"style {name[:40]}" for name in styles if ("swatches", name) not in self._known]
        if photos and ("photos", photos[0]) in self._known:
            self.photos.select(photos)
        known = list(dict.fromkeys(name for name in styles if ("swatches", name) in self._known))
        if known:
            self.styles.select(known[:MOST_STYLES])
        return [f"There is no {', no '.join(unknown)} here, as the address has it."] if unknown else []

    def named(self, chosen: Chosen) -> str:
        """Photograph and styles in words."""
        keys = [("photos", chosen.photo), *(("swatches", name) for name in chosen.styles)]
        known = [self._known[key].label if key in self._known else self._files[key[1]] for key in keys]
        return f"Photograph: {known[0]}; style: {', '.join(known[1:])}"

    def sources(self) -> tuple[Source, list[Source]]:
        """Where code finds the photograph and the styles that are chosen now."""

        def source(name: str) -> Source:
            return Source(self._files[name], own=True) if name in self._files else Source(name)

        return source(self.photos.chosen[0]), [source(name) for name in self.styles.chosen]

    def as_query(self) -> str:
        """The choice as part of an address; uploads don't travel."""
        photo, styles = self.photos.chosen[0], list(self.styles.chosen)
        parts = {}
        if photo != PHOTOS[0].name and ("photos", photo) in self._known:
            parts["photo"] = photo
        if styles != [STYLES[0].name] and all(("swatches", name) in self._known for name in styles):
            parts["styles"] = ",".join(styles)
        return urlencode(parts, safe=",")

    def _fold(self) -> None:
        """Show or hide the regions; only while they are in sight do they follow photograph and styles."""
        shown = self._regions_button.value
        self.regions.layout.display = "" if shown else "none"
        if shown:
            photo = self.photos.chosen[0]
            picture = resized(self.pixels("photos", photo), MASK_PICTURE)
            height, width = picture.shape[:2]
            self.regions.show(jpeg(picture), height, width, f"The photograph {photo}")
        captions = {item["name"]: item["caption"] for item in self.styles.items}
        self.regions.set_layers([{"name": name, "label": captions[name]} for name in self.styles.chosen])

    def _changed_pictures(self, others: bool) -> None:
        self._fold()
        self._changed(others)

    def _tell_styles(self, names: list[str]) -> None:
        others = names != self._styles_before
        self._styles_before = list(names)
        self._changed_pictures(others)


def _gallery(title: str, entries: tuple[Entry, ...], most: int = 1) -> Gallery:
    gallery = Gallery(title, most=most)
    for entry in entries:
        gallery.add(entry.name, entry.label, entry.jpeg, f"{entry.label}: {entry.about}")
    return gallery
