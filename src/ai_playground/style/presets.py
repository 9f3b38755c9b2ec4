"""Ways to begin, one click each: what they change of the knobs, and what they promise."""

from __future__ import annotations

from ai_playground.settings import Preset

PRESETS = (
    Preset(
        "quick",
        "Quick look",
        "Small and rough, in seconds; the other knobs stay.",
        {"size": 192},
        others_stay=True,
    ),
    Preset("default", "As it comes", "All knobs back where they were.", {}),
    Preset("large", "Large", "512 px, for keeping; the other knobs stay.", {"size": 512}, others_stay=True),
    Preset(
        "bold",
        "More paint",
        "The brush takes over, some outlines stay.",
        {"content_weight": 0.1, "noise_ratio": 0.5},
    ),
    Preset("gentle", "More photo", "A touch of paint.", {"content_weight": 500.0}),
    Preset(
        "texture",
        "Only the brush",
        "No photograph at all: style out of noise.",
        {"content_weight": 0.0, "noise_ratio": 1.0},
    ),
    Preset("colors", "Keep its colors", "The painting's brush, the photo's colors.", {"colors": "content"}),
)
