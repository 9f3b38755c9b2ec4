"""Ways to begin a training on the page: the whole, the report's choices, and parts taken away."""

from __future__ import annotations

from ai_playground.cyclegan.ablations import ABLATIONS
from ai_playground.settings import Preset

_MISSING = {each.name: each for each in ABLATIONS}

PRESETS = (
    Preset("whole", "Everything", "Both losses, the pool, the decay: some minutes on two cores.", {}),
    Preset(
        "first",
        "The report's first",
        "One picture a step, no augmentation, no decay, cross-entropy: what scored 51.49.",
        {
            "batch_size": 1,
            "adversarial": "cross_entropy",
            "decay_share": 0.0,
            "averaging": 0.0,
            "pool_size": 0,
            "smallest_scale": 1.0,
            "largest_scale": 1.0,
            "flip": False,
        },
    ),
    Preset(
        "final",
        "The report's last",
        "Four pictures a step, augmentation with quarter turns, label smoothing: what scored 39.73.",
        {
            "batch_size": 4,
            "adversarial": "cross_entropy",
            "decay_share": 0.0,
            "averaging": 0.0,
            "pool_size": 0,
            "quarter_turns": True,
            "smoothing": 0.1,
        },
    ),
    Preset("no_cycle", "No cycle loss", "What holds the picture together?", _MISSING["no_cycle"].changes),
    Preset("no_identity", "No identity loss", "What keeps the colours?", _MISSING["no_identity"].changes),
)
KEPT = ("swatch", "steps", "seed")
"""Knobs that no preset turns."""
