"""The questions' judges: all outcomes have an answer, and a known case has the right one."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.corners.perspective import crossing_of_diagonals, middle_seen
from ai_playground.corners.questions import QUESTIONS, QUIZ_SIZE, SLANTED
from ai_playground.corners.ruled_sheet import ruled_sheets, sheet_corners, writing_area
from tests.corners.snapshots import run_of, snapshot

QUESTION = {question.name: question for question in QUESTIONS}


@pytest.mark.parametrize(("error", "right"), [(0.0, 0), (5.3, 0), (5.4, 1), (8.0, 1), (8.1, 2)])
def test_every_error_beside_the_median_guess_has_an_answer(error: float, right: int) -> None:
    assert QUESTION["beats_the_median"].right([[snapshot(held_out_mae=error)]]) == right


@pytest.mark.parametrize(("wins", "right"), [(16, 0), (0, 0), (15, 1), (3, 1), (12, 2), (8, 2), (4, 2)])
def test_every_number_of_agreeing_threes_has_an_answer(wins: int, right: int) -> None:
    one = run_of([0] * 48, [1] * 3 * wins + [3] * 3 * (16 - wins))
    other = run_of([0] * 48, [2] * 48)
    assert QUESTION["three_photos"].right([one, other]) == right
    why = QUESTION["three_photos"].why([one, other])
    assert f"better on {wins} of the 16" in why
    assert ("any of the threes names the same" in why) is (wins in {0, 16})
    assert (f"{min(wins, 16 - wins)} of 16 threes name the other." in why) is (0 < wins < 16)


@pytest.mark.parametrize(("scaled", "centred", "right"), [(20, 5, 0), (5, 20, 1), (10, 12, 2), (12, 10, 2)])
def test_every_number_of_living_units_has_an_answer(scaled: int, centred: int, right: int) -> None:
    runs = [[snapshot(dead_units=(32 - alive, 0, 0, 0))] for alive in (1, scaled, centred)]
    assert QUESTION["which_cure"].right(runs) == right
    assert f"{scaled} on scaled ones, {centred} where" in QUESTION["which_cure"].why(runs)


def test_what_lives_is_told_apart_from_what_is_right_by_each_runs_fall() -> None:
    runs = [
        [snapshot(held_out_mae=start), snapshot(held_out_mae=end)]
        for start, end in zip((211.7, 112.2, 125.3), (41.4, 59.6, 57.9), strict=True)
    ]
    assert "fall from 212 to 41, 112 to 60, 125 to 58 px" in QUESTION["which_cure"].why(runs)


def test_what_died_is_counted_from_the_start_and_outputs_that_live_are_told() -> None:
    raw = [snapshot(dead_units=(dead, 0, 0, 0)) for dead in (12, 28)]
    why = QUESTION["which_cure"].why([raw, raw, raw])
    assert "12 at the start, 28 at the end" in why
    assert "4 of the 8 outputs live" in QUESTION["beats_the_median"].why(
        [[snapshot(dead_units=(0, 0, 0, 4))]]
    )


def test_a_straight_line_takes_as_much_of_the_error_as_the_quiz_says() -> None:
    rng = np.random.default_rng(0)
    pages = np.stack([sheet_corners(rng, QUIZ_SIZE["noise"]) for _ in range(4000)])
    labels = writing_area(pages).reshape(-1, 8).astype(float)
    centred = labels - labels.mean(axis=0)
    axis = np.linalg.svd(centred, full_matrices=False)[2][0]
    left = centred - np.outer(centred @ axis, axis)
    before, after = (np.abs(each - np.median(each, axis=0)).mean(axis=0) for each in (labels, left))
    why = QUESTION["beats_the_median"].why([[snapshot()]])
    assert f"vary most loses {100 * (1 - after.mean() / before.mean()):.0f} %." in why
    each = 100 * before / before.sum()
    assert f"loses {each.min():.0f} to {each.max():.0f} % of its error" in why


def test_no_other_card_tells_how_many_units_differ() -> None:
    run = [snapshot(photo_errors=np.ones(48))] * 2
    for question in QUESTIONS[1:]:
        said = " ".join(part for answer in question.answers for part in (answer.text, answer.remark))
        said += question.text + question.why([run] * max(len(question.runs), 1))
        assert "one unit" not in said
        assert "one number for" not in said
    assert QUESTIONS[0].name == "distinct_units"
    assert "one number for each picture" in QUESTIONS[0].why([run])


def test_the_corner_pieces_of_a_scaled_sheet_lie_where_the_quiz_says() -> None:
    sheets = ruled_sheets(np.random.default_rng(QUIZ_SIZE["seed"]), 20, QUIZ_SIZE["noise"])
    assert QUIZ_SIZE["model"] == "fifths"
    height, width = (side // 5 for side in sheets.pictures.shape[1:3])
    sides = [(slice(None, each), slice(-each, None)) for each in (height, width)]
    pieces = [sheets.pictures[:, rows, columns] for rows in sides[0] for columns in sides[1]]
    mean = (np.concatenate(pieces) / 127.5 - 1).mean()
    remark = QUESTION["which_cure"].answers[0].remark
    assert f"pieces of a scaled one that it sees lie at about {mean:.1f}, not at 0" in remark


def test_the_question_on_the_cure_tells_what_all_its_runs_share() -> None:
    first, *others = (run.items() for run in QUESTION["which_cure"].runs)
    assert set(first).intersection(*others) == {
        ("initialization", "random"),
        ("linear_outputs", True),
        ("labels", "page"),
    }
    told = "weights are drawn at random, outputs have no ReLU, and labels are the page's"
    assert told in QUESTION["which_cure"].text
    size = f"the {QUIZ_SIZE['model']} again, on the same {QUIZ_SIZE['sheets']} sheets"
    assert size in QUESTION["which_cure"].text


@pytest.mark.parametrize(("error", "right"), [(0.5, 2), (0.0, 1)])
def test_a_guess_without_error_divides_nothing(error: float, right: int) -> None:
    run = [snapshot(held_out_mae=error, constant_mae=0.0)]
    assert QUESTION["no_noise"].right([run]) == right
    QUESTION["no_noise"].why([run])
    QUESTION["beats_the_median"].why([run])


def test_the_middle_of_a_slanted_page_is_where_its_diagonals_cross() -> None:
    assert QUESTION["middle"].right([]) == 1
    np.testing.assert_allclose(middle_seen(SLANTED), crossing_of_diagonals(SLANTED))
    # Similar triangles: the far edge is half as wide, so the crossing divides the height by 1 : 2.
    assert middle_seen(SLANTED)[1] == pytest.approx(40 + 200 / 3)
