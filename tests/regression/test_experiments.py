"""The author's runs, repeated: the figures he printed, and the claims he made without figures."""

from __future__ import annotations

import numpy as np
import pytest

from ai_playground.regression.data import load_points
from ai_playground.regression.descent import Snapshot, descend
from ai_playground.regression.experiments import (
    EXPERIMENTS,
    PRESETS,
    Experiment,
    Outcome,
    agrees_as_printed,
)
from ai_playground.regression.settings import RegressionSettings

BY_NAME = {experiment.name: experiment for experiment in EXPERIMENTS}
DESCENTS = [experiment for experiment in EXPERIMENTS if experiment.engine == "descent"]


def outcome_of(experiment: Experiment) -> Outcome:
    points = load_points(experiment.settings)
    *_, last = descend(points, experiment.settings)
    return Outcome.of(points, experiment.settings, last, seconds=1.0)


@pytest.mark.parametrize("experiment", DESCENTS, ids=lambda experiment: experiment.name)
def test_every_run_of_the_author_comes_out_as_he_reported(experiment: Experiment) -> None:
    verdict = experiment.compare(outcome_of(experiment))

    assert verdict.word == "same", verdict.note


def test_the_lectures_slope_agrees_to_every_printed_digit() -> None:
    outcome = outcome_of(BY_NAME["lecture"])

    assert outcome.slope == pytest.approx(1.71838, abs=1e-5)
    assert outcome.coefficients[0] == pytest.approx(15.7892, abs=1e-4)
    assert BY_NAME["lecture"].yours(outcome) == "slope 1.71838, intercept 15.7892"


def test_a_figure_that_is_off_is_not_called_the_same() -> None:
    outcome = outcome_of(BY_NAME["lecture"])
    wrong = Outcome(outcome.coefficients * 1.01, outcome.exact, 1.0, 1.0, 1.0, 100, "epochs", 1.0)

    assert BY_NAME["lecture"].compare(wrong).word == "close"


@pytest.mark.parametrize(
    ("name", "slope", "word"),
    [("more_epochs", 1.3135, "differs"), ("slow", 1.6, "differs"), ("adaptive", 1.32, "differs")],
)
def test_a_claim_without_a_figure_can_fail(name: str, slope: float, word: str) -> None:
    exact = np.array([17.0, 1.3134])
    outcome = Outcome(np.array([17.0, slope]), exact, 360.9, 360.8, 360.8, 100, "epochs", 1.0)

    assert BY_NAME[name].compare(outcome).word == word


def test_a_diverged_run_matches_no_figure() -> None:
    outcome = Outcome(np.array([15.7892, 1.71838]), np.array([17.0, 1.3]), 1.0, 1.0, 1.0, 3, "diverged", 1.0)

    assert BY_NAME["lecture"].compare(outcome).word == "differs"


@pytest.mark.parametrize(
    ("value", "printed", "agrees"),
    [(1.718384, "1.71838", True), (1.718386, "1.71838", False), (1.71837, "1.71838", False)],
)
def test_agreement_means_to_the_last_printed_digit(value: float, printed: str, agrees: bool) -> None:
    assert agrees_as_printed(value, printed) is agrees


def test_names_are_unique_and_every_preset_keeps_its_promise() -> None:
    assert len({experiment.name for experiment in EXPERIMENTS}) == len(EXPERIMENTS)
    ends: dict[str, Snapshot] = {}
    for preset in PRESETS:
        settings = preset.applied(RegressionSettings())
        *_, ends[preset.name] = descend(load_points(settings), settings)
    exact = 1.3134560049
    assert ends["lecture"].coefficients[1] / exact == pytest.approx(1.31, abs=0.005)
    assert ends["diverge"].ended == "diverged"
    assert ends["slow"].coefficients[1] == pytest.approx(exact, rel=0.03)
    assert ends["shrink"].coefficients[1] == pytest.approx(exact, rel=0.05)
    assert ends["adaptive"].coefficients[1] == pytest.approx(exact, abs=1e-3)
    assert ends["standardise"].coefficients[1] == pytest.approx(exact, abs=1e-6)
