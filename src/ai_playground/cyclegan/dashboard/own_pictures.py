"""Where the visitor brings photos and paintings to train on."""

from __future__ import annotations

import html
from collections.abc import Callable

import ipywidgets

from ai_playground.cyclegan import own_pictures
from ai_playground.cyclegan.bundle import Pair, Swatch
from ai_playground.cyclegan.own_pictures import FEWEST_PHOTOS, MOST, Heap, read_lot
from ai_playground.lesson.text import counted
from ai_playground.page.layout import button, stack
from ai_playground.page.picture_chooser import ACCEPT
from ai_playground.page.reading import Reading
from ai_playground.pictures import MAX_BYTES
from ai_playground.ui.banner import Banner
from ai_playground.ui.file_picker import FilePicker

MOST_ENTRIES = 20_000
"""More than the list of files in an archive can hold."""


class OneKind:
    """The visitor's pictures of one kind: brought, counted, taken away.

    Args:
        banner: Where what goes wrong is explained.
        noun: What one of them is called.
        shipped: What is trained on where there are none, in words.
        fewest: So many are needed.
        on_change: Called when there are others.

    Attributes:
        heap: The pictures.
        picker: Takes the files.
        reading: Reads them.
        widget: All of it.
    """

    def __init__(
        self, banner: Banner, noun: str, shipped: str, fewest: int, on_change: Callable[[], object]
    ) -> None:
        self.heap = Heap()
        self._noun, self._shipped, self._fewest, self._on_change = noun, shipped, fewest, on_change
        self._files: list[tuple[str, bytes]] = []
        self._refused: list[str] = []
        self._said = ipywidgets.HTML()
        self.picker = FilePicker(f"Bring {noun}s", f"{ACCEPT},.zip,application/zip", MAX_BYTES, MOST)
        self.picker.on_file(lambda name, content: self._files.append((name, content)))
        self.picker.on_refused(self._refuse)
        self.picker.on_done(self._read)
        self.reading = Reading(banner, f"{noun}s", MOST_ENTRIES)
        self._away = button(banner, f"Take the {noun}s away", lambda: self._take(Heap()))
        tools = stack("aip-tools", self.picker, self._away)
        self.widget = stack("aip-kind", self._said, tools, self.reading.widget)
        self._tell()

    def _read(self) -> None:
        lot = self.heap, self._files, self._refused
        self._files, self._refused = [], []
        self.reading.start(read_lot, lot, self._take)

    def _refuse(self, name: str, size: int) -> None:
        self._refused.append(f"{name} has {size / 1e6:,.0f} MB; {MAX_BYTES / 1e6:.0f} MB is the limit")

    def _take(self, heap: Heap) -> None:
        self.heap = heap
        self._tell()
        self._on_change()

    def _tell(self) -> None:
        count = len(self.heap.pictures)
        told = f"<b>{counted(count, self._noun)} of yours.</b>" if count else f"{self._shipped}."
        if 0 < count < self._fewest:
            told += f" Too few: {self._fewest} are needed."
        self._said.value = f"{told} {html.escape(self.heap.remark())}"
        self._away.disabled = not count


class OwnPictures:
    """Both kinds.

    Args:
        banner: Where what goes wrong is explained.
        on_change: Called when there are others.

    Attributes:
        photos, paintings: The kinds.
        widget: All of it, for a cell of the notebook.
    """

    def __init__(self, banner: Banner, on_change: Callable[[], object]) -> None:
        self.photos = OneKind(banner, "photo", "Photos: those that ship", FEWEST_PHOTOS, on_change)
        self.paintings = OneKind(
            banner, "painting", "Paintings: the brushwork that the knob names", 1, on_change
        )
        about = ipywidgets.HTML(
            "<b>Train on your own.</b> Bring pictures, several at once, or a ZIP file of them. The next run "
            "takes them; of your photos it holds every fourth out, to be shown and scored."
        )
        self.widget = stack("aip-own", about, stack("aip-two", self.photos.widget, self.paintings.widget))

    def pair(self, swatch: Swatch) -> Pair:
        """What the next run trains on. Raises OwnPicturesError for too few photos."""
        return own_pictures.pair(swatch, self.photos.heap, self.paintings.heap)
