"""How long a photo of lesson 5 takes through the lens."""

from __future__ import annotations

import time

import numpy as np

from ai_playground.patches.lens import through
from ai_playground.patches.settings import LensSettings

WIDTH, HEIGHT = 1536, 1152
PHOTOS = 10
LIMIT = 1.0
LENSES = {
    "as the sliders come": LensSettings(),
    "every slider moved": LensSettings(distortion=2.0, noise=3.0, saturation=0.5, jpeg=80),
}


def main() -> None:
    """Print the figures; exit with 1 where one misses its limit."""
    photo = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    missed = []
    for name, lens in LENSES.items():
        through(photo, lens)
        seconds = []
        for _ in range(PHOTOS):
            started = time.perf_counter()
            through(photo, lens)
            seconds.append(time.perf_counter() - started)
        median = float(np.median(seconds))
        print(f"a photo of {WIDTH} x {HEIGHT} px, {name}: {median:.3f} s (limit {LIMIT:.0f} s)")
        missed += [name] if median > LIMIT else []
    if missed:
        raise SystemExit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
