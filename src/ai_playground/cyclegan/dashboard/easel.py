"""A photo, a painter, the painting over it; the way back; all of the visitor's photos at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Literal, get_args

import ipywidgets
import numpy as np

from ai_playground.cyclegan.dashboard.studio import OWN, Studio
from ai_playground.cyclegan.painters import PAINTERS
from ai_playground.cyclegan.samples import PHOTOS, recorded_painting
from ai_playground.cyclegan.study import difference
from ai_playground.jobs import RunSlot
from ai_playground.lesson.grid import CellRun, CellSnapshot
from ai_playground.page.environment import address_query
from ai_playground.page.layout import button, stack
from ai_playground.page.picture_chooser import PictureChooser
from ai_playground.page.picture_grid import GridRun, Heading
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.pictures import Pixels, resized
from ai_playground.pictures.folder import free_names
from ai_playground.settings import Preset, Settings, from_query, knob, to_query
from ai_playground.ui.banner import Banner
from ai_playground.ui.before_after import BeforeAfter
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.picture import Picture, jpeg, png
from ai_playground.ui.sender import File

Name = Literal["monet", "vangogh", "cezanne", "ukiyoe", "own"]
assert set(get_args(Name)) == {*PAINTERS, OWN}

LINE = 38
"""Where the line between photo and painting stands at first, in percent from the left."""
ROUND_TRIP_SIDE = 360
VARIANT_SIDE = 360
MOST_AT_ONCE = 24
"""Photos of the visitor that are kept, so that a whole batch can be painted."""


class EaselSettings(Settings):
    """What is painted how."""

    painter: Name = knob("monet", "whose manner", group="Painter", labels={**PAINTERS, OWN: "your own"})
    strength: float = knob(
        1.0, "share of the painting; the rest is the photo", group="Painter", ge=0.0, le=1.0
    )
    size: int = knob(
        512,
        "longer side in px of what is painted: the painter learned on 256 px, so its brush is finer on more",
        group="Painter",
        ge=128,
        le=1536,
        log=True,
    )


class Easel:
    """The first card of the page.

    Args:
        banner: Where what goes wrong is explained.
        studio: Who is asked for paintings.
        slot: The queue to compute in.
        on_show: Called when the page's address and code have to follow.

    Attributes:
        panel: The knobs.
        photos: The chooser.
        notices: Sentences about what the page's address asks for in vain.
        widget: All of it, for a cell of the notebook.
        variants: One photo in every manner.
    """

    def __init__(self, banner: Banner, studio: Studio, slot: RunSlot, on_show: Callable[[], None]) -> None:
        self._banner, self._studio = banner, studio
        self._recorded = True
        settings, self.notices = from_query(EaselSettings, address_query())
        self.panel = SettingsPanel(
            settings,
            [
                Preset(name, label, f"Paints in the manner of {label}.", {"painter": name}, others_stay=True)
                for name, label in PAINTERS.items()
            ]
            + [Preset(OWN, "Your own", "The painter that you trained below.", {"painter": OWN}, True)],
            turned_elsewhere=("painter",),
            kept=("strength", "size"),
            on_change=self._follow,
            on_show=on_show,
        )
        self._picture = BeforeAfter(
            b"",
            b"",
            "",
            "",
            label_before="photo",
            label_after="painted",
            line=LINE,
            invitation="Open a photo, or drop it here",
        )
        self.photos = PictureChooser(
            banner,
            "Photo",
            PHOTOS,
            parameter="photo",
            noun="photo",
            on_choose=self.paint,
            most_own=MOST_AT_ONCE,
        )
        self.photos.take_from(self._picture)
        self.notices += self.photos.take_address(address_query())
        self._back = Picture(
            3 * ROUND_TRIP_SIDE, "a photo, the same painted, and what the way back makes of it"
        )
        self._said_back = ipywidgets.HTML()
        self._there_and_back = button(
            banner, "There and back", self.go_back, "Paint the photo, and make the painting a photo again"
        )
        self.downloads = Downloads(
            [
                {"name": "painting", "label": "The painting (PNG)"},
                {"name": "all", "label": "All of your photos, painted (ZIP)"},
            ],
            self._produce,
        )
        self.variants = GridRun(
            banner,
            make_cell=self._variant,
            heading=lambda: Heading(("",), tuple(PAINTERS.values()), alt="The photo painted"),
            cells=lambda: [CellRun((name, self._photo(VARIANT_SIDE))) for name in PAINTERS],
            open_cell=lambda name, _photo: self.panel.take(self.panel.settings.changed(painter=name)),
            slot=slot,
            loading="Loading TensorFlow and the painters takes some seconds.",
        )
        tools = stack("aip-tools", self._there_and_back)
        stage = stack(
            "aip-stage",
            self._picture,
            stack("aip-choices", self.photos.gallery, self.panel.knobs, tools, self.downloads),
        )
        self.back = stack("aip-round-trip", self._said_back, self._back)
        self.back.layout.display = "none"
        self.widget = stack("aip-card aip-pad", stage, self.back)
        banner.watch(self.widget)
        self._show_recorded()

    def said(self) -> str:
        """What the painting is of."""
        settings = self.panel.settings
        (name,) = self.photos.chosen
        recorded = "Recorded. " if self._recorded else ""
        painter = self._studio.names().get(settings.painter, "your own")
        photo = self.photos.picture(name).label
        return f"{recorded}Photo {photo}, painter: {painter}, strength {settings.strength:g}."

    def as_query(self) -> str:
        """Painter, strength, size and photo as part of an address; the visitor's own don't travel."""
        settings = self.panel.settings
        if settings.painter == OWN:
            settings = settings.changed(painter="monet")
        return "&".join(filter(None, (to_query(settings), self.photos.as_query())))

    def paint(self) -> None:
        """Paint what is chosen with the knobs as they stand."""
        settings = self.panel.settings
        self.back.layout.display = "none"
        photo = self._photo(settings.size)
        if not self._studio.remembers(photo, settings.painter):
            self._show(photo, None, "")
            self._picture.caption = (
                "Painting ..."
                if self._studio.loaded(settings.painter)
                else "Loading the painter, a few seconds ..."
            )
        try:
            painted = self._studio.paint(photo, settings.painter, settings.strength)
        except Exception:
            self._picture.caption = "Not painted."
            raise
        self._recorded = False
        height, width = photo.shape[:2]
        self._show(
            photo, painted.picture, f"{width} × {height} px, painted in {painted.milliseconds:,.0f} ms."
        )
        self._banner.clear()

    def go_back(self) -> None:
        """Paint the photo and make the painting a photo again, and tell how much of it came back."""
        photo = self._photo(ROUND_TRIP_SIDE)
        name = self.panel.settings.painter
        painted = self._studio.paint(photo, name).picture
        back = self._studio.paint(painted, name, part="photographer").picture
        there, here = difference(painted, photo), difference(back, photo)
        self._back.show(np.concatenate([photo, painted, back], axis=1))
        self._said_back.value = (
            "<p>The photo, its painting at full strength, and the photo that the other generator makes of "
            f"that. Values are {there:.1f} of 255 off on average in the painting, and {here:.1f} in what "
            "came back. A loss, explained below, pulls that down, as hard as its weight in the painter's "
            "training.</p>"
        )
        self.back.layout.display = ""

    def _follow(self, change: Change[EaselSettings]) -> None:
        if change.turned:
            self._studio.require(change.after.painter)
            self.panel.settings = change.after
            # Before it is loaded, which takes seconds.
            self.panel.knobs.active_preset = change.after.painter
            self.paint()

    def _photo(self, longest_side: int) -> Pixels:
        (name,) = self.photos.chosen
        pixels = self.photos.pixels(name)
        return resized(pixels, longest_side) if max(pixels.shape[:2]) > longest_side else pixels

    def _show_recorded(self) -> None:
        """The first picture of the page: painted beforehand, so that it stands there at once."""
        (name,) = self.photos.chosen
        photo = self._photo(self.panel.settings.size)
        painter = self.panel.settings.painter
        if painter == OWN or self.panel.settings.strength < 1.0:
            self._show(photo, None, "Choose a painter, or a photo of your own.")
            return
        self._show(
            photo, recorded_painting(name, painter), "Recorded. Choose a painter, or a photo of your own."
        )

    def _show(self, photo: Pixels, painted: Pixels | None, caption: str) -> None:
        with self._picture.hold_sync():
            self._picture.before = jpeg(photo)
            self._picture.aspect = photo.shape[0] / photo.shape[1]
            self._picture.after = b"" if painted is None else jpeg(painted)
            self._picture.alt_before = "The photo"
            self._picture.alt_after = "" if painted is None else "The photo, painted"
            self._picture.caption = caption

    def _variant(self, name: str, photo: Pixels) -> Generator[CellSnapshot | None, None, None]:
        yield None
        painted = self._studio.paint(photo, name)
        yield CellSnapshot(1.0, painted.picture, f"{painted.milliseconds:,.0f} ms")

    def _produce(self, name: str) -> File:
        settings = self.panel.settings
        if name == "painting":
            painted = self._studio.paint(self._photo(settings.size), settings.painter, settings.strength)
            return f"{settings.painter}.png", "image/png", png(painted.picture)
        own = self.photos.own
        if not own:
            raise ValueError("There are no photos of yours yet: open some, several at once if you like.")
        names = free_names([Path(picture.file) for picture in own], ".jpg")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number, (file, picture) in enumerate(zip(names, own, strict=True), 1):
                self._picture.caption = f"Painting photo {number} of {len(own)} ..."
                photo = picture.reduced(settings.size)
                painted = self._studio.paint(photo, settings.painter, settings.strength)
                archive.writestr(file, jpeg(painted.picture))
        self._picture.caption = "One photo painted." if len(own) == 1 else f"{len(own)} photos painted."
        return f"{settings.painter}.zip", "application/zip", buffer.getvalue()
