"""The crop game: what is left of a photo is shown; the visitor says of what, and then the network."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import ipywidgets
import numpy as np

from ai_playground.page.layout import button, stack
from ai_playground.patches.crop_game import draw, said, score, smallest_factor
from ai_playground.patches.cutting import cut
from ai_playground.patches.dashboard.asking import ASKING, Asking
from ai_playground.patches.dashboard.crop_words import answer, drawn, table, was
from ai_playground.patches.grid import WHOLE, Window
from ai_playground.patches.lens import through
from ai_playground.patches.rectangle import Guess
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.ui.banner import Banner
from ai_playground.ui.photo_map import PhotoMap
from ai_playground.ui.picture import jpeg

ABOUT = (
    "<h2>Was it cropped?</h2><p>Half of the photos here are whole. Of the others a part is left, in the "
    "shape of the whole: half to nine tenths of each side, touching one edge. The network's rule knows that; "
    "now you do, too. Is this all of a photo? If not, drag a rectangle in the empty frame: where in the "
    "whole photo did the part lie? All is seen through the lens as its knobs stand above.</p>"
    "<p>The network's frame is the one that is expected to overlap most; how sure it is of a crop sums over "
    "all frames. So it may be rather sure of a crop and draw the whole: it can't tell what is gone.</p>"
)
DRAG = "The frame of the whole photo. Drag in it where the part lay."
LEFT = "What is left of a photo, or all of it."


class CropRounds:
    """Round after round, with a score; another lens begins a new one.

    Args:
        banner: Where what goes wrong is explained.
        asking: Asks the network.
        lens: Tells the lens that the photos are seen through.
        rng: Draws photos and crops.

    Attributes:
        left: What is left of the photo.
        frame: Where the visitor says that it lay, and then all of the photo.
        widget: All of it.
    """

    def __init__(
        self, banner: Banner, asking: Asking, lens: Callable[[], LensSettings], rng: np.random.Generator
    ) -> None:
        self._asking, self._lens, self._rng = asking, lens, rng
        self._names = self._draw_names()
        # The true window, and what the visitor and the network said.
        self._played: list[tuple[Window, Guess, Guess]] = []
        # What the visitor said, while the network is asked.
        self._mine: Guess | None = None
        self.left = PhotoMap(caption=LEFT)
        self.frame = PhotoMap()
        self._whole = button(banner, "It is whole", self.say_whole)
        self._part = button(banner, "It is a part: it lay there", self.say_part)
        self._next = button(banner, "Next photo", self.next_round)
        self._score = ipywidgets.HTML()
        self.widget = stack(
            "aip-crop-rounds",
            ipywidgets.HTML(ABOUT),
            stack("aip-two", self.left, self.frame),
            stack("aip-tools", self._whole, self._part, self._next),
            self._score,
        )
        self.next_round()

    def next_round(self) -> None:
        """Draw a photo and what is left of it, and ask for it."""
        self._photo, self._window = sample(next(self._names)), draw(self._rng)
        self._show_question()

    def follow_lens(self) -> None:
        """Show the photo that is asked for through another lens, and count anew."""
        self._asking.drop()
        self._played = []
        self._score.value = ""
        if self.frame.mode == "window" or self._mine is not None:
            self._show_question()

    def say_whole(self) -> None:
        """The visitor says that nothing was cropped away."""
        self._answer(WHOLE)

    def say_part(self) -> None:
        """The visitor says that it lay where the rectangle is."""
        if not self.frame.window or Window(*self.frame.window) == WHOLE:
            self.frame.caption = "First drag a rectangle in this frame: where did the part lie?"
        else:
            self._answer(Window(*self.frame.window))

    def _draw_names(self) -> Iterator[str]:
        """All photos in an order by chance, again and again."""
        names = [photo.name for photo in PHOTOS]
        while True:
            yield from self._rng.permutation(names)

    def _show_question(self) -> None:
        self._seen = through(self._photo, self._lens())
        shown = cut(self._seen, self._window)
        height, width = self._seen.shape[:2]
        self._mine = None
        self.left.show(jpeg(shown), shown.shape[0], shown.shape[1], LEFT)
        with self.frame.hold_sync():
            self.frame.show(b"", height, width, "The frame of the whole photo")
            self.frame.mode, self.frame.smallest = "window", smallest_factor(height)
            self.frame.caption = DRAG
        self._offer(answer=True, another=False)

    def _answer(self, window: Window) -> None:
        self._mine = said(window)
        with self.frame.hold_sync():
            self.frame.mode, self.frame.window = "", []
            self.frame.windows = [drawn(window, "guess", "you")]
            self.frame.caption = ASKING
        self._offer(answer=False, another=False)
        self._asking.ask(self._seen, self._window, self._reveal)

    def _reveal(self, guess: Guess | None) -> None:
        """Show the photo with all rectangles on it; None: there was no answer, so the round is open again."""
        mine = self._mine
        if mine is None:
            return
        if guess is None:
            self._show_question()
            return
        self._mine, true = None, self._window
        self._played.append((true, mine, guess))
        with self.frame.hold_sync():
            height, width = self._seen.shape[:2]
            self.frame.show(jpeg(self._seen), height, width, "The whole photo")
            self.frame.windows = [
                drawn(true, "true", "true"),
                drawn(mine.window, "guess", "you"),
                drawn(guess.window, "network", "network"),
            ]
            self.frame.caption = " ".join(
                (was(true), answer("You", mine, true), answer("The network", guess, true))
            )
        self._score.value = table(
            {
                "you": score([(true, mine) for true, mine, _ in self._played]),
                "the network": score([(true, theirs) for true, _, theirs in self._played]),
            }
        )
        self._offer(answer=False, another=True)

    def _offer(self, *, answer: bool, another: bool) -> None:
        self._whole.disabled = self._part.disabled = not answer
        self._next.disabled = not another
