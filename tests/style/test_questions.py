"""The engine decides each question."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ai_playground.lesson.tasks import Exercise, Question
from ai_playground.lesson.text import rounded
from ai_playground.perceptual.architectures import BUNDLED
from ai_playground.perceptual.network import load_network
from ai_playground.pictures import resized
from ai_playground.style.differences import LIKENESS, POINTS, SHARE
from ai_playground.style.exercises import EXERCISES
from ai_playground.style.inputs import Style, to_floats
from ai_playground.style.library import PHOTOS, STYLES, shipped
from ai_playground.style.questions import LARGER, QUESTIONS
from ai_playground.style.quiz import QUIZ_SIZE, quiz_run
from ai_playground.style.scores import squares
from ai_playground.style.settings import StyleSettings
from ai_playground.style.transfer import check
from ai_playground.style.yardstick import CONTENT_LAYER, Judged
from tests.style.made_up import judged


@cache
def question(name: str) -> Question[Judged]:
    return next(each for each in QUESTIONS if each.name == name)


def exercise(name: str) -> Exercise:
    return next(each for each in EXERCISES if each.name == name)


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked.name)
def test_a_questions_runs_can_be_done_and_name_pictures_that_ship(asked: Question[Judged]) -> None:
    for changes in asked.runs:
        run = quiz_run(changes)
        assert run.photo in ("", *(each.name for each in PHOTOS))
        assert run.style in ("", *(each.name for each in STYLES))
        check([Style(STYLES[0].pixels)], run.settings)
        assert max(run.settings.size, run.settings.iterations) <= 192


@pytest.mark.parametrize(
    ("name", "first", "second", "right"),
    [
        ("half_the_content", {"content": 0.5}, {"content": 0.6}, 2),
        ("half_the_content", {"content": 0.5}, {"content": 0.51}, 1),
        ("half_the_content", {"content": 0.5}, {"content": 0.4}, 0),
        ("content_depth", {"ssim": 0.5, "content": 0.3}, {"ssim": 0.7, "content": 0.6}, 0),
        ("content_depth", {"ssim": 0.5, "content": 0.3}, {"ssim": 0.4, "content": 0.2}, 1),
        ("content_depth", {"ssim": 0.5, "content": 0.3}, {"ssim": 0.7, "content": 0.2}, 2),
        ("content_depth", {"ssim": 0.5, "content": 0.3}, {"ssim": 0.4, "content": 0.6}, 3),
        ("content_depth", {"ssim": 0.5, "content": 0.3}, {"ssim": 0.51, "content": 0.29}, 3),
        ("content_depth", {"ssim": 0.5, "content": 0.3}, {"ssim": 0.51, "content": 0.2}, 1),
        ("content_depth", {"ssim": 0.5, "content": 0.3}, {"ssim": 0.7, "content": 0.29}, 0),
        ("style_depth", {"closed": 10.0}, {"closed": 99.0}, 0),
        ("style_depth", {"closed": 33.4}, {"closed": 99.0}, 0),  # told as 33 %, less than a third
        ("style_depth", {"closed": 33.6}, {"closed": 99.0}, 1),
        ("style_depth", {"closed": 50.0}, {"closed": 99.0}, 1),
        ("style_depth", {"closed": 66.6}, {"closed": 99.0}, 2),  # told as 67 %
        ("style_depth", {"closed": 80.0}, {"closed": 99.0}, 2),
        ("untrained", {"closed": 97.0}, {"closed": -8.0}, 0),
        ("untrained", {"closed": 97.0}, {"closed": 45.0}, 1),
        ("untrained", {"closed": 97.0}, {"closed": 90.0}, 2),
        # Little is closed by either: as much beside the other.
        ("untrained", {"closed": 8.0}, {"closed": 8.0}, 2),
        ("untrained", {"closed": 50.0}, {"closed": 6.0}, 1),
        ("start", {"loss": 2.0}, {"loss": 3.0}, 0),
        ("start", {"loss": 3.0}, {"loss": 2.0}, 1),
        ("start", {"loss": 3.0}, {"loss": 3.1}, 2),
    ],
)
def test_the_figures_of_the_runs_decide_which_answer_is_right(
    name: str, first: dict[str, float], second: dict[str, float], right: int
) -> None:
    assert question(name).right([judged(**first), judged(**second)]) == right  # type: ignore[arg-type]


def test_what_counts_as_no_difference_stands_in_the_answer() -> None:
    for name, before, within, beyond in (("half_the_content", 0.5, 0.52, 0.53), ("start", 3.0, 3.1, 3.2)):
        asked, figure = question(name), "loss" if name == "start" else "content"
        alike = asked.right([judged(**{figure: each}) for each in (before, within)])  # type: ignore[arg-type]
        assert "less than 5 % apart" in asked.answers[alike].text
        assert asked.right([judged(**{figure: each}) for each in (before, beyond)]) != alike  # type: ignore[arg-type]


@pytest.mark.parametrize(("ratio", "right"), [(4000.0, 0), (996.0, 0), (12.0, 1), (1.04, 2), (0.2, 2)])
def test_plain_sums_are_compared_block_4_with_block_1(ratio: float, right: int) -> None:
    plain = dict.fromkeys((f"block{block}_conv1" for block in range(1, 6)), 1.0) | {"block4_conv1": ratio}
    runs = [judged(plain=plain)]
    assert question("plain_sums").right(runs) == right
    assert question("plain_sums").why(runs).startswith(f"{rounded(ratio, 2)} times, left")
    assert (
        "some 4,200 times as much in block 4 as in block 1, a ratio of means" in question("plain_sums").text
    )


@pytest.mark.parametrize(("with_the_sum", "right"), [(0.59, 0), (0.75, 1), (1.0, 2)])
def test_a_plain_sum_is_compared_with_the_relative_error_of_the_same_size(
    with_the_sum: float, right: int
) -> None:
    runs = [judged(content=each) for each in (0.3, 0.78, with_the_sum)]
    assert question("larger").right(runs) == right


def test_at_twice_the_size_the_papers_content_term_of_the_rocket_is_as_much_larger_as_is_said() -> None:
    network = load_network(BUNDLED)
    rocket = shipped("rocket")
    sizes = [
        squares(network.features(to_floats(resized(rocket, size))[None], [CONTENT_LAYER])[CONTENT_LAYER])
        for size in (96, 192)
    ]
    assert sizes[1] / sizes[0] == pytest.approx(LARGER, rel=0.02)
    last = quiz_run(question("larger").runs[-1]).settings
    assert last.content_weight == LARGER * StyleSettings().content_weight


def test_the_untrained_leader_is_judged_by_a_network_that_led_neither_run_too() -> None:
    asked = question("untrained")
    assert all(quiz_run(changes).second_judge for changes in asked.runs)
    assert not quiz_run({}).second_judge
    why = asked.why([judged(66.0, untrained=45.3), judged(-8.0, untrained=91.8)])
    assert "It is farther off than the photograph, -8 %; where the trained network leads, 66 %" in why
    assert "45 % is gone; where" in asked.why([judged(97.0, untrained=95.0), judged(45.0, untrained=95.0)])
    assert "that one is the judge itself" in why
    assert "says 92 and 45 %" in why


def test_halving_the_content_weight_tells_which_way_the_weighted_term_went() -> None:
    before = judged(weighted=(6.09, 0.0, 0.0))
    for after, way in ((6.87, "rises"), (3.2, "falls"), (6.2, "hardly changes,")):
        why = question("half_the_content").why([before, judged(weighted=(after, 0.0, 0.0))])
        assert f"{way} from 6.09 to {after}" in why


def test_the_notebook_says_with_which_knobs_the_questions_are_decided() -> None:
    notebook = (Path(__file__).parents[2] / "lessons" / "02_style.ipynb").read_text(encoding="utf-8")
    asked = StyleSettings(**QUIZ_SIZE)
    page = StyleSettings()
    assert asked.schedule == "flat" != page.schedule
    assert asked.changed(size=page.size, iterations=page.iterations, schedule=page.schedule) == page
    assert f"painting pictures of {asked.size} px (where a question says so, of 96 and 192 px)" in notebook
    assert {quiz_run(changes).settings.size for each in QUESTIONS for changes in each.runs} == {96, 128, 192}
    assert (
        f"in {asked.iterations} steps, none of them at a smaller size, and with all other knobs as they come"
        in notebook
    )


def test_the_notebook_says_what_counts_as_no_difference() -> None:
    notebook = (Path(__file__).parents[2] / "lessons" / "02_style.ipynb").read_text(encoding="utf-8")
    assert (
        f"style gap closed is less than {POINTS:.0f} points apart, an error, a loss or a length less than "
        f"{SHARE:.0%}".replace("%", " %")
        + f", or structural similarity less than {LIKENESS}"
    ) in notebook
