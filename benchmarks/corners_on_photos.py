"""The report's networks, cured, trained on drawn photos instead of sheets: data changed, the network kept.

    python -m benchmarks.corners_on_photos [PHOTOS ...]

Measured on the page's 48 photos at the last of 60 epochs, beside the median of the labels trained on.
"""

from __future__ import annotations

import itertools
import sys

import numpy as np

from ai_playground.corners.evaluation_data import generated_photos, labelled
from ai_playground.corners.paper_training import HELD_OUT, Sheets, by_epoch, train_paper_model
from ai_playground.corners.photo.scene import photo
from ai_playground.corners.presets import CURE
from ai_playground.corners.settings import Model, TrainingSettings

# The page's own photos have the seeds (4, n), the detector was trained on others.
SEED = 8
NETWORKS: tuple[Model, ...] = ("dense-32", "c2-1")


def main() -> None:
    """Print a line for each network and number of photos."""
    counts = [int(each) for each in sys.argv[1:]] or [960]
    made = (photo([SEED, number]) for number in itertools.count())
    with_page = ((each.picture, each.corners) for each in made if each.corners is not None)
    held_out = labelled(itertools.islice(with_page, HELD_OUT))
    drawn = labelled(itertools.islice(with_page, max(counts)))
    shown = generated_photos()
    for count, model in itertools.product(counts, NETWORKS):
        settings = TrainingSettings(**{"model": model, **CURE, "sheets": count})
        trained_on = drawn._replace(pictures=drawn.pictures[:count], corners=drawn.corners[:count])
        sheets = Sheets(trained_on, held_out, np.random.default_rng(settings.seed))
        end = by_epoch(list(train_paper_model(settings, shown, shown.pictures[:0], sheets)))[-1]
        print(
            f"{model} on {count} drawn photos: trained on {end.train_mae:.2f} px, the 48 photos "
            f"{end.photo_mae:.1f} px (median guess {end.constant_photo_mae:.1f}), below 8 px on "
            f"{(end.photo_errors < 8).sum()}, {HELD_OUT} more {end.held_out_mae:.1f} px "
            f"({end.constant_mae:.1f})",
            flush=True,
        )


if __name__ == "__main__":
    main()
