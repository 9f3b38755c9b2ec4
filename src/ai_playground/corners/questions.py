"""Questions to answer before looking; each is decided by runs, or by a formula."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ai_playground.corners.paired import agreeing, of_threes
from ai_playground.corners.paper_models import OUTPUTS
from ai_playground.corners.paper_training import Snapshot
from ai_playground.corners.perspective import crossing_of_diagonals, middle_seen
from ai_playground.lesson.tasks import Answer, Question

Run = Sequence[Snapshot]
"""The snapshots of a run, one for each epoch, from the start."""


# Small and quick, but long enough for the error to stand still.
QUIZ_SIZE: Mapping[str, Any] = {"model": "fifths", "sheets": 192, "epochs": 60, "noise": 25.0, "seed": 3}
AS_MANY = 2
"""Numbers of living units that differ by no more are called alike."""


def _against_the_guess(run: Run) -> int:
    error, guess = run[-1].held_out_mae, run[-1].constant_mae
    return 2 if error > guess else 1 if error > 2 / 3 * guess else 0


def _why_three_photos(runs: Sequence[Run]) -> str:
    thirds, fifths = (of_threes(run) for run in runs)
    most, threes = agreeing(*runs)
    told = (
        "here any of the threes names the same network"
        if most == threes
        else f"yet which network is better, three can't say for sure: {threes - most} of {threes} threes "
        "name the other"
    )
    wins = int((thirds < fifths).sum())
    return (
        f"Thirds are better on {wins} of the {len(thirds)} threes, fifths on {len(thirds) - wins}. By which "
        f"three they are, thirds score {thirds.min():.0f} to {thirds.max():.0f} px, but that both networks "
        f"share: on the same three photos they differ by {np.abs(thirds - fifths).mean():.1f} px. So a "
        "comparison on the same photos, as the report's, is far better than one on different ones; "
        f"{told}."
    )


def _alive(run: Run) -> int:
    return len(run[-1].second_kernel) - run[-1].dead_units[0]


def _which_cure(runs: Sequence[Run]) -> int:
    scaled, centred = (_alive(run) for run in runs[1:])
    return 2 if abs(scaled - centred) <= AS_MANY else int(centred > scaled)


def _why_the_cure(runs: Sequence[Run]) -> str:
    raw, scaled, centred = (_alive(run) for run in runs)
    units = len(runs[0][-1].second_kernel)
    falls = ", ".join(f"{run[0].held_out_mae:.0f} to {run[-1].held_out_mae:.0f}" for run in runs)
    return (
        f"Of {units} units in the first layer {raw} live on raw pixels, {scaled} on scaled ones, {centred} "
        "where the mean picture is subtracted. What all sheets share, white paper, moves a unit's sum the "
        "same way for all of them. Many sums start below 0 for every sheet, and steps take more there: on "
        f"raw pixels {units - _alive(runs[0][:1])} at the start, {units - raw} at the end. There ReLU passes "
        "no gradient, and they stay. Without the mean a sum lies on both sides of 0. Alive is not yet right: "
        f"all three begin far off, and their errors on unseen sheets fall from {falls} px. Its own sheets "
        f"the last one misses by {runs[2][-1].train_mae:.0f} px."
    )


def _noise_free(run: Run) -> int:
    error, guess = run[-1].held_out_mae, run[-1].constant_mae
    return 0 if error < guess else 1 if error == guess else 2


# A page seen from below: its far edge is half as wide as its near one.
SLANTED = np.array([[50, 40], [142, 40], [188, 240], [4, 240]], float)


def _which_middle(_runs: Sequence[Run]) -> int:
    offered = [SLANTED.mean(axis=0), crossing_of_diagonals(SLANTED)]
    near = [bool(np.abs(point - middle_seen(SLANTED)).max() < 0.01) for point in offered]
    return near.index(True) if any(near) else 2


def _why_middle(_runs: Sequence[Run]) -> str:
    seen, mean = middle_seen(SLANTED), SLANTED.mean(axis=0)
    return (
        f"For a page whose far edge looks half as wide as its near one, corners at y = {SLANTED[0, 1]:.0f} "
        f"and {SLANTED[2, 1]:.0f}, the middle is seen at y = {seen[1]:.1f}; the corners' mean is "
        f"{mean[1]:.1f}. A homography, the map from a flat thing to its picture, keeps straight lines "
        "straight, so diagonals stay diagonals. It doesn't keep halves: what is far away shrinks."
    )


QUESTIONS: tuple[Question[Run], ...] = (
    Question(
        "distinct_units",
        "In a network of the report (fifths: it sees the four corner pieces of a picture cut in five each "
        "way) every weight of every layer starts at 0.004. Its second layer has 32 units; each adds up what "
        "it sees, every number times a weight of its own. How many different units does that layer have "
        "after sixty epochs, passes over 192 sheets?",
        (
            Answer("One"),
            Answer(
                "More than one, fewer than 32",
                "Some might drift apart by chance, but there is no chance in it: no weight is drawn.",
            ),
            Answer(
                "All 32: training tells them apart",
                "Training tells apart what differs already. It follows the gradient, and that of two equal "
                "units is the same where the next layer treats them alike.",
            ),
        ),
        ({},),
        lambda runs: {1: 0, 32: 2}.get(runs[0][-1].distinct_units[1], 1),
        lambda runs: (
            f"{runs[0][-1].distinct_units[1]}. Equal units give equal outputs. The next layer starts alike, "
            "too, so they get equal gradients and stay equal: 32 units compute what one could, one number "
            "for each picture. Before a next layer drawn at random they would part."
        ),
    ),
    Question(
        "beats_the_median",
        "The median guess never looks at a picture: it always answers the middle value of each of the eight "
        "numbers on the sheets that were trained on. How does the network of the first question (fifths, all "
        "at 0.004, 192 sheets) compare with it, on sheets that neither has seen?",
        (
            Answer(
                "Its error is lower by a third or more",
                "It has nearly 750,000 weights and looks at the picture. But the first question asks what "
                "its units can tell.",
            ),
            Answer("Its error is lower by less than a third, or equal"),
            Answer("Its error is higher", "It can be, where outputs are stuck at 0, far from the median."),
        ),
        ({},),
        lambda runs: _against_the_guess(runs[0]),
        lambda runs: (
            f"The network misses by {runs[0][-1].held_out_mae:.2f} px, the median by "
            f"{runs[0][-1].constant_mae:.2f} px. {OUTPUTS - runs[0][-1].dead_units[-1]} of the {OUTPUTS} "
            "outputs live: ReLU, which makes 0 of what is below 0, doesn't hold them there for every sheet. "
            "All that they can go by is what the layers before them tell of a picture: see the first "
            "question. For comparison: a guess that is told one of the eight numbers exactly loses 11 to "
            "14 % of its error if that number says nothing of the others: about an eighth, which leaves "
            f"{7 / 8 * runs[0][-1].constant_mae:.2f} px. One that is told where a sheet lies on the line "
            "along which the eight vary most loses 13 %."
        ),
    ),
    Question(
        "three_photos",
        "The report compares its networks on three photos, each by its smallest error over all epochs. "
        "Compare two of them, thirds and fifths (they see only the four corner pieces of a picture cut in "
        "three, or five, each way; both all at 0.004, trained on 192 sheets), in the same way on sixteen "
        "threes of drawn photos. How many of the sixteen name the same one as the better?",
        (
            Answer(
                "All sixteen",
                "Both were measured on the same photos, so it seems fair. It is; but what is true of three "
                "photos need not be true of the next three.",
            ),
            Answer(
                "Thirteen to fifteen",
                "That would be so if one were better by more than photos differ in how they suit the two.",
            ),
            Answer(
                "Twelve or fewer",
                "A coin would do as badly. Here the two differ by more than chance lets them.",
            ),
        ),
        ({"model": "thirds"}, {"model": "fifths"}),
        lambda runs: 2 if agreeing(*runs)[0] <= 12 else 0 if len(set(agreeing(*runs))) == 1 else 1,
        _why_three_photos,
    ),
    Question(
        "which_cure",
        "Take the fifths again, on the same 192 sheets. Now weights are drawn at random, outputs have no "
        "ReLU, and labels are the page's. A unit that ReLU (below 0 becomes 0) holds at 0 for every sheet is "
        "dead. Which leaves more units of the first layer alive: scaling the pixels from 0 to 255 down "
        "to -1 to 1, or subtracting the mean picture of the sheets?",
        (
            Answer(
                "Scaling",
                "The larger the pixels, the farther the same step moves a unit's sum, true. But -1 to 1 is "
                "centred only for pictures that are half dark: sheets are white, and on average the pieces "
                "of a scaled one that it sees lie at about 0.5, not at 0.",
            ),
            Answer(
                "Subtracting the mean",
                "What all sheets share drives a unit to one side of 0, true. Here it is not what decides.",
            ),
            Answer(
                f"Neither: they differ by {AS_MANY} units or fewer",
                "Both change the pixels by a formula so simple that weights could undo it. They could, but "
                "the first steps have killed units before they could undo it.",
            ),
        ),
        tuple(
            {"initialization": "random", "linear_outputs": True, "labels": "page", **change}
            for change in ({}, {"scaled_inputs": True}, {"centred_inputs": True})
        ),
        _which_cure,
        _why_the_cure,
    ),
    Question(
        "no_noise",
        "Now sheets of noise 0, on which every page lies in the same place. The first question's network "
        "(fifths, all at 0.004) learns from them. Who misses by less on unseen ones, it or the median guess?",
        (
            Answer(
                "The network: nothing is easier to learn",
                "Easy it is. But look at what the guess scores where every label is the same.",
            ),
            Answer(
                "Both are right to the last digit",
                "One of them is. The other comes there in steps, and its steps don't shrink to nothing.",
            ),
            Answer(
                "The median guess",
                "A guess that never looks must lose to one that does, where there is something to see.",
            ),
        ),
        ({"noise": 0.0},),
        lambda runs: _noise_free(runs[0]),
        lambda runs: (
            f"The network misses by {runs[0][-1].held_out_mae:.2f} px, the guess by "
            f"{runs[0][-1].constant_mae:.2f} px. Where all labels are alike their median is the answer. So "
            "an error says little before it is known what not looking scores on the same labels."
        ),
        transfers=True,
    ),
    Question(
        "middle",
        "A page lies on a table and is photographed at a slant; its four corners are known exactly. Where "
        "does the photo show the middle of the page?",
        (
            Answer("At the mean of the four corners", "So it is in a photo from straight above."),
            Answer(
                "Where the lines through opposite corners cross",
                "Lines stay lines in a photo, true. Yet something else moves.",
            ),
            Answer(
                "Four corners don't tell",
                "They don't tell how large the page is, and its proportions only with assumptions about the "
                "camera. But where its middle is seen depends on neither.",
            ),
        ),
        (),
        _which_middle,
        _why_middle,
        transfers=True,
    ),
)
