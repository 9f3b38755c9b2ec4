"""Ways to begin a training on the page: the whole, after the report's runs, and with parts taken away.

The report doesn't tell how much it smoothed labels, nor of a pool or a moving average: 0.1 and neither of the
two are our guess. Nor which generators it had; but it used Kaggle's code, of which copies have U-Nets. These
copies weigh the identity loss by 5; the report says 10.
"""

from __future__ import annotations

from ai_playground.cyclegan.ablations import ABLATIONS
from ai_playground.settings import Preset

_MISSING = {each.name: each for each in ABLATIONS}

PRESETS = (
    Preset(
        "whole",
        "Everything",
        "Both losses, a pool of earlier pictures, a falling rate: some minutes on two cores.",
        {},
    ),
    Preset(
        "first",
        "The report's first",
        "After the run that scored 51.49: one picture a step, no decay, cross-entropy, both weights 10 as it "
        "says, no augmentation, but squares are cut at random. No pool and no average are our guess. U-Nets, "
        "as in Kaggle's code, which it used; they don't paint the photo on top of the page.",
        {
            "generator": "unet",
            "batch_size": 1,
            "adversarial": "cross_entropy",
            "identity_weight": 10.0,
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
        "After the run that scored 39.73: four pictures a step, augmentation with quarter turns, labels "
        "smoothed by a guess. That run had all photos in an epoch, too: six times the steps. U-Nets again.",
        {
            "generator": "unet",
            "batch_size": 4,
            "adversarial": "cross_entropy",
            "identity_weight": 10.0,
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
