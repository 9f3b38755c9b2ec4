"""What the paper's networks are measured on and shown with, and never trained on."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np

from ai_playground.corners.frame import Quad
from ai_playground.corners.own_data import Example
from ai_playground.corners.paper_training import with_label
from ai_playground.corners.ruled_sheet import Labelled, ruled_sheets
from ai_playground.corners.settings import TrainingSettings
from ai_playground.pictures import Pixels

PHOTOS = 48
FEWEST_OWN = 3
"""Of so many photos of the visitor's the error says something; the paper had as many."""
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
    """Sheets with the label that `settings` ask for, and some of the photos with their page's corners."""
    sheets = ruled_sheets(np.random.default_rng(settings.seed + 1), SHOWN_SHEETS, settings.noise)
    sheets = with_label(sheets, settings)
    return Labelled(
        np.concatenate([sheets.pictures, photos.pictures[:SHOWN_PHOTOS]]),
        np.concatenate([sheets.corners, photos.corners[:SHOWN_PHOTOS]]),
    )


def labelled(pairs: Iterable[tuple[Pixels, Quad]]) -> Labelled:
    """Pictures and their corners, each in one array."""
    pictures, corners = zip(*pairs, strict=True)
    return Labelled(np.stack(pictures), np.stack(corners))
