"""The crop game of the page: the visitor against the network, a crop by hand, and errors over many photos."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ai_playground.jobs import RunSlot
from ai_playground.page.layout import card, page
from ai_playground.patches.crop_game import Asked
from ai_playground.patches.dashboard.asking import Asking
from ai_playground.patches.dashboard.crop_by_hand import CropByHand
from ai_playground.patches.dashboard.crop_errors import CropErrors
from ai_playground.patches.dashboard.crop_rounds import CropRounds
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels
from ai_playground.settings import as_words
from ai_playground.ui.banner import Banner


class CropGame:
    """Three cards below each other.

    Args:
        banner: Where what goes wrong is explained.
        locator: Gives the networks; called in the background, by one at a time, when something is asked.
        seen: Tells the photo that is chosen on the page, prepared and through the lens.
        lens: Tells the lens that photos are seen through.
        slot: The queue to measure in.
        rng: Draws the rounds; by chance if there is none.

    Attributes:
        rounds, by_hand, errors: The cards' parts.
        widget: All of it, for a cell of the notebook.
    """

    def __init__(
        self,
        banner: Banner,
        locator: Callable[[], Asked],
        seen: Callable[[], Pixels],
        lens: Callable[[], LensSettings],
        slot: RunSlot,
        rng: np.random.Generator | None = None,
    ) -> None:
        self._lens = lens
        self.rounds = CropRounds(banner, Asking(banner, locator), lens, rng or np.random.default_rng())
        self.by_hand = CropByHand(banner, Asking(banner, locator), seen)
        self.errors = CropErrors(banner, locator, lens, slot)
        self.widget = page(*(card(part.widget) for part in (self.rounds, self.by_hand, self.errors)))
        banner.watch(self.widget)

    def said(self) -> str:
        """What its pictures are of."""
        return f"Lens: {as_words(self._lens())}."

    def follow_lens(self) -> None:
        """Show everything through the lens as it is now."""
        self.rounds.follow_lens()
        self.by_hand.show_photo()
        self.errors.follow_lens()

    def follow_photo(self) -> None:
        """Show the photo that is chosen now, all of it."""
        self.by_hand.original.window = []
        self.by_hand.show_photo()
