"""What the page says beside the knobs: every knob without effect has a reason, and a cost ends alike."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from ai_playground.regression.data import Points, load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.knob_rules import (
    DESCENT_GROUPS,
    LEAST_RATE,
    NOT_OF_DESCENT,
    asked_by,
    cost_of,
    disabled_knobs,
    notes_for,
)
from ai_playground.regression.settings import RegressionSettings
from ai_playground.regression.theory import theory
from ai_playground.settings import describe


def test_all_labels_begin_with_a_capital_letter_or_a_figure() -> None:
    knobs = describe(RegressionSettings)
    labels = [label for knob in knobs for label in (knob.label, *(label for _, label in knob.choices))]
    assert [label for label in labels if label[0].islower()] == []


def test_points_with_noise_are_said_to_lie_around_a_line() -> None:
    (data,) = (knob for knob in describe(RegressionSettings) if knob.name == "data")
    settings = RegressionSettings(data="line")
    assert settings.noise > 0
    assert dict(data.choices)["line"] == load_points(settings).title == "Points around a line"


def test_without_a_descent_every_knob_of_one_is_off_and_says_so() -> None:
    reasons = disabled_knobs(RegressionSettings(method="exact", shuffle=True))
    of_descent = {
        knob.name
        for knob in describe(RegressionSettings)
        if reasons.get(knob.name) == "The formula needs no descent"
    }
    assert {"learning_rate", "epochs", "schedule", "standardize", "start_slope", "dtype"} <= of_descent
    assert {"method", "data", "curve", "loss", "huber_delta"}.isdisjoint(of_descent)


def note(*, told: bool, few_told: bool = True, **knobs: Any) -> dict[str, Any]:
    settings = RegressionSettings(**knobs)
    known = theory(load_points(settings), settings)
    found: dict[str, Any] = notes_for(known, settings, told=told, few_told=few_told).get("learning_rate", {})
    return found


def test_the_largest_rate_of_the_full_batch_is_said_once_it_was_asked_for() -> None:
    assert note(told=False, method="batch") == {}
    assert note(told=True, method="batch") == {
        "text": "Stable below 0.003952, all points at once.",
        "action": "Set to the best",
        "value": 0.003947,
    }


@pytest.mark.parametrize("data", ["fire_theft", "line", "outliers", "heteroscedastic", "collinear"])
@pytest.mark.parametrize("curve", ["line", "parabola"])
@pytest.mark.parametrize("standardize", [False, True])
@pytest.mark.parametrize("seed", range(4))
def test_the_best_rate_that_is_offered_is_a_stable_one(
    data: str, curve: str, standardize: bool, seed: int
) -> None:
    asked: dict[str, Any] = {"data": data, "curve": curve, "standardize": standardize, "seed": seed}
    settings = RegressionSettings(**asked, method="batch")
    known = theory(load_points(settings), settings)
    said = notes_for(known, settings, told=True, few_told=True)["learning_rate"]
    named = re.search(r"Stable below ([\d.e-]+),", said["text"])
    assert named is not None
    assert known.stable_rate * 0.98 < float(named[1]) <= known.stable_rate * (1 + 1e-12)
    if said["action"] is None:
        assert known.optimal_rate < LEAST_RATE
        assert "The best is less than this knob has" in said["text"]
    else:
        offered = settings.changed(learning_rate=said["value"]).learning_rate
        assert known.optimal_rate * 0.999 < offered < float(named[1])


def test_both_limits_say_whose_they_are() -> None:
    few = "Stable below 0.00254, one point at a time in the order of the data"
    assert note(told=False)["text"] == f"{few}."
    assert note(told=True)["text"] == f"{few} (all points at once: 0.00395)."


def test_a_limit_of_a_few_points_is_of_their_order(fire_theft: Points) -> None:
    order = np.random.default_rng(0).permutation(len(fire_theft))
    shuffled = replace(fire_theft, x=fire_theft.x[order], y=fire_theft.y[order])
    for size in (1, 8):
        ours, other = (
            theory(each, RegressionSettings()).stable_rate_of(size) for each in (fire_theft, shuffled)
        )
        assert abs(other / ours - 1.0) > 0.02


def test_a_limit_of_a_few_points_waits_for_the_question_that_it_would_answer() -> None:
    for method in ("sgd", "minibatch"):
        for told in (False, True):
            assert note(told=told, few_told=False, method=method) == {}
    assert asked_by(RegressionSettings()) == "ten_times_the_epochs"
    assert asked_by(RegressionSettings(standardize=True)) == "standardise"


def test_a_few_points_at_a_time_have_a_limit_of_their_own() -> None:
    for told, others in ((False, ""), (True, " (all points at once: 0.00395)")):
        said = note(told=told, method="minibatch")
        assert said == {
            "text": f"Stable below 0.00493, 8 points at a time in the order of the data{others}.",
            "action": None,
        }
        assert note(told=told, method="minibatch", batch_size=1) == note(told=told)


def test_batches_of_all_points_are_all_points_at_once_in_any_order() -> None:
    for shuffle in (False, True):
        for size in (42, 1000):
            asked: dict[str, Any] = {"method": "minibatch", "batch_size": size, "shuffle": shuffle}
            for told in (False, True):
                assert note(told=told, **asked) == note(told=told, method="batch")


def test_a_limit_that_is_about_the_full_batchs_waits_with_it() -> None:
    asked: dict[str, Any] = {"method": "minibatch", "data": "line", "batch_size": 20}
    assert note(told=False, **asked) == {}
    assert "20 points at a time" in note(told=True, **asked)["text"]


def test_of_ever_new_orders_no_limit_is_said() -> None:
    for told in (False, True):
        for method in ("sgd", "minibatch"):
            said = note(told=told, method=method, shuffle=True)
            assert said == {"text": "No limit is computed for ever new orders.", "action": None}


def test_new_orders_diverge_below_the_full_batchs_limit(fire_theft: Points) -> None:
    settings = RegressionSettings(learning_rate=0.0035, shuffle=True, epochs=300)
    assert settings.learning_rate < theory(fire_theft, settings).stable_rate
    for seed in range(4):
        *_, last = descend(fire_theft, settings.changed(seed=seed))
        assert last.ended == "diverged"


def test_the_groups_and_exceptions_of_descent_are_among_the_knobs() -> None:
    knobs = describe(RegressionSettings)
    assert set(DESCENT_GROUPS) <= {knob.group for knob in knobs}
    assert set(NOT_OF_DESCENT) <= {knob.name for knob in knobs if knob.group in DESCENT_GROUPS}


@pytest.mark.parametrize(
    ("settings", "works"),
    [
        ({}, False),
        ({"shuffle": True}, True),
        ({"shuffle": True, "method": "minibatch"}, True),
        ({"shuffle": True, "method": "batch"}, False),
        ({"shuffle": True, "method": "exact"}, False),
        ({"data": "line", "method": "exact"}, True),
        ({"data": "own"}, False),
    ],
)
def test_a_seed_that_changes_nothing_says_why(settings: dict[str, Any], works: bool) -> None:
    reason = disabled_knobs(RegressionSettings(**settings)).get("seed")
    assert reason == (None if works else "Only for generated points and shuffled orders")


def test_a_knob_said_to_be_without_effect_has_none(fire_theft: Points) -> None:
    for settings in (RegressionSettings(epochs=3), RegressionSettings(method="exact")):
        *_, last = descend(fire_theft, settings)
        for knob in describe(RegressionSettings):
            if knob.name in disabled_knobs(settings) and knob.maximum is not None:
                *_, other = descend(
                    fire_theft, settings.changed(**{knob.name: type(knob.default)(knob.maximum)})
                )
                assert other.loss == last.loss, knob.name


@pytest.mark.parametrize(
    ("updates", "speed", "text"),
    [
        (2_100_000, 0.0, "2,100,000 updates. Press Run."),
        (2_100_000, 100_000.0, "2,100,000 updates, about 21 s at full speed. Press Run."),
        (1, 0.0, "1 update. Press Run."),
    ],
)
def test_a_cost_ends_with_what_to_do_whether_or_not_the_speed_is_known(
    updates: int, speed: float, text: str
) -> None:
    assert cost_of(updates, speed) == text


@pytest.mark.parametrize("method", ["sgd", "minibatch", "batch"])
def test_no_limit_is_told_of_a_rate_that_falls(method: str) -> None:
    assert note(told=True, method=method) != {}
    assert note(told=True, method=method, schedule="inverse_time") == {}
