"""The exercises' judges: goals that a run reaches or misses, whatever the knobs promise."""

from __future__ import annotations

from ai_playground.corners.exercises import EASY_TO_KILL, EXERCISES
from ai_playground.corners.presets import CURE, KEPT
from ai_playground.corners.recording import load_recording
from ai_playground.corners.settings import TrainingSettings
from tests.corners.snapshots import snapshot

EXERCISE = {exercise.name: exercise for exercise in EXERCISES}


def test_a_guess_without_error_is_beaten_by_none() -> None:
    for error in (0.5, 0.0):
        run = [snapshot(held_out_mae=error, constant_mae=0.0)]
        assert not any(exercise.check(TrainingSettings(), run)[0] for exercise in EXERCISES)


def test_an_exercise_is_judged_by_the_run_and_not_by_the_knobs() -> None:
    cured, plain = snapshot(held_out_mae=3.9, constant_mae=8.0), snapshot(held_out_mae=4.1, constant_mae=8.0)
    assert EXERCISE["cure"].check(TrainingSettings(), [cured])[0]
    assert not EXERCISE["cure"].check(TrainingSettings(), [plain])[0]
    six = {name: value for name, value in CURE.items() if name != "shuffle"}
    five = {name: value for name, value in six.items() if name != "linear_outputs"}
    assert not EXERCISE["cure"].check(TrainingSettings(**six, epochs=90), [cured])[0]
    assert EXERCISE["cure"].check(TrainingSettings(**five, epochs=90), [cured]) == (
        True,
        "3.90 px on unseen sheets, 8.00 px for the median guess. 5 changes.",
    )
    better = [snapshot(held_out_mae=5.5, constant_mae=8.0)]
    assert EXERCISE["beat"].check(TrainingSettings(**five), better)[0]
    assert not EXERCISE["cure"].check(TrainingSettings(**five), better)[0]
    dead = snapshot(dead_units=(0, 0, 0, 2))
    assert EXERCISE["kill"].check(TrainingSettings(), [dead]) == (
        True,
        "2 of 8 outputs give 0 for every unseen sheet.",
    )


def test_no_preset_does_an_exercise_on_error_in_one_click() -> None:
    report, cured = (load_recording(name) for name in ("report", "cured"))
    for name in ("beat", "cure"):
        assert not EXERCISE[name].check(report.settings, report.snapshots)[0]
        assert not EXERCISE[name].check(cured.settings, cured.snapshots)[0]
        assert all(free in EXERCISE[name].text.lower() for free in KEPT)


def test_whoever_kills_no_output_is_told_what_stands_in_the_way_of_these_settings() -> None:
    done, why = EXERCISE["kill"].check(TrainingSettings(), [snapshot()])
    assert not done
    assert why.endswith(EASY_TO_KILL)
    done, why = EXERCISE["kill"].check(TrainingSettings(linear_outputs=True), [snapshot()])
    assert not done
    assert why.endswith("Without ReLU none can die.")
