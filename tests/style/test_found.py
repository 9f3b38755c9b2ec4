"""Below a full grid stands what its own cells say, and whether the author saw the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ai_playground.style import found_post, found_report, found_words
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


def test_each_grid_that_answers_questions_names_some_that_are_asked() -> None:
    asked = {question.name for question in QUESTIONS}
    assert {name for each in EXPERIMENTS for name in each.questions} <= asked
    assert len({each.name for each in EXPERIMENTS}) == len(EXPERIMENTS)


def test_one_of_several_that_cannot_be_told_apart_is_named_with_the_others() -> None:
    assert [found_words.any_of(names) for names in (["a"], ["a", "b"], ["a", "b", "c"])] == [
        "a",
        "a or b",
        "a, b or c",
    ]
    cells = [result(name, loss=loss) for name, loss in (("a", 2.0), ("b", 1.0), ("c", 1.04), ("d", 1.05))]
    assert [each.name for each in found_words.best(cells, lambda each: each.last.loss, 0.05)] == ["b", "c"]


def test_the_content_weights_author_is_agreed_with_only_if_every_step_agrees() -> None:
    rising = [result("100", closed=20.0, content=0.1), result("1", closed=60.0, content=0.5)]
    assert found_post.content_weight(rising).endswith("As he saw it.")
    assert found_post.content_weight(rising[::-1]).endswith("Not as he saw it.")
    still = [result("100", closed=60.0, content=0.1), result("1", closed=61.0, content=0.5)]
    assert "Whether it is as he saw it can't be told" in found_post.content_weight(still)


def test_average_pooling_preserves_more_or_it_does_not() -> None:
    most = result("maximum", closed=99.0, content=0.57)
    assert "Not as he saw it" in found_post.pooling([most, result("average", closed=95.0, content=0.69)])
    assert " As he saw it" in found_post.pooling([most, result("average", closed=95.0, content=0.4)])
    for near in (result("average", closed=98.0, content=0.4), result("average", closed=95.0, content=0.55)):
        assert "Whether it is as he saw it can't be told" in found_post.pooling([most, near])


def test_a_small_exponent_is_said_to_suppress_nothing_here_but_perhaps_in_his_sums() -> None:
    kept = [result(name, content=error) for name, error in (("0.2", 0.2), ("1", 0.7), ("2", 0.8))]
    assert "As he saw it. Here the style term weighs no less" in found_post.layer_exponent(kept)
    alike = [result(name, content=error) for name, error in (("0.2", 0.71), ("1", 0.7), ("2", 0.8))]
    assert "Whether it is as he saw it can't be told" in found_post.layer_exponent(alike)
    assert "In his plain sums block 4 outweighs, by the report's losses" in found_post.layer_exponent(kept)
    assert "get, which leave the photograph's things alone." in found_post.layer_exponent(kept)
    other = found_post.layer_exponent(kept[::-1])
    assert "Not as he saw it" in other
    assert "alone" not in other


def test_a_loss_has_come_to_a_stand_if_the_last_cell_is_hardly_lower_or_higher_than_the_one_before() -> None:
    def said(last: float) -> str:
        return found_post.iterations([result("200", loss=2.0), result("500", loss=last)])

    assert "changes by -2 %: it has come to a stand, as he says" in said(1.96)
    assert "changes by +2 %: it has come to a stand" in said(2.04)
    assert "changes by -50 %: it still falls" in said(1.0)
    assert "changes by +50 %: it has risen" in said(3.0)


def test_stopping_early_is_told_in_steps_and_in_loss() -> None:
    def said(*cells: Result) -> str:
        return found_post.stopping([result("never", loss=2.0, step=120), *cells])

    dear, cheap = result("2 %", loss=3.0, step=19), result("0.1 %", loss=2.02, step=90)
    assert "at 2 % 19 of 120 steps, loss +50 %" in said(cheap, dear)
    assert "At 2 % one step that changed little was no proof of the end." in said(cheap, dear)
    assert said(cheap).endswith("loss +1 %. Nothing much was lost by it here.")
    assert said(result("2 %", loss=2.0, step=120)).endswith("None of them stopped before the end.")


def test_each_choice_of_layers_is_said_to_keep_what_it_asked_for_only_if_the_cells_say_so() -> None:
    his = result("his", content={"block1_conv1": 0.1, "block4_conv2": 0.8}, in_layers={"block1_conv1": 12.0})
    paper = result("paper", content={"block1_conv1": 0.5, "block4_conv2": 0.4}, closed=98.0)
    said = found_post.depths([his, result("swapped"), paper])
    assert "Each picture keeps better what its content layer sees" in said
    assert "the yardstick takes those of block 4, as the paper does" in said
    assert "Their style layers differ too; the quiz varies the content layer alone." in said
    assert "So it isn't so" in found_post.depths([paper, result("swapped"), his])
    near = result("paper", content={"block1_conv1": 0.5, "block4_conv2": 0.79}, closed=98.0)
    assert "don't tell" in found_post.depths([his, result("swapped"), near])


def test_networks_that_cannot_be_had_are_left_out_of_the_sentence() -> None:
    said = found_report.network(
        [result("VGG16, edges (ours)", closed=99.0), result("untrained (ours)", closed=45.0)]
    )
    assert "99 % with content error 0.50 (VGG16, edges (ours)), 45 %" in said
    assert "other random weights" not in said


def test_the_networks_second_judge_is_told_beside_the_first_which_led_one_itself() -> None:
    cells = [
        result("VGG16, edges (ours)", closed=66.0, untrained=45.0),
        result("untrained (ours)", closed=-8.0, untrained=92.0),
    ]
    said = found_report.network(cells)
    assert "that judge led the first of them: it pleases itself, too" in said
    assert "led none, says 45 % (VGG16, edges (ours)), 92 % (untrained (ours))" in said


def layer_grid(
    alone: Sequence[float] = (0.1,) * 5, coarse: Sequence[float] = (2.0,) * 5, photograph: float = 3.9
) -> str:
    """The sentence on one style layer.

    Its last row has such mean squared differences of neighbours, its middle one such a coarseness.
    """
    cells = [result(f"block {n}", "one weight (ours)") for n in range(1, 6)]
    cells += [result(f"block {n}", "losses alike", stroke=each) for n, each in enumerate(coarse, 1)]
    cells += [
        result(f"block {n}", "style alone", variation=grain, start_stroke=photograph)
        for n, grain in enumerate(alone, 1)
    ]
    return found_report.style_layers(cells)


@pytest.mark.parametrize(
    ("coarse", "said"),
    [
        ((2.5, 3.4, 3.2, 3.3, 3.5), "with depth as far as block 2."),
        ((1.0, 2.0, 3.0, 4.0, 5.0), "with depth all the way."),
        ((3.0, 2.0, 1.0, 4.0, 5.0), "with depth nowhere."),
    ],
)
def test_the_picture_is_said_to_grow_coarser_only_up_to_the_first_block_after_which_it_does_not(
    coarse: tuple[float, ...], said: str
) -> None:
    assert said in layer_grid(coarse=coarse)
    assert "the photograph alone 4.2 px" in layer_grid(coarse=coarse, photograph=4.2)


@pytest.mark.parametrize(
    ("alone", "far"),
    [
        # Block 4's is 4 % more, block 5's 1 %.
        ((0.131, 0.183, 0.216, 0.225, 0.228), "as far as block 3"),
        ((0.1, 0.15, 0.2, 0.25, 0.3), "all the way"),
        ((0.1, 0.1, 0.2, 0.25, 0.3), "nowhere"),
    ],
)
def test_pixels_are_said_to_differ_more_with_depth_only_as_far_as_they_clearly_do(
    alone: tuple[float, ...], far: str
) -> None:
    said = layer_grid(alone)
    assert f"Alone, it differs more from pixel to pixel with depth {far}: " in said
    assert "checkerboards aren't measured" in said


@pytest.mark.parametrize(
    ("block_3", "said"), [(88.0, "block 2 does best, 91 %"), (90.0, "block 2 or block 3 does best, 91 %")]
)
def test_a_layer_alone_is_called_the_best_with_those_it_cannot_be_told_from(
    block_3: float, said: str
) -> None:
    cells = [result(f"block {n}", row) for row in ("one weight (ours)", "losses alike") for n in range(1, 6)]
    closed = (20.0, 91.0, block_3, 80.0, 70.0)
    cells += [result(f"block {n}", "style alone", closed=each) for n, each in enumerate(closed, 1)]
    assert f"By all five layers together {said}." in found_report.style_layers(cells)


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ((21.8, 11.2, 6.4), "hangs on the rate"),
        ((21.8, 11.2, 16.8), "order is the same."),
        ((21.8, 8.9, 16.8), "order is the same, as far as it can be told."),
    ],
)
def test_optimizers_are_compared_at_their_best_rates_and_in_their_order_at_each(
    plain: tuple[float, ...], said: str
) -> None:
    losses = {"L-BFGS": (2.21, 2.24, 2.17), "Adam": (9.45, 8.74, 15.9), "plain": plain}
    cells = [
        result(rule, f"rate {rate}", loss=row[number])
        for number, rate in enumerate((0.04, 0.1, 0.2))
        for rule, row in losses.items()
    ]
    told = found_post.optimizer(cells)
    assert "rate 0.04, rate 0.1, rate 0.2: L-BFGS 2.21, 2.24, 2.17; Adam" in told
    assert "the lowest first: L-BFGS (rate 0.2, rate 0.04 or rate 0.1), then " in told
    assert "Adam (rate 0.1)" in told
    assert ("Adam (rate 0.1) or plain (rate 0.1)" in told) == (plain[1] == 8.9)
    assert said in told


@pytest.mark.parametrize(
    ("smaller_first", "said"),
    [
        ((2.19, 2.42), "From the photograph they can't be told apart, from noise small first does better."),
        ((2.5, 3.2), "From the photograph small first does worse, from noise small first does worse."),
    ],
)
def test_small_first_is_better_worse_or_cannot_be_told_apart(
    smaller_first: tuple[float, float], said: str
) -> None:
    losses = (2.11, smaller_first[0], 2.83, smaller_first[1])
    assert found_post.small_first([result("", loss=loss) for loss in losses]).endswith(said)


def test_the_mixed_starts_alone_are_compared_with_noise() -> None:
    """The report speaks of content mixed with noise, not of the photograph."""

    def said(*losses: float) -> str:
        names = ("0", "0.3", "0.6", "1")
        return found_report.noise_ratio(
            [result(name, loss=loss) for name, loss in zip(names, losses, strict=True)]
        )

    assert " As they saw it" in said(2.24, 2.30, 2.32, 2.78)
    assert " As they saw it" in said(5.0, 2.30, 2.32, 2.78)
    assert "Not as they saw it" in said(2.0, 2.9, 3.2, 2.78)
    assert "Whether it is as they saw it can't be told" in said(2.0, 2.30, 2.75, 2.78)
    assert "less to find" not in said(2.0, 2.30, 2.75, 2.78)


def test_a_start_from_noise_that_ends_lower_is_given_no_reason_why_it_should_not() -> None:
    cells = [result(name, loss=loss) for name, loss in (("0", 29.5), ("0.3", 9.0), ("1", 4.6))]
    assert "Not as they saw it, as far as it is tested: the loss" in found_report.noise_ratio(cells)
    assert "less to find" not in found_report.noise_ratio(cells)
    assert "less to find" in found_report.noise_ratio([*cells[:2], result("1", loss=40.0)])


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        (84.0, "The best part, middle, closes 15 points less"),
        (61.5, "The best part, middle or upper left, closes 38 points less"),
        (102.0, "3 points more"),
        (98.5, "can't be told from the whole by that"),
    ],
)
def test_a_part_is_said_to_be_worse_better_or_as_good_as_the_whole(closed: float, said: str) -> None:
    cells = [result("whole", closed=99.0), result("upper left", closed=60.0), result("middle", closed=closed)]
    assert said in found_report.crop(cells)


def test_the_report_is_judged_by_its_own_weights_and_layers_not_by_those_put_beside_them() -> None:
    grain = [0.0149, 0.0149, 0.0122, 0.0200]
    cells = [
        result(name, variation=each)
        for name, each in zip(("0", "0.27", "27", "2,700 (ours)"), grain, strict=True)
    ]
    said = found_report.total_variation(cells)
    assert "With their largest weight it is -18 %. As they saw it, as far as it is tested: smoother" in said
    assert "0.02 (2,700 (ours))" in said
    similar = [("conv2_2", 0.54), ("conv3_2 (ours)", 0.6), ("conv4_1", 0.46), ("conv4_2 (ours)", 0.6)]
    said = found_report.content_layers([result(name, ssim=s) for name, s in similar])
    assert said.endswith("As they saw it, as far as it is tested: light and dark, not colors.")
    near = [("conv2_2", 0.54), ("conv3_2 (ours)", 0.6), ("conv4_1", 0.53), ("conv4_2 (ours)", 0.6)]
    said = found_report.content_layers([result(name, ssim=s) for name, s in near])
    assert "Whether it is as they saw it can't be told" in said


def test_of_the_reconstructions_only_what_is_lost_is_judged() -> None:
    cells = [
        result(f"block {n}", content={"block1_conv1": low, "block4_conv1": high})
        for n, (low, high) in enumerate(((0.0, 0.0), (0.1, 0.01), (1.3, 0.03), (1.9, 0.05), (2.0, 0.52)), 1)
    ]
    said = found_report.reconstructions(cells)
    assert "in block 4: 0.00, 0.01, 0.03, 0.05, 0.52." in said
    assert "As they saw it, as far as it is tested: only whether low-level information goes." in said


def test_the_deepest_block_is_said_to_be_the_edge_networks_own_only_where_that_network_remembers() -> None:
    said = found_report.reconstructions([result(f"block {n}") for n in range(1, 6)])
    assert "that block shows what this network remembers, not what ImageNet's does." in said
    said = found_report.reconstructions([result(f"block {n}", network="vgg19") for n in range(1, 6)])
    assert "this network remembers" not in said
    assert said.endswith("trained on further to find edges; another one was asked to remember.")


@pytest.mark.parametrize(
    ("closed", "said"),
    [
        ((99.0, 86.0, 28.0, 95.0), "At 96 px and 48 px more than ten points are lost."),
        ((99.0, 95.0, 90.0, 60.0), "At 24 px more than ten points are lost."),
        ((99.0, 95.0, 90.0, 89.0), "None of them loses more than ten points."),
    ],
)
def test_every_detail_of_the_painting_at_which_much_is_lost_is_named(
    closed: tuple[float, ...], said: str
) -> None:
    names = ("all of it", "96 px", "48 px", "24 px")
    cells = [result(name, closed=each) for name, each in zip(names, closed, strict=True)]
    assert found_report.style_resolution(cells).endswith(said)


@pytest.mark.parametrize(("least", "said"), [(51.0, ", and all pictures"), (49.0, ", and not all pictures")])
def test_things_as_styles_are_counted_by_how_much_of_their_gap_is_closed_not_called_good(
    least: float, said: str
) -> None:
    told = found_report.objects(
        [result("the chosen style"), result("a cat", closed=least), result("a cup", closed=90.0)]
    )
    assert f"{said} made after one close more than half of their gap." in told


def test_the_two_styles_of_a_compromise_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    shares = {"100 / 0": (90.0, 10.0), "50 / 50": (60.0, 50.0), "0 / 100": (20.0, 95.0)}
    cells = [result(name) for name in shares]
    gaps = {id(each.measure): shares[each.name] for each in cells}
    monkeypatch.setattr(
        type(cells[0].measure), "closed_to", lambda measure, number: gaps[id(measure)][number]
    )
    assert "90, 60, 20 %" in found_post.two_styles(cells)
    assert "nearer to both" in found_post.two_styles(cells)
    shares["50 / 50"] = gaps[id(cells[1].measure)] = (95.0, 50.0)
    assert "no compromise" in found_post.two_styles(cells)
    shares["50 / 50"] = gaps[id(cells[1].measure)] = (89.0, 50.0)
    assert "neither clearly a compromise" in found_post.two_styles(cells)
