"""The page's network: loaded when it is first asked, the shipped one or the visitor's own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ai_playground.jobs import device
from ai_playground.pictures import Pixels

if TYPE_CHECKING:  # it brings OpenCV and, once it is used, TensorFlow
    from ai_playground.corners.finetune import Weights
    from ai_playground.corners.locate import Found, Locator


@dataclass(frozen=True)
class Answer:
    """What the network found, and how long it took once it was loaded."""

    found: Found
    milliseconds: float


class Network:
    """Asked by the page's callbacks and by a run in the background, one at a time.

    Attributes:
        own: Whether the network has been trained on the visitor's photos.
    """

    def __init__(self) -> None:
        self.own = False
        self._locator: Locator | None = None
        self._shipped: Weights = ()
        self._lock = threading.Lock()
        self._on_change: list[Callable[[], object]] = []

    def on_change(self, callback: Callable[[], object]) -> None:
        """Call `callback` whenever other weights answer from now on."""
        self._on_change.append(callback)

    @property
    def loaded(self) -> bool:
        """Whether an answer comes at once; the first one waits for TensorFlow."""
        return self._locator is not None

    def ask(self, photo: Pixels) -> Answer:
        """The page in a photo. Raises WeightsError, or ImportError without TensorFlow."""
        with self._lock:
            locator = self._ready()
            started = time.perf_counter()
            (found,) = locator.locate([photo])
            return Answer(found, 1e3 * (time.perf_counter() - started))

    def weights(self) -> Weights:
        """Its arrays now, in the order of `model.variables`. Raises as `ask` does."""
        with self._lock:
            return tuple(self._ready().model.get_weights())

    def use(self, weights: Weights) -> None:
        """Answer with other weights from now on."""
        with self._lock:
            self._ready().use(weights)
            self.own = True
        self._tell()

    def use_shipped(self) -> None:
        """Answer as the network that ships does."""
        with self._lock:
            if not self.own:
                return
            self._ready().use(self._shipped)
            self.own = False
        self._tell()

    def _tell(self) -> None:
        for callback in self._on_change:
            callback()

    def _ready(self) -> Locator:
        if self._locator is None:
            from ai_playground.corners.locate import Locator

            device.configure()
            self._locator = Locator()
            self._shipped = tuple(self._locator.model.get_weights())
        return self._locator
