"""What of a lesson's page can be saved: each chart and picture by itself, and all of them as one file."""

from __future__ import annotations

import io
import re
import threading
import unicodedata
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from ai_playground.jobs import runs_in_foreground
from ai_playground.ui.downloads import Downloads
from ai_playground.ui.figures import FORMATS, Plate, as_file, as_pages
from ai_playground.ui.savable import Savable
from ai_playground.ui.sender import File

DOWNLOADS = (
    {"name": "pages", "label": "All charts and pictures (PDF)"},
    {"name": "images", "label": "The same as PNG and SVG (ZIP)"},
)


class Named(Protocol):
    """A lesson, by its names."""

    @property
    def name(self) -> str:
        """For people, such as "Lesson 1: Regression"."""
        ...

    @property
    def slug(self) -> str:
        """For names of files."""
        ...


class Album:
    """The charts and pictures of a page, and what each is of.

    Args:
        lesson: The lesson whose page it is.

    Attributes:
        downloads: Buttons for all of them at once.
    """

    def __init__(self, lesson: Named) -> None:
        self._lesson, self._stem = lesson.name, lesson.slug
        self._views: list[tuple[Savable, Callable[[], str]]] = []
        self.downloads = Downloads(list(DOWNLOADS), self._produce)
        self.downloads.work_with(_beside)

    def take(self, said: Callable[[], str], *widgets: Any) -> None:
        """Let the visitor save these widgets, and those in these boxes.

        Args:
            said: Tells what they show now is of: the settings, say.
            widgets: Those that can't be saved are passed by.
        """
        for widget in widgets:
            if isinstance(widget, Savable):
                self._views.append((widget, said))
                widget.work_with(_beside)
                widget.offer_saving(partial(self._begin, said))
            self.take(said, *getattr(widget, "children", ()))

    def _begin(self, said: Callable[[], str], plate: Plate, kind: str) -> Callable[[], File]:
        """What makes the file of a view; what the view is of is asked at once."""
        source, name = self._source(said), f"{self._stem}_{_file_name(plate)}.{kind.lower()}"
        return lambda: (name, FORMATS[kind], as_file(plate, source, kind))

    def _source(self, said: Callable[[], str]) -> str:
        return f"AI Playground. {self._lesson}. {said()}"

    def _produce(self, name: str) -> File:
        there = [(plate, self._source(said)) for view, said in self._views if (plate := view.plate())]
        if not there:
            raise ValueError("There is no chart and no picture yet. Press Run, then download.")

        def tell(number: int) -> None:
            self.downloads.doing = f"Drawing {number} of {len(there)} ..."

        if name == "pages":
            return f"{self._stem}.pdf", FORMATS["PDF"], as_pages(there, tell)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for number, (plate, source) in enumerate(there, 1):
                tell(number)
                for kind in ("PNG", "SVG"):
                    file = f"{self._stem}_{number}_{_file_name(plate)}.{kind.lower()}"
                    archive.writestr(file, as_file(plate, source, kind))
        return f"{self._stem}.zip", "application/zip", buffer.getvalue()


def _file_name(plate: Plate) -> str:
    """A plate's title in letters that every system's file names have."""
    plain = unicodedata.normalize("NFKD", plate.title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "chart"


def _beside(work: Callable[[], None]) -> None:
    """Do `work` beside the page's other work, where the page can show anything from there."""
    if runs_in_foreground():
        work()
    else:
        threading.Thread(target=work, name="saving").start()
