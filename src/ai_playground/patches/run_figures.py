"""What is read off the moments of a small training, for questions, claims, exercises and charts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ai_playground.patches.networks import PATCHES
from ai_playground.patches.study_exam import Moment
from ai_playground.patches.study_settings import StudySettings

SAME = 0.02
"""A spread below this counts as "always the same"; see `ALWAYS_SURE`."""
ALWAYS_SURE = float(np.sqrt((1 - 1 / PATCHES) / PATCHES))
"""The spread of one that is always sure and names each cell as often, right or wrong."""
LEARNED = 3 / PATCHES
"""A network has learned that puts so many of the patches held out into their cell: three times chance."""
COLLAPSED = 0.5
"""A spread that falls below so much of what it was at the start was trained to be small."""
REPORT_PATCHES = 140 * 2000 * PATCHES
"""That the report's patch network learned from: epochs, photos, patches of each."""

Run = Sequence[Moment]


def silent_cells(run: Run) -> NDArray[np.bool_]:
    """At each moment the cells whose output is 0 for every patch held out: (moments, 16)."""
    return np.array([moment.probabilities == 0 for moment in run])


def came_back(run: Run) -> int:
    """How many cells are silent at a moment of the run, and not at a later one."""
    silent = silent_cells(run)
    return int((silent[:-1] & ~silent[1:]).any(axis=0).sum())


def named(moment: Moment) -> int:
    """How many cells are ever the answer."""
    return int((moment.answers > 0).sum())


def second_half(run: Run) -> list[Moment]:
    """The moments after half of the steps; of a run that was stopped before, the last."""
    return [moment for moment in run if moment.step >= moment.steps / 2] or [run[-1]]


def usual_spread(run: Run) -> float:
    """The median of the second half's spreads: a single moment may be a lucky one."""
    return float(np.median([moment.spread for moment in second_half(run)]))


def collapsed(run: Run) -> bool:
    """Whether the answers came to be much more alike than an untrained network's."""
    return usual_spread(run) < COLLAPSED * run[0].spread


def lately(run: Run) -> float:
    """Share of the patches held out that is right, averaged over the last quarter of a run."""
    return float(np.mean([each.held_out for each in _last_quarter(run)]))


def lately_trained(run: Run) -> float:
    """The same of photos that were learned from."""
    return float(np.mean([each.trained for each in _last_quarter(run)]))


def _last_quarter(run: Run) -> list[Moment]:
    return [each for each in run if each.step >= 0.75 * run[-1].step]


def knows_nothing(settings: StudySettings) -> float:
    """The loss of a network that gives every patch the same answers, nats.

    Over the wrong axis a cell's answers are shared among all patches of a step, not among the cells.
    """
    return float(np.log(PATCHES * (settings.batch if settings.wrong_axis else 1)))


def times_as_many_patches(settings: StudySettings) -> float:
    """How many times the patches of such a run the report's network learned from."""
    return REPORT_PATCHES / (settings.steps * settings.batch * PATCHES)
