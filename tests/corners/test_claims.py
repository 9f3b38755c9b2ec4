"""The report's claims: what it says, and that a verdict follows from the runs alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ai_playground.corners.claims import BASELINE_FIRST, CLAIMS, Claim, judged
from ai_playground.corners.paper_models import PAPER_MODELS
from ai_playground.corners.settings import TrainingSettings
from tests.corners.snapshots import snapshot

CLAIM = {claim.name: claim for claim in CLAIMS}
RNG = np.random.default_rng(0)


def verdict(name: str, last: Any, baseline: Any = None) -> tuple[str, str | None]:
    return judged(CLAIM[name], last, last if baseline is None else baseline)[:2]


def test_all_hypotheses_assumptions_and_closing_claims_are_there() -> None:
    assert [name.rsplit("-", 1)[0] for name in CLAIM].count("hypothesis") == 4
    assert [name.rsplit("-", 1)[0] for name in CLAIM].count("assumption") == 2
    assert {"possible", "quicker"} <= CLAIM.keys()


@pytest.mark.parametrize("claim", [pytest.param(each, id=each.name) for each in CLAIMS])
def test_the_runs_of_a_claim_have_settings_that_there_are(claim: Claim) -> None:
    for changes in (claim.changes, claim.baseline):
        TrainingSettings(**(changes or {}))


@pytest.mark.parametrize("name", ["hypothesis-2", "hypothesis-3", "hypothesis-4"])
def test_an_idea_helps_where_photos_say_so_beyond_chance(name: str) -> None:
    hard = RNG.uniform(10, 90, 48)
    baseline = snapshot(hard)
    assert verdict(name, snapshot(hard - 2 + RNG.normal(0, 1, 48)), baseline) == ("true", "differs")
    assert verdict(name, snapshot(hard + 2 + RNG.normal(0, 1, 48)), baseline) == ("false", "same")
    told, word, note = judged(CLAIM[name], snapshot(hard + np.tile([30, -30], 24)), baseline)
    assert (told, word) == ("can't be told", None)
    assert "48 photos" in note


def test_sheets_improve_photos_only_where_not_looking_is_beaten() -> None:
    assert verdict("hypothesis-1", snapshot([20.0], constant_photo_mae=30.0)) == ("true", "same")
    assert verdict("hypothesis-1", snapshot([40.0], constant_photo_mae=30.0))[1] == "differs"


def test_clicks_are_replaced_where_most_photos_are_below_8_px() -> None:
    assert verdict("possible", snapshot([7.0, 7.9, 8.1]))[1] == "same"
    assert verdict("possible", snapshot([7.0, 8.0, 8.1]))[1] == "differs"


def test_three_layers_are_not_enough_while_their_mean_error_is_not_below_8_px() -> None:
    assert verdict("assumption-1", snapshot([7.0, 9.5])) == ("true", "same")
    assert verdict("assumption-1", snapshot([7.0, 8.5])) == ("false", "differs")


def test_much_quicker_is_half_the_time_on_the_same_machine() -> None:
    baseline = snapshot(seconds_per_1000=1.0)
    assert verdict("quicker", snapshot(seconds_per_1000=0.4), baseline) == ("40 % of the time", "same")
    assert verdict("quicker", snapshot(seconds_per_1000=0.8), baseline) == ("80 % of the time", "differs")
    recorded = snapshot(seconds_per_1000=np.nan)
    assert judged(CLAIM["quicker"], snapshot(), recorded) == ("", None, BASELINE_FIRST)


def test_without_the_other_run_there_is_no_verdict_and_what_to_do_is_said() -> None:
    assert judged(CLAIM["hypothesis-2"], snapshot([1.0, 2.0]), None) == ("", None, BASELINE_FIRST)


def test_the_grey_networks_have_a_third_of_the_baselines_weights_and_all_slices_less_than_half() -> None:
    baseline = PAPER_MODELS["dense-32"].parameters
    assert all(
        PAPER_MODELS[name].parameters < 0.35 * baseline for name in ("means", "gradient", "gradient-2")
    )
    assert all(PAPER_MODELS[name].parameters < 0.5 * baseline for name in ("thirds", "fourths", "fifths"))
