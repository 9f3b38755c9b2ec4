"""What is kept of folders that were scored: found again, never taken for another, and bounded."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ai_playground.cyclegan import feature_cache
from ai_playground.cyclegan.compare import Describer, compare
from ai_playground.cyclegan.feature_cache import Described, keep, kept, name_of
from ai_playground.cyclegan.scores import Features
from ai_playground.pictures import Pixels
from tests.cyclegan.tiny import pictures


class Means:
    """Describes pictures by their mean colors, and counts them."""

    def __init__(self, weights: Path) -> None:
        self.described = 0
        weights.write_bytes(b"weights")
        self.describer = Describer("means", "none", weights, self._describe, 0.1)

    def _describe(self, found: Iterable[Pixels]) -> tuple[Features, None]:
        rows = [picture.mean(axis=(0, 1), dtype=np.float64) for picture in found]
        self.described += len(rows)
        return np.array(rows), None


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Two of three pictures each, a broken file in the first."""
    for kind, seed in (("real", 1), ("made", 2)):
        (tmp_path / kind).mkdir()
        for number, picture in enumerate(pictures(3, 40, seed)):
            Image.fromarray(picture).save(tmp_path / kind / f"{number}.png")
    (tmp_path / "real" / "torn.png").write_bytes(b"no picture")
    return tmp_path / "real", tmp_path / "made"


def test_folders_that_were_described_before_give_the_same_figures_without_a_look(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    means = Means(tmp_path / "w.h5")
    first = compare(*folders, means.describer)
    assert means.described == 6
    again = compare(*folders, means.describer)
    assert means.described == 6
    assert (again.figures, again.remarks) == (first.figures, first.remarks)
    assert again.remarks[0].startswith("left out torn.png: ")


def test_another_picture_another_name_or_other_weights_are_described_anew(
    folders: tuple[Path, Path], tmp_path: Path
) -> None:
    means = Means(tmp_path / "w.h5")
    compare(*folders, means.describer)
    (folders[0] / "0.png").write_bytes((folders[1] / "0.png").read_bytes())
    compare(*folders, means.describer)
    assert means.described == 6 + 3
    (folders[1] / "0.png").rename(folders[1] / "zero.png")
    compare(*folders, means.describer)
    assert means.described == 9 + 3
    (tmp_path / "w.h5").write_bytes(b"others")
    compare(*folders, means.describer)
    assert means.described == 12 + 6


def test_what_is_kept_comes_back_equal_and_what_is_damaged_not_at_all(cache: Path) -> None:
    rng = np.random.default_rng(0)
    exact = rng.normal(size=(3, 5)).astype(np.float32).astype(np.float64)
    given = Described(exact, rng.normal(size=(3, 4)), [(40, 50)] * 3, ["torn.png: no picture"])
    assert kept("a.npz") is None
    keep("a.npz", given)
    found = kept("a.npz")
    assert found is not None
    np.testing.assert_array_equal(found.features, given.features)
    np.testing.assert_array_equal(found.classes, given.classes)
    assert (found.sizes, found.left_out) == (given.sizes, given.left_out)
    (cache / "a.npz").write_bytes((cache / "a.npz").read_bytes()[:-50])
    assert kept("a.npz") is None


def test_the_oldest_makes_room_and_what_is_too_large_is_not_kept(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Described(np.ones((10, 100)), None, [], [])
    for number, name in enumerate("abc"):
        keep(f"{name}.npz", one)
        os.utime(cache / f"{name}.npz", (number, number))
    assert kept("a.npz") is not None  # asked for: the newest now
    size = (cache / "a.npz").stat().st_size
    monkeypatch.setattr(feature_cache, "MOST_BYTES", int(3.5 * size))
    keep("d.npz", one)
    assert sorted(path.name for path in cache.iterdir()) == ["a.npz", "c.npz", "d.npz"]
    monkeypatch.setattr(feature_cache, "MOST_BYTES", 100)
    keep("e.npz", one)
    assert kept("e.npz") is None


def test_a_folder_that_can_not_be_written_keeps_nothing_and_hinders_nothing(
    folders: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setattr(feature_cache, "folder", lambda: tmp_path / "file" / "features")
    means = Means(tmp_path / "w.h5")
    for times in (1, 2):
        assert compare(*folders, means.describer).figures["n_real"] == 3
        assert means.described == 6 * times


def test_the_name_follows_from_contents_and_names_in_their_order(folders: tuple[Path, Path]) -> None:
    paths = sorted(folders[1].iterdir())
    one, other = paths[:2]
    assert name_of(one, paths) == name_of(one, paths)
    assert len({name_of(one, paths), name_of(one, paths[::-1]), name_of(other, paths)}) == 3
    with pytest.raises(OSError, match="none"):
        name_of(one, [folders[1] / "none.png"])
