"""The questions' judges: what the shipped runs answer, and that other runs would answer otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from ai_playground.cyclegan import questions, scores
from ai_playground.cyclegan.ablations import ABLATIONS
from ai_playground.cyclegan.questions import EXERCISES, LEAST_STEPS, LETTERS, QUESTIONS, SHUFFLED
from ai_playground.cyclegan.recording import Recording, load_recording
from ai_playground.cyclegan.settings import StudySettings
from ai_playground.cyclegan.study import samples, strip
from tests.cyclegan.moments import moment, recording

QUESTION = {question.name: question for question in QUESTIONS}
EXERCISE = {exercise.name: exercise for exercise in EXERCISES}


def asked(name: str) -> list[Recording]:
    return [load_recording(changes["recorded"]) for changes in QUESTION[name].runs]


def test_every_recorded_run_has_a_letter() -> None:
    assert sorted(SHUFFLED) == sorted(each.name for each in ABLATIONS)
    assert len(SHUFFLED) == len(LETTERS)


def test_photos_come_back_worst_from_a_network_without_the_cycle_loss() -> None:
    assert SHUFFLED[QUESTION["versions"].right(asked("versions"))] in ("no_cycle", "neither")


def test_without_the_identity_loss_alone_light_and_dark_are_exchanged_and_changed_back() -> None:
    photos = strip(samples()).mean(axis=2).ravel()
    alike = {
        name: np.corrcoef(photos, load_recording(name).last.painted.mean(axis=2).ravel())[0, 1]
        for name in SHUFFLED
    }
    assert alike.pop("no_identity") < -0.4
    assert min(alike.values()) > 0.1
    assert load_recording("no_identity").last.cycle < questions.NOTICED * load_recording("whole").last.cycle
    (remark,) = [
        answer.remark
        for answer, name in zip(QUESTION["versions"].answers, SHUFFLED, strict=True)
        if name == "no_identity"
    ]
    assert remark.startswith("Light and dark are exchanged in it.")


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("identity", "more"),
        ("average", "more"),
        ("judge", "less: it still tells them apart"),
        ("decay", "half of 0.0002"),
        ("few", "larger"),
    ],
)
def test_the_shipped_runs_and_functions_give_the_answer_that_has_no_remark(name: str, right: str) -> None:
    question = QUESTION[name]
    answer = question.answers[question.right(asked(name))]
    assert (answer.text, answer.remark) == (right, "")


@pytest.mark.parametrize("worst", range(6))
def test_whichever_photos_come_back_worst_is_the_answer(worst: int) -> None:
    runs = [recording(moment(cycle=30.0 if place == worst else 10.0)) for place in range(6)]
    assert QUESTION["versions"].right(runs) == worst
    assert f"{LETTERS[worst]} 30" in QUESTION["versions"].why(runs)


@pytest.mark.parametrize(("without", "right"), [(20.0, 2), (12.0, 1), (9.0, 1), (5.0, 0)])
def test_every_change_without_the_identity_loss_has_an_answer(without: float, right: int) -> None:
    runs = [recording(moment(identity=10.0)), recording(moment(identity=without))]
    assert QUESTION["identity"].right(runs) == right
    assert f"By {without:.0f} of 255 on average, against 10." in QUESTION["identity"].why(runs)


def jumping(by: int) -> Recording:
    """Its pictures change by so much from one moment of the second half to the next, and wildly before."""
    tones = [0, 255, *(10 + by * place for place in range(4))]
    return recording(*(moment(step=60 * place, tone=tone) for place, tone in enumerate(tones, 1)))


def jumps_of(runs: Sequence[Recording]) -> int:
    return QUESTION["average"].right(runs)


def test_what_changes_between_moments_of_the_second_half_decides_on_the_average() -> None:
    assert jumps_of([jumping(4), jumping(8)]) == 1
    assert jumps_of([jumping(4), jumping(4)]) == 0
    assert jumps_of([jumping(8), jumping(4)]) == 2
    assert "by 8.0 of 255 without the average, by 4.0 with it" in QUESTION["average"].why(
        [jumping(4), jumping(8)]
    )


@pytest.mark.parametrize(("loss", "right"), [(0.1, 1), (0.25, 0), (0.4, 2)])
def test_every_loss_of_the_judge_has_an_answer(loss: float, right: int) -> None:
    run = recording(moment(losses={"judge_painting": loss}))
    assert QUESTION["judge"].right([run]) == right


@pytest.mark.parametrize(("share", "right"), [(1 / 6, 0), (1.0, 1), (1 / 2, 2)])
def test_the_function_that_trains_decides_on_the_rate(
    share: float, right: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "learning_rate", lambda *_: share)
    assert QUESTION["decay"].right([]) == right


@pytest.mark.parametrize(("power", "right"), [(-1, 0), (0, 1), (1, 2)])
def test_the_distance_itself_decides_what_few_pictures_do_to_it(
    power: int, right: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "frechet_distance", lambda one, _other: float(len(one)) ** power)
    assert QUESTION["few"].right([]) == right


def test_closer_takes_a_finished_run_of_the_same_paintings_that_ends_nearer_and_comes_back_better() -> None:
    recorded = load_recording("whole")
    last = recorded.snapshots[-1]
    theirs, better = min(last.distance, recorded.untouched), last.cycle - 0.1
    check = EXERCISE["closer"].check
    nearer = moment(distance=theirs - 1, cycle=better)
    assert not check(StudySettings(), [moment(distance=theirs - 1, cycle=last.cycle + 0.1)])[0]
    assert check(StudySettings(), [nearer])[0]
    assert not check(StudySettings(), [moment(distance=theirs + 1, cycle=better)])[0]
    done, why = check(StudySettings(swatch="monet_etretat"), [nearer])
    assert (done, "after Van Gogh" in why) == (False, True)


def test_closer_says_of_a_stopped_run_that_it_has_to_go_on_though_every_goal_is_met() -> None:
    stopped = moment(step=1320, steps=2000, distance=1073.0, cycle=27.4)
    done, why = EXERCISE["closer"].check(StudySettings(), [stopped])
    assert (done, why) == (False, "This is step 1,320 of 2,000: go on to the end of the run.")


def test_closer_takes_the_way_of_the_benchmarks_and_no_painter_that_paints_nothing() -> None:
    check = EXERCISE["closer"].check
    assert check(StudySettings(), [moment(distance=1109, cycle=27.7)])[0]
    untouched = load_recording("whole").untouched
    done, why = check(StudySettings(), [moment(distance=untouched, cycle=0.0)])
    assert (done, f"Untouched photos are {untouched:.0f} away" in why) == (False, True)


def test_a_one_way_street_takes_steps_and_photos_that_come_back_a_quarter_worse() -> None:
    theirs = load_recording("whole").snapshots[-1].cycle
    check = EXERCISE["one_way"].check
    start, settings = moment(0, distance=1000.0), StudySettings(cycle_weight=1.0)
    assert check(settings, [start, moment(LEAST_STEPS, cycle=1.26 * theirs)])[0]
    assert not check(settings, [start, moment(LEAST_STEPS, cycle=1.24 * theirs)])[0]
    done, why = check(settings, [start, moment(LEAST_STEPS - 1, cycle=9 * theirs)])
    assert (done, f"Train {LEAST_STEPS:,} at least" in why) == (False, True)


def test_a_way_back_that_something_else_closed_is_no_one_way_street() -> None:
    far = [moment(0, distance=1000.0), moment(LEAST_STEPS, cycle=99.0)]
    check, recorded = EXERCISE["one_way"].check, load_recording("whole").settings.cycle_weight
    assert check(StudySettings(cycle_weight=recorded - 0.1), far)[0]
    for weight in (recorded, recorded + 1):
        done, why = check(StudySettings(cycle_weight=weight), far)
        assert (done, "something else is the cause" in why) == (False, True)


def test_a_one_way_street_is_of_the_recorded_runs_paintings_and_names_the_knob_that_is_meant() -> None:
    passing = [moment(0, distance=1000.0), moment(LEAST_STEPS, cycle=99.0)]
    check = EXERCISE["one_way"].check
    assert check(StudySettings(cycle_weight=1.0), passing)[0]
    done, why = check(StudySettings(cycle_weight=1.0, swatch="monet_etretat"), passing)
    assert (done, "after Van Gogh" in why) == (False, True)
    assert "the cycle weight is 7" in check(StudySettings(cycle_weight=7.0), passing)[1]


@pytest.mark.parametrize("name", [each.name for each in ABLATIONS])
def test_no_recorded_run_is_a_one_way_street_and_those_without_the_cycle_loss_for_their_weight(
    name: str,
) -> None:
    run = load_recording(name)
    done, why = EXERCISE["one_way"].check(run.settings, run.snapshots)
    assert not done
    far = run.last.cycle > questions.ONE_WAY * load_recording("whole").last.cycle
    assert far == (run.settings.cycle_weight == 0) == why.endswith("Leave that at 1 or more.")


def test_an_untrained_painter_is_no_one_way_street() -> None:
    start = load_recording("no_cycle").snapshots[0]
    done, why = EXERCISE["one_way"].check(StudySettings(), [start, replace(start, step=LEAST_STEPS)])
    assert (done, "hardly better than untrained" in why) == (False, True)
