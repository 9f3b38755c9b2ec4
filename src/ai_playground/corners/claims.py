"""What the report concludes in words, and the runs that test it: each claim with its verdict and ours.

The report tried most of its ideas with networks whose dense units were all alike, which say one
number for each picture, with an idea or without: hypotheses 3 and 4, and hypothesis 2 in half its runs. Here
they are tried with the networks cured, and both networks of a comparison are measured on the same photos, at
the last epoch instead of the luckiest one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ai_playground.corners.detector import NEAR
from ai_playground.corners.paper_training import Snapshot
from ai_playground.corners.presets import CURE
from ai_playground.corners.settings import MODEL_LABELS, Model
from ai_playground.corners.verdicts import (
    BASELINE_FIRST,
    Outcome,
    always,
    helps,
    improves,
    improves_on,
    minimum,
    not_low_enough,
    quicker,
    replaces_the_clicks,
)


@dataclass(frozen=True)
class Claim:
    """One claim of the report.

    Attributes:
        name: Short identifier.
        text: What is claimed.
        reported: The report's own verdict, in a word or two.
        note: What the report bases it on, or what is missing to test it.
        changes: Settings of the network that tests it; None where nothing here can.
        baseline: Settings of the one it is compared with; None for one that stands alone.
        judge: Judges a run, a snapshot for each epoch from the start, beside the last snapshot of the
            baseline's; without a baseline it gets the run's own.
    """

    name: str
    text: str
    reported: str
    note: str
    changes: Mapping[str, Any] | None = None
    baseline: Mapping[str, Any] | None = None
    judge: Callable[[Sequence[Snapshot], Snapshot], Outcome] = lambda _run, _baseline: Outcome("", None, "")


def judged(claim: Claim, run: Sequence[Snapshot], baseline: Snapshot | None) -> Outcome:
    """What a run says of a claim.

    Args:
        claim: What is tested.
        run: The run with the claim's `changes`: a snapshot for each epoch, from the start.
        baseline: That of the run it is compared with, on the same sheets and photos; None before there is
            one.
    """
    return Outcome("", None, BASELINE_FIRST) if baseline is None else claim.judge(run, baseline)


def _cured(model: Model) -> Mapping[str, Any]:
    return {"model": model, **CURE}


def _tests(model: Model) -> str:
    return f"Test trains one of its networks, cured: “{MODEL_LABELS[model]}”."


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "hypothesis-1",
        "Hypothesis 1: “Training a 3 layer fully connected network on synthetic data first will improve MAE "
        "on user generated data”",
        "true",
        "Synthetic data are its drawn sheets, MAE is the mean absolute error. “First” may mean before "
        "training on photos, which it didn't: it watched their error while training on sheets, and so does "
        "Test. “… in all three cases”, of 16, 32 and 64 nodes; those with 32 are its baseline, and here.",
        {},
        judge=improves,
    ),
    Claim(
        "always",
        "“The synthetic data always improves accuracy on the real data”",
        "true",
        "“This is actually the case in all of the experiments in this paper.” Its graphs can't be seen.",
        {"labels": "page"},
        judge=always,
    ),
    Claim(
        "continued",
        "Continued training on sheets improves photos, even when no real improvement is seen on sheets",
        "true",
        "What it reads from its graphs, and concludes hypothesis 1 from.",
        {},
        judge=improves_on,
    ),
    Claim(
        "hypothesis-2",
        "Hypothesis 2: convolutions in front bring the error below the baseline's",
        "false",
        "“However, due to the erratic and unsettled training results more exploration and training is "
        "warranted.” Under the last of its six runs it prints 5918 s for “all experiments”: whether of six, "
        "or of the three with a random start, it doesn't say. " + _tests("c2-1"),
        _cured("c2-1"),
        CURE,
        helps,
    ),
    Claim(
        "hypothesis-3",
        "Hypothesis 3: grey pictures with the means of rows and columns lower it",
        "false",
        f"Tried with the means, their gradients, and the gradients' gradients. {_tests('gradient-2')}",
        _cured("gradient-2"),
        CURE,
        helps,
    ),
    Claim(
        "hypothesis-4",
        "Hypothesis 4: seeing only the four corner pieces of a picture lowers it",
        "false",
        f"Tried with thirds, fourths and fifths. {_tests('thirds')}",
        _cured("thirds"),
        CURE,
        helps,
    ),
    Claim(
        "possible",
        "In closing: it is possible to replace the user's clicks",
        "shown",
        f"It asked whether drawn sheets and samples of user input can give a mean error below {NEAR:.0f} px; "
        "of what it doesn't say. On sheets 13 of its 15 runs are, on photos its best is 22.39 px. “My "
        "experiments here reflect on only part of the research question”: it trained on sheets alone.",
        CURE,
        judge=replaces_the_clicks,
    ),
    Claim(
        "minimum",
        "In closing: “the true value of a model is the minimum MAE that it will achieved given an amount of "
        "training and data that is reasonably achievable by the organization”",
        "said",
        "And not “MAE/Epoch”, by which no network was significantly better than the baseline. Its own minima "
        "are over all epochs, on the three photos that chose the epoch. Test trains the baseline, and "
        "measures such minima on other photos, too.",
        {},
        judge=minimum,
    ),
    Claim(
        "quicker",
        "In closing: with less than half the parameters a network trains much quicker to a similar error",
        "seen",
        "Of the grey ones, which have a third of the baseline's weights. It gives no time for them.",
        {"model": "means"},
        {},
        quicker,
    ),
    Claim(
        "assumption-1",
        "Assumption 1: three layers of 32 units can't come low enough",
        "assumed",
        "“These should be tested but time does not allow.”",
        CURE,
        judge=not_low_enough,
    ),
    Claim(
        "assumption-2",
        "Assumption 2: fewer than 1000 samples without drawn sheets aren't enough for any network",
        "assumed",
        "Not tested there, nor here: it takes a thousand photos with their corners, and none ship.",
    ),
)
