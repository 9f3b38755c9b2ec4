"""A training run small enough to watch: on the pair that ships, with its distance from the paintings told."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan import bundle, features, scores
from ai_playground.cyclegan.bundle import Pair
from ai_playground.cyclegan.checkpoint import Stand
from ai_playground.cyclegan.settings import SIDE, StudySettings
from ai_playground.cyclegan.training import Snapshot, train
from ai_playground.lesson.recording import NOT_RECORDED
from ai_playground.pictures import Pixels

SNAPSHOTS = 30
"""Of a run, beside the one at its start."""
SAMPLES = 6
"""Photographs whose paintings are shown: the first of those held out."""
SCORED = 24
"""Squares cut out of the photographs that are held out, and as many out of the paintings."""
SEED = 0
"""Of these squares: the same for every run."""


@dataclass(frozen=True, eq=False)
class Moment:
    """A run after `step` of `steps` steps.

    Attributes:
        step, steps: Steps done, and steps of the whole run.
        rate: The learning rate of the step to come.
        losses: Means since the moment before, in the order of `step.LOSSES`; NaN at the start, and for what
            has no weight and so isn't computed.
        painted: The samples painted by the averaged generator, side by side: uint8 (64, 6 * 64, 3).
        back: And these made into photos again.
        distance: Frechet distance of VGG features between painted photographs that are held out and the
            paintings: see `Yardstick`.
        cycle: Mean absolute difference, 0 to 255, between the samples and what came back.
        identity: The same between squares of the paintings and what the painter makes of them.
        painter, photographer: The averaged generators' weights, in half precision; none in a recording.
        own: What of the pictures is the visitor's; see `bundle.Pair`.
        untouched, alike: See `Yardstick`; a recording has them for all of its moments.
    """

    step: int
    steps: int
    rate: float
    losses: NDArray[np.float32]
    painted: Pixels
    back: Pixels
    distance: float
    cycle: float
    identity: float
    painter: tuple[NDArray[np.float16], ...] = field(default=(), metadata=NOT_RECORDED)
    photographer: tuple[NDArray[np.float16], ...] = field(default=(), metadata=NOT_RECORDED)
    own: str = field(default="", metadata=NOT_RECORDED)
    untouched: float = field(default=np.nan, metadata=NOT_RECORDED)
    alike: float = field(default=np.nan, metadata=NOT_RECORDED)


class Yardstick:
    """How far photographs, painted or not, are from paintings: squares of both, described by the VGG network.

    Attributes:
        photographs: Squares of the photographs that are held out, uint8 (24, 64, 64, 3).
        paintings: As many squares of the paintings.
        untouched: The distance of the photographs as they are.
        alike: The distance of these paintings from as many other squares of theirs: no less can be had.
    """

    def __init__(self, pair: Pair) -> None:
        rng = np.random.default_rng(SEED)
        self.photographs = squares(rng, pair.held_out, SCORED)
        self.paintings = squares(rng, pair.paintings, SCORED)
        self._described = features.vgg_features(self.paintings)
        self.untouched = self.distance(self.photographs)
        self.alike = self.distance(squares(rng, pair.paintings, SCORED))

    def distance(self, pictures: Pixels) -> float:
        """Frechet distance of the VGG features of `pictures`, as many as `paintings`, from theirs."""
        return max(scores.frechet_distance(features.vgg_features(pictures), self._described), 0.0)


@lru_cache(maxsize=1)
def _yardstick_of_what_ships(pair: Pair) -> Yardstick:
    """The last run's, for the next run on the same pictures: to describe them takes a second or two."""
    return Yardstick(pair)


def squares(rng: np.random.Generator, pictures: Sequence[Pixels], count: int) -> Pixels:
    """`count` squares of `SIDE` px, as evenly out of the pictures as it goes: uint8 (count, 64, 64, 3).

    A picture's follow each other; where it has them, `rng` says.
    """
    cut = []
    chosen = [pictures[place * len(pictures) // count] for place in range(count)]
    for picture in chosen:
        height, width = picture.shape[:2]
        top, left = rng.integers(height - SIDE + 1), rng.integers(width - SIDE + 1)
        cut.append(picture[top : top + SIDE, left : left + SIDE])
    return np.stack(cut)


def samples(held_out: Sequence[Pixels] = ()) -> Pixels:
    """The middles of the first photographs held out, by default those that ship: uint8 (6, 64, 64, 3).

    Of fewer photographs other squares follow.
    """
    photos = held_out or bundle.held_out_photographs()
    shown = []
    for photo in photos[:SAMPLES]:
        top, left = ((side - SIDE) // 2 for side in photo.shape[:2])
        shown.append(photo[top : top + SIDE, left : left + SIDE])
    if len(shown) < SAMPLES:
        shown += list(squares(np.random.default_rng(SEED), photos, SAMPLES - len(shown)))
    return np.stack(shown)


def study(
    settings: StudySettings,
    kept_in: Path | None = None,
    pair: Pair | None = None,
    stand: Stand | None = None,
) -> Generator[Moment | None, Any, None]:
    """Train on a pair of kinds; see `training.train`, whose errors it raises.

    Args:
        settings: The knobs.
        kept_in: The file that is gone on from, and written to; None for neither.
        pair: The pictures; None takes those that ship.
        stand: Where to begin, and who is told where the run stands.
    """
    yield None
    pair = pair or bundle.shipped(settings.swatch)
    yardstick = Yardstick(pair) if pair.own else _yardstick_of_what_ships(pair)
    shown = samples(pair.held_out)
    every = max(settings.steps // SNAPSHOTS, 1)
    run = train(
        pair.photos,
        pair.paintings,
        settings,
        np.concatenate([shown, yardstick.photographs, yardstick.paintings[:SAMPLES]]),
        kept_in,
        every,
        stand,
    )
    try:
        for snapshot in run:
            yield None if snapshot is None else _moment(snapshot, settings, shown, yardstick, pair.own)
    finally:
        run.close()


def strip(pictures: Pixels) -> Pixels:
    """Pictures of one size side by side, as one."""
    return np.concatenate(list(pictures), axis=1)


def _moment(
    snapshot: Snapshot, settings: StudySettings, shown: Pixels, yardstick: Yardstick, own: str
) -> Moment:
    count = len(shown)
    painted, back = snapshot.painted, snapshot.back[:count]
    repainted = painted[count + len(yardstick.photographs) :]
    losses = {
        name: np.nan if name.startswith("identity") and not settings.identity_weight else value
        for name, value in snapshot.losses.items()
    }
    return Moment(
        snapshot.step,
        snapshot.steps,
        snapshot.rate,
        np.array(list(losses.values()), np.float32),
        strip(painted[:count]),
        strip(back),
        yardstick.distance(painted[count : count + len(yardstick.photographs)]),
        difference(back, shown),
        difference(repainted, yardstick.paintings[:SAMPLES]),
        tuple(array.astype(np.float16) for array in snapshot.painter),
        tuple(array.astype(np.float16) for array in snapshot.photographer),
        own,
        yardstick.untouched,
        yardstick.alike,
    )


def difference(one: Pixels, other: Pixels) -> float:
    """Mean absolute difference of two pictures' values, 0 to 255."""
    return float(np.abs(one.astype(np.float32) - other).mean())
