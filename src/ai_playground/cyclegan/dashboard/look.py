"""What goes into a training and comes out: values of red, green and blue, and squares as they are cut out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ai_playground.cyclegan import augmentation, bundle
from ai_playground.cyclegan.distributions import BIN, CHANNELS, Set, of_monets
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.page.layout import card, page, stack
from ai_playground.ui.chart import Chart
from ai_playground.ui.layers import Tone, line
from ai_playground.ui.picture import Picture

ROWS, COLUMNS = 2, 9
SCALE, GAP = 96, 6
"""Side in px at which each square is shown, and the white between them."""
PHOTO = 25
"""Of those to train on, the one that is cut."""
_TONES: tuple[Tone, ...] = ("now", "truth", "reference")


class Look:
    """Three charts of values, and a picture of squares.

    Args:
        settings: Tells the knobs of the training.

    Attributes:
        squares: The picture.
        charts: One for each kind of pictures.
        section: All of it, for a cell of the notebook.
    """

    def __init__(self, settings: Callable[[], StudySettings]) -> None:
        self._settings = settings
        self._drawn: StudySettings | None = None
        self.charts = [_chart(each) for each in of_monets()]
        self.squares = Picture(
            COLUMNS * (SCALE + GAP) - GAP,
            "squares as a training cuts them out of one photo",
            "The photo, and what the training of above would see of it: scaled, cut, mirrored, turned.",
        )
        self.section = page(card(stack("aip-three", *self.charts), self.squares))
        self.show()

    def said(self) -> str:
        """What the charts and the squares are of."""
        return "Values of the first hundred pictures of each kind, zeros left out; squares as cut out."

    def show(self) -> None:
        """Cut the squares anew, if the knobs that decide them are others."""
        settings = self._settings()
        if settings == self._drawn:
            return
        self._drawn = settings
        photo = bundle.training_photographs()[PHOTO]
        size = augmentation.Size(*photo.shape[:2])
        rng = np.random.default_rng(settings.seed)
        one = settings.changed(batch_size=1)
        cuts = [augmentation.draw(rng, [size], one, step, 0)[0] for step in range(ROWS * COLUMNS - 1)]
        whole = augmentation.Cut(0, 0.0, 0.0, float(min(size)), flipped=False, turns=0)
        squares = [augmentation.cut_out(photo, cut, SCALE) for cut in (whole, *cuts)]
        framed = [np.pad(each, ((0, GAP), (0, GAP), (0, 0)), constant_values=255) for each in squares]
        rows = [np.concatenate(framed[row * COLUMNS :][:COLUMNS], axis=1) for row in range(ROWS)]
        self.squares.show(np.concatenate(rows)[:-GAP, :-GAP])


def _chart(kind: Set) -> Chart:
    values = np.arange(kind.shares.shape[1]) * BIN + BIN / 2
    lines = [
        line(np.column_stack([values, 100 * share]), tone=tone, label=name, width=1.8)
        for name, share, tone in zip(CHANNELS, kind.shares, _TONES, strict=True)
    ]
    return Chart(
        f"{kind.label[:1].upper()}{kind.label[1:]} ({kind.count})",
        {"label": "value", "log": False, "domain": [0, 256]},
        {"label": "% of the values", "log": False, "domain": [0, 4.5]},
        layers=lines,
        description=f"How often values of red, green and blue occur in {kind.count} {kind.label}",
        aspect=0.7,
    )
