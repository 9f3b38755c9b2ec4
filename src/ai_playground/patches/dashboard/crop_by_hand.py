"""The visitor crops a photo; the network, which sees the part alone, draws where it thinks the rest was."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets

from ai_playground.page.layout import button, stack
from ai_playground.patches.crop_game import around_the_middle, smallest_factor
from ai_playground.patches.cutting import cut
from ai_playground.patches.dashboard.asking import ASKING, Asking
from ai_playground.patches.dashboard.crop_words import answer, drawn, was
from ai_playground.patches.grid import WHOLE, Window
from ai_playground.patches.rectangle import Guess
from ai_playground.pictures import Pixels
from ai_playground.ui.banner import Banner
from ai_playground.ui.photo_map import SAME_SHAPE, PhotoMap
from ai_playground.ui.picture import jpeg

ABOUT = (
    "<h2>Crop it yourself</h2><p>Drag a rectangle on the photo. What lies in it is all that the network is "
    "shown. Where will it say that the rest was? Think first, then ask: of a part at an edge, then of one in "
    "the very middle. Its answers are the whole, or a part of half to nine tenths of each side that touches "
    "an edge: one that touches none isn't among them.</p>"
)
DRAG = "Drag a rectangle; it keeps the shape of the photo. Or ask about the whole."
PART = "All that the network is shown."
MIDDLE = (
    "This part lies around the middle, and so do fringes and shade: its fringes are those of a whole photo "
    "through the same lens, its shade that of a weaker one."
)


class CropByHand:
    """The photo with its rectangle, and beside it what the network is shown.

    Args:
        banner: Where what goes wrong is explained.
        asking: Asks the network.
        seen: Tells the photo that is chosen on the page, prepared and through the lens.

    Attributes:
        original: The photo: the visitor's rectangle, which is the true one, and the network's.
        part: What the network is shown.
        widget: All of it.
    """

    def __init__(self, banner: Banner, asking: Asking, seen: Callable[[], Pixels]) -> None:
        self._asking, self._tell_seen = asking, seen
        self.original = PhotoMap(mode="window", window_kind="true")
        self.original.on_window(lambda *_sides: self._show_part())
        self.part = PhotoMap(caption=PART)
        self._ask = button(banner, "Ask the network", self.ask)
        self.widget = stack(
            "aip-crop-by-hand",
            ipywidgets.HTML(ABOUT),
            stack("aip-two", self.original, self.part),
            stack("aip-tools", self._ask),
        )
        self.show_photo()

    @property
    def window(self) -> Window:
        """What the visitor left of the photo."""
        return Window(*self.original.window) if self.original.window else WHOLE

    def show_photo(self) -> None:
        """Show the photo that is chosen now through the lens as it is now; the rectangle stays."""
        kept = list(self.original.window)
        self._seen = self._tell_seen()
        height, width = self._seen.shape[:2]
        smallest = smallest_factor(height)
        with self.original.hold_sync():
            self.original.show(jpeg(self._seen), height, width, "The photo")
            self.original.smallest = smallest
            if kept and kept[2] - kept[0] >= smallest - SAME_SHAPE:
                self.original.window = kept
        self._show_part()

    def ask(self) -> None:
        """Ask the network of what the visitor left."""
        window = self.window
        self._ask.disabled = True
        self.original.caption = ASKING
        self._asking.ask(self._seen, window, lambda guess: self._show_answer(window, guess))

    def _show_part(self) -> None:
        """Show what lies in the rectangle; an answer to another one goes."""
        self._asking.drop()
        part = cut(self._seen, self.window)
        self.part.show(jpeg(part), part.shape[0], part.shape[1], PART)
        with self.original.hold_sync():
            self.original.windows = []
            self.original.caption = DRAG
        self._ask.disabled = False

    def _show_answer(self, window: Window, guess: Guess | None) -> None:
        self._ask.disabled = False
        with self.original.hold_sync():
            if guess is None:
                self.original.caption = DRAG
                return
            self.original.windows = [drawn(guess.window, "network", "network")]
            remark = MIDDLE if around_the_middle(window) else ""
            self.original.caption = f"{was(window)} {answer('The network', guess, window)} {remark}".strip()
