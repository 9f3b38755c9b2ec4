"""Below a full grid stands what its own cells say, and whether the author saw the same."""

from __future__ import annotations

import pytest

from ai_playground.style import found
from ai_playground.style.experiment import Experiment, Result
from ai_playground.style.experiments import EXPERIMENTS
from ai_playground.style.questions import QUESTIONS
from tests.style.made_up import result


def cells_of(experiment: Experiment) -> list[Result]:
    return [Result(cell, result(cell.column).judged) for cell in experiment.cells]


@pytest.mark.parametrize(
    "experiment", [each for each in EXPERIMENTS if each.styles == 1], ids=lambda each: each.name
)
def test_every_grid_has_a_sentence_even_where_nothing_differs(experiment: Experiment) -> None:
    said = experiment.found(cells_of(experiment))
    assert said.endswith((".", ")", "?"))
    assert "nan" not in said


def test_each_grid_that_answers_a_question_names_one_that_is_asked() -> None:
    asked = {question.name for question in QUESTIONS}
    assert {each.question for each in EXPERIMENTS} - {""} <= asked
    assert len({each.name for each in EXPERIMENTS}) == len(EXPERIMENTS)


@pytest.mark.parametrize(
    ("values", "way"),
    [([1, 2, 3], "rises"), ([3, 2, 1], "falls"), ([1, 3, 1], "goes up and down"), ([1, 1.05, 1], "stays")],
)
def test_a_trend_is_what_the_whole_row_does(values: list[float], way: str) -> None:
    assert found.trend(values, 0.1) == way


def test_the_content_weights_author_is_agreed_with_only_if_every_step_agrees() -> None:
    rising = [result("100", closed=20.0, content=0.1), result("1", closed=60.0, content=0.5)]
    assert found.content_weight(rising).endswith("As he saw it.")
    assert found.content_weight(rising[::-1]).endswith("Not as he saw it.")


def test_average_pooling_preserves_more_or_it_does_not() -> None:
    most = result("maximum", closed=99.0, content=0.57)
    assert "Not as he saw it" in found.pooling([most, result("average", closed=95.0, content=0.69)])
    assert " As he saw it" in found.pooling([most, result("average", closed=95.0, content=0.4)])


def test_a_small_exponent_is_said_to_suppress_nothing_on_the_whole() -> None:
    kept = [result(name, content=error) for name, error in (("0.2", 0.2), ("1", 0.7), ("2", 0.8))]
    assert "As he saw it. But style counts no less" in found.layer_exponent(kept)
    assert "Not as he saw it" in found.layer_exponent(kept[::-1])


def test_converged_means_that_the_last_cell_is_hardly_lower_than_the_one_before() -> None:
    def said(last: float) -> str:
        return found.iterations([result("200", loss=2.0), result("500", loss=last)])

    assert "changes by -2%: converged" in said(1.96)
    assert "changes by -50%: not converged" in said(1.0)


def test_stopping_early_is_told_in_steps_and_in_loss() -> None:
    said = found.stopping([result("never", loss=2.0, step=120), result("2 %", loss=3.0, step=19)])
    assert "at 2 % 19 of 120 steps, loss +50%" in said


def test_the_posts_sentence_is_put_right_only_if_the_cells_say_so() -> None:
    his = result("his", content={"block1_conv1": 0.1, "block4_conv2": 0.8}, in_layers={"block1_conv1": 12.0})
    paper = result("paper", content={"block1_conv1": 0.5, "block4_conv2": 0.4}, closed=98.0)
    assert "Put right" in found.depths([his, result("swapped"), paper])
    assert "don't tell" in found.depths([paper, result("swapped"), his])


def test_networks_that_cannot_be_had_are_left_out_of_the_sentence() -> None:
    said = found.network([result("VGG16, edges", closed=99.0), result("untrained", closed=45.0)])
    assert "99 % with content error 0.50 (VGG16, edges), 45 %" in said


def test_the_two_styles_of_a_compromise_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = {"100 / 0": (90.0, 10.0), "50 / 50": (60.0, 50.0), "0 / 100": (20.0, 95.0)}
    cells = [result(name) for name in shares]
    gaps = {id(each.measure): shares[each.name] for each in cells}
    monkeypatch.setattr(
        type(cells[0].measure), "closed_to", lambda measure, number: gaps[id(measure)][number]
    )
    assert "90, 60, 20 %" in found.two_styles(cells)
    assert "nearer to both" in found.two_styles(cells)
    shares["50 / 50"] = gaps[id(cells[1].measure)] = (95.0, 50.0)
    assert "no compromise" in found.two_styles(cells)
