"""Sets texts on a figure: measures them, breaks them into lines, finds fonts that have their letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ai_playground.ui.figures.palette import palette
from ai_playground.ui.figures.plates import Words

# The page's own first; DejaVu Sans comes with matplotlib.
FAMILIES = ("Segoe UI", "Roboto", "Helvetica Neue", "Helvetica", "Arial", "Liberation Sans")
BUNDLED = "DejaVu Sans"
LINE = 1.4  # height of a line, in sizes of its letters
GAP = 16.0  # px between two texts of a row


def families(text: str) -> list[str]:
    """Fonts of this machine that have all letters of `text` together, the page's own first."""
    from matplotlib import font_manager

    fonts = font_manager.fontManager.ttflist
    # A font of last resort has a box for every letter.
    installed = {font.name: font.fname for font in fonts if "Last Resort" not in font.name}
    chosen = [*[name for name in FAMILIES if name in installed][:1], BUNDLED]
    missing = {ord(letter) for letter in text if letter.isprintable()}
    for name in [*chosen, *installed]:
        if not missing:
            break
        found = missing & font_manager.get_font(installed[name]).get_charmap().keys()
        missing -= found
        if found and name not in chosen:
            chosen.append(name)
    return chosen


class Typesetter:
    """Sets texts on one figure; lengths are px from its top left corner.

    Args:
        figure: A matplotlib figure with 72 px to the inch.
    """

    def __init__(self, figure: Any) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        self._figure = figure
        self._renderer = FigureCanvasAgg(figure).get_renderer()  # type: ignore[no-untyped-call]
        self.width, self.height = (side * figure.dpi for side in figure.get_size_inches())

    def measure(self, words: Words) -> float:
        """Width of a text in one line."""
        from matplotlib.font_manager import FontProperties

        font = FontProperties(size=words.size, weight="bold" if words.bold else "normal")
        width, _, _ = self._renderer.get_text_width_height_descent(words.text, font, ismath=False)
        return float(width)

    def lines(self, words: Words, width: float) -> list[str]:
        """A text broken between its words, so that no line is longer than `width` where that can be."""
        lines: list[str] = []
        for word in words.text.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.measure(Words(longer, size=words.size, bold=words.bold)) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def put(self, words: Words, left: float, top: float, **options: Any) -> None:
        """Set a text with its upper left corner there; `options` are those of matplotlib's texts."""
        self._figure.text(
            left / self.width,
            1 - top / self.height,
            words.text,
            color=palette().tones[words.tone].words,
            fontsize=words.size,
            fontweight="bold" if words.bold else "normal",
            parse_math=False,
            **{"va": "top", **options},
        )

    def row(self, pieces: Iterable[Words], left: float, top: float, right: float) -> float:
        """Set texts beside each other, in further rows where one is full; returns where the next begins."""
        x, height = left, 0.0
        for words in pieces:
            width = self.measure(words)
            if x > left and x + width > right:
                x, top = left, top + height
            self.put(words, x, top)
            x, height = x + width + GAP, LINE * words.size
        return top + height

    def paragraph(self, words: Words, left: float, top: float, width: float) -> float:
        """Set a text in lines no longer than `width`; returns where the next begins."""
        for line in self.lines(words, width):
            self.put(Words(line, words.tone, words.size, words.bold), left, top)
            top += LINE * words.size
        return top


def spread(wanted: Sequence[float], heights: Sequence[float], low: float, high: float) -> list[float]:
    """Middles as near to the `wanted` ones, which rise, as things of these heights can stand on each other.

    All lie in ``low .. high``; where there is too little room there, they overlap evenly.
    """
    room = high - low
    shrunk = min(1.0, room / max(sum(heights), 1e-9))
    # What is left when each gives up its own height is to rise: pool adjacent violators.
    offsets, offset = [], 0.0
    for height in heights:
        offsets.append(offset + shrunk * height / 2)
        offset += shrunk * height
    heaps: list[tuple[float, int]] = []
    for place, before in zip(wanted, offsets, strict=True):
        heap = (place - before, 1)
        while heaps and heaps[-1][0] / heaps[-1][1] > heap[0] / heap[1]:
            total, count = heaps.pop()
            heap = (heap[0] + total, heap[1] + count)
        heaps.append(heap)
    starts = [min(max(total / count, low), high - offset) for total, count in heaps for _ in range(count)]
    return [start + before for start, before in zip(starts, offsets, strict=True)]
