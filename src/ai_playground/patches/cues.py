"""What gives a patch's place away: how many places are right as one trace of the lens after another goes."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.grid import CELLS
from ai_playground.patches.lens import through
from ai_playground.patches.settings import LensSettings
from ai_playground.pictures import Pixels

CHANCE = 1.0 / CELLS**2
"""The share of patches that is right by guessing."""
AMONG = 4
"""Guesses of which one has to be right, for the wider share."""

HeatMaps = NDArray[np.float32]


@dataclass(frozen=True)
class Cue:
    """The lens with something taken away.

    Attributes:
        name: Short identifier.
        label: What is left or gone, for a chart.
        changes: Knobs of the lens that are turned, and their values.
    """

    name: str
    label: str
    changes: Mapping[str, float | bool] = field(default_factory=dict)


CUES = (
    Cue("whole", "the whole lens"),
    Cue("no_fringes", "no fringes", {"red": 0.0, "blue": 0.0}),
    Cue("no_shade", "no dark corners", {"vignetting": 0.0}),
    Cue("grey", "grey by green", {"grey": True}),
    Cue("nothing", "neither of both", {"red": 0.0, "blue": 0.0, "vignetting": 0.0}),
    # What is left then is neither our lens nor a color, so no fringe of a photo's own camera either.
    Cue("nothing_grey", "neither, and grey", {"red": 0.0, "blue": 0.0, "vignetting": 0.0, "grey": True}),
)


@dataclass(frozen=True, eq=False)
class Measured:
    """So far.

    Attributes:
        right: For each of `CUES` that is done the share of patches whose likeliest cell is theirs.
        among: The share whose own cell is among the `AMONG` likeliest.
        done, of: Photos that were asked, of all cues together.
    """

    right: tuple[float, ...]
    among: tuple[float, ...]
    done: int
    of: int


def right(maps: HeatMaps) -> float:
    """The share of patches whose likeliest cell is theirs; maps (..., 16, 16), a row for each patch."""
    return float((maps.argmax(axis=-1) == np.arange(CELLS**2)).mean())


def among(maps: HeatMaps) -> float:
    """The share whose own cell is among the `AMONG` likeliest; maps as for `right`."""
    own = np.diagonal(maps, axis1=-2, axis2=-1)[..., None]
    return float(((maps > own).sum(axis=-1) < AMONG).mean())


def measure(
    heat_maps: Callable[[Pixels], HeatMaps], photos: Sequence[Callable[[], Pixels]], lens: LensSettings
) -> Generator[Measured | None, None, None]:
    """Ask of every photo through every cue's lens where its patches come from.

    Args:
        heat_maps: Of a photo, (16, 16), as `Locator.heat_maps` gives them.
        photos: Make a photo each, prepared as `cutting.prepared` does.
        lens: What is taken away from.
    """
    of = len(photos) * len(CUES)
    yield Measured((), (), 0, of)
    seen = [photo() for photo in photos]
    shares: list[tuple[float, float]] = []
    for number, cue in enumerate(CUES):
        changed = lens.changed(**cue.changes)
        maps = []
        for photo in seen:
            maps.append(heat_maps(through(photo, changed)))
            yield None
        shares.append((right(np.stack(maps)), among(np.stack(maps))))
        tops, fours = zip(*shares, strict=True)
        yield Measured(tops, fours, len(seen) * (number + 1), of)
