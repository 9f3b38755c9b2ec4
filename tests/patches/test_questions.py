"""Questions, exercises and claims of the training: decided by the recorded runs, passed by nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from ai_playground.lesson.tasks import Exercise, Question
from ai_playground.patches.claims import CLAIMS, LEARNED, SAME, Claim, best_constant_error
from ai_playground.patches.grid import CELLS
from ai_playground.patches.questions import EXERCISES, QUESTIONS, frequent_cell
from ai_playground.patches.recording import RECORDED, Recording, load_recording
from ai_playground.patches.study import SNAPSHOTS
from ai_playground.patches.study_settings import StudySettings

RIGHT = {"slower": 1, "data": 1, "which_flaw": 0, "dead": 1, "one_cell": 1, "frequent": 1}


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


SOLVED_BY = {"learns": "two_flaws", "little": "cured_few", "by_heart": "cured_few"}
NOT_BY = {
    "learns": ("report", "cured", "without_plain", "thumbnail_half"),
    "little": ("report", "cured", "thumbnail_half"),
    "by_heart": ("report", "cured", "one_cell", "thumbnail_half"),
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


VERDICTS = {
    "constant": ("report", "same"),
    "rate": ("rate6", "same"),
    "data": ("cured_few", "differs"),
    "corners": ("report", "same"),
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


def test_rectangles_are_judged_beside_the_best_constant_answer() -> None:
    run = load_recording("thumbnail_half").snapshots
    by_name = {claim.name: claim for claim in CLAIMS}
    assert by_name["skewed"].judge(run, [run]).word == "differs"
    outcome = by_name["deviation"].judge(run, [])
    assert outcome.word == ("differs" if run[-1].factor_error < run[-1].constant_factor_error else "same")
    # Of uniform factors from 0.5 to 0.9, four in five, and 1: the median is 0.8125, the mean distance of it
    # 0.8 times 0.1195 and 0.2 times 0.1875.
    median = 0.5 + 0.4 * 0.5 / 0.8
    inside = ((median - 0.5) ** 2 + (0.9 - median) ** 2) / (2 * 0.4)
    assert best_constant_error(0.8) == pytest.approx(0.8 * inside + 0.2 * (1 - median), rel=0.03)


def test_thresholds_tell_the_two_apart_with_room_to_spare() -> None:
    report, cured = (load_recording(name).last for name in ("report", "cured"))
    assert report.spread < SAME / 1.5
    assert cured.spread > 3 * SAME
    assert cured.held_out > 1.5 * LEARNED
