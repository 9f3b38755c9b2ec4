"""Make the photographs of lesson 3: a few to paint, and many small ones to train on.

python -m training.pack_cyclegan_pictures --photographs DIR

DIR holds the camera originals that `assets/README.md` names. Photographs of people are left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from PIL import Image, ImageOps

from ai_playground.cyclegan import packed
from ai_playground.cyclegan.bundle import PAIR
from ai_playground.cyclegan.samples import PHOTOS
from ai_playground.pictures import read_picture, resized

NUMBERS = {"lake": 109, "boat": 100, "valley": 85, "bridge": 45, "stones": 20, "poles": 118}
"""Of the files of the photographs to paint."""
SMALL = (
    1, 2, 3, 8, 13, 14, 17, 22, 26, 27, 28, 38, 39, 43, 44, 46, 47, 50, 52, 58, 59, 62, 64, 67, 72, 73, 74,
    75, 77, 78, 79, 84, 87, 89, 90, 93, 96, 97, 101, 103, 104, 106, 113, 115, 116, 121,
)  # fmt: skip
"""Of those to train on."""
SIDE, SMALL_SIDE, SMALL_BYTES = 720, 96, 400_000


def main() -> None:
    """Write both."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--photographs", type=Path, required=True)
    folder = parser.parse_args().photographs
    for photo in PHOTOS:
        picture = resized(read_picture(folder / f"{NUMBERS[photo.name]:03}.jpg"), SIDE)
        assert isinstance(photo.source, Path)
        photo.source.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(picture).save(photo.source, quality=85, optimize=True)
    small = []
    for number in SMALL:
        with Image.open(folder / f"{number:03}.jpg") as image:
            square = ImageOps.fit(ImageOps.exif_transpose(image).convert("RGB"), (SMALL_SIDE, SMALL_SIDE))
        small.append(square)
    import numpy as np

    packed.write(PAIR, photo=packed.pack([np.asarray(each) for each in small], SMALL_BYTES))


if __name__ == "__main__":
    main()
