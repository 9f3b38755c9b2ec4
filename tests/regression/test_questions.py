"""The questions: the engine decides each of them, and what is said of it is so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ai_playground.regression import questions
from ai_playground.regression.data import load_points
from ai_playground.regression.descent import Snapshot
from ai_playground.regression.exact import leverages, minimiser
from ai_playground.regression.experiments import LECTURE
from ai_playground.regression.questions import QUESTIONS, YEARS, run_for

BY_NAME = {question.name: question for question in QUESTIONS}
# The right answer of each, and figures of its reason.
RIGHT = {
    "ten_times_the_epochs": (
        1,
        ["1.620", "from 0.31 to 9.66, in every pass from then on", "between −0.51 and 9.66"],
    ),
    "smaller_rate": (2, ["past 1.313, to 2.130", "still at 0.6", "0.4 % of the error", "97 %", "1.565"]),
    "new_orders": (2, ["−0.55", "4.17"]),
    "fast_decay": (1, ["After 100 epochs 1.940, after 1,000 1.940"]),
    "leave_out": (2, ["1.313", "0.615", "minus 53 %", "78 thefts", "0.214", "0.048"]),
    "moved_outlier": (2, ["0.615"]),
    "standardise": (0, ["0.00395", "1.000"]),
    "one_step": (0, ["After 1 step", "1.313456"]),
    "years": (2, ["233 billion", "202 billion", "701", "808 steps"]),
}


@pytest.mark.parametrize("name", BY_NAME)
def test_each_question_has_one_right_answer_with_a_measured_reason(name: str) -> None:
    question, (right, figures) = BY_NAME[name], RIGHT[name]

    verdicts = [question.check(chosen, run_for) for chosen in range(len(question.answers))]

    assert [passed for passed, _ in verdicts] == [index == right for index in range(len(question.answers))]
    assert question.answers[right].remark == ""
    for _, text in verdicts:
        for figure in figures:
            assert figure in text


@pytest.mark.parametrize("name", BY_NAME)
def test_no_other_card_gives_an_answer_away(name: str) -> None:
    measured = {"1.620", "−0.55", "4.17", "2.130", "1.565", "1.940", "0.615", "53 %", "0.00395"}
    shown = " ".join([BY_NAME[name].text, *(answer.text for answer in BY_NAME[name].answers)])
    assert [figure for figure in measured if figure in shown] == []


def slope(**changes: object) -> float:
    return float(run_for(changes).coefficients[1])


@pytest.mark.slow
def test_what_the_remarks_say_is_so() -> None:
    exact = slope(method="exact")
    # With the point moved down until it is 8 thefts off instead of 78, leaving it out takes a tenth.
    fires = load_points(LECTURE)
    outlier = int(np.argmax(fires.y))
    without = minimiser(fires.without(outlier), LECTURE)
    freedom = 1.0 - leverages(fires.x)[outlier]
    lower = fires.moved(outlier, 39.7, without @ [1.0, 39.7] + 8.0 / freedom)
    near = minimiser(lower, LECTURE)
    assert lower.y[outlier] - near @ [1.0, 39.7] == pytest.approx(8.0, abs=1e-9)
    assert 1.0 - without[1] / near[1] == pytest.approx(0.1, abs=0.01)
    # At 0.4 or 0.6 about 10 steps to six digits.
    for rate in (0.4, 0.6):
        after = [
            slope(method="batch", standardize=True, learning_rate=rate, epochs=epochs) for epochs in (7, 10)
        ]
        assert abs(after[0] - exact) > 5e-7
        assert abs(after[1] - exact) < 5e-7
    # After 100 epochs of an exponential schedule the rate is a 20,000th.
    assert 20_000 < np.exp(0.1 * 100) < 25_000
    # Steps so small do end nearer, in more epochs.
    assert abs(slope(learning_rate=1e-5, epochs=50_000) - exact) < 0.01


def run_at(slope: float) -> Snapshot:
    """A made-up run that ended at this slope."""
    return replace(run_for({"epochs": 1}), coefficients=np.array([17.0, slope]))


@pytest.mark.parametrize(
    ("name", "slopes", "right"),
    [
        ("new_orders", [0.8, 1.8], 2),  # around the exact slope, but apart
        ("new_orders", [1.1, 1.5], 0),
        ("new_orders", [1.5, 1.7], 1),
        ("fast_decay", [1.6, 1.6], 1),  # nearer than the lecture's run, but stuck
        ("ten_times_the_epochs", [1.35], 0),
        ("ten_times_the_epochs", [1.9], 1),
        ("ten_times_the_epochs", [1.1], 1),  # beside it, on the other side
        ("fast_decay", [1.2, 1.0], 2),  # it moves, below the exact slope
        ("fast_decay", [1.5, 1.32], 0),
        ("smaller_rate", [1.6, 1.5], 0),
        ("smaller_rate", [1.6, 1.71], 1),
        ("smaller_rate", [1.6, 0.8], 2),  # below the exact slope, and further off
    ],
)
def test_whatever_a_run_did_has_an_answer(name: str, slopes: list[float], right: int) -> None:
    assert BY_NAME[name].right([run_at(slope) for slope in slopes]) == right


def test_a_run_that_diverged_ran_away() -> None:
    run = run_for({"epochs": 1000, "learning_rate": 0.003})
    assert run.ended == "diverged"
    assert BY_NAME["ten_times_the_epochs"].right([run]) == 2


@pytest.mark.parametrize(("after", "right"), [(0.2, 0), (0.004, 1), (0.003, 2)])
def test_a_rate_grows_stays_or_shrinks(after: float, right: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "_stable_rates", lambda: (0.004, after))
    assert BY_NAME["standardise"].right([]) == right


def test_in_ever_new_orders_a_run_comes_to_rest_only_where_a_line_meets_all_points() -> None:
    for noise, rests in ((0.0, True), (1.0, False)):
        swings = run_for({"data": "line", "noise": noise, "shuffle": True, "epochs": 2000}).path[:, 1]
        assert bool(np.ptp(swings) < 1e-9) is rests
        assert bool(abs(swings - 1.3).max() < 1e-9) is rests


@pytest.mark.slow
def test_a_rate_over_time_gets_there_in_time_only_if_it_shrinks_slowly() -> None:
    ends = [
        slope(schedule="inverse_time", decay=decay, epochs=epochs)
        for decay, epochs in ((0.01, 20_000), (0.1, 1_000), (0.1, 20_000))
    ]
    assert ends == pytest.approx([1.311, 1.524, 1.402], abs=5e-4)
    said = BY_NAME["fast_decay"].check(1, run_for)[1]
    assert "with decay 0.01 after 20,000 epochs (1.311), with 0.1 not by then (1.402)" in said


@pytest.mark.slow
def test_a_rate_that_shrinks_slowly_enough_gets_there_in_any_order() -> None:
    exact = slope(method="exact")
    for order in ({}, {"shuffle": True, "seed": 0}, {"shuffle": True, "seed": 1}):
        assert slope(schedule="inverse_time", epochs=20_000, **order) == pytest.approx(exact, rel=0.005)


def test_the_best_line_through_zero_is_near_what_small_steps_reach() -> None:
    fires = load_points(LECTURE)
    through_zero = float((fires.x * fires.y).sum() / (fires.x**2).sum())
    assert slope(learning_rate=1e-5) == pytest.approx(through_zero, rel=0.02)


def test_small_steps_leave_nearly_all_of_the_error_along_the_flat_axis() -> None:
    """The error's two parts by the eigenvectors of the mean of (1, x)(1, x)', not by `Axes`."""
    fires = load_points(LECTURE)
    features = np.column_stack([np.ones(len(fires)), fires.x])
    flat, steep = np.linalg.eigh(features.T @ features)[1].T
    exact = minimiser(fires, LECTURE)
    after = {epochs: run_for({"learning_rate": 1e-5, "epochs": epochs}).coefficients for epochs in (5, 100)}
    left = [axis @ (after[100] - exact) / (axis @ -exact) for axis in (flat, steep)]
    assert left == pytest.approx([0.970, 0.0039], abs=5e-4)
    assert after[5][1] > exact[1]


def test_only_in_the_end_a_pass_of_the_lecture_does_the_same_again() -> None:
    outlier = int(np.argmax(load_points(LECTURE).y))
    swings = [run_for({"epochs": epochs}).path[[outlier - 1, outlier], 1] for epochs in (1, 100, 1000, 1001)]
    assert swings[0] == pytest.approx([-0.02, 11.67], abs=0.005)
    assert swings[1] == pytest.approx([0.28, 9.81], abs=0.005)
    assert swings[2] == pytest.approx(swings[3], abs=1e-6)


def test_moved_to_the_mean_of_the_others_the_outlier_turns_nothing() -> None:
    fires = load_points(LECTURE)
    outlier = int(np.argmax(fires.y))
    others = fires.without(outlier)
    assert others.x.mean() == pytest.approx(12.03, abs=0.005)
    # At the mean itself, and where the question puts it, to the digits that are told.
    for x, within in ((float(others.x.mean()), 1e-12), (12.03, 5e-4)):
        moved = fires.moved(outlier, x, 147.0)
        assert minimiser(moved, LECTURE)[1] == pytest.approx(minimiser(others, LECTURE)[1], abs=within)
    assert "12.03 fires" in BY_NAME["moved_outlier"].text
    # It pulls harder than where it was: by its miss, 113 in the place of 78.
    misses = [
        147.0 - minimiser(each, LECTURE) @ [1.0, each.x[outlier]]
        for each in (fires, fires.moved(outlier, 12.03, 147.0))
    ]
    assert misses == pytest.approx([77.9, 113.3], abs=0.05)


def test_a_line_over_raw_years_takes_billions_of_steps() -> None:
    features = np.column_stack([np.ones(len(YEARS)), YEARS])
    flat, steep = np.linalg.svd(features, compute_uv=False)[::-1] ** 2
    assert steep / flat == pytest.approx(2.02e11, rel=1e-3)
    best = (steep - flat) / (steep + flat)
    assert np.log(0.1) / np.log(best) == pytest.approx(233e9, rel=5e-3)
