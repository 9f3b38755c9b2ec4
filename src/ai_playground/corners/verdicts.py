"""What a run says of a claim of the report: each kind of claim with what counts for it and against it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ai_playground.corners.detector import NEAR
from ai_playground.corners.paired import chosen_by_threes, difference
from ai_playground.corners.paper_training import Snapshot
from ai_playground.lesson.findings import Word

BASELINE_FIRST = (
    "There is nothing to compare it with: train 32 nodes per layer, too, with these epochs, sheets, noise "
    "and seed, all else as here, on this machine. Then test again."
)
SURE = 2.0
"""A mean difference counts from so many of its standard errors on: one in twenty does by chance."""
ENOUGH = 20
"""Photos that a verdict takes: of three, a mean difference counts more than one time in six where nothing
differs."""
_COUNTS = f"one standard error; it counts from {SURE:.0f} and {ENOUGH} photos on"
SEED_MOVES = 1.6
"""By how many px another seed alone moved the cured baseline on photos, of one pair of seeds (-1.62 ± 1.11
px): what is less can be the seed's."""
EARLY, STILL = 10, 0.01
"""Epochs after which a run counts as continued: none later moves the baseline's error on sheets by 1 %, the
share below which a fall since then is no real improvement."""
ON_TOP = (
    "The network on top of the page comes below 8 px on 48 of 48 drawn photos, 0.67 px on average, and calls "
    "10 doubtful; they come from the generator that it was trained on. Of 934 more of its photos, some on "
    "photographed backgrounds, 95.6 % come below 8 px, 2.08 px on average; there a constant guess scores "
    "28.2 px, and Canny's edges with Otsu's threshold 28.9 px, 29 % below 8 px (corners_accuracy.py)."
)
"""What the detector does on `generated_photos()`; a test counts."""


class Outcome(NamedTuple):
    """What a run said of a claim: in a word for the table, how that compares (None: no verdict), and why."""

    found: str
    word: Word | None
    note: str


def _untold(note: str) -> Outcome:
    return Outcome("can't be told", None, note)


def helps(run: Sequence[Snapshot], baseline: Snapshot) -> Outcome:
    """Whether an idea that the report found useless lowers the error on photos."""
    last = run[-1]
    mean, error = difference(last, baseline)
    note = (
        f"On {len(last.photo_errors)} photos {last.photo_mae:.1f} px against {baseline.photo_mae:.1f} px, "
        f"photo by photo {mean:+.2f} ± {error:.2f} px (one standard error); on unseen sheets "
        f"{last.held_out_mae:.2f} against {baseline.held_out_mae:.2f} px. It counts from {SURE:.0f} standard "
        f"errors, {SEED_MOVES} px and {ENOUGH} photos on: this is one seed, and the one other that was tried "
        "moved the baseline by as much."
    )
    if len(last.photo_errors) < ENOUGH or abs(mean) < max(SURE * error, SEED_MOVES):
        return _untold(note)
    return Outcome("true", "differs", note) if mean < 0 else Outcome("false", "same", note)


def _since(run: Sequence[Snapshot], epoch: int) -> tuple[str, int]:
    """How photos moved from an epoch to the last, in px; -1: better, 1: worse, 0: can't be told."""
    mean, error = difference(run[-1], run[epoch])
    doubtful = len(run[-1].photo_errors) < ENOUGH or abs(mean) <= SURE * error
    return f"{mean:+.2f} ± {error:.2f} px", 0 if doubtful else int(np.sign(mean))


def improves(run: Sequence[Snapshot], _same: Snapshot) -> Outcome:
    """Whether training on sheets lowers the error on photos, and below a guess that looks at none."""
    start, last = run[0], run[-1]
    told, sign = _since(run, 0)
    note = (
        f"On photos {start.photo_mae:.1f} px at first, {last.photo_mae:.1f} px after {last.epoch} epochs, "
        f"photo by photo {told} ({_COUNTS}). The median of the sheets' labels, which looks at nothing, "
        f"scores {last.constant_photo_mae:.1f} px there, compared by its mean alone. Sheets have the writing "
        "area's label here, photos the page's; which the report's photos had can't be seen."
    )
    if not sign:
        return _untold(note)
    if sign > 0:
        return Outcome("false", "differs", note)
    if last.photo_mae >= last.constant_photo_mae:
        return Outcome("true, but worse than the guess", None, note)
    return Outcome("true", "same", note)


def improves_on(run: Sequence[Snapshot], _same: Snapshot) -> Outcome:
    """Whether the error on photos still falls after the first epochs."""
    if len(run) <= EARLY + 1:
        return Outcome("", None, f"It takes more than {EARLY} epochs.")
    early, last = run[EARLY], run[-1]
    told, sign = _since(run, EARLY)
    every = [_since(run, epoch)[1] for epoch in range(1, last.epoch)]
    better = last.held_out_mae < (1 - STILL) * early.held_out_mae
    note = (
        f"On photos {early.photo_mae:.1f} px after {EARLY} epochs, {last.photo_mae:.1f} px after "
        f"{last.epoch}, photo by photo {told} ({_COUNTS}); on unseen sheets {early.held_out_mae:.2f} px, "
        f"then {last.held_out_mae:.2f} px: "
        f"{'better, too, so “even when” is untested' if better else 'no real improvement'}. By where one "
        f"begins: of the epochs 1 to {len(every)}, {every.count(-1)} would say true, {every.count(1)} false."
    )
    if not sign:
        return _untold(note)
    return Outcome("true", "same", note) if sign < 0 else Outcome("false", "differs", note)


def always(run: Sequence[Snapshot], _same: Snapshot) -> Outcome:
    """What one more run, with labels of the page, adds to what is said of all of them."""
    if len(run) <= EARLY + 1:
        return Outcome("", None, f"It takes more than {EARLY} epochs.")
    start, early, last = run[0], run[EARLY], run[-1]
    lowest = min(run[1:], key=lambda each: each.photo_mae)
    (whole_told, whole), (late_told, late) = _since(run, 0), _since(run, EARLY)
    note = (
        f"With labels of the page: on photos {start.photo_mae:.1f} px at first, {early.photo_mae:.1f} px "
        f"after {EARLY} epochs, {last.photo_mae:.1f} px after {last.epoch}; photo by photo since the start "
        f"{whole_told}, since epoch {EARLY} {late_told} ({_COUNTS}); the lowest, {lowest.photo_mae:.1f} px, "
        f"after epoch {lowest.epoch}. Its generator, as last published, labels the writing area; which label "
        "its 7390 sheets had can't be seen. Of its runs this says nothing."
    )
    if whole > 0:
        return Outcome("not here", None, note)
    if late > 0:
        return Outcome(f"not from epoch {EARLY} on", None, note)
    return Outcome("here, too", None, note) if whole else _untold(note)


def minimum(run: Sequence[Snapshot], _same: Snapshot) -> Outcome:
    """By how much an error is smaller on the photos that chose its epoch than on others; never a verdict."""
    last = run[-1]
    if len(last.photo_errors) < ENOUGH:
        return _untold(f"It takes {ENOUGH} photos.")
    there, elsewhere = chosen_by_threes(run)
    note = (
        f"The smallest error over {last.epoch} epochs on three of {len(last.photo_errors)} photos is "
        f"{there:.1f} px, on average over threes of which no two share a photo; after the same epoch the "
        f"network misses by {elsewhere:.1f} px on the other photos, and after the last by "
        f"{last.photo_mae:.1f} px on all. No verdict: what a model is worth is a choice. But a minimum on "
        "the photos that chose the epoch isn't what it achieves on the next ones."
    )
    return Outcome(f"{elsewhere - there:+.1f} px on other photos", None, note)


def _near_enough(last: Snapshot) -> str:
    near, photos = int((last.photo_errors < NEAR).sum()), len(last.photo_errors)
    return (
        f"Below {NEAR:.0f} px on {near} of {photos} photos, {last.photo_mae:.1f} px on average; it counts "
        f"from {ENOUGH} photos on."
    )


def replaces_the_clicks(run: Sequence[Snapshot], _same: Snapshot) -> Outcome:
    """Whether this network comes as low on photos as the report asked; one that doesn't refutes nothing."""
    last = run[-1]
    note = f"{_near_enough(last)} Cured, and trained on sheets alone. {ON_TOP}"
    if len(last.photo_errors) < ENOUGH:
        return _untold(note)
    done = last.photo_mae < NEAR
    return Outcome("true", "same", note) if done else Outcome("not by this one", None, note)


def not_low_enough(run: Sequence[Snapshot], _same: Snapshot) -> Outcome:
    """Whether this network comes low enough after all; one that doesn't shows nothing of all others."""
    last = run[-1]
    note = (
        f"{_near_enough(last)} One run of one seed, {last.epoch} epochs, trained on sheets alone: that it "
        "missed doesn't show that none can. Of longer runs, other seeds and other data this says nothing."
    )
    if len(last.photo_errors) < ENOUGH:
        return _untold(note)
    low = last.photo_mae < NEAR
    return Outcome("false", "differs", note) if low else Outcome("not refuted by this one", None, note)


def quicker(run: Sequence[Snapshot], baseline: Snapshot) -> Outcome:
    """What share of the baseline's time a network takes, and what both come to; never a verdict."""
    last = run[-1]
    if not np.isfinite(baseline.seconds_per_1000):  # recorded elsewhere
        return Outcome("", None, BASELINE_FIRST)
    share = last.seconds_per_1000 / baseline.seconds_per_1000
    note = (
        f"{last.seconds_per_1000:.2f} s for 1000 sheets against {baseline.seconds_per_1000:.2f} s; "
        f"{last.held_out_mae:.2f} px on unseen sheets against {baseline.held_out_mae:.2f} px, where the "
        f"median guess scores {last.constant_mae:.2f} px. No verdict: the report doesn't say how much "
        "is much, nor whether it means time or epochs; and a graphics card may say otherwise."
    )
    return Outcome(f"{100 * share:.0f} % of the time", None, note)
