"""A photo through a lens: where the networks think its patches come from, as the lens is turned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

import ipywidgets
import numpy as np
from numpy.typing import NDArray

from ai_playground.lesson.recording import RecordingError
from ai_playground.lesson.text import percent
from ai_playground.page.environment import address_query
from ai_playground.page.layout import stack
from ai_playground.page.picture_chooser import PictureChooser
from ai_playground.page.settings_panel import Change, SettingsPanel
from ai_playground.patches.cues import CHANCE, CUES, right
from ai_playground.patches.cutting import patch_at, patch_window, patches_of, prepared
from ai_playground.patches.dashboard.drawn_cells import sixteen_maps
from ai_playground.patches.dashboard.shared_locator import SharedLocator
from ai_playground.patches.grid import cell_of, centres
from ai_playground.patches.guessing import in_words
from ai_playground.patches.lens import through
from ai_playground.patches.lenses import LENSES
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.recorded_maps import recorded_maps
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels, resized
from ai_playground.settings import from_query, to_query
from ai_playground.ui.banner import Banner
from ai_playground.ui.photo_map import PhotoMap
from ai_playground.ui.picture import Picture, jpeg

SHOWN = 960
"""Longer side in px of the photo on the page."""
ENLARGED = 2
FIRST_CELL = 7
"""Whose patch is asked about at first: one at the right edge, where the lens does much."""
NAMED = 3
"""Guesses that are named, if they are as likely as `LEAST_NAMED`."""
LEAST_NAMED = 0.01
STRIDE = 8
"""Each so many-th pixel is looked at, to tell whether a photo is of a single color."""
FLAT = 2.0
"""Standard deviation below which a photo is called one of a single color, in steps of 255."""


class HeatMap:
    """The card with the map.

    Args:
        banner: Where what goes wrong is explained.
        networks: Who is asked.
        on_lens: Called when the lens is another; also when it is shown first.
        on_photo: Called when another photo is chosen.

    Attributes:
        panel: The knobs of the lens.
        photos: The chooser.
        map: The photo, where a place can be chosen.
        notices: Sentences about what the page's address asks for in vain.
        widget: All of it, for a cell of the notebook.
    """

    def __init__(
        self,
        banner: Banner,
        networks: SharedLocator,
        on_lens: Callable[[], None],
        on_photo: Callable[[], None],
    ) -> None:
        self._banner, self._networks, self._on_photo = banner, networks, on_photo
        self._prepared: tuple[str, Pixels] | None = None
        self._failed = False
        settings, self.notices = from_query(LensSettings, address_query())
        self.panel = SettingsPanel(settings, LENSES, on_change=self._follow, on_show=on_lens)
        self.map = PhotoMap(grid=True, mode="place", invitation="Open a photo, or drop it here")
        self.map.on_place(self.look_at)
        self._patch = Picture(ENLARGED * 96, "The patch, twice as large as it is")
        self._answer = ipywidgets.HTML()
        self._all = Picture(SHOWN, "All sixteen patches: on each cell of the photo its patch's own heat map")
        self.photos = PictureChooser(
            banner,
            "Photo",
            PHOTOS,
            parameter="photo",
            noun="photo",
            on_choose=self._take_photo,
            refuse=lambda _file, pixels: prepared(pixels),
        )
        self.photos.take_from(self.map)
        self.notices += self.photos.take_address(address_query())
        x, y = centres()
        self._place = float(x[FIRST_CELL]), float(y[FIRST_CELL])
        answer = stack("aip-tools", self._patch, self._answer)
        self.widget = stack(
            "aip-card aip-pad",
            stack(
                "aip-stage",
                stack("aip-scene", self.map, answer, self._all),
                stack("aip-choices", self.photos.gallery, self.panel.knobs),
            ),
        )
        banner.watch(self.widget)
        self.panel.show(self.panel.settings)
        self._begin()

    @property
    def lens(self) -> LensSettings:
        """As the knobs stand."""
        return self.panel.settings

    def seen(self) -> Pixels:
        """The chosen photo as networks are shown it, through the lens."""
        return self._seen

    def photo(self) -> Pixels:
        """The same before any lens of ours."""
        (name,) = self.photos.chosen
        if self._prepared is None or self._prepared[0] != name:
            own = self.photos.picture(name).own
            self._prepared = name, prepared(self.photos.pixels(name)) if own else sample(name)
        return self._prepared[1]

    def said(self) -> str:
        """What the maps are of."""
        (name,) = self.photos.chosen
        return f"Photo {self.photos.picture(name).label}, lens: {to_query(self.lens) or 'default'}."

    def as_query(self) -> str:
        """Lens and photo as part of an address."""
        return "&".join(filter(None, (to_query(self.lens), self.photos.as_query())))

    def look_at(self, x: float, y: float) -> None:
        """Ask where the patch at a place comes from; places are fractions of the photo."""
        self._place = x, y
        self._ask()

    def show(self) -> None:
        """Show the chosen photo through the lens as it stands, and ask."""
        self._see()
        self._ask()

    def _take_photo(self) -> None:
        self._forget_answers()
        self._see()
        self._on_photo()
        self._ask()

    def _begin(self) -> None:
        """At load: the photo, and what was recorded of it, if it was."""
        self._see()
        (name,) = self.photos.chosen
        lenses = [LensSettings().changed(**cue.changes) for cue in CUES]
        cue = lenses.index(self.lens) if self.lens in lenses else None
        if cue is None or self.photos.picture(name).own:
            self.map.caption = "Choose a place: the network says where the patch there comes from."
            return
        try:
            maps = recorded_maps()[name][cue]
        except RecordingError as error:
            self.map.caption = f"{error} Choose a place, and the network is asked."
            return
        self._show_answers(maps, maps[FIRST_CELL], "Recorded. Choose a place, or turn the lens.")

    def _see(self) -> None:
        self._seen = through(self.photo(), self.lens)
        self._shown = resized(self._seen, SHOWN)
        (name,) = self.photos.chosen
        height, width = self._shown.shape[:2]
        self.map.show(jpeg(self._shown), height, width, f"The photo {self.photos.picture(name).label}")

    def _ask(self) -> None:
        if not self._networks.loaded:
            self.map.caption = "Loading TensorFlow and the network, a few seconds ..."
        patch = patch_at(self._seen, *self._place)
        try:
            answers = self._networks.locator().probabilities(
                np.concatenate([patches_of(self._seen), patch[None]])
            )
        except Exception:
            self.map.caption = "Not asked."
            self._forget_answers()
            self._failed = True
            raise
        self._show_answers(answers[:PATCHES], answers[PATCHES], self._remark())
        if self._failed:
            self._banner.clear()
        self._failed = False

    def _remark(self) -> str:
        """What is to be known about the photo: that it lies on its side, or that little of it can be told."""
        (name,) = self.photos.chosen
        height, width = self.photos.pixels(name).shape[:2]
        told = (
            ["Upright photos are turned to the left, as the networks know photos."] if height > width else []
        )
        seen = self._seen
        if seen[::STRIDE, ::STRIDE].std(axis=(0, 1)).max() < FLAT:
            told.append("A photo of a single color: nothing in it tells where a patch was.")
        elif (seen[..., 0] == seen[..., 1]).all() and (seen[..., 1] == seen[..., 2]).all():
            told.append("A grey photo has no color fringes: only its content and dark corners can tell.")
        return " ".join(told)

    def _forget_answers(self) -> None:
        """Take away what was said of another photo, or through another lens."""
        self._answer.value, self._patch.image, self._all.image, self._all.caption = "", b"", b"", ""

    def _show_answers(self, maps: NDArray[np.float32], one: NDArray[np.float32], remark: str) -> None:
        x, y = self._place
        own = int(cell_of(np.array(x), np.array(y)))
        with self.map.hold_sync():
            self.map.heat([float(value) for value in one])
            self.map.patch = asdict(patch_window(self._seen, x, y))
            self.map.marks = [{"cell": own, "kind": "true"}]
            self.map.caption = remark
        patch = patch_at(self._seen, x, y)
        self._patch.show(patch.repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1))
        order = np.argsort(one)[::-1][:NAMED]
        likely = [cell for cell in order if one[cell] >= LEAST_NAMED]
        guesses = ", ".join(f"{in_words(int(cell))} ({percent(one[cell])})" for cell in likely)
        verdict = "right" if order[0] == own else "wrong"
        self._answer.value = (
            f"<p>The patch is from <b>{in_words(own)}</b>. The network's likeliest cells: {guesses}. "
            f"Its first guess is <b>{verdict}</b>.</p>"
        )
        self._all.show(sixteen_maps(self._shown, maps))
        self._all.caption = (
            f"{round(PATCHES * right(maps))} of {PATCHES} first guesses are right; by chance "
            f"{PATCHES * CHANCE:.0f} would be. Bright: likely. Green outline: where the patch is from."
        )

    def _follow(self, change: Change[LensSettings]) -> None:
        if change.turned:
            self.panel.settings = change.after
            self._see()
            # The lens is turned, whether anyone can be asked or not.
            self._banner.guard(self._ask)()
