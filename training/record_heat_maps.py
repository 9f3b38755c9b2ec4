"""Ask the shipped networks of lesson 5 about the page's photos, and write down what they say.

    python -m training.record_heat_maps

Through the default lens, and with each of its traces taken away. Takes some ten seconds.
"""

from __future__ import annotations

import numpy as np

from ai_playground.patches.cues import CUES
from ai_playground.patches.lens import through
from ai_playground.patches.locating import Locator
from ai_playground.patches.recorded_maps import recorded_file
from ai_playground.patches.samples import PHOTOS, sample
from ai_playground.patches.settings import LensSettings


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
    print(f"{recorded_file().name}: {recorded_file().stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
