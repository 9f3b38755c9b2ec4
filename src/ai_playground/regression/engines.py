"""What does the runs that the page shows, and what a step of it is."""

from __future__ import annotations

from typing import Literal

Engine = Literal["descent", "keras", "lasso"]

# The other two take few of the settings, or none: `keras_fit.py` and `lasso.py` say which.
NAMES: dict[Engine, str] = {"descent": "descent", "keras": "Keras", "lasso": "Lasso"}


def steps_of(engine: Engine) -> tuple[str, str]:
    """What a snapshot's `epoch` counts, as one of them and as several: Keras' run counts batches."""
    return ("batch", "batches") if engine == "keras" else ("epoch", "epochs")
