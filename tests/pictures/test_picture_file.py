from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ai_playground.corners.samples import SAMPLES
from ai_playground.pictures import PictureError, PictureFile
from ai_playground.style.library import PHOTOS, STYLES


def test_a_picture_is_read_from_its_file_or_from_what_a_visitor_sent(tmp_path: Path) -> None:
    path = tmp_path / "noise.v2.png"
    pixels = np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8)
    Image.fromarray(pixels).save(path)
    shipped = PictureFile("noise", "Noise", "from a seed", path)
    own = PictureFile("own-1", "mine.v2.png", "", path.read_bytes())
    for picture in (shipped, own):
        np.testing.assert_array_equal(picture.pixels, pixels)
        assert picture.reduced(30).shape == (20, 30, 3)
        assert picture.content == path.read_bytes()
    assert (shipped.own, shipped.file, shipped.stem) == (False, "noise.v2.png", "noise.v2")
    assert (own.own, own.file, own.stem) == (True, "mine.v2.png", "mine.v2")


def test_a_file_that_is_damaged_is_called_by_its_label() -> None:
    with pytest.raises(PictureError, match="mine is not a picture"):
        _ = PictureFile("own-1", "mine", "", b"no picture").pixels


@pytest.mark.parametrize("shipped", [PHOTOS, STYLES, SAMPLES], ids=["photos", "styles", "samples"])
def test_what_ships_can_be_told_apart_and_says_whose_it_is(shipped: tuple[PictureFile, ...]) -> None:
    assert len({picture.name for picture in shipped}) == len({picture.label for picture in shipped})
    assert len({picture.name for picture in shipped}) == len(shipped)
    for picture in shipped:
        assert picture.about
        assert max(picture.pixels.shape) >= 256
