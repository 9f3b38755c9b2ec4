"""Ask the shipped networks of lesson 5 about the page's photos, write down what they say, and draw one.

    python -m training.record_heat_maps

Through the default lens, and with each of its traces taken away. Takes some ten seconds. The picture is for
the home page and the loading card.
"""

from __future__ import annotations

import numpy as np

from ai_playground.locations import assets_directory
from ai_playground.patches.cues import CUES
from ai_playground.patches.dashboard.drawn_cells import sixteen_maps
from ai_playground.patches.lens import through
from ai_playground.patches.locating import Locator
from ai_playground.patches.recorded_maps import recorded_file
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import resized
from ai_playground.ui.picture import jpeg

DRAWN, WIDTH = "temple", 1024
"""The photo that is drawn, and its width, px."""


def main() -> None:
    """Write the file."""
    locator, lens = Locator(), LensSettings()
    maps = np.array(
        [
            [locator.heat_maps(through(sample(photo.name), lens.changed(**cue.changes))) for cue in CUES]
            for photo in PHOTOS
        ]
    )
    np.savez_compressed(recorded_file(), allow_pickle=False, maps=maps.astype(np.float16))
    seen = resized(through(sample(DRAWN), lens), WIDTH)
    place = [photo.name for photo in PHOTOS].index(DRAWN)
    (assets_directory() / "pictures" / "patches.jpg").write_bytes(jpeg(sixteen_maps(seen, maps[place, 0])))
    print(f"{recorded_file().name}: {recorded_file().stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
