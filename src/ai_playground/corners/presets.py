"""Ways to begin, one click each: what they change of the knobs, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ai_playground.settings import Preset

CURE: Mapping[str, Any] = {
    "initialization": "random",
    "scaled_inputs": True,
    "linear_outputs": True,
    "shuffle": True,
    "labels": "page",
}

PRESETS = (
    Preset("report", "As in the report", "Its best network, as it was: the error falls, then stands.", {}),
    Preset(
        "random",
        "Random start",
        "Only the start changed: the units differ now, but raw pixels, up to 255, kill most of them.",
        {"initialization": "random"},
    ),
    Preset(
        "cured",
        "Cured",
        "Random start, scaled inputs, outputs without ReLU, shuffled batches; labels of the page.",
        CURE,
    ),
    Preset("conv", "Convolution, cured", "One C2 unit with the same cures.", {"model": "c2-1", **CURE}),
)
# No preset turns these knobs.
KEPT = ("epochs", "sheets", "noise", "seed")
