"""Ways to begin a training on the page: the report's network as we suppose it, mended flaw by flaw, cured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ai_playground.settings import Preset

FLAWS = ("relu_on_logits", "plain", "wrong_axis", "labels_as_cut")
"""In the order in which the presets mend them."""
CURE: Mapping[str, Any] = dict.fromkeys(FLAWS, False)

PRESETS = (
    Preset(
        "report", "The report's, we suppose", "All four flaws. It says nearly the same of every patch.", {}
    ),
    Preset("mended1", "No ReLU at the end", "The first flaw is mended.", dict.fromkeys(FLAWS[:1], False)),
    Preset(
        "mended2",
        "… and a true ResNet",
        "The second, too: activation, normalization and skips are in.",
        dict.fromkeys(FLAWS[:2], False),
    ),
    Preset(
        "mended3",
        "… and the right axis",
        "The third, too: each patch's sixteen answers add up to 1.",
        dict.fromkeys(FLAWS[:3], False),
    ),
    Preset("cured", "Cured", "None of the four is left.", CURE),
    Preset(
        "few",
        "Cured, 3 photos",
        "The report's guess was too little data: a third of it.",
        {**CURE, "photos": 3},
    ),
    Preset(
        "both", "The rectangle, cured", "Thumbnail and patches, as the authors.", {**CURE, "network": "both"}
    ),
)
KEPT = ("steps", "seed")
"""Knobs that no preset turns."""
