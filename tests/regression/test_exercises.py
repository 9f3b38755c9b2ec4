"""The exercises: what the run did is judged, and wrong ways are told why."""

from __future__ import annotations

from typing import Any

import pytest

from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import minimiser
from ai_playground.regression.exercises import EXERCISES, asks_for_limit_of
from ai_playground.regression.experiments import EXPERIMENTS, LECTURE
from ai_playground.regression.presets import PRESETS
from ai_playground.regression.questions import QUESTIONS
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import theory

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


def judge(name: str, *, stop_after: int | None = None, **knobs: object) -> tuple[bool, str]:
    settings = RegressionSettings().changed(**knobs)
    points = load_points(settings)
    history = [*descend(points, settings)][: None if stop_after is None else stop_after + 1]
    return BY_NAME[name].check(points, settings, history)


@pytest.mark.parametrize(
    ("rate", "right", "word"),
    [(0.00176, True, "98.5 %"), (0.0009, False, "only"), (0.0018, False, "past the edge")],
)
def test_the_largest_rate_is_judged_by_the_eigenvalue(rate: float, right: bool, word: str) -> None:
    passed, text = judge("largest_rate", data="line", method="batch", learning_rate=rate, epochs=300)

    assert passed is right
    assert word in text


def test_the_largest_rate_asks_for_the_full_batch() -> None:
    passed, text = judge("largest_rate")

    assert not passed
    assert "all points" in text


def test_a_run_that_was_stopped_early_shows_no_largest_rate() -> None:
    asked: dict[str, Any] = {"data": "line", "method": "batch", "learning_rate": 0.00176, "epochs": 300}
    passed, text = judge("largest_rate", stop_after=1, **asked)
    assert not passed
    assert "1 epoch" in text
    assert judge("largest_rate", stop_after=120, **asked)[0]


def test_a_rate_that_was_turned_on_the_way_is_judged_by_the_epochs_it_had() -> None:
    settings = RegressionSettings(data="line", method="batch", learning_rate=0.001, epochs=300)
    turned = settings.changed(learning_rate=0.00176)
    points = load_points(settings)
    run = descend(points, settings)
    history = [next(run) for _ in range(151)]
    history.append(run.send(turned))
    history += run
    check = BY_NAME["largest_rate"].check
    assert check(points, turned, history)[0]
    passed, text = check(points, turned, history[:200])
    assert not passed
    assert "49 epochs" in text


def test_the_largest_rate_is_asked_of_points_whose_limit_the_quiz_does_not_tell(fire_theft: Points) -> None:
    check = BY_NAME["largest_rate"].check
    settings = RegressionSettings(method="batch", learning_rate=0.0039, epochs=100)
    nearly = fire_theft.moved(0, fire_theft.x[0] + 1.0, fire_theft.y[0])
    for points in (fire_theft, nearly):
        passed, text = check(points, settings, [*descend(points, settings)])
        assert not passed
        assert "The quiz asks for the limit of fire and theft" in text
    far = fire_theft.moved(23, 80.0, 147.0)
    limit = theory(far, settings).stable_rate
    assert limit < 0.9 * 0.00395
    found = settings.changed(learning_rate=0.97 * limit)
    assert check(far, found, [*descend(far, found)])[0]
    for changes in (
        {"standardize": True, "learning_rate": 0.99},
        {"curve": "parabola"},
    ):
        passed, text = judge("largest_rate", data="line", method="batch", **changes)
        assert not passed
        assert "leave x as it is" in text


def test_momentum_hits_the_exact_slope_in_150_updates_of_raw_x_and_stays_there() -> None:
    asked: dict[str, Any] = {
        "method": "batch",
        "optimizer": "momentum",
        "momentum": 0.86,
        "learning_rate": 0.0073,
    }
    passed, text = judge("quick", **asked, epochs=150)
    assert passed
    assert "0.000626 off at most in the last 10 of 150 updates." in text
    assert "after 151 updates" in judge("quick", **asked, epochs=151)[1]
    # It passes by after 105, and doesn't stay.
    assert judge("quick", **asked, epochs=105)[0] is False
    # Nor do 150 updates do with the momentum as it comes, at any of these rates.
    for rate in (0.001, 0.004, 0.0065, 0.007, 0.0073):
        assert not judge("quick", **(asked | {"momentum": 0.9, "learning_rate": rate}), epochs=150)[0]


def test_a_quick_run_that_runs_away_is_told_to_take_a_lower_rate() -> None:
    asked: dict[str, Any] = {"method": "batch", "optimizer": "momentum", "momentum": 0.86, "epochs": 150}
    for rate in (0.0074, 0.0078):
        assert judge("quick", **asked, learning_rate=rate) == (False, "It ran away: take a lower rate.")
    # Just past the edge 150 updates don't make a trillionfold of the loss.
    passed, text = judge("quick", **asked, learning_rate=0.00737)
    assert not passed
    assert "The loss is above that at the start: take a lower rate." in text


def test_a_quick_run_that_only_lacks_epochs_is_told_how_many_updates_it_may_make() -> None:
    asked: dict[str, Any] = {"method": "batch", "optimizer": "momentum", "momentum": 0.86}
    passed, text = judge("quick", **asked, learning_rate=0.0073, epochs=130)
    assert not passed
    assert "up to 0.0018 off. It may make 20 updates more." in text
    # At first the loss grows at the rates that do, too.
    assert "It may make 140 updates more." in judge("quick", **asked, learning_rate=0.0073, epochs=10)[1]
    # With all of them made, it is the rate or the momentum.
    passed, text = judge("quick", **(asked | {"momentum": 0.9}), learning_rate=0.004, epochs=150)
    assert not passed
    assert "The rate may be higher, and less momentum swings less." in text


@pytest.mark.parametrize(
    ("optimizer", "momentum", "rate", "hint", "better"),
    [
        ("nesterov", 0.9, 0.0026, "More momentum creeps less.", {"momentum": 0.91}),
        ("momentum", 0.8, 0.0065, "More momentum creeps less.", {"momentum": 0.85}),
        ("momentum", 0.9, 0.0072, "Less momentum swings less.", {"momentum": 0.87}),
        (
            "momentum",
            0.9,
            0.004,
            "The rate may be higher, and less momentum swings less.",
            {"momentum": 0.87, "learning_rate": 0.0065},
        ),
    ],
)
def test_a_quick_run_is_told_which_way_leads_nearer(
    optimizer: str, momentum: float, rate: float, hint: str, better: dict[str, float]
) -> None:
    asked: dict[str, Any] = {"method": "batch", "optimizer": optimizer, "epochs": 150}
    asked |= {"momentum": momentum, "learning_rate": rate}

    def off(**changes: float) -> float:
        text = judge("quick", **(asked | changes))[1]
        return float(text.split(" off")[0].split()[-1])

    assert judge("quick", **asked)[1].endswith(hint)
    assert off(**better) < off()


def test_the_rule_above_the_formulas_leads_to_a_momentum_and_a_rate_that_do() -> None:
    known = theory(load_points(RegressionSettings()), RegressionSettings())
    steep, number = 2.0 / known.stable_rate, known.condition_number
    momentum = ((number**0.5 - 1.0) / (number**0.5 + 1.0)) ** 2
    rate = 4.0 / (steep**0.5 + (steep / number) ** 0.5) ** 2
    assert (momentum, rate) == pytest.approx((0.860, 0.00734), abs=5e-4, rel=5e-4)
    asked: dict[str, Any] = {"method": "batch", "optimizer": "momentum", "epochs": 150}
    for share in (0.95, 0.97, 0.99):
        found = {"momentum": round(momentum, 2), "learning_rate": share * rate}
        assert judge("quick", **asked, **found)[0], share


def test_nesterovs_momentum_does_it_too_with_less_room() -> None:
    asked: dict[str, Any] = {"method": "batch", "optimizer": "nesterov", "epochs": 150}
    for momentum, rate in ((0.925, 0.0026), (0.93, 0.0023)):
        assert judge("quick", **asked, momentum=momentum, learning_rate=rate)[0]
    for momentum, rate in ((0.92, 0.0026), (0.93, 0.0024), (0.86, 0.0073)):
        assert not judge("quick", **asked, momentum=momentum, learning_rate=rate)[0]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"method": "exact"}, "Do it by descent"),
        ({"method": "sgd", "optimizer": "momentum"}, "Update after all points"),
        ({"method": "minibatch", "optimizer": "momentum"}, "Update after all points"),
        ({}, "momentum rules"),
        ({"standardize": True, "learning_rate": 0.5}, "x as it is"),
        ({"leave_out_outlier": True}, "all 42 points"),
        ({"data": "line"}, "all 42 points"),
        ({"optimizer": "adam", "learning_rate": 1.0, "epochs": 150}, "momentum rules"),
    ],
)
def test_other_ways_to_hit_the_slope_are_told_why_they_do_not_count(
    changes: dict[str, Any], said: str
) -> None:
    passed, text = judge("quick", **({"method": "batch"} | changes))
    assert not passed
    assert said in text


ONE_PRESS = {
    **{f"preset {each.name}": each.applied(RegressionSettings()) for each in PRESETS},
    **{f"row {each.name}": each.settings for each in EXPERIMENTS if each.engine == "descent"},
    **{f"question {each.name}": LECTURE.changed(**each.runs[-1]) for each in QUESTIONS if each.runs},
    "set to the best": RegressionSettings(method="batch", learning_rate=0.003947),
}


@pytest.mark.parametrize("press", ONE_PRESS)
def test_no_exercise_is_solved_by_one_press(press: str) -> None:
    settings = ONE_PRESS[press]
    history = [*descend(load_points(settings), settings)]
    for exercise in EXERCISES:
        assert not exercise.check(load_points(settings), settings, history)[0], exercise.name


@pytest.mark.parametrize(
    ("changes", "asked"),
    [
        ({}, False),
        ({"standardize": True, "data": "line"}, False),
        ({"curve": "parabola", "data": "line"}, False),
        ({"leave_out_outlier": True}, True),
        ({"data": "line"}, True),
        ({"data": "own"}, True),
    ],
)
def test_it_is_known_whose_largest_rate_is_asked_for(changes: dict[str, Any], asked: bool) -> None:
    assert asks_for_limit_of(RegressionSettings(**changes)) is asked


def test_an_answer_put_in_as_the_start_is_no_descent() -> None:
    start: dict[str, Any] = {
        "start_slope": 1.3134,
        "start_intercept": 17.0,
        "epochs": 1,
        "learning_rate": 1e-7,
    }
    passed, text = judge("quick", method="batch", optimizer="momentum", **start)
    assert not passed
    assert "Start from zero" in text
    assert not judge("largest_rate", data="line", method="batch", learning_rate=0.00176, epochs=1)[0]


@pytest.mark.parametrize(
    ("loss", "threshold", "right"),
    [
        ("huber", 0.01, False),
        ("huber", 3.0, False),
        ("huber", 3.4, True),
        ("huber", 3.6, True),
        ("huber", 3.7, False),
        ("huber", 10.0, False),
        ("squared", 10.0, False),
    ],
)
def test_a_threshold_is_right_if_the_outlier_changes_little_and_a_larger_one_would_let_it(
    loss: str, threshold: float, right: bool
) -> None:
    passed, text = judge("robust", method="exact", loss=loss, huber_delta=threshold)

    assert passed is right
    asked = RegressionSettings().changed(loss=loss, huber_delta=threshold)
    for settings in (asked, asked.changed(leave_out_outlier=True)):
        assert f"{minimiser(load_points(settings), settings)[1]:.3f}" in text


def test_absolute_loss_takes_no_notice_of_the_outlier_and_leaves_hubers_to_do() -> None:
    passed, text = judge("robust", method="exact", loss="absolute")
    assert not passed
    assert "slope of 0.479, without it 0.479" in text
    assert "Now with Huber's" in text


@pytest.mark.slow
def test_a_run_that_passes_by_has_not_tamed_the_outlier() -> None:
    huber: dict[str, Any] = {"loss": "huber", "huber_delta": 3.5, "method": "batch"}
    passed, text = judge("robust", **huber, learning_rate=0.01, epochs=3)
    assert not passed
    assert "Let it get there" in text
    # A run that can't, at a fixed rate, is shown two ways out; both lead on.
    for stuck in ({"method": "sgd", "epochs": 2000}, {"learning_rate": 10.0}):
        passed, text = judge("robust", **(huber | stuck))
        assert not passed
        assert "or solve exactly; a lower rate may help" in text
    assert judge("robust", **(huber | {"method": "exact"}))[0]
    assert judge("robust", **huber, learning_rate=0.01, epochs=20_000)[0]
    there: dict[str, Any] = {"optimizer": "adam", "schedule": "cosine", "learning_rate": 1.0, "epochs": 2000}
    assert judge("robust", **huber, **there)[0]


def test_the_outlier_is_not_tamed_by_deleting_it_nor_on_other_points() -> None:
    assert not judge("robust", leave_out_outlier=True, method="exact", loss="huber", huber_delta=3.5)[0]
    assert not judge("robust", data="line", method="exact", loss="huber", huber_delta=3.5)[0]
    assert not judge("robust", curve="parabola", method="exact", loss="huber", huber_delta=3.5)[0]
