from __future__ import annotations

import pytest

from ai_playground.perceptual import precision
from ai_playground.perceptual.architectures import Network
from ai_playground.perceptual.precision import Arithmetic, Precision, arithmetic_for


@pytest.mark.parametrize("has", [True, False])
def test_auto_takes_bfloat16_where_the_processor_has_it(has: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precision, "_processor_has_bfloat16", lambda: has)
    monkeypatch.setattr(precision, "_gpu_has_bfloat16", lambda: False)
    assert arithmetic_for("vgg16", "auto") == ("bfloat16" if has else "float32")


@pytest.mark.parametrize("asked", ["float32", "bfloat16"])
def test_what_is_asked_for_is_taken(asked: Arithmetic) -> None:
    assert arithmetic_for("vgg16", asked) == asked


@pytest.mark.parametrize("network", ["resnet50", "inception_v3"])
@pytest.mark.parametrize("asked", ["auto", "bfloat16"])
def test_networks_of_keras_stay_in_float32(network: Network, asked: Precision) -> None:
    assert arithmetic_for(network, asked) == "float32"
