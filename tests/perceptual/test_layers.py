from __future__ import annotations

import pickle
from itertools import pairwise

import pytest

from ai_playground.perceptual.architectures import ARCHITECTURES, Network
from ai_playground.perceptual.layers import (
    LayerError,
    LayerPlan,
    blend_shares,
    content_layers,
    plan_layers,
    style_layers,
)

FIRSTS = tuple(f"block{block}_conv1" for block in range(1, 6))
VGG16 = ARCHITECTURES["vgg16"]


def test_vgg16_has_13_convolutions_and_vgg19_16() -> None:
    names: tuple[Network, ...] = ("vgg16", "vgg16_hed", "random")
    for name in names:
        assert len(ARCHITECTURES[name].layers) == 13
    assert len(ARCHITECTURES["vgg19"].layers) == 16
    assert ARCHITECTURES["vgg19"].layers[-1] == "block5_conv4"


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_what_a_network_takes_unless_told_otherwise_is_among_its_layers(network: Network) -> None:
    architecture = ARCHITECTURES[network]
    assert set(architecture.style) <= set(architecture.layers)
    assert architecture.content in architecture.layers
    plan = plan_layers(network)
    assert tuple(plan.style) == architecture.style
    assert plan.content == {architecture.content: 1.0}
    assert plan.blend == (1.0,)


def test_a_plan_holds_what_every_text_says() -> None:
    plan = plan_layers(
        "vgg16",
        content="block2_conv2:1 block4_conv2:3",
        style="block1_conv1 block3_conv1",
        exponent=3.0,
        blend="1 4",
        styles=2,
    )
    assert plan == LayerPlan(
        content={"block2_conv2": 0.25, "block4_conv2": 0.75},
        style={"block1_conv1": 0.25, "block3_conv1": 0.75},
        blend=(0.2, 0.8),
    )


def test_a_plan_can_not_be_changed_and_travels_to_another_process() -> None:
    plan = plan_layers("vgg19", styles=2)
    with pytest.raises(AttributeError):
        plan.blend = (1.0,)  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(plan)) == plan


def test_gatys_five_layers_weigh_a_fifth_each() -> None:
    assert style_layers("", VGG16) == pytest.approx(dict.fromkeys(FIRSTS, 0.2))


@pytest.mark.parametrize("exponent", [0.1, 0.5, 1.0, 2.0, 10.0])
def test_each_layer_weighs_the_exponent_times_the_one_before(exponent: float) -> None:
    weights = list(style_layers("", VGG16, exponent).values())
    for before, after in pairwise(weights):
        assert after == pytest.approx(exponent * before)
    assert sum(weights) == pytest.approx(1.0)


def test_the_exponent_multiplies_weights_that_are_given() -> None:
    text = "block1_conv1:3 block4_conv1:2 block5_conv1:1"
    found = style_layers(text, VGG16, exponent=2.0)
    # 3, 2 * 2 and 1 * 4 of 11.
    assert found == pytest.approx({"block1_conv1": 3 / 11, "block4_conv1": 4 / 11, "block5_conv1": 4 / 11})


@pytest.mark.parametrize(
    "text",
    [
        "block1_conv1:1 block3_conv1:3",
        "block3_conv1:3, block1_conv1",
        " block1_conv1 ;  block3_conv1:300% block1_conv1:100%,",
        "block1_conv1:0.5;block3_conv1:1.5",
    ],
)
def test_layers_are_read_in_any_order_and_stand_in_order_of_depth(text: str) -> None:
    expected = [("block1_conv1", 0.25), ("block3_conv1", 0.75)]
    assert list(style_layers(text, VGG16).items()) == expected
    assert list(content_layers(text, VGG16).items()) == expected


def test_a_layer_may_weigh_nothing_and_so_may_all() -> None:
    found = style_layers("block1_conv1:0 block2_conv1:5", VGG16)
    assert found == {"block1_conv1": 0.0, "block2_conv1": 1.0}
    assert style_layers("block1_conv1:0", VGG16) == {"block1_conv1": 0.0}


@pytest.mark.parametrize(
    ("network", "name"), [("vgg16", "block3_conv4"), ("resnet50", "block1_conv1"), ("vgg19", "fc1")]
)
def test_a_layer_of_another_network_is_refused_with_those_there_are(network: Network, name: str) -> None:
    with pytest.raises(LayerError, match=f"No layer {name};") as refusal:
        style_layers(name, ARCHITECTURES[network])
    for layer in ARCHITECTURES[network].layers:
        assert layer in str(refusal.value)


@pytest.mark.parametrize("weight", ["-1", "nan", "inf", "-inf", "1e7", "one", "1/2", "0x10", "²", "1:2"])
def test_what_is_no_weight_is_refused_by_name(weight: str) -> None:
    with pytest.raises(LayerError, match="is no weight: it takes a number from 0 to 1,000,000") as refusal:
        style_layers(f"block1_conv1:{weight}", VGG16)
    assert str(refusal.value).startswith(weight)


HOSTILE = [
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "__class__",
    "%s%n{0}",
    ":" * 100,
    "block1_conv1:" + "9" * 150,
    "x" * 200,
    "Block1_Conv1",
    "block1_conv1=1",
    "\N{FULLWIDTH COLON}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=str)
def test_any_other_text_is_refused_in_a_short_sentence(text: str) -> None:
    for read in (style_layers, content_layers):
        with pytest.raises(LayerError) as refusal:
            read(text, VGG16)
        assert len(str(refusal.value)) < 400


@pytest.mark.parametrize("text", ["", " ", ", ; "])
def test_no_text_means_the_usual_layers_and_equal_shares(text: str) -> None:
    assert tuple(style_layers(text, VGG16)) == FIRSTS
    assert tuple(content_layers(text, VGG16)) == ("block4_conv2",)
    assert blend_shares(text, 4) == (0.25,) * 4


@pytest.mark.parametrize("text", ["75, 25", "3 1", "75%/25%", "0.75;0.25", "75:25", "75, 25,"])
def test_shares_of_a_blend_add_up_to_1(text: str) -> None:
    assert blend_shares(text, 2) == (0.75, 0.25)


def test_a_style_may_have_no_share() -> None:
    assert blend_shares("0 1 0", 3) == (0.0, 1.0, 0.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1", "1 share for 2 styles: 1"),
        ("1 2 3", "3 shares for 2 styles: 1 2 3"),
        ("0 0", "all 0"),
        ("a b", "a is no weight"),
        ("nan 1", "nan is no weight"),
        ("-1 2", "-1 is no weight"),
    ],
)
def test_shares_that_do_not_fit_are_refused(text: str, words: str) -> None:
    with pytest.raises(LayerError, match=words):
        blend_shares(text, 2)


def test_a_blend_of_any_length_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(LayerError) as refusal:
        blend_shares("1 " * 100, 2)
    assert len(str(refusal.value)) < 200
