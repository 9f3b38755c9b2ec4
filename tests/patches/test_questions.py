"""Questions, exercises and claims of the training: decided by the recorded runs, passed by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ai_playground.lesson.tasks import Exercise, Question
from ai_playground.patches.claims import (
    ASKED_SHARE,
    CLAIMS,
    REPORTED_SHARE,
    Claim,
    best_factor,
    constant_error,
    missed_by_chance,
)
from ai_playground.patches.exercises import (
    CROPPED,
    EXERCISES,
    GAP,
    PLACED,
    REPAIRED,
    WEAK,
)
from ai_playground.patches.grid import CELLS, draw_crop
from ai_playground.patches.presets import PRESETS
from ai_playground.patches.questions import QUESTIONS, frequent_cell
from ai_playground.patches.recording import RECORDED, Recording, load_recording
from ai_playground.patches.run_figures import (
    LEARNED,
    SAME,
    came_back,
    collapsed,
    lately,
    lately_trained,
    named,
    second_half,
    silent_cells,
    times_as_many_patches,
    usual_spread,
)
from ai_playground.patches.study import SNAPSHOTS
from ai_playground.patches.study_settings import StudySettings
from ai_playground.settings import Preset

RIGHT = {"slower": 1, "data": 0, "which_flaw": 0, "dead": 1, "one_cell": 2, "frequent": 1}


def recorded(changes: Mapping[str, Any]) -> Recording:
    return load_recording(changes["recorded"])


@pytest.mark.parametrize("name", RECORDED)
def test_each_recorded_run_ships_is_whole_and_of_its_settings(name: str) -> None:
    run = load_recording(name)
    assert not run.missing
    assert run.settings == StudySettings(**RECORDED[name])
    assert len(run.snapshots) == SNAPSHOTS + 1
    assert run.last.step == run.settings.steps


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.name)
def test_the_recorded_runs_give_each_question_its_answer_and_a_word_on_each_wrong_one(
    question: Question[Recording],
) -> None:
    runs = [recorded(changes) for changes in question.runs]
    assert question.right(runs) == RIGHT[question.name]
    assert len(question.answers) >= 3
    for index, answer in enumerate(question.answers):
        right, why = question.check(index, recorded)
        assert right == (index == RIGHT[question.name])
        assert right or (answer.remark and answer.remark in why)
        assert "nan" not in why


def test_the_most_frequent_cell_of_crops_is_what_their_geometry_says() -> None:
    # By symmetry one of the four in the middle. Of a crop of side f that begins at a, the middle of its
    # column j lies at a + f (j + 1/2) / 4; a is 0, 1 - f, or uniform between, one, one and two of four times.
    rng = np.random.default_rng(1)
    factors = rng.uniform(0.5, 0.9, 20000)
    among = np.zeros((CELLS, CELLS))
    for edge in range(4):
        along = rng.uniform(size=factors.shape) * (1 - factors)
        x = (0 * factors, 1 - factors, along, along)[edge]
        y = (along, along, 0 * factors, 1 - factors)[edge]
        columns, rows = (
            ((start[:, None] + factors[:, None] * (np.arange(CELLS) + 0.5) / CELLS) * CELLS).astype(int)
            for start in (x, y)
        )
        for row, column in ((r, c) for r in range(CELLS) for c in range(CELLS)):
            np.add.at(among, (rows[:, row], columns[:, column]), 1)
    share = among / among.sum()
    assert share.argmax() in (5, 6, 9, 10)
    assert frequent_cell() == pytest.approx(share.max(), rel=0.03)


SOLVED_BY = {"learns": "one_repair", "little": "cured_two", "by_heart": "by_heart"}
NOT_BY = {
    "learns": ("report", "cured", "without_plain", "without_relu_on_logits", "thumbnail_half"),
    "little": ("report", "cured", "cured_few", "thumbnail_half"),
    "by_heart": ("report", "cured", "cured_few", "whole", "one_cell", "thumbnail_half"),
}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda each: each.name)
def test_each_exercise_is_solved_by_a_run_and_not_by_a_way_around(exercise: Exercise) -> None:
    run = load_recording(SOLVED_BY[exercise.name])
    assert exercise.check(run.settings, run.snapshots)[0]
    # At its start a run has solved nothing.
    assert not exercise.check(run.settings, run.snapshots[:1])[0]
    for name in NOT_BY[exercise.name]:
        other = load_recording(name)
        done, why = exercise.check(other.settings, other.snapshots)
        assert not done, name
        assert "nan" not in why


def test_neither_a_strong_lens_nor_whole_photos_are_a_way_around_an_exercise() -> None:
    little, by_heart = (each for each in EXERCISES if each.name in ("little", "by_heart"))
    weak, learned = load_recording("cured_two"), load_recording("by_heart")
    for exercise, run, change in (
        (little, weak, {"lens": 1.0}),
        (little, weak, {"photos": 3}),
        (little, weak, {"cropped": 0.0}),
        (by_heart, learned, {"cropped": 0.0}),
        (by_heart, learned, {"lens": WEAK}),
        (by_heart, learned, {"photos": 3}),
    ):
        assert not exercise.check(run.settings.changed(**change), run.snapshots)[0], change
    # Whole photos are learned by heart far enough, in fewer steps; so they aren't let through.
    whole = load_recording("whole")
    assert lately_trained(whole.snapshots) - lately(whole.snapshots) > GAP
    assert whole.settings.cropped < CROPPED
    assert lately(weak.snapshots) > PLACED + 0.03


def test_one_repair_does_and_neither_another_nor_a_lucky_moment() -> None:
    assert lately(load_recording("one_repair").snapshots) > REPAIRED + 0.03
    others = ("report", "without_plain", "without_wrong_axis", "without_labels_as_cut")
    assert max(lately(load_recording(name).snapshots) for name in others) < REPAIRED - 0.02
    # Seven moments of 26 are the last quarter; of a run that was stopped, of what it came to.
    report = load_recording("report").snapshots
    lucky = [*report[:-1], replace(report[-1], held_out=0.5)]
    assert lately(lucky) == pytest.approx((6 / 16 + 0.5) / 7)
    assert lately(lucky) < REPAIRED
    assert lately(report[:1]) == report[0].held_out


@pytest.mark.parametrize("preset", PRESETS, ids=lambda each: each.name)
def test_no_preset_solves_an_exercise(preset: Preset) -> None:
    settings = StudySettings(**preset.changes)
    # Where none of it is recorded, what the cured network learns is more than it does.
    same = (name for name, changes in RECORDED.items() if StudySettings(**changes) == settings)
    run = load_recording(next(same, "cured")).snapshots
    for exercise in EXERCISES:
        assert not exercise.check(settings, run)[0], exercise.name


def test_the_runs_that_tell_what_mixing_is_worth_differ_in_it_alone_and_a_step_without_has_one_cell() -> None:
    mixed, alone = (load_recording(name).settings for name in ("whole", "one_cell"))
    assert alone == mixed.changed(mix=False)
    # Of whole photos a place is a cell, as a test of the pool holds.
    assert alone.cropped == 0


VERDICTS = {
    "constant": ("report", "same"),
    "data": ("cured_few", "differs"),
}


@pytest.mark.parametrize(
    "claim", [each for each in CLAIMS if each.name in VERDICTS], ids=lambda each: each.name
)
def test_each_claim_is_judged_by_the_run_that_tests_it_and_its_verdict_can_fail(claim: Claim) -> None:
    name, word = VERDICTS[claim.name]
    run = load_recording(name)
    assert run.settings == StudySettings(**(claim.changes or {}))
    beside = [load_recording(each).snapshots for each in claim.recorded]
    assert claim.judge(run.snapshots, beside).word == word
    other = load_recording("cured" if word == "same" else "report").snapshots
    assert claim.judge(other, beside).word != word


def test_of_rates_at_which_a_network_hardly_trained_nothing_is_judged() -> None:
    claim = BY_NAME["rate"]
    beside = [load_recording(each).snapshots for each in claim.recorded]
    low = load_recording("rate6")
    outcome = claim.judge(low.snapshots, beside)
    assert (outcome.found, outcome.word) == ("not tested: hardly trained", None)
    assert "at 0.0001, 1e-05, 1e-06 answers stayed about as alike" in outcome.note
    # 140 epochs of 2000 photos, sixteen patches each; 800 steps of 64 patches.
    assert times_as_many_patches(low.settings) == 140 * 2000 * 16 / (800 * 64) == 87.5
    assert "some 88 times as many patches" in outcome.note
    report = load_recording("report").snapshots
    assert collapsed(report)
    assert claim.judge(report, [report] * 3).word == "same"
    assert claim.judge(load_recording("cured").snapshots, beside).word == "differs"


BY_NAME = {claim.name: claim for claim in CLAIMS}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("report", "one cell only, no pattern"),
        ("rate5", "never, as well"),
        ("without_wrong_axis", "one of both"),
        ("cured", "both are"),
    ],
)
def test_of_corners_that_few_cells_miss_by_chance_nothing_is_judged(name: str, found: str) -> None:
    outcome = BY_NAME["corners"].judge(load_recording(name).snapshots, [])
    assert (outcome.found, outcome.word) == (found, None)


@pytest.mark.parametrize("cells", [1, 4, 15])
def test_how_often_chance_misses_two_corners_is_counted(cells: int) -> None:
    choices = list(combinations(range(CELLS**2), cells))
    missed = sum(not {3, 15} & set(choice) for choice in choices)
    assert missed_by_chance(cells) == pytest.approx(missed / len(choices))


def test_silenced_cells_of_the_reports_network_come_back() -> None:
    run = load_recording("report").snapshots
    silent = silent_cells(run)
    by_step = dict(zip([moment.step for moment in run], silent, strict=True))
    assert [int(by_step[step].sum()) for step in (0, 352, 800)] == [7, 12, 6]
    assert silent.sum(axis=1).max() == 12
    # Cell 9 at the start, at three moments later; and it alone is the answer at the end.
    assert [bool(by_step[step][9]) for step in (32, 64, 352)] == [True] * 3
    assert run[-1].answers.argmax() == 9
    assert came_back(run) == sum(
        "10" in "".join(str(int(each)) for each in silent[:, cell]) for cell in range(CELLS**2)
    )


def test_of_the_cells_that_answer_more_than_0_few_ever_have_the_largest_answer() -> None:
    (dead,) = (each for each in QUESTIONS if each.name == "dead")
    start = load_recording("report").snapshots[0]
    # Of all patches held out, 384, one cell is the answer; so fifteen are never named, and seven are silent.
    assert sorted(start.answers)[-2:] == [0, 384]
    why = dead.check(1, recorded)[1]
    assert "7 of 16 answer 0 to every patch, after 352 steps 12, at the end 6." in why
    assert "few ever have the largest answer: at the start 1." in why


def test_at_a_small_rate_the_spread_at_the_end_is_told_beside_that_at_the_start() -> None:
    (slower,) = (each for each in QUESTIONS if each.name == "slower")
    why = slower.check(1, recorded)[1]
    assert "spread by 0.0093 at the start, and by 0.0114 at the end" in why
    assert "With 0.001 they end at 0.0011" in why
    assert "some 88 times these, isn't tested" in why
    # Untrained networks are "the same", with flaws or without.
    assert all(
        load_recording(name).snapshots[0].spread < SAME for name in RECORDED if name != "thumbnail_half"
    )


def test_of_the_repairs_the_shares_are_those_that_the_exercise_counts() -> None:
    (asked,) = (each for each in QUESTIONS if each.name == "which_flaw")
    why = asked.check(0, recorded)[1]
    assert "0.040" in why
    assert "20 %, 12 %, 12 %, 6 %" in why


def test_without_the_wrong_axis_the_reports_patch_network_mostly_says_the_same_too() -> None:
    names = ("report", *BY_NAME["constant"].recorded)
    run, *beside = (load_recording(name).snapshots for name in names)
    axis, other, other_axis = beside
    note = BY_NAME["constant"].judge(run, beside).note
    assert "spread 0.0001 to 0.0020, median 0.0002, 13 of 13 snapshots below 0.02; 1 to 2 of 16 cells" in note
    assert "spread 0.0067 to 0.0232, median 0.0176, 11 of 13 snapshots below 0.02; 3 to 6 of 16 cells" in note
    # With another seed, so do all four flaws: nearly, but not always.
    assert "spread 0.0008 to 0.0215, median 0.0098, 10 of 13 snapshots below 0.02; 1 to 4 of 16 cells" in note
    # Judged by the median: its last moment alone, just above the limit, would say otherwise.
    assert other[-1].spread > SAME > usual_spread(other)
    assert BY_NAME["constant"].judge(other, beside).word == "same"
    assert usual_spread(other_axis) < SAME
    experiments = (Path(__file__).parents[2] / "docs" / "experiments.md").read_text(encoding="utf-8")
    assert f"With seed 1: {other[-1].held_out:.0%}".replace("%", " %") in experiments
    assert (
        f"three cells, a spread of {other[-1].spread:.3f} at the end, {usual_spread(other):.3f}"
        in experiments
    )
    assert "some 88 times as many patches, so no verdict" in experiments
    assert f"does fall at 0.001, from {run[0].spread:.3f} to {run[-1].spread:.3f}:" in experiments
    spreads = [moment.spread for moment in second_half(other_axis)]
    told = f"{min(spreads):.3f} to {max(spreads):.3f}"
    assert f"with seed 1 {told} and" in experiments
    explained = " ".join(
        (Path(__file__).parents[2] / "docs" / "patches.md").read_text(encoding="utf-8").split()
    )
    below = sum(spread < SAME for spread in spreads)
    assert f"seed 1 they spread by {told}, and {below} of 13 are below" in explained
    assert named(other[-1]) == 3
    assert round(axis[-1].held_out, 3) == 0.135


def test_the_smallest_rate_leaves_a_network_as_good_as_untrained() -> None:
    run = load_recording("rate6")
    first = run.snapshots[0]
    assert abs(run.last.spread - first.spread) < 0.003
    assert run.last.held_out == pytest.approx(1 / CELLS**2)
    assert [int((load_recording(name).last.answers > 0).sum()) for name in ("report", "rate4", "rate5")] == [
        1,
        1,
        4,
    ]


def test_a_rectangle_learned_at_one_share_of_crops_and_asked_at_another_gets_no_verdict() -> None:
    run = load_recording("thumbnail_half").snapshots
    last = run[-1]
    # What punishes 0, 0, 0, 0, 0 isn't tested by a page on which a whole photo is 0, 1, 0, 1, 0.
    for name, recordings in (("skewed", [run]), ("deviation", [])):
        assert BY_NAME[name].judge(run, recordings).word is None
        better = replace(last, factor_error=last.constant_factor_error / 2, overlap=1.0)
        assert BY_NAME[name].judge([better], recordings).word is None
    spreads = [moment.spread for moment in run[1:]]
    assert (round(min(spreads), 3), round(max(spreads), 2)) == (0.005, 0.10)
    assert BY_NAME["skewed"].judge(run, [run]).found == "overlap 65 %, one answer 76 %"
    outcome = BY_NAME["deviation"].judge(run, [])
    assert outcome.found == "15 %, one answer 14 %"
    # Cropped ones are off by (0.25² + 0.15²) / 0.8 on average, whole ones by 0.25; then by 0.2 and 0.1.
    assert "always says 0.75, the best where it learned, is off by 17.8 %" in outcome.note
    assert "always 0.90, the best there, by 15.0 %" in outcome.note
    assert "13.5 % if it is 1, 21.5 % if it is 0" in outcome.note


def test_what_a_constant_factor_is_off_is_that_of_crops_as_they_are_drawn() -> None:
    rng = np.random.default_rng(0)
    assert StudySettings().cropped == REPORTED_SHARE
    factors = np.array([draw_crop(rng).factor if number % 2 else 1.0 for number in range(10000)])
    for factor in (0.75, 0.9):
        found = np.abs(factors - factor).mean()
        assert constant_error(factor, ASKED_SHARE, 1.0) == pytest.approx(found, rel=0.02)


@pytest.mark.parametrize(("cropped", "whole"), [(0.8, 1.0), (0.8, 0.0), (0.6, 1.0), (1.0, 0.0)])
def test_the_best_constant_factor_is_the_median_of_crops_as_they_are_drawn(
    cropped: float, whole: float
) -> None:
    rng = np.random.default_rng(3)
    factors = np.array([draw_crop(rng).factor if rng.random() < cropped else whole for _ in range(20000)])
    best = best_factor(cropped, whole)
    assert best == pytest.approx(np.median(factors), abs=0.01)
    found = np.abs(factors - np.median(factors)).mean()
    assert constant_error(best, cropped, whole) == pytest.approx(found, rel=0.02)


def test_thresholds_tell_the_two_apart_with_room_to_spare() -> None:
    report, cured = (load_recording(name).last for name in ("report", "cured"))
    assert report.spread < SAME / 1.5
    assert cured.spread > 3 * SAME
    assert cured.held_out > 1.5 * LEARNED
