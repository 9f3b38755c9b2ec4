"""Make the style swatches in assets/style/swatches: the style of a painting, computed by our engine.

Each starts from noise and is led by the painting's Gram matrices alone (no content), so it has the painting's
brushwork and colors. Some of its things come too, in their places, the wave and the cypress: at 136 px, where
the search begins, the matrices have more entries than the picture has values. A run takes a minute or two;
finished swatches are kept.

Run: python training/synthesize_styles.py FOLDER_OF_PAINTINGS [--again]
"""

from __future__ import annotations

import argparse
from collections import deque
from pathlib import Path

import numpy as np
from PIL import Image

from ai_playground.pictures import read_picture
from ai_playground.style.inputs import Style
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import stylize

OUTPUT = Path(__file__).parents[1] / "assets" / "style" / "swatches"
HEIGHT, WIDTH = 288, 384
SETTINGS = StyleSettings(
    content_weight=0.0,
    style_weight=100.0,
    total_variation_weight=100.0,
    noise_ratio=1.0,
    size=WIDTH,
    iterations=60,
    seed=42,
)


def main() -> None:
    """Make what is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("paintings", type=Path)
    parser.add_argument("--again", action="store_true", help="make finished ones anew, too")
    options = parser.parse_args()
    OUTPUT.mkdir(parents=True, exist_ok=True)
    frame = np.full((HEIGHT, WIDTH, 3), 128, np.uint8)
    for path in sorted(options.paintings.glob("*.jpg")):
        target = OUTPUT / path.name
        if target.exists() and not options.again:
            continue
        last = deque(stylize(frame, [Style(read_picture(path))], SETTINGS), maxlen=1).pop()
        Image.fromarray(last.picture).save(target, quality=90)
        print(f"{target.name}: loss {last.loss:.3f} after {last.step} steps")


if __name__ == "__main__":
    main()
