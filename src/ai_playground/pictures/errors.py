"""What every reader of pictures may raise, and what it returns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""A picture: shape (height, width, 3), upright sRGB."""


class PictureError(ValueError):
    """A picture that can't be used; the message says why and how to mend it."""
