"""Questions to answer before looking, and goals to reach with the knobs; each checked against a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ai_playground.corners.paper_training import Snapshot
from ai_playground.corners.settings import TrainingSettings
from ai_playground.lesson.tasks import Answer, Exercise, Question

Run = Sequence[Snapshot]
"""The snapshots of a run, one for each epoch, from the start."""


# Small and quick, but long enough for the error to stand still.
QUIZ_SIZE: Mapping[str, Any] = {"model": "fifths", "sheets": 192, "epochs": 60, "noise": 25.0, "seed": 3}


def _beats_the_guess(runs: Sequence[Run]) -> int:
    last = runs[0][-1]
    return 0 if last.held_out_mae < 2 / 3 * last.constant_mae else 1


def _of_three(run: Run) -> tuple[float, float]:
    """The paper's figure, the smallest error over the epochs on three photos, for many threes of photos.

    Returns:
        The lowest and the highest of them, in pixels of the frame.
    """
    errors = np.stack([each.photo_errors for each in run[1:]])
    threes = errors[:, : errors.shape[1] // 3 * 3].reshape(len(errors), -1, 3).mean(axis=-1)
    figures = threes.min(axis=0)
    return float(figures.min()), float(figures.max())


QUESTIONS: tuple[Question[Run], ...] = (
    Question(
        "distinct_units",
        "All 32 units of a layer start with the same weights, 0.004. How many different units does the layer "
        "have after sixty epochs?",
        (Answer("One"), Answer("About half"), Answer("All 32: training tells them apart")),
        ({},),
        lambda runs: {1: 0, 32: 2}.get(runs[0][-1].distinct_units[1], 1),
        lambda runs: (
            f"{runs[0][-1].distinct_units[1]}. Equal units give equal outputs and get equal gradients, so "
            "they stay equal: 32 units compute what one could."
        ),
    ),
    Question(
        "beats_the_median",
        "Does the trained network of the first question beat a guess that never looks, always the median of "
        "the labels, by a third or more?",
        (Answer("Yes"), Answer("No")),
        ({},),
        _beats_the_guess,
        lambda runs: (
            f"The network misses by {runs[0][-1].held_out_mae:.1f} px, the median by "
            f"{runs[0][-1].constant_mae:.1f} px. One unit can say little more than how bright a picture is."
        ),
    ),
    Question(
        "three_photos",
        "The report's figure for photos is the smallest error over all epochs, on three photos. Take sixteen "
        "other threes for the same network: how far apart are their figures?",
        (Answer("Within a tenth"), Answer("The largest is half as large again as the smallest, or more")),
        ({},),
        lambda runs: 1 if _of_three(runs[0])[1] >= 1.5 * _of_three(runs[0])[0] else 0,
        lambda runs: (
            f"From {_of_three(runs[0])[0]:.0f} to {_of_three(runs[0])[1]:.0f} px, by which three photos they "
            "are. The report's 22.39 is such a figure: three photos can't tell two networks apart."
        ),
    ),
)


def _beat_the_guess(_settings: TrainingSettings, run: Run) -> tuple[bool, str]:
    last = run[-1]
    share = last.held_out_mae / last.constant_mae
    return (
        share < 0.7,
        f"{last.held_out_mae:.2f} px against {last.constant_mae:.2f} px of the constant guess.",
    )


def _dead(settings: TrainingSettings, run: Run) -> tuple[bool, str]:
    if settings.linear_outputs:
        return False, "Outputs without ReLU can't die. Put the ReLU back."
    dead = run[-1].dead_units[-1]
    return dead > 0, f"{dead} of 8 outputs give 0 for every sheet."


def _cured(settings: TrainingSettings, run: Run) -> tuple[bool, str]:
    cures = ("initialization", "linear_outputs", "scaled_inputs")
    plain = TrainingSettings()
    turned = [name for name in cures if getattr(settings, name) != getattr(plain, name)]
    if len(turned) != len(cures):
        return False, "First find the cure: random start, outputs without ReLU, scaled inputs."
    if settings.labels != "page":
        return False, "Label the page, not the writing area: photos are labelled by the page."
    last = run[-1]
    return (
        last.held_out_mae < 0.5 * last.constant_mae,
        f"{last.held_out_mae:.2f} px on unseen sheets, {last.constant_mae:.2f} px for the median guess.",
    )


EXERCISES = (
    Exercise(
        "beat",
        "Better than not looking",
        "Train a network whose error on unseen sheets is below 70 % of the constant guess's.",
        _beat_the_guess,
    ),
    Exercise(
        "kill",
        "Kill an output",
        "Train with ReLU on the outputs until at least one of them is 0 for every sheet. Labels of the page, "
        "whose left and top edges lie near 0, make it easy.",
        _dead,
    ),
    Exercise(
        "cure",
        "The whole cure",
        "Three changes and the label of the page together halve what the median guess scores on unseen "
        "sheets. A convolution, or more sheets and epochs, help; that takes minutes.",
        _cured,
    ),
)
