from __future__ import annotations

import pytest

from ai_playground.perceptual.architectures import BUNDLED
from ai_playground.perceptual.layers import LayerError, plan_layers
from ai_playground.style.descriptor import arithmetic, layer_plan
from ai_playground.style.settings import StyleSettings

SETTINGS = StyleSettings(
    network="vgg19",
    content_layers="block5_conv4",
    style_layers="block1_conv1 block2_conv1:3",
    layer_exponent=2.0,
    style_blend="3 1",
    precision="bfloat16",
)


def test_every_knob_of_the_layers_has_its_say_in_the_plan() -> None:
    expected = plan_layers(
        "vgg19",
        content="block5_conv4",
        style="block1_conv1 block2_conv1:3",
        exponent=2.0,
        blend="3 1",
        styles=2,
    )
    assert layer_plan(SETTINGS, 2) == expected


def test_shares_for_another_number_of_styles_make_no_plan() -> None:
    with pytest.raises(LayerError, match="2 shares for 3 styles"):
        layer_plan(SETTINGS, 3)


def test_the_arithmetic_is_that_of_the_knobs_but_for_networks_of_keras() -> None:
    assert arithmetic(SETTINGS) == "bfloat16"
    assert arithmetic(SETTINGS.changed(network="resnet50", content_layers="", style_layers="")) == "float32"


def test_the_default_network_needs_no_download() -> None:
    assert StyleSettings().network == BUNDLED
