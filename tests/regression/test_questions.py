"""Quiz and exercises: right answers pass, wrong ones are told why."""

from __future__ import annotations

import pytest

from ai_playground.regression.data import load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.questions import EXERCISES, QUESTIONS, run_for
from ai_playground.regression.settings import RegressionSettings

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


@pytest.mark.parametrize(("number", "right", "figure"), [(0, 1, "1.620"), (1, 2, "0.615"), (2, 0, "0.00395")])
def test_each_question_has_one_right_answer_with_a_measured_reason(
    number: int, right: int, figure: str
) -> None:
    question = QUESTIONS[number]

    verdicts = [question.check(chosen, run_for) for chosen in range(len(question.options))]

    assert [passed for passed, _ in verdicts] == [index == right for index in range(len(question.options))]
    assert figure in verdicts[0][1]


def judge(name: str, **knobs: object) -> tuple[bool, str]:
    settings = RegressionSettings().changed(**knobs)
    points = load_points(settings)
    *_, last = descend(points, settings)
    return BY_NAME[name].check(points, settings, last)


@pytest.mark.parametrize(
    ("rate", "right", "word"),
    [(0.0039, True, "98.7%"), (0.002, False, "only"), (0.004, False, "past the edge")],
)
def test_the_largest_rate_is_judged_by_the_eigenvalue(rate: float, right: bool, word: str) -> None:
    passed, text = judge("largest_rate", method="batch", learning_rate=rate, epochs=300)

    assert passed is right
    assert word in text


def test_the_largest_rate_asks_for_the_full_batch() -> None:
    passed, text = judge("largest_rate")

    assert not passed
    assert "all points" in text


def test_the_exact_slope_can_be_hit_in_200_updates_but_not_by_the_formula() -> None:
    assert judge("quick", method="batch", standardize=True, learning_rate=0.4, epochs=25)[0]
    assert not judge("quick", method="exact")[0]
    assert not judge("quick")[0]
    assert not judge("quick", method="batch", optimizer="adam", learning_rate=1.0, epochs=300)[0]


def test_an_answer_put_in_as_the_start_is_no_descent() -> None:
    assert not judge("quick", start_slope=1.3134, start_intercept=17.0, epochs=1, learning_rate=1e-7)[0]
    assert not judge("robust", start_slope=0.6, epochs=1, learning_rate=1e-7)[0]
    assert not judge("largest_rate", method="batch", learning_rate=0.0039, epochs=1)[0]


def test_the_outlier_is_tamed_by_a_loss_not_by_deleting_it() -> None:
    assert judge("robust", method="exact", loss="huber", huber_delta=5.0)[0]
    assert not judge("robust", leave_out_outlier=True, method="exact")[0]
    assert not judge("robust", method="exact")[0]
