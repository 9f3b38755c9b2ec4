"""Training on photos of one's own: an iterator of snapshots that goes on where its checkpoint stands."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ai_playground.learning import state_file
from ai_playground.learning.backend import compiled
from ai_playground.learning.training import TrainingError, check_numbers, steps_from
from ai_playground.patches.schedule import learning_rate
from ai_playground.patches.step import LOSSES, State, build, first_state, make_step
from ai_playground.patches.train_settings import TrainSettings
from ai_playground.patches.validating import answers_of, measured
from ai_playground.patches.views import PAPER, View, draw, together
from ai_playground.pictures import Pixels

PHOTOS = 1
"""What a random number is for: part of its seed."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A run after `step` of `steps` steps.

    Attributes:
        step, steps: Steps done, and steps of the whole run.
        rate: The learning rate of the step to come.
        losses: Means since the snapshot before, by the names in `step.LOSSES`; NaN at the start.
        validation: What `validating.measured` says of photos held out; empty without any.
        state: What was trained.
    """

    step: int
    steps: int
    rate: float
    losses: Mapping[str, float]
    validation: Mapping[str, float]
    state: State


class Run:
    """Three networks, or two, and their state, a step at a time.

    Args:
        settings: The knobs.
        read: Reads a photo by its number, wider than high.
        photos: How many there are.
        begun: Where to go on: a file of `state_file`; None begins.

    Raises:
        TrainingError: there are no photos.
        CheckpointError: `begun` is damaged, or of other networks.
    """

    def __init__(
        self, settings: TrainSettings, read: Callable[[int], Pixels], photos: int, begun: Path | None = None
    ) -> None:
        import keras

        if not photos:
            raise TrainingError("There are no photos to train on.")
        self.settings, self._read, self._photos = settings, read, photos
        keras.utils.set_random_seed(settings.seed)
        self.networks = build(settings.told, settings.size)
        self.state: Any = first_state(self.networks)
        self.step = 0
        if begun is not None:
            state, header = state_file.load(begun)
            state_file.check_fit(state, self.state)
            self.state, self.step = state, stand_in(header, begun)[0]
        self._advance = compiled(make_step(self.networks))

    def advance(self) -> NDArray[np.float32]:
        """Do the next step and return its `LOSSES`.

        Raises:
            Diverged: a loss or a weight isn't finite any more; the state stays as it was.
            PictureError: a photo can't be read.
        """
        view = self._batch()
        state, terms = self._advance(
            self.state,
            view.patches,
            view.thumbnails,
            view.cells,
            view.rectangles,
            np.float32(self.step + 1),
            np.float32(learning_rate(self.settings, self.step)),
        )
        values = np.asarray(terms)
        weights = [array for name in self.networks.models for array in state[name]]
        check_numbers(self.step + 1, values, weights)
        self.state, self.step = state, self.step + 1
        return values

    def arrays(self) -> State:
        """The state as numpy arrays."""
        return {name: [np.asarray(array) for array in several] for name, several in self.state.items()}

    def save(self, path: Path) -> None:
        """Write all that the next step depends on. Raises OSError."""
        header = {"step": self.step, "settings": self.settings.non_defaults()}
        state_file.save(path, self.arrays(), header)

    @cached_property
    def ask(self) -> Callable[..., Any]:
        """What the networks answer; see `validating.answers_of`."""
        return answers_of(self.networks)

    def _batch(self) -> View:
        """What the next step learns from: it follows from the seed, so there is nothing to write down."""
        settings = self.settings
        rng = np.random.default_rng((settings.seed, PHOTOS, self.step))
        chosen = rng.choice(self._photos, settings.batch_size, replace=self._photos < settings.batch_size)
        return together(
            [draw(self._read(int(each)), rng, settings.cropped, PAPER, settings.mirror) for each in chosen]
        )


def stand_in(header: Mapping[str, Any], path: Path) -> tuple[int, dict[str, Any]]:
    """How many steps a run has done, and its knobs as far as they aren't the defaults, by its file's header.

    Raises:
        CheckpointError: the file is none of such a run.
    """
    try:
        return int(header["step"]), dict(header["settings"])
    except (KeyError, TypeError, ValueError) as error:
        raise state_file.no_checkpoint(path.name) from error


def train(
    settings: TrainSettings,
    read: Callable[[int], Pixels],
    photos: int,
    validation: View | None = None,
    kept_in: Path | None = None,
    snapshot_every: int = 50,
) -> Generator[Snapshot | None, object, None]:
    """Train from the start, or on from the checkpoint, to `settings.steps` steps.

    Snapshots and checkpoints come as `learning.training.steps_from` says.

    Args:
        settings: The knobs.
        read: Reads a photo by its number, wider than high.
        photos: How many there are.
        validation: What is asked of photos held out; None asks nothing.
        kept_in: The checkpoint's file; None keeps nothing.
        snapshot_every: Steps between snapshots.

    Raises:
        TrainingError: no photos.
        Diverged: losses or weights that aren't finite any more.
        CheckpointError: the file is damaged or of other networks.
        PictureError: a photo can't be read.
        OSError: the checkpoint can't be read or written.
    """
    begun = kept_in if kept_in is not None and kept_in.exists() else None
    run = Run(settings, read, photos, begun)

    def snapshot(losses: Sequence[NDArray[np.float32]]) -> Snapshot:
        means = np.mean(losses, axis=0) if len(losses) else np.full(len(LOSSES), np.nan)
        return Snapshot(
            run.step,
            settings.steps,
            learning_rate(settings, run.step),
            {name: float(value) for name, value in zip(LOSSES, means, strict=True)},
            {} if validation is None else measured(run.ask, run.state, validation),
            run.arrays(),
        )

    yield from steps_from(run.step, settings.steps, run.advance, snapshot, snapshot_every, kept_in, run.save)
