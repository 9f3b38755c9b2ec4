"""Goals to reach with the knobs. Each is judged by what the run did."""

from __future__ import annotations

from functools import partial

from ai_playground.corners.paper_models import OUTPUTS
from ai_playground.corners.presets import CURE, KEPT
from ai_playground.corners.questions import Run
from ai_playground.corners.settings import TrainingSettings
from ai_playground.lesson.tasks import Exercise
from ai_playground.lesson.text import counted

FEW_CHANGES = 5
"""One more than are needed: four of the cure's changes are enough alone, see benchmarks/README.md."""
FREE = "Epochs, sheets, noise and seed don't count."
EASY_TO_KILL = "Labels of the page, whose left and top edges lie near 0, make it easy."


def _guesses(run: Run) -> str:
    return (
        f"{run[-1].held_out_mae:.2f} px on unseen sheets, {run[-1].constant_mae:.2f} px for the median guess."
    )


def _below(share: float, settings: TrainingSettings, run: Run) -> tuple[bool, str]:
    changed = len(settings.non_defaults().keys() - set(KEPT))
    low = run[-1].held_out_mae < share * run[-1].constant_mae
    return low and changed <= FEW_CHANGES, f"{_guesses(run)} {counted(changed, 'change')}."


def _dead(settings: TrainingSettings, run: Run) -> tuple[bool, str]:
    dead = run[-1].dead_units[-1]
    hint = " Without ReLU none can die." if settings.linear_outputs else f" {EASY_TO_KILL}"
    return dead > 0, f"{dead} of {OUTPUTS} outputs give 0 for every unseen sheet.{'' if dead else hint}"


EXERCISES = (
    Exercise(
        "beat",
        "Better than not looking",
        "Train a network whose error on unseen sheets is below 70 % of the median guess's, with "
        f"{FEW_CHANGES} changes at most. {FREE}",
        partial(_below, 0.7),
    ),
    Exercise(
        "kill",
        "Kill an output",
        "Train until at least one of the eight outputs is 0 for every unseen sheet.",
        _dead,
    ),
    Exercise(
        "cure",
        "The whole cure",
        "Come below half of what the median guess scores on unseen sheets. The preset Cured does, with "
        f"{len(CURE)} changes: do it with {FEW_CHANGES} at most. {FREE}",
        partial(_below, 0.5),
    ),
)
