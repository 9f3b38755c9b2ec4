"""Paint the photographs of lesson 3 with the painters that ship: what its page shows before anyone asks.

Run: python -m training.paint_cyclegan_samples
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from ai_playground.cyclegan.painters import PAINTERS
from ai_playground.cyclegan.painting import Painter
from ai_playground.cyclegan.samples import PHOTOS, painted_file, recorded_painting
from ai_playground.cyclegan.weights import shipped
from ai_playground.locations import assets_directory

QUALITY = 85
SIDE = 512
"""Longer side in px of what is painted."""
CARD = 1024
"""Width in px of the picture for the home page: a photo's left third, and the rest painted."""


def main() -> None:
    """Paint all, and the home page's picture."""
    for name in PAINTERS:
        painter = Painter(shipped(name))
        for photo in PHOTOS:
            target = painted_file(photo.name, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(painter.paint(photo.reduced(SIDE))).save(target, quality=QUALITY, optimize=True)
    first = PHOTOS[0]
    whole = first.reduced(SIDE)
    card = recorded_painting(first.name, "monet").copy()
    third = whole.shape[1] // 3
    card[:, :third] = whole[:, :third]
    card[:, third : third + 3] = 255
    image = Image.fromarray(np.ascontiguousarray(card))
    image = image.resize((CARD, round(CARD * image.height / image.width)), Image.Resampling.LANCZOS)
    image.save(assets_directory() / "pictures" / "cyclegan.jpg", quality=80, optimize=True)


if __name__ == "__main__":
    main()
