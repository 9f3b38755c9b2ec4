from __future__ import annotations

from itertools import pairwise

import pytest

from ai_playground.style.layers import ARCHITECTURES, LayerError, blend_shares, content_layers, style_layers
from ai_playground.style.settings import StyleSettings

FIRSTS = tuple(f"block{block}_conv1" for block in range(1, 6))


def settings(**changes: str | float) -> StyleSettings:
    plain = dict.fromkeys(("style_layers", "content_layers", "style_blend"), "")
    usual = {**plain, "network": "vgg16", "layer_exponent": 1.0}
    return StyleSettings.model_validate({**usual, **changes})


def test_vgg16_has_13_convolutions_and_vgg19_16() -> None:
    for name in ("vgg16", "vgg16_hed", "random"):
        assert len(ARCHITECTURES[settings(network=name).network].layers) == 13
    assert len(ARCHITECTURES["vgg19"].layers) == 16
    assert ARCHITECTURES["vgg19"].layers[-1] == "block5_conv4"


@pytest.mark.parametrize("network", ARCHITECTURES)
def test_what_a_network_takes_unless_told_otherwise_is_among_its_layers(network: str) -> None:
    architecture = ARCHITECTURES[settings(network=network).network]
    assert set(architecture.style) <= set(architecture.layers)
    assert architecture.content in architecture.layers
    assert tuple(style_layers(settings(network=network))) == architecture.style
    assert content_layers(settings(network=network)) == {architecture.content: 1.0}


def test_gatys_five_layers_weigh_a_fifth_each() -> None:
    assert style_layers(settings()) == pytest.approx(dict.fromkeys(FIRSTS, 0.2))


@pytest.mark.parametrize("exponent", [0.1, 0.5, 1.0, 2.0, 10.0])
def test_each_layer_weighs_the_exponent_times_the_one_before(exponent: float) -> None:
    weights = list(style_layers(settings(layer_exponent=exponent)).values())
    for before, after in pairwise(weights):
        assert after == pytest.approx(exponent * before)
    assert sum(weights) == pytest.approx(1.0)


def test_the_exponent_multiplies_weights_that_are_given() -> None:
    text = "block1_conv1:3 block4_conv1:2 block5_conv1:1"
    found = style_layers(settings(style_layers=text, layer_exponent=2.0))
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
    assert list(style_layers(settings(style_layers=text)).items()) == expected
    assert list(content_layers(settings(content_layers=text)).items()) == expected


def test_a_layer_may_weigh_nothing_and_so_may_all() -> None:
    found = style_layers(settings(style_layers="block1_conv1:0 block2_conv1:5"))
    assert found == {"block1_conv1": 0.0, "block2_conv1": 1.0}
    assert style_layers(settings(style_layers="block1_conv1:0")) == {"block1_conv1": 0.0}


@pytest.mark.parametrize(
    ("network", "name"), [("vgg16", "block3_conv4"), ("resnet50", "block1_conv1"), ("vgg19", "fc1")]
)
def test_a_layer_of_another_network_is_refused_with_those_there_are(network: str, name: str) -> None:
    with pytest.raises(LayerError, match=f"No layer {name};") as refusal:
        style_layers(settings(network=network, style_layers=name))
    for layer in ARCHITECTURES[settings(network=network).network].layers:
        assert layer in str(refusal.value)


@pytest.mark.parametrize("weight", ["-1", "nan", "inf", "-inf", "1e7", "one", "1/2", "0x10", "²", "1:2"])
def test_what_is_no_weight_is_refused_by_name(weight: str) -> None:
    with pytest.raises(LayerError, match="is no weight: it takes a number from 0 to 1,000,000") as refusal:
        style_layers(settings(style_layers=f"block1_conv1:{weight}"))
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
            read(settings(style_layers=text, content_layers=text))
        assert len(str(refusal.value)) < 400


@pytest.mark.parametrize("text", ["", " ", ", ; "])
def test_no_text_means_the_usual_layers_and_equal_shares(text: str) -> None:
    assert tuple(style_layers(settings(style_layers=text))) == FIRSTS
    assert tuple(content_layers(settings(content_layers=text))) == ("block4_conv2",)
    assert blend_shares(settings(style_blend=text), 4) == (0.25,) * 4


@pytest.mark.parametrize("text", ["75, 25", "3 1", "75%/25%", "0.75;0.25", "75:25", "75, 25,"])
def test_shares_of_a_blend_add_up_to_1(text: str) -> None:
    assert blend_shares(settings(style_blend=text), 2) == (0.75, 0.25)


def test_a_style_may_have_no_share() -> None:
    assert blend_shares(settings(style_blend="0 1 0"), 3) == (0.0, 1.0, 0.0)


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
        blend_shares(settings(style_blend=text), 2)


def test_a_blend_of_any_length_is_refused_in_a_short_sentence() -> None:
    with pytest.raises(LayerError) as refusal:
        blend_shares(settings(style_blend="1 " * 100), 2)
    assert len(str(refusal.value)) < 200
