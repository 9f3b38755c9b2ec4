"""The photo transformer: a photo, its page's outline to correct, the page laid flat beside it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import ipywidgets
import numpy as np
from numpy.typing import ArrayLike

from ai_playground.corners.dashboard.network import Answer, Network
from ai_playground.corners.detector import NEAR
from ai_playground.corners.frame import CORNERS, HEIGHT, WIDTH, Quad, in_order, to_frame, to_photo
from ai_playground.corners.labels import label_text, picture_hash
from ai_playground.corners.locate import DOUBTFUL, Found
from ai_playground.corners.own_data import Example, example
from ai_playground.corners.samples import SAMPLES, recorded_answers
from ai_playground.corners.straighten import LONGEST_SIDE, NotAPageError, check_page, straightened
from ai_playground.page.environment import address_query
from ai_playground.page.layout import button, stack
from ai_playground.page.picture_chooser import PictureChooser
from ai_playground.pictures import PictureError, Pixels, resized
from ai_playground.ui.banner import Banner
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.picture import Picture, jpeg, png
from ai_playground.ui.quad import QuadEditor

PHOTO_SIDE = 1000
PAGE_SIDE = 900
MOST_UNDONE = 50
LONGEST_TO_SHORTEST = 10
"""A photo is no longer than so many times its width: squashed to the frame nothing would be left of it."""
DOWNLOADS = (
    {"name": "page", "label": "The flat page (PNG)"},
    {"name": "label", "label": "Its corners (JSON)"},
)


class Transformer:
    """A photo that is chosen, an editor of four corners, the straightened page.

    Args:
        banner: Where what goes wrong is explained.
        network: Who is asked for the corners.
        add: Called with a photo that the visitor adds to their data, and whether they moved what the network
            answered.
        on_choose: Called when another photo is chosen.

    Attributes:
        photos: The chooser.
        notices: Sentences about what the page's address asks for in vain.
        widget: All of it, for a cell of the notebook.
    """

    def __init__(
        self,
        banner: Banner,
        network: Network,
        add: Callable[[Example, bool], None],
        on_choose: Callable[[], None],
    ) -> None:
        self._banner, self._network, self._add, self._on_choose = banner, network, add, on_choose
        self._past: deque[Quad] = deque(maxlen=MOST_UNDONE)
        self._turns = 0
        self._corners: Quad = np.zeros((4, 2), np.float32)
        self._settled: Quad = self._corners
        self._answer: Quad | None = None  # the network's, for this photo
        self.photos = PictureChooser(
            banner,
            "Photo",
            SAMPLES,
            parameter="photo",
            noun="photo",
            on_choose=self._choose,
            refuse=_refuse_long,
        )
        self._editor = QuadEditor(CORNERS, invitation="Open a photo, or drop it here")
        self.photos.take_from(self._editor)
        self._editor.on_move(self._move)
        self._page = Picture(PAGE_SIDE, "the page laid flat")
        self._said = ipywidgets.HTML()
        self._ask = button(banner, "Ask the network", self.ask, "Put the corners where the network sees them")
        self._undo = button(banner, "Undo", self.undo, "Take back the last move of a corner")
        self._turn = button(banner, "Turn", self.turn, "Turn the flat page by a quarter to the right")
        self._keep = button(banner, "Add to my data", self.keep, "Keep this photo with these corners")
        self._downloads = Downloads(list(DOWNLOADS), self._produce)
        tools = stack("aip-tools", self._ask, self._undo, self._turn, self._keep)
        self.widget = stack(
            "aip-card aip-pad",
            stack(
                "aip-stage",
                stack("aip-two", self._editor, stack("aip-flat", self._said, self._page)),
                stack("aip-choices", self.photos.gallery, tools, self._downloads),
            ),
        )
        banner.watch(self.widget)
        network.on_change(self._on_other_network)
        self.notices = self.photos.take_address(address_query())
        self._show_photo()
        recorded = recorded_answers()[self._photo.name]
        self._show_answer(recorded)
        told = "the network saw no page here" if recorded.refused else "what the network answered"
        self._editor.caption = f"Recorded: {told}. Drag the corners, or choose a photo."

    def said(self) -> str:
        """What outline and flat page are of."""
        network = "trained on own photos" if self._network.own else "as shipped"
        return f"Photo {self._photo.stem}, network {network}."

    def ask(self) -> None:
        """Put the corners where the network sees them; where it can't be asked they can still be dragged."""
        self._editor.caption = (
            "Looking for the page ..." if self._network.loaded else "Loading the network, a few seconds ..."
        )
        try:
            answer = self._network.ask(self._pixels)
        except Exception:
            self._put(_inset(*self._size))
            self._editor.caption = "Without the network: drag the corners to the page's."
            raise
        self._remember()
        self._show_answer(answer.found)
        self._editor.caption = _verdict(answer, self._network.own)

    def undo(self) -> None:
        """Take back the last change of the corners."""
        if self._past:
            self._put(self._past.pop())
            self._undo.disabled = not self._past
            self._editor.caption = ""

    def turn(self) -> None:
        """Turn the flat page by a quarter to the right: corners say nothing of which way its text runs."""
        self._turns = (self._turns + 1) % 4
        self._straighten()

    def keep(self) -> None:
        """Hand the photo with its corners to the visitor's data. Raises NotAPageError for no page's."""
        self._check()
        corners = to_frame(self._corners, *self._size)
        corrected = self._answer is None or not np.array_equal(self._corners, self._answer)
        self._add(example(self._photo.stem, self._pixels, in_order(corners)), corrected)

    def _on_other_network(self) -> None:
        self._editor.caption = "Another network answers now, and this outline is older: ask it for its own."

    # The editor.

    def _move(self, index: int, corners: list[list[float]], last: bool) -> None:
        height, width = self._size
        self._corners = np.array(corners, np.float32) * np.array([width, height], np.float32)
        self._straighten()
        if last:
            self._past.append(self._settled)
            self._settled = self._corners
            self._undo.disabled = False
            self._editor.caption = f"You moved the {CORNERS[index]} corner."

    def _choose(self) -> None:
        """Take up the photo that was chosen, and ask for its page."""
        self._show_photo()
        self._on_choose()
        self.ask()

    def _show_photo(self) -> None:
        (name,) = self.photos.chosen
        self._photo, self._pixels = self.photos.picture(name), self.photos.pixels(name)
        shown = resized(self._pixels, PHOTO_SIDE)
        height, width = shown.shape[:2]
        self._editor.show(jpeg(shown), height, width, f"The photo {self._photo.stem}")
        self._answer = None
        self._past.clear()
        self._undo.disabled = True
        self._turns = 0

    @property
    def _size(self) -> tuple[int, int]:
        """Height and width of the photo, in px."""
        return self._pixels.shape[0], self._pixels.shape[1]

    def _remember(self) -> None:
        if self._editor.corners:
            self._past.append(self._settled)
            self._undo.disabled = False

    def _put(self, corners: ArrayLike, doubtful: list[bool] | None = None) -> None:
        height, width = self._size
        self._corners = self._settled = np.asarray(corners, np.float32)
        self._editor.outline((self._corners / [width, height]).tolist(), doubtful or ())
        self._straighten()

    def _show_answer(self, found: Found) -> None:
        if found.refused:
            self._put(_inset(*self._size))
        else:
            self._put(found.corners, list(found.confidence < DOUBTFUL))
            self._answer = self._corners

    def _straighten(self) -> None:
        try:
            self._check()
            page = straightened(self._pixels, self._corners, PAGE_SIDE)
        except NotAPageError as error:
            # The page that was there before belongs to other corners.
            self._page.image = b""
            self._say(str(error))
            return
        self._say("")
        self._page.show(np.ascontiguousarray(np.rot90(page, -self._turns)))
        if self._banner.tone == "error":
            self._banner.clear()

    def _check(self) -> None:
        """Raises NotAPageError for crossed corners, and for those that only stand there to begin with."""
        if np.array_equal(self._corners, _inset(*self._size)):
            raise NotAPageError("No page yet: drag the corners to one.")
        check_page(self._corners)

    def _say(self, text: str) -> None:
        self._said.value = text
        self._said.layout.display = "" if text else "none"

    def _produce(self, name: str) -> tuple[str, str, bytes]:
        self._check()
        if name == "label":
            corners = to_frame(self._corners, *self._size)
            text = label_text(corners, self._photo.file, picture_hash(self._photo.content))
            return f"{self._photo.stem}.json", "application/json", text.encode()
        photo = self._photo.reduced(LONGEST_SIDE)
        corners = self._corners * (photo.shape[1] / self._size[1])
        page = np.rot90(straightened(photo, corners), -self._turns)
        return f"{self._photo.stem}_flat.png", "image/png", png(np.ascontiguousarray(page))


def _verdict(answer: Answer, own: bool) -> str:
    """What the network's answer is worth, in a sentence."""
    confidence = answer.found.confidence
    who = "your network" if own else "the network"
    took = f"Found in {answer.milliseconds:.0f} ms."
    if answer.found.refused:
        why = "No page here" if answer.found.possible else "Nothing that a phone usually sees a page as"
        return f"{why}, says {who}. If there is one, drag the corners to it."
    unsure = [name for name, sure in zip(CORNERS, confidence, strict=True) if sure < DOUBTFUL]
    if unsure or answer.found.doubtful:
        which = f"{', '.join(unsure)}" if unsure else "all four"
        return f"Doubtful: look at the corners marked ({which}). {took}"
    sure = f"{100 * confidence.min():.0f} % sure to lie within {NEAR:.0f} px"
    checked = " (not checked for your network)" if own else ""
    return f"{took} Least certain corner: {sure}, on the photo squashed to {WIDTH} × {HEIGHT}{checked}."


def _refuse_long(file: str, pixels: Pixels) -> None:
    if max(pixels.shape[:2]) > LONGEST_TO_SHORTEST * min(pixels.shape[:2]):
        raise PictureError(
            f"{file} is more than {LONGEST_TO_SHORTEST} times as long as it is wide. Cut it to the page."
        )


def _inset(height: int, width: int) -> Quad:
    """An outline to begin with, a tenth of the photo inside its edges."""
    return to_photo([[19, 26], [173, 26], [173, 230], [19, 230]], height, width)
