"""Draw the README's sheet of lesson 3: twelve photographs that no painter was trained on, painted.

    python -m training.draw_cyclegan_pairs --photographs DIR

DIR holds the camera originals that `assets/README.md` names.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image, ImageOps

from ai_playground.cyclegan.painters import PAINTERS
from ai_playground.cyclegan.painting import Painter
from ai_playground.cyclegan.weights import shipped
from ai_playground.pictures import read_picture, resized

NUMBERS = {
    "monet": (100, 109, 104, 17, 85, 93),
    "vangogh": (118, 115),
    "cezanne": (20, 90),
    "ukiyoe": (45, 84),
}
"""Files of the photographs, by who paints them."""
SIDE = 384
"""Longer side of what is painted, px."""
WIDTH, HEIGHT, GAP = 300, 225, 4
"""Of a picture on the sheet, px."""
TARGET = Path("docs/pictures/cyclegan_pairs.jpg")


def main() -> None:
    """Paint twelve, and put each beside its photograph: four rows of three pairs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photographs", type=Path, required=True)
    folder = parser.parse_args().photographs
    pairs = []
    for name in PAINTERS:
        painter = Painter(shipped(name))
        for number in NUMBERS[name]:
            photo = resized(read_picture(folder / f"{number:03}.jpg"), SIDE)
            pairs.append((photo, painter.paint(photo)))
    wide = 2 * WIDTH + 3 * GAP
    sheet = Image.new("RGB", (3 * wide, 4 * (HEIGHT + 3 * GAP)), "white")
    for place, pair in enumerate(pairs):
        for side, picture in enumerate(pair):
            fitted = ImageOps.fit(Image.fromarray(picture), (WIDTH, HEIGHT))
            left = place % 3 * wide + side * (WIDTH + GAP)
            sheet.paste(fitted, (left, place // 3 * (HEIGHT + 3 * GAP)))
    sheet.save(TARGET, quality=84, optimize=True)


if __name__ == "__main__":
    main()
