"""What the training asks before it shows. Recorded runs decide, no key."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from ai_playground.lesson.tasks import Answer, Question
from ai_playground.lesson.text import percent
from ai_playground.patches.grid import cell_of, centres, draw_crop
from ai_playground.patches.lens_questions import NOTICED
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.presets import FLAWS
from ai_playground.patches.recording import Recording
from ai_playground.patches.run_figures import (
    LEARNED,
    SAME,
    came_back,
    knows_nothing,
    lately,
    lately_trained,
    named,
    silent_cells,
    times_as_many_patches,
    usual_spread,
)

FLAW_WORDS = (
    ("the ReLU on the answers", ""),
    (
        "nothing between convolutions",
        "It helps: the network can see more. But all that it says still has to pass the ReLU.",
    ),
    (
        "the loss over the wrong axis",
        "It helps. But the ReLU still holds cells at 0, and few are ever the answer.",
    ),
    (
        "labels of the crop",
        "Right labels help a network that learns from them. The other three flaws let little through.",
    ),
)
"""In the order of `FLAWS`; each with a word on the thought that its repair helps most."""


def _larger(one: float, other: float) -> int:
    """0 for larger, 1 for as large, 2 for smaller, by `NOTICED`."""
    return 0 if one > NOTICED * other else 1 if one > other / NOTICED else 2


def _slower(runs: Sequence[Recording]) -> int:
    slow = runs[1].snapshots
    return 1 if usual_spread(slow) < SAME else 0 if lately(slow) >= LEARNED else 2


def _dead(run: Recording) -> int:
    """Cells whose output is 0 for every patch held out, before the first step."""
    return int(silent_cells(run.snapshots)[0].sum())


def _came_back(run: Recording) -> str:
    """How many cells are silent over the run, and how many came back, in words."""
    counts = [int(silent.sum()) for silent in silent_cells(run.snapshots)]
    most = int(np.argmax(counts))
    return (
        f"{counts[0]} of 16 answer 0 to every patch, after {run.snapshots[most].step} steps {counts[most]}, "
        f"at the end {counts[-1]}. Of the others few ever have the largest answer: at the start "
        f"{named(run.snapshots[0])}. Where a ReLU gives 0, the gradient is 0: from such a patch the cell "
        f"doesn't learn. {came_back(run.snapshots)} came back, for a while or for good: the others' "
        "gradients change the embedding that they are made of, and Adam moves a weight on for some steps "
        "after its gradient is gone. One seed; on another machine the same seed may give other counts."
    )


def _one_cell(runs: Sequence[Recording]) -> int:
    mixed, alone = runs
    if _larger(lately(mixed.snapshots), lately(alone.snapshots)) != 0:
        return 0
    return 2 if _larger(knows_nothing(alone.settings), float(alone.last.losses[0])) == 0 else 1


@cache
def frequent_cell() -> float:
    """Share of the patches of cropped photos that are of the most frequent cell, of 5000 crops."""
    rng = np.random.default_rng(0)
    x, y = centres()
    cells = np.concatenate([cell_of(*draw_crop(rng).in_original(x, y)) for _ in range(5000)])
    return float(np.bincount(cells, minlength=PATCHES).max() / len(cells))


QUESTIONS: tuple[Question[Recording], ...] = (
    Question(
        "slower",
        "With a learning rate of 0.001 the report's network puts every patch into the same cell. The report "
        "tried lower ones. With 0.000001, the same network from the same start",
        (
            Answer("learns", "Small steps help where large ones overshoot. First something must be learned."),
            Answer("says the same of every patch, too"),
            Answer(
                "says something else of every patch, but at random",
                "That takes answers that differ from patch to patch. What makes them differ?",
            ),
        ),
        ({"recorded": "report"}, {"recorded": "rate6"}),
        _slower,
        lambda runs: (
            f"Its answers spread by {runs[1].snapshots[0].spread:.4f} at the start, and by "
            f"{runs[1].last.spread:.4f} at the end: steps so small hardly move a weight, so it is as good as "
            f"untrained. Below {SAME:g} we call answers the same, and those of an untrained network are, "
            f"with flaws or without. With 0.001 they end at {runs[0].last.spread:.4f}: these it was trained "
            "to. What 0.000001 comes to after as many patches as the report's network learned from, some "
            f"{times_as_many_patches(runs[1].settings):.0f} times these, isn't tested. One seed each."
        ),
    ),
    Question(
        "data",
        "“I think this comes from my relatively small data set”, says the report. Here all photos are seen "
        "through a lens much stronger than the one above. Which network puts more patches of unseen photos "
        "into their cell?",
        (
            Answer("one without its flaws, after three photos"),
            Answer(
                "the report's, after nine photos",
                "More photos help a network that learns. Does this one?",
            ),
            Answer("both as few", "Three photos are few. But a lens leaves the same trace in all of them."),
        ),
        ({"recorded": "report"}, {"recorded": "cured"}, {"recorded": "cured_few"}),
        lambda runs: (0, 2, 1)[_larger(lately(runs[2].snapshots), lately(runs[0].snapshots))],
        lambda runs: (
            f"Over the last quarter of the run {percent(lately(runs[0].snapshots))} after nine photos with "
            f"its flaws, {percent(lately(runs[2].snapshots))} after three without. Chance is 6 %. So what "
            "made its answers the same here is not a lack of photos. A network that learns gains by more of "
            f"them: after nine without flaws {percent(lately(runs[1].snapshots))}, and of the photos that it "
            f"learned from it knows less by heart: {percent(lately_trained(runs[1].snapshots))}, and after "
            f"three {percent(lately_trained(runs[2].snapshots))}. One seed each."
        ),
    ),
    Question(
        "which_flaw",
        "One flaw of the four is mended, the other three stay. After which repair do the answers differ most "
        "from patch to patch?",
        tuple(Answer(words, remark) for words, remark in FLAW_WORDS),
        tuple({"recorded": f"without_{name}"} for name in FLAWS),
        lambda runs: int(np.argmax([usual_spread(run.snapshots) for run in runs])),
        lambda runs: (
            "Spread without it, the median of the run's second half: "
            + ", ".join(
                f"{words} {usual_spread(run.snapshots):.3f}"
                for (words, _), run in zip(FLAW_WORDS, runs, strict=True)
            )
            + "; patches of unseen photos put right over the last quarter: "
            + ", ".join(f"{percent(lately(run.snapshots))}" for run in runs)
            + f". Below {SAME:g} we call the answers the same. One seed each."
        ),
    ),
    Question(
        "dead",
        "The report's network before its first step: sixteen answers, one for each cell, of weights drawn at "
        "random, and a ReLU that makes 0 of what is below 0. For how many of the sixteen cells is its answer "
        "0, whichever patch of photos held out it is shown?",
        (
            Answer(
                "two at most",
                "Weights are as often below 0 as above. What the patches give it is alike, though.",
            ),
            Answer("three to thirteen"),
            Answer("fourteen or more", "About as many weights are above 0 as below."),
        ),
        ({"recorded": "report"},),
        lambda runs: 0 if _dead(runs[0]) < 3 else 1 if _dead(runs[0]) < 14 else 2,
        lambda runs: _came_back(runs[0]),
    ),
    Question(
        "one_cell",
        "Without its flaws, and all photos that it learns from are whole. But each step gets patches of one "
        "cell alone, another cell each step. Batch normalization takes the average of a batch away. The "
        "network",
        (
            Answer(
                "learns as well: all cells come in turn",
                "So they do. But a step can read the cell off the batch as a whole, not off each patch.",
            ),
            Answer(
                "learns less, and its loss says so: it stays that of one that knows nothing",
                "So it would, if a batch gave nothing away. But all of its patches have the cell in common.",
            ),
            Answer(
                "learns less when it is asked, though its loss falls far below that of one that knows nothing"
            ),
        ),
        ({"recorded": "whole"}, {"recorded": "one_cell"}),
        _one_cell,
        lambda runs: (
            f"Its loss comes down to {float(runs[1].last.losses[0]):.2f}; "
            f"{knows_nothing(runs[1].settings):.2f} is that of one that knows nothing. But over the last "
            f"quarter of the run {percent(lately(runs[1].snapshots))} of unseen photos' patches are right, "
            f"of those that it learned from {percent(lately_trained(runs[1].snapshots))}. With patches mixed "
            f"{percent(lately(runs[0].snapshots))} and {percent(lately_trained(runs[0].snapshots))}, loss "
            f"{float(runs[0].last.losses[0]):.2f}. What a batch had in common may have "
            "told it the cell; or averages over many batches, which stand in when it is asked, don't fit it. "
            "The two aren't told apart here. One seed each. The authors mix patches of different photos, "
            "lest a batch gives its cell away."
        ),
    ),
    Question(
        "frequent",
        "All photos are cropped here, each in the authors' way: half to nine tenths of each side are left, "
        "touching one edge. Sixteen patches are cut from what is left, and a network names for each the same "
        "cell of the original. If it chose the best one, how many does it get right?",
        (
            Answer("6.25 %, one of sixteen", "Of whole photos. Which parts of a photo does a crop keep?"),
            Answer("more"),
            Answer("fewer", "The best of sixteen can't be worse than the average of all sixteen."),
        ),
        (),
        lambda _runs: 1 if frequent_cell() > NOTICED / PATCHES else 0,
        lambda _runs: (
            f"{percent(frequent_cell(), '.1')}, of 5000 crops. Crops keep the middle more often than the "
            "corners. So chance is not what a network is to be measured by, but the best answer that never "
            "looks. Below, networks learn from photos most of which are cropped, but are asked about whole "
            "ones: there chance, 6.25 %, is the right measure."
        ),
        transfers=True,
    ),
)
