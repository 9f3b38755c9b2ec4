"""The training run: an iterator of snapshots that goes on where its checkpoint stands."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.cyclegan import augmentation, checkpoint, diffaugment, pool
from ai_playground.cyclegan.checkpoint import Checkpoint, Stand
from ai_playground.cyclegan.painting import to_pixels
from ai_playground.cyclegan.programs import programs
from ai_playground.cyclegan.schedule import learning_rate
from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.cyclegan.step import LOSSES, State, first_state
from ai_playground.learning.training import TrainingError, check_numbers, steps_from
from ai_playground.pictures import Pixels

PHOTOS, PAINTINGS, POOLS, CHANGES = 1, 2, 3, 4
"""What a random number is for: part of its seed."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run after `step` of `steps` steps.

    Attributes:
        step, steps: Steps done, and steps of the whole run.
        losses: Means since the snapshot before, by the names in `step.LOSSES`; NaN at the start.
        rate: The learning rate of the step to come.
        painted: The samples as the averaged generator paints them, uint8 of their sizes.
        back: And these made into photos again.
        painter, photographer: The averaged generators' weights, in the order of their variables.
    """

    step: int
    steps: int
    losses: Mapping[str, float]
    rate: float
    painted: Pixels
    back: Pixels
    painter: tuple[NDArray[np.float32], ...]
    photographer: tuple[NDArray[np.float32], ...]


class Run:
    """Four networks and their state, a step at a time.

    Args:
        settings: The knobs.
        begun: Where to go on, from `checkpoint.load`; None begins.

    Raises:
        TrainingError: pictures of a size that the generator can't halve, or a pool that holds no batch.
        checkpoint.CheckpointError: `begun` is of other networks.
    """

    def __init__(self, settings: CycleSettings, begun: Checkpoint | None = None) -> None:
        _check(settings)
        self.settings = settings
        self.programs = programs(settings)
        self.step, self.pooled = 0, 0
        self.state: State = first_state(self.programs.networks, settings)
        if begun is not None:
            # Older checkpoints have no averages of answers: they begin now.
            state = {"answers": self.state["answers"], **begun.state}
            checkpoint.check_fit(state, self.state)
            pools = self.state["pools"]
            self.state, self.step, self.pooled = state, begun.step, begun.pooled
            if [each.shape for each in begun.state["pools"]] != [each.shape for each in pools]:
                self.state["pools"], self.pooled = pools, 0

    def advance(self, photos: Sequence[Pixels], paintings: Sequence[Pixels]) -> NDArray[np.float32]:
        """Do the next step and return its `LOSSES`.

        Raises:
            Diverged: a loss or a weight isn't finite any more; the state stays as it was.
        """
        settings, step = self.settings, self.step
        draws = draw(settings, step, self.pooled, _sizes(photos), _sizes(paintings))
        state, losses = self.programs.step(
            self.state,
            augmentation.batch(photos, draws.photos, settings.crop),
            augmentation.batch(paintings, draws.paintings, settings.crop),
            *draws.rest,
        )
        values = np.asarray(losses)
        check_numbers(step + 1, values, state["generators"] + state["judges"])
        self.state, self.step, self.pooled = state, step + 1, self.pooled + settings.batch_size
        return values

    @property
    def rate(self) -> float:
        """Learning rate of the next step."""
        return _rate(self.settings, self.step)

    def paint(self, pictures: Pixels) -> tuple[Pixels, Pixels]:
        """Photos painted by the averaged generator, and made into photos again."""
        state = self.state
        painted = to_pixels(self.programs.paint(state["average"], state["painter_others"], pictures))
        back = self.programs.photograph(state["average"], state["photographer_others"], painted)
        return painted, to_pixels(back)

    def averaged(self) -> tuple[tuple[NDArray[np.float32], ...], tuple[NDArray[np.float32], ...]]:
        """Averaged weights of the painter and of the photographer."""
        arrays = tuple(np.array(array) for array in self.state["average"])
        split = self.programs.split
        return arrays[:split], arrays[split:]

    def checkpoint(self) -> Checkpoint:
        """Everything, to go on from."""
        state = {name: [np.asarray(array) for array in arrays] for name, arrays in self.state.items()}
        return Checkpoint(state, self.step, self.pooled, self.settings.non_defaults())

    def tell(self, stand: Stand | None) -> None:
        """Say where the run stands, arrays as they are: a step makes new ones and leaves these alone."""
        if stand is not None:
            stand.now = Checkpoint(self.state, self.step, self.pooled, self.settings.non_defaults())


@dataclass(frozen=True, eq=False)
class Draws:
    """All that chance decides in one step.

    Attributes:
        photos, paintings: What is cut out of which.
        rest: What a step takes after the pictures: swaps, changes, count and rate; see `step.make_step`.
    """

    photos: list[augmentation.Cut]
    paintings: list[augmentation.Cut]
    rest: tuple[Any, ...]


def draw(
    settings: CycleSettings,
    step: int,
    pooled: int,
    photos: Sequence[augmentation.Size],
    paintings: Sequence[augmentation.Size],
) -> Draws:
    """Chance for step `step`, from 0: it follows from the seed, so there is nothing to write down.

    Args:
        settings: The knobs.
        step: Steps done before.
        pooled: Pictures of each kind that have come by the pools.
        photos, paintings: Sizes of all pictures.
    """

    def rng(what: int) -> np.random.Generator:
        return np.random.default_rng((settings.seed, what, step))

    pools, changes, batch = rng(POOLS), rng(CHANGES), settings.batch_size
    swaps = [pool.draw(pools, pooled, batch, settings.pool_size) for _ in range(2)]
    return Draws(
        augmentation.draw(rng(PHOTOS), photos, settings, step, PHOTOS),
        augmentation.draw(rng(PAINTINGS), paintings, settings, step, PAINTINGS),
        (
            tuple((each.slots, each.kept, each.shown) for each in swaps),
            np.stack([diffaugment.draw(changes, 3 * batch, settings.diffaugment) for _ in range(2)]),
            np.float32(step + 1),
            np.float32(_rate(settings, step)),
        ),
    )


def train(
    photos: Sequence[Pixels],
    paintings: Sequence[Pixels],
    settings: CycleSettings,
    samples: Pixels,
    kept_in: Path | None = None,
    snapshot_every: int = 50,
    stand: Stand | None = None,
) -> Generator[Snapshot | None, object, None]:
    """Train from the start, or on from the checkpoint, to `settings.steps` steps.

    Snapshots and checkpoints come as `learning.training.steps_from` says.

    Args:
        photos: uint8 (height, width, 3) each, of any sizes of at least 16 px.
        paintings: The same.
        settings: The knobs.
        samples: Photos whose painting is shown, uint8 (pictures, height, width, 3), sides divisible by 4.
        kept_in: The checkpoint's file; None keeps nothing.
        snapshot_every: Steps between snapshots.
        stand: Where to begin, if not with `kept_in`; is told where the run stands with each snapshot.

    Raises:
        TrainingError: no pictures, or knobs that don't go together.
        Diverged: losses or weights that aren't finite any more.
        checkpoint.CheckpointError: the file is damaged or of other networks.
        OSError: the checkpoint can't be read or written.
    """
    if not photos or not paintings:
        raise TrainingError(f"There are no {'paintings' if photos else 'photos'}: training needs both kinds.")
    begun = None if stand is None else stand.begun
    if kept_in is not None and kept_in.exists():
        begun = checkpoint.load(kept_in)
    run = Run(settings, begun)

    def snapshot(losses: Sequence[NDArray[np.float32]]) -> Snapshot:
        run.tell(stand)
        return _snapshot(run, samples, losses)

    yield from steps_from(
        run.step,
        settings.steps,
        lambda: run.advance(photos, paintings),
        snapshot,
        snapshot_every,
        kept_in,
        lambda path: checkpoint.save(path, run.checkpoint()),
    )


def _sizes(pictures: Sequence[Pixels]) -> list[augmentation.Size]:
    return [augmentation.Size(*picture.shape[:2]) for picture in pictures]


def _rate(settings: CycleSettings, step: int) -> float:
    return learning_rate(step, settings.steps, settings.learning_rate, settings.decay_share)


def _check(settings: CycleSettings) -> None:
    multiple = 2**settings.levels if settings.generator == "unet" else 4
    if settings.crop % multiple:
        raise TrainingError(f"This generator takes squares whose side is a multiple of {multiple} px.")
    if 0 < settings.pool_size < settings.batch_size:
        raise TrainingError("The pool has to hold a batch at least.")


def _snapshot(run: Run, samples: Pixels, losses: Sequence[NDArray[np.float32]]) -> Snapshot:
    means = np.mean(losses, axis=0) if len(losses) else np.full(len(LOSSES), np.nan)
    return Snapshot(
        run.step,
        run.settings.steps,
        {name: float(value) for name, value in zip(LOSSES, means, strict=True)},
        run.rate,
        *run.paint(samples),
        *run.averaged(),
    )
