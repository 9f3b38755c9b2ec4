"""What the report's networks are measured on and shown with, and never trained on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np

from ai_playground.corners.frame import Quad
from ai_playground.corners.own_data import Example
from ai_playground.corners.report_sheet import Labelled, report_sheet
from ai_playground.corners.settings import TrainingSettings
from ai_playground.pictures import Pixels

PHOTOS = 48
FEWEST_OWN = 3
"""Of so many photos of the visitor's the error says something; the report had as many."""
SHOWN_SHEETS, SHOWN_PHOTOS = 3, 3
PHOTO_SEED = 4
GENERATED = f"{PHOTOS} generated photos"


def generated_photos(count: int = PHOTOS) -> Labelled:
    """The first `count` photos with a page of a fixed seed."""
    from ai_playground.corners.photo.scene import photo

    made = (photo([PHOTO_SEED, number]) for number in itertools.count())
    with_page = ((each.picture, each.corners) for each in made if each.corners is not None)
    return labelled(itertools.islice(with_page, count))


def photos_of(own: Sequence[Example]) -> tuple[Labelled, str]:
    """The visitor's own photos where there are enough, else generated ones; and what they are, in words."""
    if len(own) < FEWEST_OWN:
        return generated_photos(), GENERATED
    return labelled((each.picture, each.corners) for each in own), f"{len(own)} photos of yours"


def shown_pictures(settings: TrainingSettings, photos: Labelled) -> Labelled:
    """Sheets as `settings` have them, and some of the photos."""
    rng = np.random.default_rng(settings.seed + 1)
    sheets = [report_sheet(rng, settings.noise) for _ in range(SHOWN_SHEETS)]
    some = zip(photos.pictures[:SHOWN_PHOTOS], photos.corners[:SHOWN_PHOTOS], strict=True)
    return labelled([*sheets, *some])


def labelled(pairs: Iterable[tuple[Pixels, Quad]]) -> Labelled:
    """Pictures and their corners, each in one array."""
    pictures, corners = zip(*pairs, strict=True)
    return Labelled(np.stack(pictures), np.stack(corners))
