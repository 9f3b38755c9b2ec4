"""Makes files of plates: PNG in twice the page's pixels, SVG and PDF of the size of a slide."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ai_playground.ui.figures.plates import Graph, Plate, Plot, Words
from ai_playground.ui.figures.text import LINE, Typesetter, families

FORMATS = {"PNG": "image/png", "SVG": "image/svg+xml", "PDF": "application/pdf"}
"""What a plate can be saved as, and its media type."""

WIDTH = 960.0  # px of the page; a PNG has twice as many
FLATTEST, TALLEST = 9 / 16, 3 / 4
"""Height over width of a chart lies between those of the two shapes of a slide."""
MARGIN = 32.0
TITLE, CAPTION, NOTE, SOURCE = 24.0, 16.0, 13.0, 12.0
"""px, their letters."""
DOTS_PER_INCH = 72.0
"""So a point, in which matplotlib counts, is a pixel, and 960 px are the 13.3 inch of a slide."""

# Styles belong to the process, and matplotlib's texts are no thing for two threads at once.
_drawing = threading.Lock()


def as_file(plate: Plate, source: str, kind: str) -> bytes:
    """`plate` as a file of a kind of `FORMATS`; `source` says below it where it is from."""
    with _style([*plate.texts(), source]):
        return _saved(_figure(plate, source), kind)


def as_pages(plates: Sequence[tuple[Plate, str]], on_page: Callable[[int], object] = lambda _: None) -> bytes:
    """One PDF with a page for each of the plates, each with where it is from.

    Args:
        plates: What to draw, and what is said below it.
        on_page: Called with each page's number, from 1, before it is drawn.
    """
    from matplotlib.backends.backend_pdf import PdfPages

    buffer = io.BytesIO()
    with (
        _style([text for plate, source in plates for text in (*plate.texts(), source)]),
        PdfPages(buffer, metadata={"CreationDate": None}) as pages,
    ):
        for number, (plate, source) in enumerate(plates, 1):
            on_page(number)
            pages.savefig(_figure(plate, source), dpi=2 * DOTS_PER_INCH)
    return buffer.getvalue()


def _figure(plate: Plate, source: str) -> Any:
    from matplotlib.figure import Figure

    # A page that nobody saves anything of goes without.
    from ai_playground.ui.figures.chart import draw_plot
    from ai_playground.ui.figures.graph import draw_graph
    from ai_playground.ui.figures.pictures import draw_grid, layout_of

    probe = Typesetter(Figure(figsize=(WIDTH / DOTS_PER_INCH, 1), dpi=DOTS_PER_INCH))
    inner = WIDTH - 2 * MARGIN
    told = [(Words(plate.note, "mute", NOTE), 4.0), (Words(source, "mute", SOURCE), 10.0)]
    foot = sum(len(probe.lines(words, inner)) * LINE * words.size + above for words, above in told)
    head = _write_head(probe, plate)
    if isinstance(plate, Plot):
        height = WIDTH * min(max(plate.aspect, FLATTEST), TALLEST)
    else:
        content = plate.size[1] if isinstance(plate, Graph) else layout_of(plate, inner)[2]
        height = head + content + foot + MARGIN
    figure = Figure(figsize=(WIDTH / DOTS_PER_INCH, height / DOTS_PER_INCH), dpi=DOTS_PER_INCH)
    setter = Typesetter(figure)
    _write_head(setter, plate)
    top = height - MARGIN * 0.75 - foot
    box = (MARGIN, head, WIDTH - MARGIN, top)
    for words, above in told:
        if words.text:
            top = setter.paragraph(words, MARGIN, top + above, inner)
    if isinstance(plate, Plot):
        draw_plot(figure, plate, setter, box)
    elif isinstance(plate, Graph):
        draw_graph(figure, plate, box, height)
    else:
        draw_grid(figure, plate, setter, box)
    return figure


def _write_head(setter: Typesetter, plate: Plate) -> float:
    """Write title and newest values; returns where what is below them begins."""
    top = setter.paragraph(Words(plate.title, "ink", TITLE, bold=True), MARGIN, MARGIN, WIDTH - 2 * MARGIN)
    values = [Words(text, tone, CAPTION) for text, tone in plate.caption]
    return setter.row(values, MARGIN, top + 2, WIDTH - MARGIN) + 12


@contextmanager
def _style(texts: Sequence[str]) -> Iterator[None]:
    """Draw as the page does, whatever style the notebook has, with fonts for the letters of `texts`."""
    import matplotlib.style

    ours = {
        "font.family": families("".join(texts)),
        # Texts stay texts, to be found, changed and read out.
        "svg.fonttype": "none",
        "pdf.fonttype": 42,
        "svg.hashsalt": "ai_playground",
        # Every point of the data is in the file.
        "path.simplify": False,
    }
    with _drawing, matplotlib.style.context(["default", ours]), warnings.catch_warnings():
        # A letter that no font here has is drawn as a box; in an SVG the reader's fonts may have it.
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)
        yield


def _saved(figure: Any, kind: str) -> bytes:
    buffer = io.BytesIO()
    metadata = {"PNG": {"Software": "ai_playground"}, "SVG": {"Date": None}, "PDF": {"CreationDate": None}}
    figure.savefig(buffer, format=kind.lower(), dpi=2 * DOTS_PER_INCH, metadata=metadata[kind])
    return buffer.getvalue()
