"""The photographs of the page, and that each is there as every painter paints it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from ai_playground.cyclegan.painters import PAINTERS
from ai_playground.cyclegan.samples import PHOTOS, painted_file, recorded_painting
from ai_playground.pictures import PictureFile, resized

PAINTED_AT = 512


@pytest.mark.parametrize("photo", PHOTOS, ids=[each.name for each in PHOTOS])
def test_each_photo_is_there_as_every_painter_paints_it(photo: PictureFile) -> None:
    reduced = resized(photo.pixels, PAINTED_AT).astype(float)
    paintings = []
    for painter in PAINTERS:
        with Image.open(painted_file(photo.name, painter)) as file:
            assert (file.height, file.width) == reduced.shape[:2]
        paintings.append(recorded_painting(photo.name, painter).astype(float))
    for painted in paintings:
        assert np.abs(painted - reduced).mean() > 5  # it is painted
        assert np.corrcoef(painted.ravel(), reduced.ravel())[0, 1] > 0.5  # and of this photo
        apart = [np.abs(painted - other).mean() for other in paintings if other is not painted]
        assert min(apart) > 5  # in a manner of its own
