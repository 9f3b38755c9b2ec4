"""The style losses by layer that the students' report prints, and what plain sums of them mean.

Figure 3 of the report, as far as the print can be read: style losses at the end of a run with VGG19, on three
pictures, each beside its own painting. A loss is the mean squared difference of two Gram matrices, each a
mean over the places: so it is in their program, four times eq. 4 of Gatys et al.; the report's own formula
has the factor 1 / (2 n_H n_W n_C)^2.
"""

from __future__ import annotations

from collections.abc import Mapping

from ai_playground.style.yardstick import STYLE_LAYERS

REPORTED: Mapping[str, tuple[float | None, ...]] = dict(
    zip(
        STYLE_LAYERS,
        (
            (1385449.8, 1863844.0, 3292342.8),
            (1.3957590e8, None, 8.3132832e7),  # one is missing in print, by its brackets the second
            (2.0660656e8, 3.5548870e8, 6.7498992e7),
            (9.0140027e9, 1.4281944e10, 4.2129178e9),
            (33201106.0, 33433138.0, 3825286.0),  # the first is printed "3920e106.": see PRINTED
        ),
        strict=True,
    )
)
# The weighted sum that the figure prints for the first picture. It is the style weight, 100, times the plain
# mean of the five layers: this run still weighted them alike. So the number that can't be read is 33.2
# million.
PRINTED, STYLE_WEIGHT = 187_895_410_000.0, 100.0
# The terms of content and total variation that it prints beside it, in float32 too.
PRINTED_CONTENT, PRINTED_VARIATION = 82_663_176.0, 222_830.62
# What the authors made of it, as their program has it: the report says "a weighted sum scheme".
WEIGHTS: Mapping[str, float] = dict(zip(STYLE_LAYERS, (0.30, 0.10, 0.15, 0.15, 0.30), strict=True))


def mean_reported(layer: str) -> float:
    """Mean of the losses that can be read."""
    read = [loss for loss in REPORTED[layer] if loss is not None]
    return sum(read) / len(read)


def shares(losses: Mapping[str, float], weights: Mapping[str, float] | None = None) -> dict[str, float]:
    """What each layer contributes to the sum of all, weighted if so asked; they sum to 1."""
    terms = {name: loss * (1.0 if weights is None else weights[name]) for name, loss in losses.items()}
    whole = sum(terms.values()) or 1.0
    return {name: term / whole for name, term in terms.items()}
