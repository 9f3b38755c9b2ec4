"""Sizes and steps of a run: small pictures first, each larger by the root of 2."""

from __future__ import annotations

from dataclasses import dataclass

from ai_playground.style.settings import StyleSettings

# No run begins smaller: below it the deep layers see a handful of places.
COARSEST = 128
# Five blocks halve the picture four times: a shorter side would leave the last nothing.
SHORTEST = 32


class SizeError(ValueError):
    """A size at which the picture can't be painted; the message says which would do."""


@dataclass(frozen=True)
class Stage:
    """A part of a run at one size: `height` x `width` px, `iterations` steps."""

    height: int
    width: int
    iterations: int


def stages(settings: StyleSettings, height: int, width: int) -> tuple[Stage, ...]:
    """The stages of a run on a content picture of `height` x `width` px, coarsest first.

    Raises SizeError if the shorter side would fall below `SHORTEST` px.
    """
    last = _stage(settings.size, height, width, settings.iterations)
    if min(last.height, last.width) < SHORTEST:
        needed = -(-SHORTEST * max(height, width) // min(height, width))
        raise SizeError(
            f"At size {settings.size} this picture's shorter side is {min(last.height, last.width)} px; "
            f"it needs {SHORTEST}. Take a size of {needed} or more, or crop the picture."
        )
    found = [last]
    octaves = 0.5
    while settings.schedule == "coarse_to_fine":
        factor = 2.0**octaves
        stage = _stage(settings.size / factor, height, width, round(settings.iterations * factor))
        if max(stage.height, stage.width) < COARSEST or min(stage.height, stage.width) < SHORTEST:
            break
        found.append(stage)
        octaves += 0.5
    return tuple(reversed(found))


def _stage(longest: float, height: int, width: int, iterations: int) -> Stage:
    factor = longest / max(height, width)
    return Stage(round(height * factor), round(width * factor), iterations)
