"""Paint the README's examples: docs/pictures/style_examples.jpg. Photograph, style swatch and result, by row.

All with the default knobs at 512 px, from the pictures that ship. Run: python training/paint_examples.py
"""

from __future__ import annotations

from collections import deque
from pathlib import Path

import numpy as np
from PIL import Image

from ai_playground.jobs import device
from ai_playground.pictures import Pixels, resized
from ai_playground.style.inputs import Style
from ai_playground.style.library import PHOTOS, STYLES
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import stylize

OUTPUT = Path(__file__).parents[1] / "docs" / "pictures" / "style_examples.jpg"
PAIRS = (
    ("temple", "van_gogh_starry_night"),
    ("cat", "hokusai_great_wave"),
    ("coffee", "kandinsky_composition_vii"),
)
SETTINGS = StyleSettings(size=512)
HEIGHT, GAP = 300, 6


def main() -> None:
    """Paint each pair and put them in one grid."""
    device.configure()
    photos, styles = ({entry.name: entry.pixels for entry in entries} for entries in (PHOTOS, STYLES))
    rows = []
    for photo, style in PAIRS:
        result = deque(stylize(photos[photo], [Style(styles[style])], SETTINGS), maxlen=1).pop()
        print(f"{photo} like {style}: loss {result.loss:.3f}, {result.weighted}")
        rows.append(_row(photos[photo], styles[style], result.picture))
    width = max(row.shape[1] for row in rows)
    grid = np.concatenate([_padded(row, width) for row in rows])[:-GAP]
    Image.fromarray(grid).save(OUTPUT, quality=88)


def _row(*pictures: Pixels) -> Pixels:
    fitted = [
        resized(picture, round(HEIGHT * max(picture.shape[:2]) / picture.shape[0])) for picture in pictures
    ]
    white = np.full((HEIGHT, GAP, 3), 255, np.uint8)
    parts = [part for picture in fitted for part in (picture[:HEIGHT], white)][:-1]
    row: Pixels = np.concatenate(parts, axis=1)
    return row


def _padded(row: Pixels, width: int) -> Pixels:
    padded: Pixels = np.pad(row, ((0, GAP), (0, width - row.shape[1]), (0, 0)), constant_values=255)
    return padded


if __name__ == "__main__":
    main()
