"""The exercises: what the run did is judged, and wrong ways are told why."""

from __future__ import annotations

import pytest

from ai_playground.regression.data import load_points
from ai_playground.regression.descent import descend
from ai_playground.regression.exact import minimiser
from ai_playground.regression.exercises import EXERCISES
from ai_playground.regression.settings import RegressionSettings

BY_NAME = {exercise.name: exercise for exercise in EXERCISES}


def judge(name: str, *, stop_after: int | None = None, **knobs: object) -> tuple[bool, str]:
    settings = RegressionSettings().changed(**knobs)
    points = load_points(settings)
    history = [*descend(points, settings)][: None if stop_after is None else stop_after + 1]
    return BY_NAME[name].check(points, settings, history)


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


def test_a_run_that_was_stopped_early_shows_no_largest_rate() -> None:
    asked = {"method": "batch", "learning_rate": 0.0039, "epochs": 300}
    passed, text = judge("largest_rate", stop_after=1, **asked)
    assert not passed
    assert "1 epoch" in text
    assert judge("largest_rate", stop_after=120, **asked)[0]


def test_a_rate_that_was_turned_on_the_way_is_judged_by_the_epochs_it_had() -> None:
    settings = RegressionSettings(method="batch", learning_rate=0.002, epochs=300)
    turned = settings.changed(learning_rate=0.0039)
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


def test_the_exact_slope_can_be_hit_in_one_update_but_not_by_the_formula() -> None:
    passed, text = judge("quick", method="batch", standardize=True, learning_rate=0.5, epochs=1)
    assert passed
    assert "after 1 update." in text
    assert judge("quick", method="batch", standardize=True, learning_rate=0.4, epochs=25)[0]
    assert not judge("quick", method="exact")[0]
    assert not judge("quick")[0]
    assert not judge("quick", method="batch", optimizer="adam", learning_rate=1.0, epochs=300)[0]


def test_an_answer_put_in_as_the_start_is_no_descent() -> None:
    passed, text = judge("quick", start_slope=1.3134, start_intercept=17.0, epochs=1, learning_rate=1e-7)
    assert not passed
    assert "Start from zero" in text
    assert not judge("largest_rate", method="batch", learning_rate=0.0039, epochs=1)[0]


@pytest.mark.parametrize(
    ("loss", "threshold", "right"),
    [
        ("absolute", 10.0, True),
        ("huber", 2.0, True),
        ("huber", 3.0, True),
        ("huber", 10.0, False),
        ("squared", 10.0, False),
    ],
)
def test_a_loss_is_robust_if_leaving_out_the_outlier_changes_little(
    loss: str, threshold: float, right: bool
) -> None:
    passed, text = judge("robust", method="exact", loss=loss, huber_delta=threshold)

    assert passed is right
    asked = RegressionSettings().changed(loss=loss, huber_delta=threshold)
    for settings in (asked, asked.changed(leave_out_outlier=True)):
        assert f"{minimiser(load_points(settings), settings)[1]:.3f}" in text


def test_absolute_loss_takes_no_notice_of_the_outlier() -> None:
    assert "slope of 0.479, without it 0.479" in judge("robust", method="exact", loss="absolute")[1]


def test_a_run_that_passes_by_has_not_tamed_the_outlier() -> None:
    passed, text = judge("robust", loss="absolute", method="batch", learning_rate=0.01, epochs=3)
    assert not passed
    assert "Let it get there" in text
    assert judge(
        "robust",
        loss="absolute",
        method="batch",
        optimizer="adam",
        schedule="cosine",
        learning_rate=1.0,
        epochs=2000,
    )[0]


def test_the_outlier_is_not_tamed_by_deleting_it_nor_on_other_points() -> None:
    assert not judge("robust", leave_out_outlier=True, method="exact", loss="absolute")[0]
    assert not judge("robust", data="line", method="exact", loss="absolute")[0]
    assert not judge("robust", curve="parabola", method="exact", loss="absolute")[0]
