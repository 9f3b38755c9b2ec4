"""The page's networks: loaded when something is first asked of them, and once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ai_playground.jobs import device
from ai_playground.pictures import Pixels

if TYPE_CHECKING:  # it brings TensorFlow once it is used
    from ai_playground.patches.locating import Locator


class SharedLocator:
    """For the page's callbacks and for runs in the background: whoever asks first loads them."""

    def __init__(self) -> None:
        self._locator: Locator | None = None
        self._lock = threading.Lock()

    @property
    def loaded(self) -> bool:
        """Whether an answer comes at once; the first one waits for TensorFlow."""
        return self._locator is not None

    def locator(self) -> Locator:
        """The networks.

        Raises:
            patches.weights.WeightsError: the weights are missing or damaged.
            ImportError: TensorFlow is missing.
        """
        with self._lock:
            if self._locator is None:
                from ai_playground.patches.locating import Locator

                device.configure()
                self._locator = Locator()
            return self._locator

    def heat_maps(self, photo: Pixels) -> NDArray[np.float32]:
        """See `Locator.heat_maps`."""
        return self.locator().heat_maps(photo)
