"""What `benchmarks/patches_quality.py` measured and page or help quote; a test holds it to the benchmarks."""

from __future__ import annotations

PHOTOS_MEASURED = 45
"""As taken, of cameras that no network was trained on."""
AS_TAKEN, AS_TAKEN_IN_GREY = 0.221, 0.107
"""Share of their patches that are placed right, and of the same photos in grey."""
AMONG_FOUR_IN_GREY = 0.372
"""Share of the patches in grey whose cell is among the best four."""
OVERLAP_AS_TAKEN, OVERLAP_OF_ONE = 0.736, 0.746
"""Of the rectangle of what is left of a crop, for the same photos; of the best one that never looks."""
CROPS_MEASURED = 3
"""Of each of these photos; each was asked about beside the whole."""
TOLD_AS_TAKEN = 0.663
"""Share of crops and wholes that are rightly called cropped or not; half are."""
