"""How many places are right as one trace of the lens after another goes."""

from __future__ import annotations

from functools import partial

import numpy as np

from ai_playground.patches.cues import CUES, HeatMaps, Measured, among, measure, right
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels

IN_ORDER: HeatMaps = np.tile(np.linspace(0.2, 0.01, 16, dtype=np.float32), (16, 1))
"""Of a network that always says the same: cell 0, then 1, and so on."""
KNOWS: HeatMaps = np.eye(16, dtype=np.float32)


def by_the_shade(photo: Pixels) -> HeatMaps:
    """A network that knows every place as long as corners are darker than the middle."""
    return KNOWS if photo[0, 0].max() < photo[200, 300].min() else IN_ORDER


def test_a_network_that_always_says_the_same_is_right_once_in_sixteen_and_among_four_in_a_quarter() -> None:
    assert right(IN_ORDER) == 1 / 16
    assert among(IN_ORDER) == 4 / 16
    assert right(KNOWS) == among(KNOWS) == 1.0


def test_what_lives_on_the_shade_is_lost_without_it_alone() -> None:
    photos = [partial(np.full, (400, 600, 3), value, np.uint8) for value in (90, 160, 230)]
    found = list(measure(by_the_shade, photos, LensSettings()))
    snapshots = [each for each in found if each is not None]
    assert [len(each.right) for each in snapshots] == list(range(len(CUES) + 1))
    last = snapshots[-1]
    without = {"no_shade", "nothing", "nothing_grey"}
    assert last.right == tuple(1 / 16 if cue.name in without else 1.0 for cue in CUES)
    assert last.among == tuple(1 / 4 if cue.name in without else 1.0 for cue in CUES)
    assert (last.done, last.of) == (18, 18)
    # After every photo it can be stopped.
    assert len(found) - len(snapshots) == last.of


def test_nothing_is_measured_before_the_photos_are_read() -> None:
    read: list[str] = []

    def photo() -> Pixels:
        read.append("once")
        return np.zeros((400, 600, 3), np.uint8)

    run = measure(by_the_shade, [photo], LensSettings())
    first = next(run)
    assert isinstance(first, Measured)
    assert (first.right, first.done, first.of) == ((), 0, len(CUES))
    assert not read
