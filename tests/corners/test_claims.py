"""The report's claims: what it says, and that a verdict follows from the runs alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike

from ai_playground.corners.claims import CLAIMS, Claim, judged
from ai_playground.corners.evaluation_data import generated_photos
from ai_playground.corners.frame import mean_absolute_error
from ai_playground.corners.paired import chosen_by_threes
from ai_playground.corners.paper_models import PAPER_MODELS
from ai_playground.corners.presets import CURE
from ai_playground.corners.settings import MODEL_LABELS, TrainingSettings
from ai_playground.corners.verdicts import BASELINE_FIRST, EARLY, ENOUGH, ON_TOP, SEED_MOVES
from tests.corners.snapshots import run_of, snapshot

CLAIM = {claim.name: claim for claim in CLAIMS}
RNG = np.random.default_rng(0)


def verdict(name: str, last: Any, baseline: Any = None) -> tuple[str, str | None]:
    return judged(CLAIM[name], [last], last if baseline is None else baseline)[:2]


def test_all_hypotheses_assumptions_and_closing_claims_are_there() -> None:
    assert [name.rsplit("-", 1)[0] for name in CLAIM].count("hypothesis") == 4
    assert [name.rsplit("-", 1)[0] for name in CLAIM].count("assumption") == 2
    assert {"possible", "minimum", "quicker"} <= CLAIM.keys()


@pytest.mark.parametrize("claim", [pytest.param(each, id=each.name) for each in CLAIMS])
def test_the_runs_of_a_claim_have_settings_that_there_are(claim: Claim) -> None:
    for changes in (claim.changes, claim.baseline):
        TrainingSettings(**(changes or {}))


def test_the_notebook_says_which_claims_are_tested_with_cured_networks() -> None:
    tested = [claim for claim in CLAIMS if claim.changes is not None]
    cured = {claim.name for claim in tested if claim.changes and claim.changes.items() >= CURE.items()}
    assert cured == {"hypothesis-2", "hypothesis-3", "hypothesis-4", "possible", "assumption-1"}
    text = (Path(__file__).parents[2] / "lessons" / "04_corners.ipynb").read_text(encoding="utf-8")
    told = "cured for hypotheses 2 to 4, for the claim that clicks can be replaced and for assumption 1"
    assert told in text


@pytest.mark.parametrize("name", ["hypothesis-2", "hypothesis-3", "hypothesis-4"])
def test_a_hypothesis_names_the_one_network_that_tests_it(name: str) -> None:
    changes = CLAIM[name].changes
    assert changes is not None
    assert CLAIM[name].note.endswith(f"“{MODEL_LABELS[changes['model']]}”.")


@pytest.mark.parametrize("name", ["hypothesis-2", "hypothesis-3", "hypothesis-4"])
def test_an_idea_helps_where_photos_say_so_beyond_chance(name: str) -> None:
    hard = RNG.uniform(10, 90, 48)
    baseline = snapshot(hard)
    assert verdict(name, snapshot(hard - 2 + RNG.normal(0, 1, 48)), baseline) == ("true", "differs")
    assert verdict(name, snapshot(hard + 2 + RNG.normal(0, 1, 48)), baseline) == ("false", "same")
    told, word, note = judged(CLAIM[name], [snapshot(hard + np.tile([30, -30], 24))], baseline)
    assert (told, word) == ("can't be told", None)
    assert "48 photos" in note


def test_three_photos_of_ones_own_decide_nothing() -> None:
    hard = RNG.uniform(10, 90, 3)
    better = snapshot(hard - 9 + np.array([0.1, 0.0, -0.1]))
    assert verdict("hypothesis-3", better, snapshot(hard)) == ("can't be told", None)
    run = run_of(hard + 30, *[hard] * EARLY, hard - 9 + np.array([0.1, 0.0, -0.1]))
    for name in ("hypothesis-1", "always", "continued", "minimum"):
        assert judged(CLAIM[name], run, run[-1])[:2] == ("can't be told", None)


@pytest.mark.parametrize("name", ["possible", "assumption-1"])
@pytest.mark.parametrize("error", [7.0, 9.0])
def test_whether_photos_are_near_enough_takes_as_many_as_a_difference(name: str, error: float) -> None:
    assert verdict(name, snapshot([error] * (ENOUGH - 1))) == ("can't be told", None)
    assert verdict(name, snapshot([error] * ENOUGH)) != ("can't be told", None)


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_difference_that_another_seed_makes_counts_for_nothing(sign: int) -> None:
    hard = RNG.uniform(10, 90, 48)
    last = snapshot(hard + sign * (SEED_MOVES - 0.1) + np.tile([0.2, -0.2], 24))
    told, word, note = judged(CLAIM["hypothesis-3"], [last], snapshot(hard))
    # 48 numbers of 0.2 about their mean: 0.2 / sqrt(47).
    assert (told, word) == ("can't be told", None)
    assert f"{sign * 1.5:+.2f} ± 0.03 px (one standard error)" in note


def test_sheets_improve_photos_and_whether_by_looking_is_told() -> None:
    start = snapshot([80.0] * 48)

    def found(*last: float) -> tuple[str, str | None]:
        end = snapshot(np.tile(last, 24), constant_photo_mae=30.0)
        return judged(CLAIM["hypothesis-1"], [start, end], end)[:2]

    assert found(20.0, 22.0) == ("true", "same")
    assert found(40.0, 42.0) == ("true, but worse than the guess", None)
    assert found(90.0, 92.0) == ("false", "differs")
    # 48 numbers of 10 about their mean: 10 / sqrt(47), 1.46 px.
    assert found(68.0, 88.0) == ("can't be told", None)
    assert found(72.0, 92.0) == ("can't be told", None)
    assert found(67.0, 87.0) == ("true, but worse than the guess", None)


def test_continued_training_is_judged_from_epoch_ten_on_and_what_other_starts_would_say_is_told() -> None:
    early = RNG.uniform(10, 90, 48)

    def found(change: ArrayLike) -> tuple[str, str | None]:
        before = [early + 9] * 2 + [early - 9] * (EARLY - 3)
        run = run_of(early + 50, *before, early, early + np.asarray(change))
        told, word, note = judged(CLAIM["continued"], run, run[-1])
        assert f"of the epochs 1 to {EARLY}, {2 + (told == 'true')} would say true" in note
        assert f"{EARLY - 3 + (told == 'false')} false" in note
        return told, word

    wobble = np.tile([0.5, -0.5], 24)
    assert found(wobble - 1) == ("true", "same")
    assert found(wobble + 1) == ("false", "differs")
    assert found(wobble) == ("can't be told", None)
    short = run_of(*[early] * (EARLY + 1))
    assert judged(CLAIM["continued"], short, snapshot(early))[:2] == ("", None)


@pytest.mark.parametrize(("sheets", "told"), [(7.99, True), (7.9, False), (9.0, True)])
def test_whether_sheets_stood_still_while_photos_improved_is_told(sheets: float, told: bool) -> None:
    early = run_of(*[[9.0] * 48] * (EARLY + 1))
    run = [*early, snapshot([8.0] * 48, epoch=EARLY + 1, held_out_mae=sheets)]
    note = judged(CLAIM["continued"], run, run[-1])[2]
    assert ("px: no real improvement." in note) is told
    assert ("px: better, too, so “even when” is untested." in note) is not told


def test_one_more_run_neither_shows_nor_refutes_what_always_helps() -> None:
    early = RNG.uniform(10, 90, 48)
    wobble = np.tile([0.5, -0.5], 24)

    def found(start: ArrayLike, change: ArrayLike) -> tuple[str, str | None]:
        run = run_of(start, *[early + 9] * (EARLY - 1), early, early + np.asarray(change))
        return judged(CLAIM["always"], run, run[-1])[:2]

    assert found(early + 50, wobble + 60) == ("not here", None)
    assert found(early + 50, wobble + 1) == (f"not from epoch {EARLY} on", None)
    assert found(early + 50, wobble) == ("here, too", None)
    assert found(early + 50, wobble - 1) == ("here, too", None)
    assert found(early + 10 * wobble, wobble - 1) == ("can't be told", None)
    short = run_of(*[early] * (EARLY + 1))
    assert judged(CLAIM["always"], short, snapshot(early))[:2] == ("", None)


@pytest.mark.filterwarnings("default")
def test_the_network_on_top_of_the_page_does_on_the_pages_photos_what_is_said_of_it(
    locator: Any,
) -> None:
    photos = generated_photos()
    found = locator.locate(list(photos.pictures))
    errors = mean_absolute_error(np.stack([each.corners for each in found]), photos.corners)
    doubtful = sum(each.doubtful for each in found)
    told = f"{(errors < 8).sum()} of {len(errors)} drawn photos, {errors.mean():.2f} px on average, and calls"
    assert f"{told} {doubtful} doubtful" in ON_TOP


def test_clicks_are_replaced_where_the_mean_is_below_8_px_and_one_network_refutes_nothing() -> None:
    assert verdict("possible", snapshot([7.0, 7.9, 8.1] * 8)) == ("true", "same")
    assert verdict("possible", snapshot([7.0, 7.5, 30.0] * 8)) == ("not by this one", None)


def test_one_run_of_three_layers_below_8_px_refutes_that_they_cannot_and_one_above_shows_nothing() -> None:
    missed = snapshot([7.0, 9.5] * 12, epoch=60)
    assert verdict("assumption-1", missed) == ("not refuted by this one", None)
    assert "One run of one seed, 60 epochs" in judged(CLAIM["assumption-1"], [missed], missed).note
    assert verdict("assumption-1", snapshot([7.0, 8.5] * 12)) == ("false", "differs")


def test_a_minimum_is_set_beside_what_its_epoch_scores_on_photos_that_did_not_choose_it() -> None:
    # The first three choose the first epoch, the seven others the second.
    run = run_of([9.0] * 24, [1.0] * 3 + [5.0] * 21, [4.0] * 24)
    assert chosen_by_threes(run) == pytest.approx(((1 + 7 * 4) / 8, (5 + 7 * 4) / 8))
    found, word, note = judged(CLAIM["minimum"], run, run[-1])
    assert (found, word) == ("+0.5 px on other photos", None)
    assert "over 2 epochs on three of 24 photos is 3.6 px" in note
    assert "by 4.1 px on the other photos, and after the last by 4.0 px on all" in note


def test_a_minimum_of_one_epoch_gains_nothing() -> None:
    hard = RNG.uniform(10, 90, 48)
    there, elsewhere = chosen_by_threes(run_of(hard, hard))
    assert there == pytest.approx(elsewhere)
    assert there == pytest.approx(hard.mean())


def test_how_much_quicker_is_told_and_not_judged_on_the_same_machine() -> None:
    baseline = snapshot(seconds_per_1000=1.0)
    assert verdict("quicker", snapshot(seconds_per_1000=0.4), baseline) == ("40 % of the time", None)
    recorded = snapshot(seconds_per_1000=np.nan)
    assert judged(CLAIM["quicker"], [snapshot()], recorded) == ("", None, BASELINE_FIRST)


def test_without_the_other_run_there_is_no_verdict_and_what_to_do_is_said() -> None:
    assert judged(CLAIM["hypothesis-2"], [snapshot([1.0, 2.0])], None) == ("", None, BASELINE_FIRST)


def test_the_grey_networks_have_a_third_of_the_baselines_weights_and_all_slices_less_than_half() -> None:
    baseline = PAPER_MODELS["dense-32"].parameters
    assert all(
        PAPER_MODELS[name].parameters < 0.35 * baseline for name in ("means", "gradient", "gradient-2")
    )
    assert all(PAPER_MODELS[name].parameters < 0.5 * baseline for name in ("thirds", "fourths", "fifths"))
