"""Sizes and steps of a run: small pictures first, each larger by the root of 2."""

from __future__ import annotations

from dataclasses import dataclass

from ai_playground.perceptual.architectures import ARCHITECTURES
from ai_playground.settings import describe
from ai_playground.style.settings import StyleSettings

# No run begins smaller than this longer side, in px: below it the deep layers see a handful of places.
COARSEST = 128
# Nor at less than this share of its size, as it would paint the photograph's shapes away; but one that begins
# with nothing but noise has none to lose.
COARSEST_SHARE = 0.5


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

    Raises SizeError if the shorter side would fall below the least that the network takes.
    """
    last = _stage(settings.size, height, width, settings.iterations)
    shortest = ARCHITECTURES[settings.network].shortest
    if min(last.height, last.width) < shortest:
        needed = -(-shortest * max(height, width) // min(height, width))
        (largest,) = (knob.maximum for knob in describe(StyleSettings) if knob.name == "size")
        way_out = "Crop" if needed > (largest or 0) else f"Take a size of {needed} or more, or crop"
        raise SizeError(
            f"At size {settings.size} this picture's shorter side is {min(last.height, last.width)} px; "
            f"it needs {shortest}. {way_out} the picture."
        )
    found = [last]
    octaves = 0.5
    share = 0.0 if settings.noise_ratio == 1 else COARSEST_SHARE
    coarsest = max(COARSEST, settings.size * share)
    while settings.schedule == "coarse_to_fine":
        longest = settings.size / 2.0**octaves
        stage = _stage(longest, height, width, settings.iterations)
        if longest < coarsest or min(stage.height, stage.width) < shortest:
            break
        found.append(stage)
        octaves += 0.5
    return tuple(reversed(found))


def _stage(longest: float, height: int, width: int, iterations: int) -> Stage:
    factor = longest / max(height, width)
    return Stage(round(height * factor), round(width * factor), iterations)
