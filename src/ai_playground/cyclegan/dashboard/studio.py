"""The page's painters: each loaded when it is first asked, one picture at a time."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ai_playground.cyclegan.painters import PAINTERS
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import Moment
from ai_playground.cyclegan.weights import Part, Weights, shipped
from ai_playground.jobs import device
from ai_playground.pictures import Pixels

if TYPE_CHECKING:  # it brings TensorFlow once it is used
    from ai_playground.cyclegan.painting import Painter

OWN = "own"
"""Name of the visitor's painter, beside those of `PAINTERS`."""


class NoPainterError(ValueError):
    """There is no such painter yet; the message says how to come by one."""


@dataclass(frozen=True, eq=False)
class Painted:
    """A picture that was made, and how long that took once the painter was loaded."""

    picture: Pixels
    milliseconds: float


@dataclass(frozen=True, eq=False)
class _Made:
    """The painting that was made last, of which other shares may be asked for."""

    painter: Painter
    photo: Pixels
    painting: Pixels
    milliseconds: float


class Studio:
    """Asked by the page's callbacks and by runs in the background, one at a time."""

    def __init__(self) -> None:
        self._last: _Made | None = None
        self._painters: dict[tuple[str, Part], Painter] = {}
        self._own: dict[Part, Weights] = {}
        self._lock = threading.Lock()

    def loaded(self, painter: str) -> bool:
        """Whether an answer comes at once; the first one waits for TensorFlow."""
        return (painter, "painter") in self._painters

    def names(self) -> dict[str, str]:
        """The painters there are, and what people call them."""
        return {**PAINTERS, **({OWN: "your own"} if self._own else {})}

    def require(self, painter: str) -> None:
        """Raise NoPainterError if the visitor would have to train this painter first."""
        if painter not in self.names():
            raise NoPainterError("You have trained no painter yet. Train one below, or choose another.")

    def use_own(self, painter: Weights, photographer: Weights) -> None:
        """Take up the visitor's own generators, in place of those before."""
        with self._lock:
            self._own = {"painter": painter, "photographer": photographer}
            for part in self._own:
                self._painters.pop((OWN, part), None)

    def use_run(self, settings: StudySettings, moment: Moment) -> None:
        """Take up the generators at the end of a training, unless they are of a kind that no painter has."""
        if settings.generator == "residual":
            shape = settings.filters, settings.blocks, settings.upsampling
            self.use_own(Weights(*shape, moment.painter), Weights(*shape, moment.photographer))

    def remembers(self, photo: Pixels, painter: str) -> bool:
        """Whether this is what was painted last, so that another share of it comes at once."""
        return self._remembered(photo, self._painters.get((painter, "painter"))) is not None

    def _remembered(self, photo: Pixels, painter: Painter | None) -> _Made | None:
        last = self._last
        same = last is not None and last.painter is painter and np.array_equal(last.photo, photo)
        return last if same else None

    def paint(self, photo: Pixels, painter: str, strength: float = 1.0, part: Part = "painter") -> Painted:
        """A photo in a painter's manner, or, with the `part` photographer, a painting made into a photo.

        Raises:
            NoPainterError: the visitor has trained none yet.
            cyclegan.weights.WeightsError: the weights are missing or damaged.
            ImportError: TensorFlow is missing.
        """
        with self._lock:
            ready = self._ready(painter, part)
            made = self._remembered(photo, ready)
            if made is None:
                started = time.perf_counter()
                painting = ready.paint(photo)
                made = _Made(ready, photo, painting, 1e3 * (time.perf_counter() - started))
                if part == "painter":
                    self._last = made
            from ai_playground.cyclegan.painting import mixed

            return Painted(mixed(made.painting, photo, strength), made.milliseconds)

    def _ready(self, name: str, part: Part) -> Painter:
        if (name, part) not in self._painters:
            self.require(name)
            from ai_playground.cyclegan.painting import Painter

            device.configure()
            weights = self._own[part] if name == OWN else shipped(name, part)
            self._painters[name, part] = Painter(weights)
        return self._painters[name, part]
