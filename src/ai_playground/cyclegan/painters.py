"""Whose manner ships."""

from __future__ import annotations

PAINTERS = {
    "monet": "Monet",
    "vangogh": "Van Gogh",
    "cezanne": "Cézanne",
    "ukiyoe": "Japanese print",
}
"""By the names of their files of weights, what to call a picture in their manner."""
