"""Ways to begin, one click each: what they change of the knobs, and what they promise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ai_playground.settings import Preset

CURE: Mapping[str, Any] = {
    "initialization": "random",
    "scaled_inputs": True,
    "centred_inputs": True,
    "linear_outputs": True,
    "median_start": True,
    "shuffle": True,
    "labels": "page",
}

PRESETS = (
    Preset("report", "As in the report", "Its best network on photos, on a smaller run.", {}),
    Preset(
        "random",
        "Random start",
        "Only the start changed: every weight of the dense layers is drawn.",
        {"initialization": "random"},
    ),
    Preset(
        "cured",
        "Cured",
        "Random start, scaled and centred inputs, outputs without ReLU that start at the median, shuffled "
        "batches; labels of the page.",
        CURE,
    ),
    Preset("conv", "Convolution, cured", "One C2 unit with the same cures.", {"model": "c2-1", **CURE}),
)
# No preset turns these knobs.
KEPT = ("epochs", "sheets", "noise", "seed")
