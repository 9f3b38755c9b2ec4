"""Pictures in a file that travels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ai_playground.cyclegan import packed
from tests.cyclegan.tiny import pictures


def test_pictures_come_back_nearly_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "pictures.npz"
    photos, paintings = pictures(3, 64, seed=1) // 4 + 96, pictures(2, 32, seed=2) // 4 + 96
    packed.write(
        path, photos=packed.pack(list(photos), 100_000), paintings=packed.pack(list(paintings), 100_000)
    )
    for kind, expected in (("photos", photos), ("paintings", paintings)):
        for picture, original in zip(packed.read(path, kind), expected, strict=True):
            assert picture.shape == original.shape
            assert np.abs(picture.astype(int) - original).mean() < 8


def test_the_quality_falls_until_the_files_fit() -> None:
    several = list(pictures(4, 64))
    best = sum(map(len, packed.pack(several, 1_000_000)))
    assert sum(map(len, packed.pack(several, best - 1))) < best
    with pytest.raises(ValueError, match="4 pictures don't fit"):
        packed.pack(several, 100)


def test_the_same_files_are_held_out_every_time() -> None:
    chosen = packed.held_out(100, 0.08, 1)
    assert chosen.sum() == 8
    assert (packed.held_out(100, 0.08, 1) == chosen).all()
