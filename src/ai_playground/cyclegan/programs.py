"""The networks of a run and what is compiled of them, kept for the next run: compiling takes seconds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ai_playground.cyclegan.settings import CycleSettings
from ai_playground.cyclegan.step import Networks, build, make_step
from ai_playground.learning.backend import compiled

UNREAD = frozenset(
    {
        "decay_share",
        "flip",
        "largest_scale",
        "learning_rate",
        "quarter_turns",
        "seed",
        "smallest_scale",
        "steps",
    }
)
"""Knobs that neither networks nor step read: runs that differ in these alone share their programs."""
READ = tuple(name for name in CycleSettings.model_fields if name not in UNREAD)


@dataclass(frozen=True, eq=False)
class Programs:
    """What is the same for all runs with the same networks and losses; it holds no weights of a run.

    Attributes:
        networks: The four.
        split: Of both generators' weights, how many are the painter's: the first ones.
        step: See `step.make_step`.
        paint, photograph: Averaged weights of both generators, what isn't trained of one, and pictures, uint8
            (pictures, height, width, 3), to what it makes of them, -1 to 1.
    """

    networks: Networks
    split: int
    step: Callable[..., Any]
    paint: Callable[..., Any]
    photograph: Callable[..., Any]


def programs(settings: CycleSettings) -> Programs:
    """Those of the last run, if it differed in nothing that counts; else new ones."""
    return _made(tuple((name, getattr(settings, name)) for name in READ))


@lru_cache(maxsize=1)
def _made(values: tuple[tuple[str, Any], ...]) -> Programs:
    settings = CycleSettings.model_validate(dict(values))
    networks = build(settings)
    split = len(networks.painter.trainable_variables)
    return Programs(
        networks,
        split,
        compiled(make_step(networks, settings)),
        compiled(_generated(networks.painter, slice(split))),
        compiled(_generated(networks.photographer, slice(split, None))),
    )


def _generated(model: Any, part: slice) -> Any:
    from keras import ops

    def generate(weights: list[Any], others: list[Any], pictures: Any) -> Any:
        scaled = ops.cast(pictures, "float32") / 127.5 - 1.0
        return model.stateless_call(weights[part], others, scaled, training=False)[0]

    return generate
