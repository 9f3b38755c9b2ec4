"""What the report says of its networks, and the runs that test it: each claim with its words and ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ai_playground.lesson.findings import Word
from ai_playground.lesson.text import percent
from ai_playground.patches.grid import LARGEST_FACTOR, SMALLEST_FACTOR
from ai_playground.patches.networks import PATCHES
from ai_playground.patches.presets import CURE
from ai_playground.patches.run_figures import (
    SAME,
    Run,
    came_back,
    collapsed,
    lately,
    named,
    second_half,
    silent_cells,
    times_as_many_patches,
    usual_spread,
)
from ai_playground.patches.study_exam import VIEWS, Moment
from ai_playground.patches.study_settings import StudySettings

TOP_RIGHT, BOTTOM_RIGHT = 3, 15
"""Cells, counted row by row."""
REPORTED_SHARE, ASKED_SHARE = 0.8, 0.5
"""Of photos that are cropped: of those that the report's networks learn from, and of those asked about."""


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
        changes: What a run that tests it changes of the report's settings.
        judge: Judges a run, beside the recorded ones.
        recorded: Recorded runs beside which it is judged, by name.
    """

    name: str
    text: str
    reported: str
    note: str
    changes: Mapping[str, Any]
    judge: Callable[[Run, Sequence[Run]], Outcome]
    recorded: tuple[str, ...] = ()


def _told(last: Moment) -> str:
    return f"spread {last.spread:.4f}, {percent(last.held_out)} of the patches held out right (chance: 6 %)"


def _second_half(run: Run) -> str:
    half = second_half(run)
    spreads, cells = [moment.spread for moment in half], [named(moment) for moment in half]
    return (
        f"spread {min(spreads):.4f} to {max(spreads):.4f}, median {usual_spread(run):.4f}, "
        f"{sum(spread < SAME for spread in spreads)} of {len(half)} snapshots below {SAME:g}; {min(cells)} "
        f"to {max(cells)} of 16 cells are the answer"
    )


def _constant(run: Run, recorded: Sequence[Run]) -> Outcome:
    axis, other, other_axis = recorded
    note = (
        f"After {run[-1].step:,} steps: {_told(run[-1])}. In the second half: {_second_half(run)}. By that "
        f"median we judge: below {SAME:g} we call it the same. That this network had the wrong axis, too, is "
        f"our guess. Without that flaw (recorded), at the end: {_told(axis[-1])}; in the second half: "
        f"{_second_half(axis)}. With all four and seed 1 (recorded), in the second half: "
        f"{_second_half(other)}; without the wrong axis: {_second_half(other_axis)}. So by this measure the "
        "other three flaws alone come mostly to the same, too. As recorded, answers are more "
        "alike with the wrong axis, with both seeds; how much hangs on the seed."
    )
    same = usual_spread(run) < SAME
    return Outcome("the same" if same else "they differ", "same" if same else "differs", note)


def _rates(run: Run, recorded: Sequence[Run]) -> Outcome:
    runs = sorted([run, *recorded], key=lambda each: -each[0].rate)
    spreads = ", ".join(f"{usual_spread(each):.4f} at {each[0].rate:g}" for each in runs)
    cells = ", ".join(f"{named(each[-1])}" for each in runs)
    best = max(each[-1].held_out for each in runs)
    untrained = [f"{each[0].rate:g}" for each in runs if not collapsed(each)]
    note = (
        f"Spread, the median of the second half: {spreads}; yours and three recorded runs of seed 0. Yours "
        f"began with {run[0].spread:.4f}. Cells that are ever the answer: {cells}. The best of them has "
        f"{percent(best)} right. "
    )
    if any(usual_spread(each) >= SAME for each in runs):
        return Outcome("false here", "differs", note + f"From {SAME:g} on we say that answers differ.")
    if untrained:
        return Outcome(
            "not tested: hardly trained",
            None,
            note + f"No verdict: at {', '.join(untrained)} answers stayed about as alike as an untrained "
            "network's, which are the same without any flaw. The report's network learned from some "
            f"{times_as_many_patches(StudySettings()):.0f} times as many patches as a run of "
            f"{StudySettings().steps} steps.",
        )
    return Outcome("true of this network", "same", note + "All of them became alike as they were trained.")


def _too_little(run: Run, recorded: Sequence[Run]) -> Outcome:
    many, whole = recorded
    note = (
        "Patches of unseen photos put right over the last quarter of a run: three photos, no flaw "
        f"{percent(lately(run))}; nine photos, all flaws (recorded) {percent(lately(many))}; nine, no flaw "
        f"(recorded) {percent(lately(whole))}. Chance is 6 %. Photos here are seen through a strong lens: of "
        "the photos that the report had, more may well be needed. One seed each."
    )
    if usual_spread(run) < SAME:
        return Outcome("may be", None, note)
    return Outcome("not what made ours constant", "differs", note)


def _corners(run: Run, _recorded: Sequence[Run]) -> Outcome:
    last = run[-1]
    never = [cell for cell in (TOP_RIGHT, BOTTOM_RIGHT) if not last.answers[cell]]
    silent = int(silent_cells(run)[-1].sum())
    cells = named(last)
    note = (
        f"No verdict: where {cells} of 16 cells are ever the answer, both corners are missed by chance alone "
        f"{percent(missed_by_chance(cells))} of the time. Of {silent} the output is 0 for every patch held "
        "out: the ReLU lets nothing through, no gradient either. Such a cell may come back because the other "
        f"cells' gradients change the embedding; in this run {came_back(run)} did, for a while or for good. "
        "Which cells these are hangs on the seed."
    )
    if cells == 1:
        return Outcome("one cell only, no pattern", None, note)
    return Outcome({2: "never, as well", 1: "one of both", 0: "both are"}[len(never)], None, note)


def missed_by_chance(cells: int) -> float:
    """How likely both corners are among the cells never named, where so many of 16 are, any as likely."""
    left = PATCHES - cells
    return left * (left - 1) / (PATCHES * (PATCHES - 1))


def _skewed(run: Run, recorded: Sequence[Run]) -> Outcome:
    skewed, even = run[-1], recorded[0][-1]
    note = (
        f"With 80 % cropped the five answers spread by {skewed.spread:.3f} from photo to photo, overlap "
        f"{percent(skewed.overlap)}; with half (recorded) by {even.spread:.3f}, overlap "
        f"{percent(even.overlap)}. Both are asked of photos half of which are cropped, and the best answer "
        "that is the same for all photos was chosen with these in sight. Another share moves what that "
        "answer is. Whether it punishes 0, 0, 0, 0, 0 can't be told: here a whole photo is 0, 1, 0, 1, 0."
    )
    return Outcome(
        f"overlap {percent(skewed.overlap)}, one answer {percent(skewed.constant_overlap)}", None, note
    )


def _deviation(run: Run, _recorded: Sequence[Run]) -> Outcome:
    last = run[-1]
    learned, asked = best_factor(REPORTED_SHARE, 1.0), best_factor(ASKED_SHARE, 1.0)
    note = (
        f"No verdict: it learned where 80 % are cropped, and is asked of {VIEWS} others, half of them "
        f"cropped. One that always says {learned:.2f}, the best where it learned, is off by "
        f"{percent(constant_error(learned, ASKED_SHARE, 1.0), '.1')} where it is asked; always {asked:.2f}, "
        f"the best there, by {percent(constant_error(asked, ASKED_SHARE, 1.0), '.1')}, of crops without end. "
        f"The one answer beside yours was chosen with these {VIEWS} in sight. With the report's 80 % "
        "cropped, of sizes as drawn here, its error hangs on what the factor of a whole photo is: "
        f"{percent(_best_error(1.0), '.1')} if it is 1, {percent(_best_error(0.0), '.1')} if it is 0, as "
        "the public program has it and as the report's 0, 0, 0, 0, 0 would fit. In that case, and if sizes "
        "of errors were added up, its 21 % are what one answer for all photos comes to."
    )
    return Outcome(
        f"{percent(last.factor_error)}, one answer {percent(last.constant_factor_error)}", None, note
    )


def constant_error(factor: float, cropped: float, whole: float) -> float:
    """Mean error of an answer that gives the same crop factor for all photos.

    Args:
        factor: That factor, one that a crop may have.
        cropped: Share of photos that are cropped, as the page crops them: their factors are uniform.
        whole: What a whole photo's factor is said to be, 1 or 0.
    """
    below, above = factor - SMALLEST_FACTOR, LARGEST_FACTOR - factor
    errors = (below**2 + above**2) / (2 * (LARGEST_FACTOR - SMALLEST_FACTOR))
    return cropped * errors + (1.0 - cropped) * abs(whole - factor)


def best_factor(cropped: float, whole: float) -> float:
    """The factor with the least `constant_error`, the median of all, where half or more are cropped."""
    # From the median to the end of the cropped ones' range that is far from `whole`.
    inside = (LARGEST_FACTOR - SMALLEST_FACTOR) * 0.5 / cropped
    return SMALLEST_FACTOR + inside if whole > LARGEST_FACTOR else LARGEST_FACTOR - inside


def _best_error(whole: float) -> float:
    return constant_error(best_factor(REPORTED_SHARE, whole), REPORTED_SHARE, whole)


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "constant",
        "The patch network: “all results were the same”",
        "the same",
        "After 140 epochs over some 2000 photos. Test trains it as we suppose that it was.",
        {},
        _constant,
        ("without_wrong_axis", "report_seed1", "without_wrong_axis_seed1"),
    ),
    Claim(
        "rate",
        "“It was not my learning rate”: from 0.001 to 0.000001 always the same",
        "always the same",
        "The report gives the authors' rate as 0.00001 falling to 0.000005; their code has 0.005 falling to "
        "0.0011. And it says of its network for the rectangle: the longer it trained at 0.001, the less its "
        "outputs varied. Test trains with 0.000001.",
        {"learning_rate": 1e-6},
        _rates,
        ("report", "rate4", "rate5"),
    ),
    Claim(
        "data",
        "“I think this comes from my relatively small data set”",
        "a guess",
        "4000 photos against the authors' 700,000. Test trains the cured network on three photos.",
        {**CURE, "photos": 3},
        _too_little,
        ("report", "cured"),
    ),
    Claim(
        "corners",
        "Told beside the public program, not in the report: with more photos patterns that repeat, never the "
        "top right nor the bottom right cell",
        "never",
        "After 6 epochs over some 4000 photos.",
        {},
        _corners,
    ),
    Claim(
        "skewed",
        "80 % of the photos cropped, “in an attempt to punish the network harder” for 0, 0, 0, 0, 0",
        "an attempt, no figure",
        "Together with a learning rate of 0.000001, against outputs that were always the same. Test trains "
        "the thumbnail network, and keeps 0.001: whether the low rate mends that isn't tested.",
        {"network": "thumbnail"},
        _skewed,
        ("thumbnail_half",),
    ),
    Claim(
        "deviation",
        "The crop factor is off by 21 % on average: “there is still room for improvement, but certainly not "
        "bad”",
        "21 %",
        "After 500 epochs over 2000 photos; the report sets no constant answer beside it. Its factor is an "
        "output of its own, the last of five; ours follows from the four edges. Test trains at 0.001, and "
        "sets a constant answer beside ours, of other photos and crops.",
        {"network": "thumbnail"},
        _deviation,
    ),
)
