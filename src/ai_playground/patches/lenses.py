"""Lenses to begin with."""

from __future__ import annotations

from ai_playground.patches.lens import NO_LENS
from ai_playground.settings import Preset

LENSES = (
    Preset("plain", "Plain lens", "Red and blue fringes, and corners that are a little dark.", {}),
    Preset(
        "none",
        "No lens",
        "The photo as it is: what is left is its content, and what its own camera did.",
        NO_LENS.model_dump(exclude_defaults=True),
    ),
    Preset(
        "cheap",
        "Cheap lens",
        "Twice the fringes, and much darker corners.",
        {"red": 0.4, "blue": -0.4, "vignetting": 0.8},
    ),
    Preset("grey", "Grey by green", "The plain lens in black and white: no fringes.", {"grey": True}),
    Preset("jpeg", "Poor JPEG", "The plain lens, and a JPEG of quality 30.", {"jpeg": 30}),
)
