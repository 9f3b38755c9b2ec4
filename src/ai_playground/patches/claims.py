"""What the report says of its networks, and the runs that test it: each claim with its words and ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ai_playground.lesson.findings import Word
from ai_playground.patches.grid import draw_crop
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.presets import CURE
from ai_playground.patches.study_exam import Moment

SAME = 0.02
"""A spread below this counts as "always the same"; 0.24 is that of one that is always right and sure."""
LEARNED = 3 / PATCHES
"""A network has learned that puts so many of the patches held out into their cell: three times chance."""
RATES = (1e-3, 1e-4, 1e-5, 1e-6)
TOP_RIGHT, BOTTOM_RIGHT = 3, 15
"""Cells, counted row by row."""

Run = Sequence[Moment]


class Outcome(NamedTuple):
    """What a run said of a claim: in a few words for the table, how that compares (None: no verdict), why."""

    found: str
    word: Word | None
    note: str


@dataclass(frozen=True)
class Claim:
    """One claim of the report.

    Attributes:
        name: Short identifier.
        text: What is claimed.
        reported: What the report says or bases it on, in few words.
        note: What else belongs to it.
        changes: What a run that tests it changes of the report's settings; None where nothing here can.
        recorded: Recorded runs beside which it is judged, by name.
        judge: Judges a run, beside the recorded ones.
    """

    name: str
    text: str
    reported: str
    note: str
    changes: Mapping[str, Any] | None = None
    recorded: tuple[str, ...] = ()
    judge: Callable[[Run, Sequence[Run]], Outcome] = lambda _run, _recorded: Outcome("", None, "")


def _told(last: Moment) -> str:
    return f"spread {last.spread:.4f}, {last.held_out:.0%} of the patches held out right (chance: 6 %)"


def _constant(run: Run, _recorded: Sequence[Run]) -> Outcome:
    last = run[-1]
    cells = int((last.answers > 0).sum())
    note = f"After {last.step:,} steps: {_told(last)}; {cells} of 16 cells are ever the answer. One seed."
    same = last.spread < SAME
    return Outcome("the same" if same else "they differ", "same" if same else "differs", note)


def _rates(run: Run, recorded: Sequence[Run]) -> Outcome:
    runs = [run, *recorded]
    spreads = ", ".join(
        f"{each[-1].spread:.4f} at {each[0].rate:g}" for each in sorted(runs, key=lambda each: -each[0].rate)
    )
    best = max(each[-1].held_out for each in runs)
    note = f"Spread: {spreads}; yours and three recorded runs. The best of them has {best:.0%} right."
    same = all(each[-1].spread < SAME for each in runs)
    return Outcome("true of this network" if same else "false here", "same" if same else "differs", note)


def _too_little(run: Run, recorded: Sequence[Run]) -> Outcome:
    few, (many, whole) = run[-1], (each[-1] for each in recorded)
    note = (
        f"Three photos, no flaw: {_told(few)}. Nine photos, all flaws (recorded): {_told(many)}. Nine, no "
        f"flaw (recorded): {_told(whole)}. Photos here are seen through a strong lens: of the photos that "
        "the report had, more may well be needed; but no more of them would have helped its network."
    )
    if few.spread < SAME:
        return Outcome("may be", None, note)
    return Outcome("not what made it constant", "differs", note)


def _corners(run: Run, _recorded: Sequence[Run]) -> Outcome:
    last = run[-1]
    dead = [cell for cell in range(PATCHES) if not last.probabilities[cell]]
    never = [cell for cell in (TOP_RIGHT, BOTTOM_RIGHT) if not last.answers[cell]]
    silent = int((last.answers == 0).sum())
    note = (
        f"{silent} of 16 cells are never the answer; of {len(dead)} the output is 0 for every patch: the "
        "ReLU lets nothing through, no gradient either, so it stays. Which these are hangs on the seed."
    )
    if len(never) == 2:
        return Outcome("never, as well", "same", note)
    return Outcome("one of both" if never else "both are", "differs", note)


def _skewed(run: Run, recorded: Sequence[Run]) -> Outcome:
    skewed, even = run[-1], recorded[0][-1]
    note = (
        f"With 80 % cropped the five answers spread by {skewed.spread:.3f} from photo to photo, overlap "
        f"{skewed.overlap:.0%}; with half (recorded) by {even.spread:.3f}, overlap {even.overlap:.0%}. The "
        f"best answer that is the same for all photos overlaps by {skewed.constant_overlap:.0%}. Another "
        "share moves what that answer is; an output that a ReLU holds at 0 gets no gradient from it."
    )
    if skewed.overlap > skewed.constant_overlap:
        return Outcome("better than one answer", "same", note)
    return Outcome("worse than one answer", "differs", note)


def _deviation(run: Run, _recorded: Sequence[Run]) -> Outcome:
    last = run[-1]
    note = (
        f"Off by {last.factor_error:.0%} on photos held out, half of them cropped. The best answer that is "
        f"always the same is off by {last.constant_factor_error:.0%} on these; with the report's 80 % "
        f"cropped, of sizes as drawn here, by {best_constant_error(0.8):.0%}. Other photos and crops: the "
        "figure itself can't be compared; whether it lies behind a constant answer can."
    )
    better = last.factor_error < last.constant_factor_error
    return Outcome(f"{last.factor_error:.0%}", "differs" if better else "same", note)


@cache
def best_constant_error(cropped: float) -> float:
    """Mean error of the crop factor of the best answer that is always the same, over 4000 photos.

    Args:
        cropped: Share of photos that are cropped, as the page crops them.
    """
    rng, count = np.random.default_rng(0), 4000
    factors = np.array([draw_crop(rng).factor if rng.random() < cropped else 1.0 for _ in range(count)])
    return float(np.abs(factors - np.median(factors)).mean())


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "constant",
        "The patch network: “all results were the same”",
        "the same",
        "After 140 epochs over some 2000 photos.",
        {},
        judge=_constant,
    ),
    Claim(
        "rate",
        "“It was not the learning rate”: from 0.001 to 0.000001 always the same",
        "the same, four times",
        "Test trains with 0.000001.",
        {"learning_rate": 1e-6},
        ("report", "rate4", "rate5"),
        _rates,
    ),
    Claim(
        "data",
        "“I think this comes from my relatively small data set”",
        "a guess",
        "4000 photos against the authors' 700,000. Test trains the cured network on three photos.",
        {**CURE, "photos": 3},
        ("report", "cured"),
        _too_little,
    ),
    Claim(
        "corners",
        "With more photos: patterns that repeat, never the top right nor the bottom right cell",
        "never",
        "After 6 epochs over some 4000 photos. Told beside the public program, not in the report.",
        {},
        judge=_corners,
    ),
    Claim(
        "skewed",
        "80 % cropped photos punish the answer 0, 0, 0, 0, 0",
        "variable answers in the end",
        "Together with a learning rate of 0.000001. Test trains the thumbnail network.",
        {"network": "thumbnail"},
        ("thumbnail_half",),
        _skewed,
    ),
    Claim(
        "deviation",
        "The crop factor is off by 21 % on average: “certainly not bad”",
        "21 %",
        "After 500 epochs over 2000 photos; the report sets no constant answer beside it.",
        {"network": "thumbnail"},
        judge=_deviation,
    ),
)
