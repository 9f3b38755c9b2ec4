"""Ten patches to guess; then the networks play the same ten."""

from __future__ import annotations

from dataclasses import asdict

import ipywidgets

from ai_playground.lesson.text import percent
from ai_playground.page.layout import button, stack
from ai_playground.patches.cues import CHANCE
from ai_playground.patches.cutting import patch_at, patch_window
from ai_playground.patches.dashboard.drawn_cells import outlined
from ai_playground.patches.grid import centres
from ai_playground.patches.guessing import ROUNDS, draw_rounds, in_words, steps_away
from ai_playground.patches.lens import through
from ai_playground.patches.recorded_maps import recorded_maps
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels, resized
from ai_playground.ui.banner import Banner
from ai_playground.ui.photo_map import PhotoMap
from ai_playground.ui.picture import Picture, jpeg
from ai_playground.ui.picture_grid import PictureGrid

ENLARGED = 3
SHOWN, SMALL = 960, 300
"""Longer sides in px of a photo on the map, and of one in the table of results."""
ACROSS = 5
"""Results in a row."""
OUTLINE = 5


class GuessGame:
    """The first card of the page.

    Args:
        banner: Where what goes wrong is explained.

    Attributes:
        map: Where the visitor clicks.
        guesses: Cells that were clicked so far.
        widget: All of it, for a cell of the notebook.
    """

    def __init__(self, banner: Banner) -> None:
        self._games = 0
        self.guesses: list[int] = []
        self._said = ipywidgets.HTML()
        self._said.add_class("aip-prose")
        self._patch = Picture(ENLARGED * 96, "The patch, three times as large as it is")
        self.map = PhotoMap(grid=True, mode="cell", alt="An empty photo, in sixteen cells")
        self.map.on_cell(self.guess)
        self._next = button(banner, "Next patch", self.go_on)
        self._again = button(banner, "Play again", self.begin, "Ten other patches")
        self._results = PictureGrid(0.67)
        self._results.layout.display = "none"
        tools = stack("aip-tools", self._next, self._again)
        stage = stack("aip-stage", stack("aip-choices", self._patch), stack("aip-scene", self.map, tools))
        self.widget = stack("aip-card aip-pad", self._said, stage, self._results)
        banner.watch(self.widget)
        self.begin()

    @property
    def over(self) -> bool:
        """Whether all ten are guessed."""
        return len(self.guesses) == ROUNDS

    @property
    def score(self) -> int:
        """How many the visitor has right."""
        return sum(guess == each.cell for guess, each in zip(self.guesses, self.rounds, strict=False))

    def said(self) -> str:
        """What the pictures are of."""
        return f"Guessing game {self._games}, through the default lens; the networks' answers are recorded."

    def begin(self) -> None:
        """Draw ten patches; other ones each time."""
        self.rounds = draw_rounds([photo.name for photo in PHOTOS], self._games)
        self._games += 1
        self.guesses = []
        self._small: list[Pixels] = []
        self._results.layout.display = "none"
        self._pose()

    def guess(self, cell: int) -> None:
        """Take the visitor's guess, and show where the patch is from."""
        asked = self.rounds[len(self.guesses)]
        self.guesses.append(cell)
        self._small.append(resized(self._seen, SMALL))
        away = steps_away(cell, asked.cell)
        with self.map.hold_sync():
            self._show_photo(self._seen, asked.photo)
            self.map.marks = [{"cell": asked.cell, "kind": "true"}, {"cell": cell, "kind": "guess"}]
            x, y = (float(axis[asked.cell]) for axis in centres())
            self.map.patch = asdict(patch_window(self._seen, x, y))
            self.map.caption = (
                f"Right: {in_words(cell)}."
                if not away
                else f"It is from {in_words(asked.cell)}; you said {in_words(cell)}, "
                f"{away} cell{'s' if away > 1 else ''} away."
            )
        self._tell()
        if self.over:
            self._show_results()

    def go_on(self) -> None:
        """Show the next patch; without a guess, the same one stays."""
        if not self.over and self.map.mode == "":
            self._pose()

    def _pose(self) -> None:
        asked = self.rounds[len(self.guesses)]
        self._seen = through(sample(asked.photo), LensSettings())
        x, y = (float(axis[asked.cell]) for axis in centres())
        patch = patch_at(self._seen, x, y)
        self._patch.show(patch.repeat(ENLARGED, axis=0).repeat(ENLARGED, axis=1))
        height, width = self._seen.shape[:2]
        self.map.show(b"", height, width, "An empty photo, in sixteen cells")
        self.map.mode = "cell"
        self.map.caption = "Where in its photo was the patch? Choose a cell."
        self._tell()

    def _show_photo(self, photo: Pixels, name: str) -> None:
        shown = resized(photo, SHOWN)
        height, width = shown.shape[:2]
        self.map.show(jpeg(shown), height, width, f"The photo {name}, with the patch's cell")
        self.map.mode = ""

    def _tell(self) -> None:
        done = len(self.guesses)
        waits = self.map.mode == ""
        self._next.disabled = self.over or not waits
        self._again.disabled = not done
        number = min(done + (not waits), ROUNDS)
        text = f"<b>Patch {number} of {ROUNDS}.</b> You have {self.score} of {done} right."
        if not self.over:
            self._said.value = f"<p>{text} By chance one in sixteen is.</p>"
            return
        try:
            network = sum(self._answer(index) == each.cell for index, each in enumerate(self.rounds))
        except ValueError as error:
            self._said.value = f"<p>{text} {error}</p>"
            return
        self._said.value = (
            f"<p><b>You: {self.score} of {ROUNDS}. The network: {network} of {ROUNDS}.</b> "
            f"By chance {ROUNDS * CHANCE:.1f} are right. It saw the same patches and nothing else; "
            "its answers are recorded. What does it see that you don't?</p>"
        )

    def _answer(self, index: int) -> int:
        """The network's cell for one of the ten. Raises RecordingError if the recording can't be read."""
        asked = self.rounds[index]
        return int(recorded_maps()[asked.photo][0][asked.cell].argmax())

    def _show_results(self) -> None:
        self._results.lay_out(
            rows=[""] * (ROUNDS // ACROSS),
            columns=[""] * ACROSS,
            finding="Green: where it is from. Blue: you. Orange: the network.",
        )
        for index, (asked, guess) in enumerate(zip(self.rounds, self.guesses, strict=True)):
            row, column = divmod(index, ACROSS)
            try:
                answer = self._answer(index)
                sure = float(recorded_maps()[asked.photo][0][asked.cell].max())
            except ValueError as error:
                self._results.fail(row, column, str(error))
                continue
            cells = [(asked.cell, "true"), (guess, "guess"), (answer, "network")]
            own, theirs = (("right" if cell == asked.cell else "wrong") for cell in (guess, answer))
            self._results.finish(
                row,
                column,
                jpeg(outlined(self._small[index], cells, OUTLINE)),
                figures=f"you {own}, network {theirs} ({percent(sure)} sure)",
                alt=f"{asked.photo}: from {in_words(asked.cell)}, you said {in_words(guess)}, "
                f"the network {in_words(answer)}",
            )
        self._results.layout.display = ""
