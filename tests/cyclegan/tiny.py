"""Networks, knobs and pictures so small that a step takes no time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from ai_playground.cyclegan import diffaugment, pool, training
from ai_playground.cyclegan.programs import programs
from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.cyclegan.step import State
from ai_playground.pictures import Pixels

SETTINGS = CycleSettings(
    filters=2, blocks=1, discriminator_filters=2, crop=32, batch_size=2, pool_size=3, steps=10, seed=3
)


def pictures(count: int, side: int = 40, seed: int = 0) -> Pixels:
    """Squares of noise in large pixels."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 256, (count, side // 4, side // 4, 3), dtype=np.uint8)
    return coarse.repeat(4, axis=1).repeat(4, axis=2)


def no_swaps(batch: int) -> tuple[tuple[NDArray[np.generic], ...], ...]:
    """What a step takes when no earlier picture is shown."""
    swaps = pool.draw(np.random.default_rng(0), 0, batch, 0)
    return ((swaps.slots, swaps.kept, swaps.shown),) * 2


def no_changes(batch: int) -> NDArray[np.float32]:
    """What a step takes when the discriminators see everything as it is."""
    rng = np.random.default_rng(0)
    return np.stack([diffaugment.draw(rng, 3 * batch, 0.0) for _ in range(2)])


def steps_as(step: Callable[..., tuple[State, NDArray[np.float32]]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let runs do this in place of a step: it costs no time."""
    monkeypatch.setattr(training, "programs", lambda settings: replace(programs(settings), step=step))
